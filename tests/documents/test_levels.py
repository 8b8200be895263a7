import pandas as pd
import pytest

from analysis.documents.finding.records import Amount, Line, Mention, PageFindings, Place, Standard, Target
from analysis.documents.levels import integration_levels, levels_frame
from analysis.errors import MethodError

HEALTH = ("SPM-KES-741-2008", "KES-06")
INDICATORS = pd.DataFrame(
    [(*HEALTH, "health"), ("SPM-DIKDAS-23-2013", "IP-12", "basic education")],
    columns=["catalogue", "indicator_code", "sector_en"],
)
AT = Place(4, "table", "passage")


def mention(confidence=0.9):
    return Mention(*HEALTH, "Cakupan kunjungan bayi", "signature: x", confidence, AT)


def target(kind="target"):
    return Target(*HEALTH, kind, 90.0, "percent", 2014, "90", "Target 2014", "row", 0.9, AT, 0)


def line(overhead=False):
    return Line(*HEALTH, "1.02.01.29.04", "activity", "study", "Pelayanan bayi", overhead, "row", 0.9, AT, 0)


def amount():
    return Amount(*HEALTH, 1e8, "100", 10**6, 2014, "DAU", False, "activity", "row", 0.9, AT, 0)


def level(*pages, code="KES-06"):
    return next(one for one in integration_levels(pages, INDICATORS) if one.indicator_code == code)


@pytest.mark.parametrize(
    ("page", "expected", "skipped"),
    [
        (PageFindings(4, "text"), 0, ()),
        (PageFindings(4, "text", standards=(Standard("health", "SPM", 0.9, AT),)), 1, ()),
        (PageFindings(4, "text", (mention(),)), 2, ()),
        (PageFindings(4, "text", (mention(),), (target(),)), 3, ()),
        (PageFindings(4, "text", (mention(),), (target("achievement"),)), 2, ()),
        (PageFindings(4, "text", (mention(),), (target(),), (line(),)), 4, ()),
        (PageFindings(4, "text", (mention(),), (), (line(overhead=True),)), 2, ()),
        (PageFindings(4, "text", (mention(),), (target(),), (line(),), (amount(),)), 5, ()),
        (PageFindings(4, "text", (mention(),), (), (line(),), (amount(),)), 5, (3,)),
    ],
)
def test_the_level_is_the_highest_step_with_evidence(page, expected, skipped):
    found = level(page)
    assert (found.level, found.status, found.skipped) == (expected, "evaluated", skipped)


def test_a_standard_of_one_sector_says_nothing_of_another_and_one_of_all_does():
    of_health = PageFindings(1, "text", standards=(Standard("health", "SPM", 0.9, AT),))
    of_all = PageFindings(1, "text", standards=(Standard("", "SPM", 0.9, AT),))
    of_schools = PageFindings(1, "text", standards=(Standard("education", "SPM", 0.9, AT),))
    assert level(of_health, code="IP-12").level == 0
    assert level(of_all, code="IP-12").level == 1
    assert level(of_schools, code="IP-12").level == 1


def test_an_unread_page_never_gives_level_zero():
    unread = PageFindings(2, "unread")
    nothing = level(PageFindings(1, "text"), unread)
    assert (nothing.level, nothing.status, nothing.unread) == (None, "not evaluated", (2,))
    some = level(PageFindings(1, "text", (mention(),)), unread)
    assert (some.level, some.status) == (2, "at least")
    all_of_it = level(PageFindings(1, "text", (mention(),), (target(),), (line(),), (amount(),)), unread)
    assert (all_of_it.level, all_of_it.status) == (5, "evaluated")


def test_a_document_without_pages_is_not_evaluated():
    assert level().status == "not evaluated"


def test_what_is_tied_to_a_doubtful_name_does_not_count():
    assert level(PageFindings(1, "text", (mention(0.4),), (target(),))).level == 0


def test_the_frame_holds_pages_and_counts_and_no_passage():
    pages = [PageFindings(1, "text", (mention(),), (target(),)), PageFindings(4, "text", (mention(0.95),))]
    frame = levels_frame(integration_levels(pages, INDICATORS)).set_index("indicator_code")
    assert frame.loc["KES-06", ["level", "page_2", "passages_2_count", "passages_3_count"]].tolist() == [
        3,
        4,
        2,
        1,
    ]
    assert frame.loc["IP-12", "level"] == 0 and pd.isna(frame.loc["IP-12", "page_2"])
    assert not frame.apply(lambda column: column.astype(str).str.contains("passage")).to_numpy().any()


def test_a_confidence_out_of_range_is_refused():
    with pytest.raises(MethodError, match="between 0 and 1"):
        integration_levels([], INDICATORS, least_sure=2)
