import os

from analysis.threads import ONE_THREAD

# Set before NumPy is loaded: tests run beside each other, and many threads for small matrices only wait.
for _name, _count in ONE_THREAD.items():
    os.environ.setdefault(_name, _count)

import pandas as pd
import pytest
from hypothesis import settings

from analysis.messages import use_language
from analysis.sources import load_table

# A busy machine is not a failing test: properties are judged by their result, not by the clock.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


def pytest_collection_modifyitems(items):
    """Start the files that run notebooks or build the book: at the end one worker would wait for them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def messages_in_english():
    """No test inherits the language that another one chose."""
    use_language("en")


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


@pytest.fixture(scope="session")
def specimen_documents(tmp_path_factory):
    """Three documents of the specimen with the truth of what stands in them: plan, office's plan, budget."""
    from analysis.specimen.documents import make_documents

    few = ["rpjmd-2011-2015", "renstra-dinkes-2011-2015", "dpa-dinkes-2013"]
    return make_documents(tmp_path_factory.mktemp("specimen"), few)
