import pandas as pd
import pytest

from analysis.sources import load_table


@pytest.fixture(scope="session")
def panel() -> pd.DataFrame:
    return load_table("national/panel").frame


@pytest.fixture(scope="session")
def regions() -> pd.DataFrame:
    return load_table("national/regions").frame


@pytest.fixture(scope="session")
def deflator() -> pd.DataFrame:
    return load_table("national/deflator").frame


@pytest.fixture(scope="session")
def evidence() -> pd.DataFrame:
    return load_table("study/evidence").frame
