"""Models as corners of a property space: what evidence says of each axis, and so of each corner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.models.evidence import cited_rows, listed_ids, verdict_on
from analysis.comparison.models.ideal_types import CONTRADICTED, IdealTypes, bounds_of_verdicts, ideal_types
from analysis.errors import MethodError
from analysis.panels import require_columns

AXIS_COLUMNS = (
    "region_code", "axis_id", "deciding_document", "evidence_ids_support", "evidence_ids_contradict",
    "evidence_ids_aside",
)  # fmt: skip


@dataclass(frozen=True)
class AssignedTypes:
    """Whether each region belongs to the corner that a study assigns to it, and what that rests on.

    Attributes
    ----------
    types : IdealTypes
        Every region in every corner.
    assigned : pandas.DataFrame
        One row per region: ``region_code, model_id, corner``, ``lowest, highest`` (membership in the assigned
        corner), ``verdict``, ``against`` (axes whose verdict alone contradicts the corner, joined by "; "),
        ``unknown`` (axes not known) and ``possible_corners`` (how many of all corners are not contradicted).
    without : pandas.DataFrame
        One row per region and axis: ``region_code, axis_id, verdict``: of the assigned corner when that axis
        is left out of its definition.
    """

    types: IdealTypes
    assigned: pd.DataFrame
    without: pd.DataFrame


def axis_support(evidence: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Return what coded evidence says of each region on each axis.

    Parameters
    ----------
    evidence : pandas.DataFrame
        ``evidence_id`` (once each), ``region_code, document_title, confidence`` (high, medium or low).
    coded : pandas.DataFrame
        One row per region and axis: ``region_code, axis_id, deciding_document``, and ids joined by ";" in
        ``evidence_ids_support``, ``evidence_ids_contradict`` and ``evidence_ids_aside`` (read, but counted on
        neither side); each may be missing.

    Returns
    -------
    pandas.DataFrame
        ``region_code, axis_id, verdict`` (supported, contradicted, contested or open), ``evidence_ids``,
        ``aside_ids``, ``sources_count`` (different documents among the ids counted), ``why`` and
        ``what_would_decide``, in the order of `coded`.

    Raises
    ------
    MethodError
        Absent column, a repeated region and axis, an unknown id, an id of another place, or one that is
        cited twice.

    Notes
    -----
    The rule is that of :func:`analysis.comparison.models.evidence.model_support`. What is set aside is
    named, so that a reader can count it otherwise.
    """
    require_columns(evidence, ["evidence_id", "region_code", "document_title", "confidence"], "the evidence")
    require_columns(coded, AXIS_COLUMNS, "the coding of the axes")
    twice = coded.loc[coded.duplicated(["region_code", "axis_id"]), ["region_code", "axis_id"]]
    if len(twice):
        region, axis = twice.iloc[0]
        raise MethodError(f"The axis '{axis}' is coded twice for region {region}; keep one row.")
    rows = evidence.set_index("evidence_id")
    return pd.DataFrame([_support(rows, row) for _, row in coded.iterrows()])


def _support(rows: pd.DataFrame, coded: pd.Series) -> dict[str, object]:
    region, axis = str(coded["region_code"]), str(coded["axis_id"])
    sides = [listed_ids(coded[f"evidence_ids_{side}"]) for side in ("support", "contradict", "aside")]
    cited = [identifier for side in sides for identifier in side]
    if len(set(cited)) < len(cited):
        raise MethodError(f"The axis '{axis}' of region {region} cites the same evidence twice.")
    support, contradict, _ = (cited_rows(rows, side, region, axis) for side in sides)
    verdict, why = verdict_on(support, contradict)
    counted = [*sides[0], *sides[1]]
    return {
        "region_code": region,
        "axis_id": axis,
        "verdict": verdict,
        "evidence_ids": "; ".join(counted),
        "aside_ids": "; ".join(sides[2]),
        "sources_count": int(rows.loc[counted, "document_title"].nunique()),
        "why": why,
        "what_would_decide": str(coded["deciding_document"]),
    }


def assigned_types(
    support: pd.DataFrame, study_regions: pd.DataFrame, corners: pd.DataFrame
) -> AssignedTypes:
    """Return whether the evidence puts each region in the corner of the model that is assigned to it.

    Parameters
    ----------
    support : pandas.DataFrame
        ``region_code, axis_id, verdict``: every region on the same axes, as :func:`axis_support` gives.
    study_regions : pandas.DataFrame
        ``region_code, model_id``.
    corners : pandas.DataFrame
        ``model_id, corner`` such as ``STANDARDS*~POLITICS*PARTICIPATION``.

    Returns
    -------
    AssignedTypes

    Raises
    ------
    MethodError
        A region without verdict on some axis, a model without corner, or what :func:`ideal_types` refuses.

    Notes
    -----
    A verdict bounds membership: supported above one half, contradicted below, else anywhere from 0 to 1. So
    evidence that is one-sided settles on which side a region lies, never how far; a degree needs measured
    axes and the anchors of the direct calibration.
    """
    require_columns(support, ["region_code", "axis_id", "verdict"], "the verdicts on the axes")
    names = dict(zip(corners["corner"].astype(str), corners["model_id"].astype(str), strict=True))
    by_model = {model: corner for corner, model in names.items()}
    lacking = sorted(set(study_regions["model_id"]) - set(by_model))
    if lacking:
        raise MethodError(f"The model '{lacking[0]}' has no corner of the property space; add it.")
    table = _verdict_table(support, list(study_regions["region_code"]))
    types = _types(table, names)
    models = dict(zip(study_regions["region_code"], study_regions["model_id"], strict=True))
    assigned = pd.DataFrame(
        [_assigned(types, table, str(code), model, by_model[model]) for code, model in models.items()]
    )
    return AssignedTypes(types, assigned, _without(table, {code: by_model[m] for code, m in models.items()}))


def assigned_verdicts(
    support: pd.DataFrame, study_regions: pd.DataFrame, corners: pd.DataFrame
) -> pd.DataFrame:
    """Return the table ``assigned`` of :func:`assigned_types`, one row per region."""
    return assigned_types(support, study_regions, corners).assigned


def _verdict_table(support: pd.DataFrame, regions: list[str]) -> pd.DataFrame:
    """Return regions by axes, in the order in which the axes stand."""
    axes = list(dict.fromkeys(support["axis_id"]))
    table = support.pivot(index="region_code", columns="axis_id", values="verdict").reindex(regions)[axes]
    if table.isna().to_numpy().any():
        region = table.index[table.isna().any(axis=1)][0]
        axis = table.columns[table.loc[region].isna()][0]
        raise MethodError(f"Region {region} has no verdict on the axis '{axis}'; code it, if only as open.")
    return table


def _types(verdicts: pd.DataFrame, names: Mapping[str, str] | None = None) -> IdealTypes:
    low, high = bounds_of_verdicts(verdicts)
    return ideal_types(low, high, names=names)


def _assigned(
    types: IdealTypes, verdicts: pd.DataFrame, code: str, model: str, corner: str
) -> dict[str, object]:
    chosen = types.corners["case"].eq(code) & types.corners["corner"].eq(corner)
    if not chosen.any():
        raise MethodError(f"The corner '{corner}' of the model '{model}' does not name every axis in order.")
    row = types.corners.loc[chosen].iloc[0]
    case = types.cases.set_index("case").loc[code]
    against = [
        axis for axis in verdicts.columns if _alone(str(verdicts[axis][code]), axis, corner) == CONTRADICTED
    ]
    return {
        "region_code": code,
        "model_id": model,
        "corner": corner,
        "lowest": row["lowest"],
        "highest": row["highest"],
        "verdict": row["verdict"],
        "against": "; ".join(against),
        "unknown": case["unknown"],
        "possible_corners": case["possible_corners"],
    }


def _literal(corner: str, axis: str) -> str:
    """Return how a corner has an axis: ``AXIS`` or ``~AXIS``."""
    return next(part for part in corner.split("*") if part.removeprefix("~") == axis)


def _alone(verdict: str, axis: str, corner: str) -> str:
    """Return what the verdict on one axis alone says of a corner."""
    found = _types(pd.DataFrame({axis: [verdict]}, index=["case"])).corners.set_index("corner")
    return str(found.loc[_literal(corner, axis), "verdict"])


def _without(verdicts: pd.DataFrame, corners: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for axis in verdicts.columns:
        kept = [name for name in verdicts.columns if name != axis]
        if not kept:
            continue
        found = _types(verdicts[kept]).corners.set_index(["case", "corner"])
        for code, corner in corners.items():
            shorter = "*".join(_literal(corner, name) for name in kept)
            rows.append(
                {"region_code": code, "axis_id": axis, "verdict": found.loc[(code, shorter), "verdict"]}
            )
    return pd.DataFrame(rows, columns=["region_code", "axis_id", "verdict"])
