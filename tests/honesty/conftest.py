import numpy as np
import pandas as pd
import pytest

from analysis.honesty.auditing import audit, find_check
from analysis.honesty.subject import make_subject


def clean_panel(seed: int = 1, regions_count: int = 80, years_count: int = 14) -> pd.DataFrame:
    """Smooth series with their own level, trend and noise; no error in them."""
    rng = np.random.default_rng(seed)
    shape = (regions_count, years_count)
    time = np.arange(years_count)
    codes = [f"{11 + i // 10}{1 + i % 10:02d}" for i in range(regions_count)]
    frame = pd.DataFrame(
        {"region_code": np.repeat(codes, years_count), "year": np.tile(2001 + time, regions_count)}
    )
    people = np.exp(rng.normal(12.5, 0.7, (regions_count, 1)) + 0.012 * time + rng.normal(0, 0.003, shape))
    frame["population_people"] = np.round(people).ravel()
    for name, size, noise in (("health", 11.0, 0.1), ("education", 12.5, 0.08), ("roads", 12.0, 0.12)):
        per_person = np.exp(rng.normal(size, 0.2, (regions_count, 1)) + 0.08 * time)
        frame[f"{name}_idr"] = np.round(people * per_person * np.exp(rng.normal(0, noise, shape))).ravel()
    frame["total_idr"] = frame[["health_idr", "education_idr", "roads_idr"]].sum(axis=1)
    for name in ("births", "water"):
        level = rng.uniform(35, 75, (regions_count, 1)) + 0.8 * time + rng.normal(0, 1.2, shape)
        frame[f"{name}_pct"] = np.round(np.clip(level, 1, 99), 2).ravel()
    return frame


@pytest.fixture
def clean() -> pd.DataFrame:
    return clean_panel()


@pytest.fixture
def run():
    """Run one check on a frame, as the audit would."""

    def _run(check_id, frame, kind="panel", changes=None, **declared):
        return find_check(check_id).run(make_subject(frame, kind, **declared), changes)

    return _run


@pytest.fixture
def audited():
    return audit
