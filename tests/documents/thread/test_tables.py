"""The thread as tables: what goes out comes back, and codes of people stand beside the machine's."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.documents.levels import Evidence, IndicatorLevel
from analysis.documents.register import is_public
from analysis.documents.thread.coding import SETTLED, checked_codes, people_agreement, settled_levels
from analysis.documents.thread.figures import contradictions
from analysis.documents.thread.following import continuity, thread
from analysis.documents.thread.gathering import gathered
from analysis.documents.thread.tables import figure_table, gathered_from, level_table, people_codes
from analysis.errors import MethodError
from analysis.specimen.thread import coded_cells, read_made

CELLS = ["document_id", "catalogue", "indicator_code"]


@pytest.fixture(scope="session")
def outcomes(specimen_documents):
    return read_made(specimen_documents.files)


@pytest.fixture(scope="session")
def tables(outcomes):
    return level_table(outcomes), figure_table(outcomes)


def test_what_goes_out_comes_back(outcomes, tables):
    back, found = gathered_from(*tables), gathered(outcomes)
    for follow in (thread, continuity):
        pd.testing.assert_frame_equal(follow(back, 2013), follow(found, 2013))
    columns = list(contradictions(found).columns)
    one, other = (contradictions(each).sort_values(columns, ignore_index=True) for each in (back, found))
    pd.testing.assert_frame_equal(one, other)
    assert len(one) and back.money["amount_idr"].sum() > 0


def test_a_figure_stands_once_and_no_passage_stands_at_all(outcomes, tables):
    levels, figures = tables
    assert not figures.drop(columns="confidence").duplicated().any()
    passages = {
        one.place.passage
        for outcome in outcomes
        for level in outcome.findings.levels
        for one in level.evidence
    }
    words = set(levels.astype(str).to_numpy().ravel()) | set(figures.astype(str).to_numpy().ravel())
    assert passages and not passages & words


def test_by_hand_a_cell_has_the_pages_of_its_steps_and_the_confidence_of_the_highest(outcomes):
    row = level_table(outcomes).query("document_id == 'dpa-dinkes-2013' and indicator_code == 'KES-14'")
    (found,) = [
        one for each in outcomes if each.record.document_id == "dpa-dinkes-2013"
        for one in each.findings.levels if one.indicator_code == "KES-14"
    ]  # fmt: skip
    assert isinstance(found, IndicatorLevel) and isinstance(found.evidence[-1], Evidence)
    assert row["level"].item() == 5 == found.evidence[-1].step
    assert row["pages"].item() == ";".join(str(one.place.page) for one in found.evidence)
    assert row["confidence"].item() == pytest.approx(found.evidence[-1].confidence, abs=5e-4)


def test_codes_of_people_stand_below_the_machine_and_come_back(outcomes):
    codes = coded_cells()
    read = {outcome.record.document_id for outcome in outcomes}
    table = level_table(outcomes, codes)
    assert table.groupby(CELLS, sort=False)["coded_by"].first().eq("machine").all()
    own = codes[codes["document_id"].isin(read)]
    keys = [*CELLS, "coder"]
    given, back = (each.sort_values(keys, ignore_index=True) for each in (own, people_codes(table)))
    pd.testing.assert_frame_equal(back, given[back.columns])
    assert set(own["document_id"]) < set(codes["document_id"])  # the plan of the year was not read


def test_what_people_settled_overrules_what_they_coded_and_is_no_judgement_of_its_own(tables):
    cell, more = tables[0].iloc[[0]], tables[0].iloc[[1, 2]]
    rows = [cell[CELLS].assign(coder=name, level=level) for name, level in (("a", 1), ("b", 4), (SETTLED, 3))]
    rows += [more[CELLS].assign(coder=name, level=[0, 5]) for name in ("a", "b")]
    codes = checked_codes(pd.concat(rows, ignore_index=True))
    levels = gathered_from(*tables).levels
    (counts,) = settled_levels(levels, codes).merge(cell[CELLS]).to_dict("records")
    assert (counts["level"], counts["settled_by"]) == (3, "people agree")
    assert people_agreement(codes, draws=10)[0].coders_count == 2
    (open_yet,) = (
        settled_levels(levels, codes[codes["coder"] != SETTLED]).merge(cell[CELLS]).to_dict("records")
    )
    assert pd.isna(open_yet["level"]) and open_yet["settled_by"] == "people disagree"


def test_a_table_without_a_column_is_refused(tables):
    with pytest.raises(MethodError, match="pages"):
        gathered_from(tables[0].drop(columns="pages"), tables[1])


@pytest.mark.parametrize(
    ("status", "url", "public"),
    [
        ("official", "https://ppid.example.go.id/rkpd.pdf", True),
        ("published", "HTTP://example.org/a", True),
        ("official", "", False),
        ("official", "lemari arsip", False),
        ("coded", "https://example.org/a", False),
        ("specimen", "", True),
    ],
)
def test_only_what_is_published_at_an_address_may_be_shown(status, url, public):
    assert is_public(status, url) is public


def test_a_document_in_pictures_alone_is_not_evaluated(tmp_path: Path):
    from analysis.specimen.documents.blocks import Document, Paragraph, Section
    from analysis.specimen.documents.printing import scan
    from analysis.specimen.documents.typeset import set_pdf

    page = Document("x", "rka", "x.pdf", ("Judul",), "Judul", (Section((Paragraph(("Satu",)),)),))
    file = tmp_path / "rka-dinkes-2013.pdf"
    file.write_bytes(scan(set_pdf(page)[0], 1))
    table = level_table(read_made([file]))
    assert table["level"].isna().all() and set(table["evaluation"]) == {"not evaluated"}
