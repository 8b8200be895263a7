"""Documents of the specimen that several tests look at: made once."""

import pytest

from analysis.specimen.documents import make_documents, unseen_ids

WITH_TEXT = ["rkpd-2013", "kua-ppas-2013", "apbd-2013", "lkpj-2013", "lppd-2013", *unseen_ids()]


@pytest.fixture(scope="session")
def more_documents(tmp_path_factory):
    return make_documents(
        tmp_path_factory.mktemp("more"), [*WITH_TEXT, "renja-dinkes-2013", "perbup-spm-2012"]
    )
