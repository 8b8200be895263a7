import re

import pypdfium2
import pytest

from analysis.errors import DataError
from analysis.specimen.documents import make_documents

REACHED = {"standard": 1, "mention": 2, "target": 3, "programme": 4, "activity": 4, "amount": 5}


@pytest.fixture(scope="session")
def texts(specimen_documents):
    """Text of each page, without spaces and hyphens: how a line breaks does not matter here."""
    found = {}
    for path in specimen_documents.files:
        pdf = pypdfium2.PdfDocument(path)
        found[path.name] = [_bare(pdf[number].get_textpage().get_text_range()) for number in range(len(pdf))]
        pdf.close()
    return found


def _bare(text):
    return re.sub(r"[\s\u00ad\ufffe\u0002-]+", "", text)


def test_every_fact_stands_on_its_page(specimen_documents, texts):
    for fact in specimen_documents.truth.itertuples():
        pages = texts[fact.file]
        here = pages[fact.page - 1] + "".join(pages[fact.page : fact.page + 1])
        assert _bare(fact.text) in here, (fact.file, fact.page, fact.text)


def test_levels_are_what_the_facts_of_a_document_reach(specimen_documents):
    truth = specimen_documents.truth
    for row in specimen_documents.levels.itertuples():
        own = truth[truth["document_id"] == row.document_id]
        reached = own.loc[own["indicator_code"] == row.indicator_code, "kind"].map(REACHED).max()
        general = int((own["kind"] == "standard").any())
        assert row.level == (general if reached != reached else reached), row


def test_amounts_and_targets_are_printed_as_the_truth_counts_them(specimen_documents):
    truth = specimen_documents.truth
    amounts = truth[truth["kind"] == "amount"]
    scale = amounts["document_type"].map({"rpjmd": 1_000_000, "renstra": 1_000, "dpa": 1})
    printed = amounts["text"].str.replace(r"[Rp .]", "", regex=True).str.replace(",", ".").astype(float)
    assert ((printed * scale - amounts["amount_idr"]).abs() < 1).all() and len(amounts) > 100
    targets = truth[truth["kind"] == "target"]
    printed = targets["text"].str.extract(r"([\d,]+)")[0].str.replace(",", ".").astype(float)
    assert (printed == targets["value"]).all()


def test_a_third_of_the_phrasings_is_held_out(specimen_documents):
    counts = specimen_documents.truth["phrasing"].value_counts()
    assert 0.2 < counts["held-out"] / (counts["held-out"] + counts["listed"]) < 0.5


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(specimen_documents, tmp_path):
    first = specimen_documents.folder / "renstra-dinkes-2011-2015.pdf"
    again = make_documents(tmp_path / "again", ["renstra-dinkes-2011-2015"])
    other = make_documents(tmp_path / "other", ["renstra-dinkes-2011-2015"], seed=1)
    assert again.files[0].read_bytes() == first.read_bytes() != other.files[0].read_bytes()


def test_a_negative_control_has_neither_indicator_nor_standard(tmp_path):
    made = make_documents(tmp_path, ["dpa-dinkes-2013", "rpjmd-2011-2015"], with_indicators=False)
    assert set(made.truth["kind"]) == {"trap"}
    assert (made.levels["level"] == 0).all()


def test_an_unknown_document_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(DataError, match="dpa-dinkes-2013"):
        make_documents(tmp_path, ["dpa-dinkes-2012"])
