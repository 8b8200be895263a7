import numpy as np
import pytest

from analysis.errors import DataError
from analysis.project.audits import check_table
from analysis.sources import REGION_TABLES, data_folder, load_region_table
from analysis.sources.writing import frame_csv
from analysis.specimen.documents import document_ids
from analysis.specimen.survey import complaint_answers, respondents
from analysis.specimen.tables import GENERATORS, make_table, write_tables
from analysis.specimen.thread import document_figures, document_levels
from analysis.specimen.world import assumptions, attainments
from analysis.standards.schools import school_shares

NAMES = sorted(GENERATORS)
READ = ["document-figures", "document-levels"]  # from the specimen's documents, document by document
ASSUMED = [name for name in NAMES if name not in READ]


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """The tables that follow from assumptions as they are written anew, by name."""
    root = tmp_path_factory.mktemp("data")
    (root / "datapackage.json").write_bytes((data_folder() / "datapackage.json").read_bytes())
    return {path.stem: path.read_bytes() for path in write_tables(root, ASSUMED)}


@pytest.mark.parametrize("name", ASSUMED)
def test_the_committed_table_is_what_the_assumptions_give(name, written):
    assert (data_folder() / "regions" / "9999" / f"{name}.csv").read_bytes() == written[name]


def test_the_committed_tables_are_what_reading_the_documents_gives(specimen_documents, more_documents):
    """Rows of a document depend on no other; after a change of finding write them with `specimen tables`."""
    files = [*specimen_documents.files, *more_documents.files]
    tables = {"levels": document_levels(files), "figures": document_figures(files)}
    read = set(tables["levels"]["document_id"])
    assert len(read) == 10
    for name, made in tables.items():
        rows = load_region_table("9999", f"document-{name}").frame
        own = rows[rows["document_id"].isin(read)]
        exact = [column for column in made.columns if column != "confidence"]
        one, two = (frame.sort_values(exact, ignore_index=True) for frame in (own, made))
        lines = [frame_csv(frame[exact].astype(object).fillna("")).splitlines() for frame in (one, two)]
        assert lines[0] == lines[1], name
        # a confidence that was fitted anew moves in its last digits; the rest may not move at all
        sure = [frame["confidence"].fillna(-1).to_numpy() for frame in (one, two)]
        np.testing.assert_allclose(sure[0], sure[1], atol=0.02)


def test_no_cell_of_the_scanned_document_is_evaluated_and_its_figures_are_none():
    levels, figures = (load_region_table("9999", name).frame for name in sorted(READ, reverse=True))
    scanned = levels[levels["document_id"] == "rka-dinkes-2013"]
    assert len(scanned) and set(scanned["evaluation"]) == {"not evaluated"}
    assert "rka-dinkes-2013" not in set(figures["document_id"])
    assert set(levels["document_id"]) == set(document_ids())


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_sound_and_every_row_says_specimen(name):
    table = load_region_table("9999", name)
    assert table is not None and len(table.frame)
    assert set(table.frame["status"]) == {"specimen"} == {table.origin["status"]}


def test_the_specimen_has_every_table_that_a_region_can_have():
    assert set(GENERATORS) == set(REGION_TABLES)


def test_counts_of_complaints_are_those_of_the_answers():
    counts = make_table("complaint-survey").set_index(["unit_name", "round", "complaint_id"])
    answers = complaint_answers()
    own = answers.query("unit_name == 'Puskesmas Mawar' and round == 2 and complaint_id == 'P01'")
    row = counts.loc[("Puskesmas Mawar", 2, "P01")]
    assert row["complaints_count"] == (own["answer"] == "yes").sum()
    assert row["respondents_count"] == (own["answer"] != "no_answer").sum() < len(own)


def test_four_in_ten_of_the_second_round_were_asked_in_the_first():
    people = respondents()
    first, second = (people[people["round"] == number] for number in (1, 2))
    again = second["respondent_id"].isin(first["respondent_id"])
    assert again.mean() == pytest.approx(0.4, abs=0.01)  # whole people per unit
    assert not second["respondent_id"].duplicated().any() and not first["respondent_id"].duplicated().any()


def test_complaints_that_were_answered_fall_and_others_do_not():
    answers = complaint_answers().query("answer != 'no_answer'")
    share = answers.assign(yes=answers["answer"] == "yes").pivot_table("yes", "complaint_id", "round")
    assert share.loc["P06", 1] - share.loc["P06", 2] > 0.08  # all four units promised it
    assert abs(share.loc["P13", 1] - share.loc["P13", 2]) < 0.06  # nobody could: the road


def test_answers_of_a_village_are_more_alike_than_chance():
    answers = complaint_answers().query("complaint_id == 'P01' and round == 1 and answer != 'no_answer'")
    yes = (answers["answer"] == "yes").astype(float)
    spread = yes.groupby(answers["cluster"]).mean().var()
    draws = np.random.default_rng(1)
    shuffled = [yes.groupby(draws.permutation(answers["cluster"])).mean().var() for _ in range(200)]
    assert spread > np.mean(shuffled)


def test_as_many_schools_meet_a_standard_as_its_indicator_says():
    shares = school_shares(make_table("school-standards")).set_index("indicator_code")
    attained = attainments().query("year == 2013").set_index("indicator_code")["numerator"]
    whole = shares[shares["whole"]]
    assert len(whole) == 6
    assert (whole["schools_meeting"] == attained[whole.index]).all()
    assert shares.loc["IP-14", "low_pct"] < 30.60 < shares.loc["IP-14", "high_pct"]  # its indicator's value


def test_the_honesty_checks_find_the_flaws_that_were_planted():
    wanted = sorted(set(assumptions("flaws")["check"]))
    checked = check_table(load_region_table("9999", "indicators"), wanted)
    results = {result.check_id: result for result in checked.audit.results}
    for flaw in assumptions("flaws").itertuples():
        rows = results[flaw.check].evidence
        mine = (rows["indicator_code"] == flaw.indicator_code) & (rows["year"] == int(flaw.year))
        assert mine.any(), flaw


def test_an_unknown_table_is_refused_with_those_there_are():
    with pytest.raises(DataError, match="indicators"):
        make_table("weather")
