"""Made-up answers of satisfaction surveys for the tests; no unit and no person of these names exists."""

import numpy as np
import pandas as pd

from analysis.voice.satisfaction_index import ELEMENTS


def scores(people=60, *, unit="Unit A", seed=1, prefix="R", round=1, **columns) -> pd.DataFrame:
    """Return scores with one common mood; the whole follows U3 and U7 more than the rest."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=people)
    frame = pd.DataFrame({"respondent_id": [f"{prefix}{i:03d}" for i in range(people)]})
    latent = {name: mood * 0.7 + rng.normal(size=people) for name in ELEMENTS}
    for name, values in latent.items():
        frame[name.lower()] = np.clip(np.round(3.1 + 0.6 * values), 1, 4).astype(int)
    whole = 0.5 * latent["U3"] + 0.4 * latent["U7"] + 0.3 * rng.normal(size=people)
    frame["overall"] = np.clip(np.round(3.1 + whole), 1, 4).astype(int)
    return frame.assign(region_code="9999", year=2013, round=round, unit_name=unit, **columns)
