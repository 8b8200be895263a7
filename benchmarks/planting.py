"""Clean series, and errors of known kind and size planted into them or into a real panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

Keys = set[tuple[str, int, str]]  # region, year, column ("" where the whole row is meant)
AMOUNTS = ("_idr", "_idr_million")


@dataclass(frozen=True)
class Planted:
    """A frame with errors in it, and where they are."""

    frame: pd.DataFrame
    keys: Keys


def clean_series(
    seed: int, regions_count: int = 510, years_count: int = 17, tail: float = np.inf
) -> pd.DataFrame:
    """Make a panel without errors: own level, common trend, own noise (`tail`: degrees of freedom of it)."""
    rng = np.random.default_rng(seed)
    shape, time = (regions_count, years_count), np.arange(years_count)

    def noise(size: float) -> np.ndarray:
        drawn = rng.standard_normal(shape) if np.isinf(tail) else rng.standard_t(tail, shape)
        return size * drawn

    codes = [f"{11 + i // 15}{1 + i % 15:02d}" for i in range(regions_count)]
    frame = pd.DataFrame(
        {"region_code": np.repeat(codes, years_count), "year": np.tile(2000 + time, regions_count)}
    )
    people = np.exp(rng.normal(12.4, 0.9, (regions_count, 1)) + 0.013 * time + noise(0.003))
    frame["population_people"] = np.round(people).ravel()
    sizes = {"health": 0.12, "education": 0.1, "roads": 0.2, "general": 0.12, "farming": 0.15}
    for name, size in sizes.items():
        level = rng.normal(12, 0.4, (regions_count, 1)) + 0.1 * time + rng.normal(0, 0.05, years_count)
        frame[f"spending_{name}_idr"] = np.round(people * np.exp(level + noise(size))).ravel()
    frame["spending_total_idr"] = frame[[f"spending_{name}_idr" for name in sizes]].sum(axis=1)
    for name, size in {"births": 3.0, "water": 3.5, "enrolment": 2.0, "literacy": 1.0}.items():
        level = rng.uniform(30, 80, (regions_count, 1)) + 0.7 * time + noise(size)
        frame[f"{name}_pct"] = np.round(np.clip(level, 1, 99.5), 2).ravel()
    return frame


def _cells(
    frame: pd.DataFrame, columns: list[str], count: int, rng: np.random.Generator
) -> list[tuple[int, str]]:
    """Draw observed, positive cells in distinct series: at most one per region, none in a first year."""
    rows = frame.index[frame["year"] > frame["year"].min() + 1]
    picked: dict[str, tuple[int, str]] = {}
    for row in rng.permutation(rows):
        region, column = str(frame.at[row, "region_code"]), columns[int(rng.integers(len(columns)))]
        if region not in picked and frame.at[row, column] > 0:
            picked[region] = (int(row), column)
        if len(picked) == count:
            break
    return list(picked.values())


def _key(frame: pd.DataFrame, row: int, column: str = "") -> tuple[str, int, str]:
    return str(frame.at[row, "region_code"]), int(frame.at[row, "year"]), column


def _names(frame: pd.DataFrame, *ends: str) -> list[str]:
    return [name for name in frame.columns[2:] if name.endswith(ends) and name != "spending_total_idr"]


def scale(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Multiply single values by a power of ten."""
    columns = _names(frame, "_pct", *AMOUNTS)
    out, cells = frame.copy(), _cells(frame, columns, count, rng)
    for row, column in cells:
        out.at[row, column] *= size
    return Planted(out, {_key(frame, *cell) for cell in cells})


def step(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Raise a series from one year on by `size` times the spread of its own yearly changes."""
    columns = _names(frame, *AMOUNTS)
    out, keys = frame.copy(), set()
    for row, column in _cells(frame, columns, count, rng):
        code, year, _ = _key(frame, row)
        own = frame["region_code"] == code
        changes = np.diff(np.log(frame.loc[own, column].where(frame.loc[own, column] > 0)))
        known = changes[np.isfinite(changes)]
        if len(known) < 2:
            continue
        spread = 1.4826 * np.median(np.abs(known - np.median(known)))
        out.loc[own & (frame["year"] >= year), column] *= np.exp(size * spread)
        keys.add((code, year, column))
    return Planted(out, keys)


def points(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Lower a percentage from one year on by `size` points."""
    out, cells = frame.copy(), _cells(frame, _names(frame, "_pct"), count, rng)
    for row, column in cells:
        code, year, _ = _key(frame, row)
        later = (frame["region_code"] == code) & (frame["year"] >= year)
        out.loc[later, column] -= size
    return Planted(out, {_key(frame, *cell) for cell in cells})


def above(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Set shares to 100 plus `size`."""
    out, cells = frame.copy(), _cells(frame, _names(frame, "_pct"), count, rng)
    for row, column in cells:
        out.at[row, column] = 100 + size
    return Planted(out, {_key(frame, *cell) for cell in cells})


def zero(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Set single values to 0."""
    out, cells = frame.copy(), _cells(frame, _names(frame, "_pct", *AMOUNTS), count, rng)
    for row, column in cells:
        out.at[row, column] = 0.0
    return Planted(out, {_key(frame, *cell) for cell in cells})


def forward(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Copy `size` columns of a region from the year before."""
    columns = _names(frame, "_pct", *AMOUNTS)
    out, keys = frame.copy(), set()
    at = {(_key(frame, row)[0], _key(frame, row)[1]): row for row in frame.index}
    for row, first in _cells(frame, columns, count, rng):
        code, year, _ = _key(frame, row)
        others = [name for name in rng.permutation(columns) if name != first]
        for column in [first, *others[: int(size) - 1]]:
            before = frame.at[at[code, year - 1], column] if (code, year - 1) in at else np.nan
            if np.isfinite(before) and before not in (0, 100):
                out.at[row, column] = before
                keys.add((code, year, str(column)))
    return Planted(out, keys)


def constant(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Repeat a value for `size` years in all."""
    out, keys = frame.copy(), set()
    for row, column in _cells(frame, _names(frame, "_pct", *AMOUNTS), count, rng):
        code, year, _ = _key(frame, row)
        run = (frame["region_code"] == code) & frame["year"].between(year, year + size - 1)
        if run.sum() == size and frame.loc[run, column].notna().all():
            out.loc[run, column] = frame.at[row, column]
            keys.add((code, int(year + size - 1), column))
    return Planted(out, keys)


def column(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """In each of three years, copy a column over another of its kind in a share `size` of the regions."""
    out, keys = frame.copy(), set()
    columns = _names(frame, "_idr")
    years = [year for year in sorted(frame["year"].unique()) if (frame["year"] == year).sum() > 30]
    for year in rng.choice(years, 3, replace=False):
        rows = frame.index[frame["year"] == year]
        full = [name for name in columns if (frame.loc[rows, name] > 0).sum() > 60]
        if len(full) < 2:
            continue
        source, target = rng.choice(full, 2, replace=False)
        shared = rows[(frame.loc[rows, source] > 0) & (frame.loc[rows, target] > 0)]
        some = rng.choice(shared, int(round(size * len(shared))), replace=False)
        out.loc[some, target] = frame.loc[some, source]
        keys |= {(*_key(frame, row)[:2], "|".join(sorted((source, target)))) for row in some}
    return Planted(out, keys)


def twin(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Copy `size` columns of one region over those of another in the same year."""
    out, keys = frame.copy(), set()
    columns = _names(frame, "_pct", *AMOUNTS)
    for row, first in _cells(frame, columns, count, rng):
        code, year, _ = _key(frame, row)
        others = frame.index[(frame["year"] == year) & (frame["region_code"] != code) & (frame[first] > 0)]
        source = int(rng.choice(others))
        full = [name for name in columns if frame.at[source, name] > 0 and frame.at[source, name] != 100]
        picked = rng.permutation([name for name in full if name != first])[: int(size) - 1]
        for name in [first, *picked]:
            out.at[row, name] = frame.at[source, name]
        pair = sorted((code, _key(frame, source)[0]))
        keys.add((pair[0], year, pair[1]))
    return Planted(out, keys)


def swap(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Exchange two rows of one province in a year; `size` is the least log10 ratio of their populations."""
    out, keys, used = frame.copy(), set(), set()
    people = np.log10(frame["population_people"].where(frame["population_people"] > 0))
    for row, _ in _cells(frame, ["population_people"], 4 * count, rng):
        code, year, _ = _key(frame, row)
        mates = frame.index[(frame["year"] == year) & (frame["region_code"].str[:2] == code[:2])]
        mates = [
            m
            for m in mates
            if abs(people[m] - people[row]) >= size and frame.at[m, "region_code"] not in used
        ]
        if not mates or code in used or len(keys) >= count:
            continue
        other = int(rng.choice(mates))
        used |= {code, str(frame.at[other, "region_code"])}
        out.loc[[row, other], out.columns[2:]] = frame.loc[[other, row], frame.columns[2:]].to_numpy()
        pair = sorted((code, _key(frame, other)[0]))
        keys.add((pair[0], year, pair[1]))
    return Planted(out, keys)


def rebase(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Raise the population from one year on by the share `size`, and nothing else."""
    out, cells = frame.copy(), _cells(frame, ["population_people"], count, rng)
    for row, name in cells:
        code, year, _ = _key(frame, row)
        out.loc[(frame["region_code"] == code) & (frame["year"] >= year), name] *= 1 + size
    return Planted(out, {_key(frame, *cell) for cell in cells})


def split(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Take the share `size` of the people and of every amount away from one year on, as a split does."""
    out, cells = frame.copy(), _cells(frame, ["population_people"], count, rng)
    amounts = [name for name in frame.columns[2:] if name.endswith(("_people", "_count", *AMOUNTS))]
    for row, _ in cells:
        code, year, _ = _key(frame, row)
        out.loc[(frame["region_code"] == code) & (frame["year"] >= year), amounts] *= 1 - size
    return Planted(out, {_key(frame, *cell) for cell in cells})


def second_source(frame: pd.DataFrame, seed: int, gap: float = 0.01) -> pd.DataFrame:
    """Make a second source of the population that differs from the first by `gap`, in log."""
    rng = np.random.default_rng([seed, 99])
    other = frame[["region_code", "year", "population_people"]].copy()
    other["population_people"] *= np.exp(rng.normal(0, gap, len(other)))
    return other


def total(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Raise the total by the share `size`."""
    out, cells = frame.copy(), _cells(frame, ["spending_total_idr"], count, rng)
    for row, name in cells:
        out.at[row, name] *= 1 + size
    return Planted(out, {_key(frame, row) for row, _ in cells})


def heap(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """In three columns and years, round a share `size` of the percentages to whole fives."""
    return _pile(frame, size, rng, lambda value: np.clip(5 * np.round(value / 5), 5, 95))


def cap(frame: pd.DataFrame, size: float, count: int, rng: np.random.Generator) -> Planted:
    """In three columns and years, set a share `size` of the percentages to 100."""
    return _pile(frame, size, rng, lambda value: np.full_like(value, 100.0))


def _pile(
    frame: pd.DataFrame, size: float, rng: np.random.Generator, change: Callable[[np.ndarray], np.ndarray]
) -> Planted:
    out, keys = frame.copy(), set()
    for name in rng.choice(_names(frame, "_pct"), 3, replace=False):
        seen = frame[frame[name] > 0]
        year = int(rng.choice(sorted(seen["year"].unique())))
        rows = seen.index[seen["year"] == year]
        some = rng.choice(rows, int(round(size * len(rows))), replace=False)
        out.loc[some, name] = change(frame.loc[some, name].to_numpy(float))
        keys |= {_key(frame, row, str(name)) for row in some}
    return Planted(out, keys)
