"""Pictures, tables and sentences of promises: complete, told in words, every number with its origin."""

import pytest

from analysis.exhibits import Chapter, Language, chapter, promises, promises_causes, promises_tables
from analysis.exhibits.promises_text import ProcedureText, PromiseText
from analysis.provenance.recomputing import recompute
from analysis.regions import find_region
from analysis.sources import load_table
from analysis.voice.causes import answered_causes
from analysis.voice.coverage import promise_coverage
from analysis.voice.fulfilment import fulfilment_curve, fulfilment_rates, fulfilment_times, owners_compared
from analysis.voice.next_round import next_round
from analysis.voice.procedures import procedure_completeness, procedures_in_use
from analysis.voice.record import promise_record, states_on
from tests.project.test_joined import region  # noqa: F401  a fixture
from tests.voice.board_world import record
from tests.voice.promises import events
from tests.voice.promises import promises as table_of
from tests.voice.test_procedures import register
from tests.voice.test_promise_measures import causes, changes, complaints

DAY = "2014-07-01"


@pytest.fixture(scope="module", params=["en", "id"])
def language(request):
    return Language(request.param)


def nine_promises(of_others=0):
    """Seven promises kept one after the other, one broken, one open; the last ones are those of the SKPD."""
    names = [f"J{n:02d}" for n in range(1, 10)]
    happened = [(name, "signed", "2014-01-01") for name in names]
    happened += [(name, "kept", f"2014-0{2 + n // 2}-1{n}") for n, name in enumerate(names[:7])]
    owners = ["unit"] * (9 - of_others) + ["skpd"] * of_others
    table = table_of(*[{"due_on": "2014-03-01", "owner": owner} for owner in owners])
    return promise_record(table, events(*happened, ("J08", "broken", "2014-04-01")))


@pytest.fixture(scope="module")
def kept():
    return nine_promises()


def complete(exhibit):
    """Look at what every exhibit must have; give it back."""
    assert exhibit.title and exhibit.caption and exhibit.alt and exhibit.source == "Source: test"
    assert "{" not in exhibit.alt + exhibit.caption + exhibit.html
    module, function = exhibit.function.rsplit(".", 1)
    assert function in dir(__import__(module, fromlist=[function]))
    assert exhibit.csv().count("\n") == len(exhibit.table) + 1
    if exhibit.kind == "figure":
        assert exhibit.png().startswith(b"\x89PNG")
    return exhibit


def test_timeline(language):
    made = complete(promises.timeline_figure(record(), DAY, language, source="Source: test"))
    assert len(made.table) == 7 and made.table["due_on"].iloc[0] == "2014-06-30"
    assert {"en": "7 promises over time", "id": "7 janji menurut waktu"}[language.code] in made.alt
    labels = [label.get_text() for label in made.figure.axes[0].get_yticklabels()]
    assert labels[0] == "Puskesmas Selatan" and labels[1].startswith("J01  Loket dibuka")
    assert len({str(mark) for mark in promises.MARKS.values()}) == 5  # told apart without colour


def test_the_same_promises_give_the_same_picture():
    one, two = (promises.timeline_figure(record(), DAY, Language("en"), source="x").png() for _ in range(2))
    assert one == two


def test_timeline_leaves_out_what_has_no_day_and_says_so(language):
    old = promise_record(table_of({"due_on": "2014-03-01"}, {}), events(("J02", "signed", "2014-01-01")))
    made = complete(promises.timeline_figure(old, DAY, language, source="Source: test"))
    assert len(made.table) == 2 and made.caption.count("1 ") >= 1
    assert {"en": "not drawn", "id": "tidak digambar"}[language.code] in made.caption


def test_curve(language, kept):
    times = fulfilment_times(kept, DAY)
    made = complete(
        promises.fulfilment_figure(fulfilment_curve(times), times, language, source="Source: test")
    )
    assert set(made.table["cause"]) == {"kept", "broken"}
    waiting = [text.get_text() for text in made.figure.axes[1].texts]
    assert waiting[0] == "9" and waiting[-1] == "1" and len(waiting) == 6
    assert (
        language.number(100 * made.table[made.table["cause"] == "kept"]["incidence"].iloc[-1], 1) in made.alt
    )


def test_tables(language, kept):
    rates = promises_tables.rates_table(fulfilment_rates(kept, DAY), DAY, language, source="Source: test")
    assert complete(rates).html.count("<tr>") == 3 and DAY in rates.caption
    states = states_on(kept, DAY)
    coverage = promise_coverage(complaints(9, 3).assign(complaint=["<b>", "b"]), states)
    shown = complete(promises_tables.coverage_table(coverage, language, source="Source: test"))
    assert "&lt;b&gt;" in shown.html and "<b>" not in shown.html
    found = next_round(changes({"P01": -2, "P02": 1}), states)
    assert {"en": "no effect", "id": "bukan dampak"}[language.code] in complete(
        promises_tables.next_round_table(found, language, source="Source: test")
    ).caption
    lonely = next_round(changes({"P01": -2}), states)
    assert {"en": "cannot be compared", "id": "tidak dapat dibandingkan"}[language.code] in (
        promises_tables.next_round_table(lonely, language, source="Source: test").caption
    )
    steps = promises_tables.transitions_exhibit(language)
    assert steps.source == language.text("promises.steps_source")
    assert steps.html.count("<tr>") == len(steps.table) + 1
    elements = load_table("standards/procedure-elements").frame
    complete(promises_tables.elements_table(procedure_completeness(register({}), elements), language,
                                            source="Source: test"))  # fmt: skip
    use = procedures_in_use(register({"applied": "unknown"}), by="unit_name")
    assert {"en": "nothing known", "id": "belum diketahui"}[language.code] in complete(
        promises_tables.use_table(use, language, source="Source: test")
    ).html


def test_causes_and_owners(language, kept):
    rows = causes(
        {}, {"mendable_by": "skpd"}, {"cause": "<i>", "promise_id": "J02", "mendable_by": "district"}
    )
    made = complete(
        promises_causes.causes_table(
            answered_causes(rows, kept.promises), {"P01": "Antre"}, language, source="Source: test"
        )
    )
    assert made.html.count("Antre") == 3 and "&lt;i&gt;" in made.html
    assert language.text("promises.fit_other_owner") in made.html
    found = owners_compared(fulfilment_times(nine_promises(of_others=4), DAY), seed=1)
    shown = complete(promises_causes.owners_table(found, language, source="Source: test"))
    assert shown.table["p_permutation"].between(0, 1).all() and len(shown.table) == 2


@pytest.fixture
def heard(monkeypatch):
    """What a chapter displays, as text."""
    said = []
    monkeypatch.setattr(chapter, "display", lambda data, **_: said.append(str(data.get("text/plain", ""))))
    return said


def test_a_region_without_promises_gets_boxes_that_name_file_and_template(heard):
    made = Chapter("region", "en")
    here = find_region("6172")
    assert not PromiseText(made, here).head()
    assert not ProcedureText(made, here, load_table("standards/procedure-elements")).head()
    text = "\n".join(heard)
    for name in ("service-promises", "promise-events", "complaint-causes", "procedures"):
        assert f"data/regions/6172/{name}.csv" in text and f"data/templates/{name}.xlsx" in text


def test_sentences_of_a_region_are_results_that_can_be_computed_again(region, heard, kept):  # noqa: F811
    plain = kept.promises.assign(due_on="2014-03-01", checked_on="")
    region("service-promises", plain)
    steps = kept.events.assign(on=kept.events["on"].dt.strftime("%Y-%m-%d"), new_due_on="")
    region("promise-events", steps)
    made = Chapter("region", "id")
    text = PromiseText(made, find_region("6172"), as_of=DAY)
    assert text.head()
    text.timeline(), text.rates(), text.curve(), text.owners(), text.causes(), text.coverage()
    text.next_round()
    told = "\n".join(heard)
    assert "9 janji dan rekomendasi telah ditandatangani" in told and "Separuh janji ditepati dalam" in told
    assert "Pelaksana tidak dibandingkan" in told and "tidak ada tabel" in told
    assert "tidak ada survei pengaduan" in told and "putaran kedua" in told
    assert len(made.results) >= 9
    memory = {}
    for result in made.results.values():
        assert recompute(result.derivation, memory=memory) == pytest.approx(result.value), result.id


def test_too_few_kept_promises_are_said_and_not_drawn(region, heard):  # noqa: F811
    region("service-promises", table_of({"due_on": "2014-03-01", "fulfilled": "yes"}))
    region("promise-events", events(("J01", "signed", "2014-01-01")))
    text = PromiseText(Chapter("region", "en"), find_region("6172"))
    text.rates(), text.curve()
    told = "\n".join(heard)
    assert "0 of 1 promises with a day of signing were kept by 2014-01-01" in told
    assert "Called fulfilled without the day" in told and "J01" in told
