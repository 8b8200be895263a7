"""Exhibits of costs: from need over money to what is missing, the least-cost order, and what money buys."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import ACCENT, BAND_INNER, COLOURS, INK, MUTED, house_style
from analysis.sources.templates.words import meanings
from analysis.standards.costing.allocation import NOT_STATED
from analysis.standards.costing.gap import FundingGap
from analysis.standards.costing.purchase import Purchase
from analysis.standards.costing.uncertainty import ALL

MILLION = 1_000_000
DRAWN = 12  # indicators drawn one by one; the smaller ones are drawn together
NEAR = 0.075  # of the width or the height of the picture: nearer names would overlap
NEED, TOTAL, SOURCE, MISSING = "need", "total", "source", "missing"
FILLS = {NEED: ACCENT, TOTAL: MUTED, SOURCE: COLOURS[3], MISSING: COLOURS[1]}


def millions(amount: float, language: Language) -> str:
    """Return rupiah in millions: with a decimal where there are few."""
    return language.number(amount / MILLION, 1 if abs(amount) < 10 * MILLION else 0)


def source_name(source: str, language: Language) -> str:
    """Return the name of a source of money in the language."""
    if source == NOT_STATED:
        return language.text("costing.source_not_stated")
    known = meanings("funding_source").get(source, (source, source))
    return known[language.code == "en"]


def waterfall_figure(gap: FundingGap, name: str, language: Language, *, source: str) -> Exhibit:
    """Draw the need by indicator, the money by source and what is missing, as a waterfall.

    Parameters
    ----------
    gap : FundingGap
        By the measure that the caption names.
    name : str
        The region.
    """
    text, steps = language.text, waterfall_steps(gap, language)
    measure = text("costing.measure_need" if gap.measure == "need" else "costing.measure_serving")
    with house_style():
        figure = Figure(figsize=(7.4, 0.27 * len(steps) + 0.9), layout="constrained")
        axis = figure.subplots()
        for row in each_row(steps):
            width = row.amount_idr / MILLION
            axis.barh(row.Index, width, left=row.from_idr / MILLION, color=FILLS[row.step], height=0.7)
            axis.annotate(
                millions(row.amount_idr, language), ((row.from_idr + row.amount_idr) / MILLION, row.Index),
                xytext=(3, 0), textcoords="offset points", va="center", fontsize=7.5,
            )  # fmt: skip
        axis.set_yticks(range(len(steps)), list(steps["label"]))
        axis.invert_yaxis()
        axis.grid(visible=False, axis="y")
        axis.set_xlim(0, max(float(steps["amount_idr"].max()), 1.0) / MILLION * 1.12)
        axis.set_xlabel(text("costing.axis_millions"))
        axis.xaxis.set_major_formatter(lambda value, _: language.number(value))
    paid = [row for row in each_row(steps) if row.step == SOURCE]
    return Exhibit(
        id=f"cost-waterfall-{gap.measure}",
        kind="figure",
        title=text("costing.waterfall_title", name=name),
        caption=text("costing.waterfall_caption", measure=measure),
        alt=text(
            "costing.waterfall_alt", measure=measure, need=millions(gap.need_idr, language),
            missing=millions(gap.gap_idr, language),
            paid=language.listed(f"{row.label} {millions(row.amount_idr, language)}" for row in paid)
            or text("costing.no_money"),
            largest=steps["label"].iloc[0],
        ),
        table=steps,
        source=source,
        function="analysis.exhibits.costing.waterfall_figure",
        figure=figure,
    )  # fmt: skip


def waterfall_steps(gap: FundingGap, language: Language) -> pd.DataFrame:
    """Return the bars of the waterfall: ``step, label, from_idr, amount_idr``."""
    needs = gap.table.groupby("indicator_code")["need_idr"].sum()
    needs = needs[needs > 0].sort_values(ascending=False, kind="stable")
    rows = [(NEED, str(code), float(amount)) for code, amount in needs.head(DRAWN).items()]
    if len(needs) > DRAWN:
        others = language.text("costing.others", count=language.number(len(needs) - DRAWN))
        rows.append((NEED, others, float(needs.iloc[DRAWN:].sum())))
    rows.append((TOTAL, language.text("costing.step_total"), gap.need_idr))
    money = gap.sources.groupby("funding_source")["used_idr"].sum()
    money = money[money > 0].sort_values(ascending=False, kind="stable")
    rows += [(SOURCE, source_name(str(each), language), float(amount)) for each, amount in money.items()]
    rows.append((MISSING, language.text("costing.step_missing"), gap.gap_idr))
    made, level = [], 0.0
    for step, label, amount in rows:
        level -= amount if step == SOURCE else 0.0
        made.append((step, label, level if step in (NEED, SOURCE) else 0.0, amount))
        level = amount if step == TOTAL else level + (amount if step == NEED else 0.0)
    return pd.DataFrame(made, columns=["step", "label", "from_idr", "amount_idr"])


def least_cost_figure(
    curve: pd.DataFrame, money_idr: float, name: str, language: Language, *, source: str
) -> Exhibit:
    """Draw the share of all gaps that is closed against what it costs, the cheapest indicators first.

    Parameters
    ----------
    curve : pandas.DataFrame
        From `analysis.standards.costing.curve.least_cost_curve`.
    money_idr : float
        What is allocated to the same indicators; marked where there is any.
    """
    text = language.text
    with house_style():
        figure = Figure(figsize=(7.2, 3.4), layout="constrained")
        axis = figure.subplots()
        cost, closed = _corners(curve)
        axis.plot(cost / MILLION, closed, color=ACCENT)
        ends = curve["cumulative_cost_idr"].to_numpy(dtype=float) / MILLION
        axis.plot(ends, curve["closed_pct"], "o", color=ACCENT)
        _labels(axis, ends, curve)
        if money_idr > 0:
            axis.axvline(money_idr / MILLION, color=COLOURS[1], linestyle="--", linewidth=1)
            axis.annotate(
                text("costing.money_there"), (money_idr / MILLION, 2), xytext=(4, 0), fontsize=8,
                textcoords="offset points", color=COLOURS[1],
            )  # fmt: skip
        axis.set_xlim(0, 1.08 * max(ends[-1], money_idr / MILLION))
        axis.set_ylim(0, 104)
        axis.set_xlabel(text("costing.axis_millions"))
        axis.set_ylabel(text("costing.axis_closed"))
        axis.xaxis.set_major_formatter(lambda value, _: language.number(value))
    half = curve[curve["closed_pct"] >= 50].iloc[0]
    last = curve.iloc[-1]
    return Exhibit(
        id="least-cost-order",
        kind="figure",
        title=text("costing.curve_title", name=name),
        caption=text("costing.curve_caption"),
        alt=text(
            "costing.curve_alt", first=curve["indicator_code"].iloc[0], last=last["indicator_code"],
            half=millions(half["cumulative_cost_idr"], language),
            half_pct=language.number(half["closed_pct"]),
            whole=millions(last["cumulative_cost_idr"], language), money=millions(money_idr, language),
        ),
        table=curve,
        source=source,
        function="analysis.exhibits.costing.least_cost_figure",
        figure=figure,
    )  # fmt: skip


def _corners(curve: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the line: along with a set-up cost, then up with those who are served."""
    cost, closed = [0.0], [0.0]
    for row in each_row(curve):
        cost += [cost[-1] + row.setup_idr, row.cumulative_cost_idr]
        closed += [closed[-1], row.closed_pct]
    return np.array(cost), np.array(closed)


def _labels(axis: Axes, ends: np.ndarray, curve: pd.DataFrame) -> None:
    """Name the points that stand far enough from the last one named."""
    last = np.array([-np.inf, -np.inf])
    for end, row in zip(ends, each_row(curve), strict=True):
        at = np.array([end / ends[-1], row.closed_pct / 100])
        if np.abs(at - last).max() > NEAR:
            axis.annotate(
                row.indicator_code, (end, row.closed_pct), xytext=(4, -11), textcoords="offset points",
                fontsize=7.5, color=INK,
            )  # fmt: skip
            last = at


def purchase_table(
    purchase: Purchase, gap: FundingGap, intervals: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return for each indicator how much of its need is paid as allocated, and of its gap if money may move.

    Parameters
    ----------
    purchase : Purchase
        With the same money.
    gap : FundingGap
        As allocated.
    intervals : pandas.DataFrame, optional
        From `analysis.standards.costing.uncertain_purchase.purchase_uncertainty`.

    Returns
    -------
    pandas.DataFrame
        ``indicator_code, need_idr, paid_pct, gap_people, closed_pct, closed_low_pct, closed_high_pct``;
        ``all`` is last, the others by need.
    """
    money = gap.table.groupby("indicator_code")[["need_idr", "used_idr"]].sum()
    people = purchase.served.groupby("indicator_code")[["gap_people", "people"]].sum()
    table = money.join(people, how="inner")
    table = table[table["gap_people"] > 0].sort_values("need_idr", ascending=False, kind="stable")
    table = pd.concat([table, table.sum().to_frame(ALL).T])
    table["paid_pct"] = 100 * table["used_idr"] / table["need_idr"].where(table["need_idr"] > 0)
    table["closed_pct"] = 100 * table["people"] / table["gap_people"]
    ends = ["closed_low_pct", "closed_high_pct"]
    known = pd.DataFrame(columns=["indicator_code", *ends]) if intervals is None else intervals
    table = table.join(known.set_index("indicator_code")[ends].astype(float))
    columns = ["need_idr", "paid_pct", "gap_people", "closed_pct", *ends]
    return table[columns].rename_axis("indicator_code").reset_index()


def purchase_figure(bought: pd.DataFrame, name: str, language: Language, *, source: str) -> Exhibit:
    """Draw how much of each need is paid as allocated beside what the same money could close if it may move.

    Parameters
    ----------
    bought : pandas.DataFrame
        From :func:`purchase_table`.
    """
    text = language.text
    labels = [text("costing.all") if code == ALL else str(code) for code in bought["indicator_code"]]
    at = np.arange(len(bought))
    with house_style():
        figure = Figure(figsize=(7.2, 0.27 * len(bought) + 1.1), layout="constrained")
        axis = figure.subplots()
        axis.hlines(
            at, bought["closed_low_pct"], bought["closed_high_pct"], color=ACCENT, linewidth=5, alpha=0.35
        )
        axis.hlines(at, bought["paid_pct"], bought["closed_pct"], color=BAND_INNER, linewidth=1)
        axis.plot(bought["paid_pct"], at, "D", color=COLOURS[1], label=text("costing.as_allocated"))
        axis.plot(bought["closed_pct"], at, "o", color=ACCENT, label=text("costing.if_moved"))
        axis.set_yticks(at, labels)
        axis.invert_yaxis()
        axis.set_xlim(-3, 103)
        axis.set_xlabel(text("costing.axis_bought"))
        figure.legend(loc="outside upper left", ncols=2)
    lines = "; ".join(
        text(
            "costing.purchase_alt_line", indicator=label, paid=language.number(row.paid_pct),
            closed=language.number(row.closed_pct), low=language.number(row.closed_low_pct),
            high=language.number(row.closed_high_pct),
        )
        if pd.notna(row.closed_low_pct)
        else text(
            "costing.purchase_alt_line_sure", indicator=label, paid=language.number(row.paid_pct),
            closed=language.number(row.closed_pct),
        )
        for label, row in zip(labels, each_row(bought), strict=True)
    )  # fmt: skip
    return Exhibit(
        id="what-the-budget-buys",
        kind="figure",
        title=text("costing.purchase_title", name=name),
        caption=text("costing.purchase_caption"),
        alt=text("costing.purchase_alt", lines=lines),
        table=bought,
        source=source,
        function="analysis.exhibits.costing.purchase_figure",
        figure=figure,
    )
