import hashlib
import re

import docx
import pypdfium2
import pytest

from analysis.errors import DataError
from analysis.sources import load_table
from analysis.specimen.documents import (
    control_ids,
    document_ids,
    make_controls,
    make_documents,
    unseen_ids,
)
from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Document, Paragraph, Section, placed_marks
from analysis.specimen.documents.making import CHAPTERS
from analysis.specimen.documents.printing import lose_ligatures, scan
from analysis.specimen.documents.typeset import set_pdf
from analysis.specimen.world import assumptions

REACHED = {"standard": 1, "mention": 2, "target": 3, "programme": 4, "activity": 4, "amount": 5}
SCALES = {
    "rpjmd-2011-2015": 1_000_000,
    "renstra-dinkes-2011-2015": 1_000,
    "renja-dinkes-2013": 1_000,
    "kua-ppas-2013": 1_000_000,
    "renstra-disdik-2011-2015": 1_000_000,
}
# Digest of the text of every document, as the committed assumptions give it with the default seed.
TEXTS = "57775e0ee265f6b5"


@pytest.fixture(scope="session")
def made(specimen_documents, more_documents):
    """The facts and levels of two lots of documents, and the text of each page of their PDFs."""
    return [(lot, _texts(lot)) for lot in (specimen_documents, more_documents)]


def _texts(lot):
    """Return the text of each page, without spaces and hyphens: how a line breaks does not matter here."""
    found = {}
    for path in lot.files:
        if path.suffix == ".pdf":
            pdf = pypdfium2.PdfDocument(path)
            found[path.name] = [_bare(page.get_textpage().get_text_range()) for page in pdf]
            pdf.close()
    return found


def _bare(text):
    return re.sub(r"[\s\u00ad\ufffe\u0002-]+", "", text)


def test_every_fact_stands_on_its_page(made):
    for lot, texts in made:
        facts = lot.truth[lot.truth["file"].isin(texts)]
        assert len(facts) > 500
        for fact in facts.itertuples():
            pages = texts[fact.file]
            assert _bare(fact.text) in pages[fact.page - 1] + "".join(pages[fact.page : fact.page + 1]), fact


def test_facts_of_a_word_file_stand_in_their_order(more_documents):
    truth = more_documents.truth
    for path in (path for path in more_documents.files if path.suffix == ".docx"):
        text = "".join(part.text or "" for part in docx.Document(str(path)).element.body.iter(_W + "t"))
        place = 0
        for fact in truth[truth["file"] == path.name].itertuples():
            found = text.find(fact.text, place)
            assert found >= place, fact
            place = found
        breaks = [
            found
            for found in docx.Document(str(path)).element.body.iter(_W + "br", _W + "lastRenderedPageBreak")
        ]
        assert truth.loc[truth["file"] == path.name, "page"].max() <= len(breaks) + 1


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_levels_are_what_the_facts_of_a_document_reach(made):
    for lot, _ in made:
        for row in lot.levels.itertuples():
            own = lot.truth[lot.truth["document_id"] == row.document_id]
            reached = own.loc[own["indicator_code"] == row.indicator_code, "kind"].map(REACHED).max()
            general = int((own["kind"] == "standard").any())
            assert row.level == (general if reached != reached else reached), row


@pytest.mark.parametrize("name", document_ids())
def test_every_document_reaches_the_levels_of_the_chain_whatever_the_seed(name):
    """As the last, from the blocks alone: quick enough for all documents and another seed."""
    kind = assumptions("documents").set_index("document_id")["document_type"][name]
    author = Author(name, kind, 7)
    facts = _facts(CHAPTERS[kind](author))
    general = int(any(fact.kind == "standard" for fact in facts))
    for code, level, _ in author.reached():
        own = [REACHED.get(fact.kind, 0) for fact in facts if fact.indicator_code == code]
        assert level == max(own, default=general), (name, code)


def _facts(sections):
    document = Document("x", "x", "x.pdf", ("x",), "x", sections)
    return [fact for placed in placed_marks(document) for fact in placed.mark.facts]


def test_amounts_and_targets_are_printed_as_the_truth_counts_them(made):
    for lot, _ in made:
        amounts = lot.truth[lot.truth["kind"] == "amount"]
        scale = amounts["document_id"].map(lambda name: SCALES.get(name, 1))
        printed = amounts["text"].str.replace(r"[Rp .]", "", regex=True).str.replace(",", ".").astype(float)
        assert ((printed * scale - amounts["amount_idr"]).abs() < 1).all() and len(amounts) > 50
        targets = lot.truth[lot.truth["kind"].isin(["target", "achievement", "baseline"])]
        printed = targets["text"].str.extract(r"([\d,.]+)")[0].str.replace(",", ".").astype(float)
        assert (printed == targets["value"]).all()


def test_facts_of_a_mention_are_those_of_its_indicator(made):
    for lot, _ in made:
        facts = lot.truth[lot.truth["mention"] != ""]
        assert (facts.groupby(["document_id", "mention"])["indicator_code"].nunique() == 1).all()
        named = facts[facts["kind"] == "mention"]
        assert not named.duplicated(["document_id", "mention"]).any()


def test_contradictions_are_those_that_were_planted(specimen_documents):
    found = specimen_documents.contradictions()
    plan, office = "rpjmd-2011-2015", "renstra-dinkes-2011-2015"
    between = found[(found["document_a"] == plan) & (found["document_b"] == office)]
    told = {(row.indicator_code, row.year, row.target_a, row.target_b) for row in between.itertuples()}
    assert told == {("KES-03", 2013, 83.0, 85.0), ("KES-07", 2015, 100.0, 95.0)}


def test_documents_in_unseen_layouts_are_made_only_when_named(more_documents):
    assert not set(unseen_ids()) & set(document_ids())
    assert set(unseen_ids()) <= set(more_documents.truth["document_id"])
    baseline = more_documents.truth.query("document_id == 'renstra-disdik-2011-2015' and kind == 'baseline'")
    assert baseline["text"].str.contains(r"\.").any()  # a spreadsheet of another country prints a point


def test_a_third_of_the_phrasings_is_held_out(made):
    for lot, _ in made:
        counts = lot.truth["phrasing"].value_counts()
        assert 0.2 < counts["held-out"] / (counts["held-out"] + counts["listed"]) < 0.5


def test_held_out_phrasings_are_in_no_catalogue_and_listed_ones_are():
    synonyms, names = load_table("standards/phrasings").frame, load_table("standards/indicators").frame
    known = {_letters(text) for text in [*synonyms["phrasing"], *names["name_id"]]}
    for row in assumptions("phrasings").itertuples():
        assert (_letters(row.phrase) in known) == (row.phrasing == "listed"), row


def _letters(text):
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def test_running_text_names_no_indicator():
    said = [*assumptions("sentences")["sentence"], *assumptions("control-sentences")["sentence"]]
    said += [*assumptions("traps")["sentence"], *assumptions("activities")["activity_name"]]
    phrases = [phrase for phrase in assumptions("phrasings")["phrase"] if len(phrase) > 8]
    for sentence in said:
        for phrase in phrases:
            assert _letters(phrase) not in _letters(sentence), (phrase, sentence)


def test_turned_pages_are_turned(more_documents):
    pdf = pypdfium2.PdfDocument(next(path for path in more_documents.files if "lppd" in path.name))
    turned = more_documents.truth.query("pages == 'rotated'")["page"].unique()
    assert len(turned) >= 2
    assert {pdf[int(number) - 1].get_rotation() for number in turned} == {90}
    pdf.close()


def test_a_scan_holds_pictures_alone():
    page = Document("x", "rka", "x.pdf", ("Judul",), "Judul", (Section((Paragraph(("Satu",)),)),))
    pictures = scan(set_pdf(page)[0], 1)
    assert pictures == scan(set_pdf(page)[0], 1)
    pdf = pypdfium2.PdfDocument(pictures)
    assert len(pdf) == 2
    assert [one.get_textpage().get_text_range() for one in pdf] == ["", ""]
    pdf.close()


def test_ligatures_are_lost_as_real_documents_lose_them():
    printed = lose_ligatures("estimasi, mendefinisikan, partisipasi")
    assert printed == "esimasi, mendeinisikan, parisipasi"  # as read in a plan of the study's time


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(more_documents, tmp_path):
    names = ["lppd-2013", "renja-dinkes-2013"]
    again = make_documents(tmp_path / "again", names)
    other = make_documents(tmp_path / "other", names, seed=1)
    for one, two in zip(again.files, other.files, strict=True):
        assert one.read_bytes() == (more_documents.folder / one.name).read_bytes() != two.read_bytes()


def test_a_negative_control_has_neither_indicator_nor_standard(tmp_path):
    made = make_controls(tmp_path, ["renja-dinkes-2013", "cookbook", "foreign-report"])
    assert set(made.truth["kind"]) == {"trap"}
    assert (made.levels["level"] == 0).all() and len(made.files) == 3
    assert set(control_ids()) > set(document_ids())


@pytest.mark.parametrize("name", document_ids())
def test_without_indicators_a_document_holds_nothing_but_traps(name):
    kind = assumptions("documents").set_index("document_id")["document_type"][name]
    author = Author(name, kind, 9999, with_indicators=False)
    assert {fact.kind for fact in _facts(CHAPTERS[kind](author))} <= {"trap"}
    assert {level for _, level, _ in author.reached()} == {0}


def test_an_unknown_document_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(DataError, match="dpa-dinkes-2013"):
        make_documents(tmp_path, ["dpa-dinkes-2012"])


def test_the_words_of_all_documents_are_pinned():
    """A change of wording changes what readers of the documents are measured on: it is made knowingly."""
    total = hashlib.sha256()
    for row in assumptions("documents").itertuples():
        author = Author(row.document_id, row.document_type, 9999, length=float(row.length))
        for section in CHAPTERS[row.document_type](author):
            total.update(repr(section.blocks).encode())
    assert total.hexdigest()[:16] == TEXTS
