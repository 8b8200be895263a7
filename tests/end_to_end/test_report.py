"""One report in an empty folder, then again: only the stale runs, and one bad region stops no other."""

import json
import re
import shutil

import pytest

from analysis.pipeline import report
from analysis.pipeline.reporting import BOOK
from analysis.sources import data_folder

pytestmark = pytest.mark.slow
HERE, THERE = "6172-kota-singkawang", "3574-kota-probolinggo"


class Quiet:
    def __init__(self):
        self.lines = []

    def print(self, *words, **_):
        self.lines.append(" ".join(map(str, words)))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An empty folder with a copy of the data, and the first report made in it."""
    root = tmp_path_factory.mktemp("report")
    shutil.copytree(data_folder(), root / "data")
    patch = pytest.MonkeyPatch()
    patch.setenv("PELAYANAN_DATA", str(root / "data"))
    yield root
    patch.undo()


def make(place, *regions, **options):
    console = Quiet()
    options = {"only": True, "pdf": False, "jobs": 2} | options
    summary = report(regions, console=console, book=BOOK, build=place / "build", **options)
    return summary, console.lines


def outcomes(summary):
    return {row.name: row.outcome for row in summary.rows}


def test_a_report_of_one_region_from_nothing(place):
    summary, lines = make(place, "6172", pdf=True)
    assert summary.exit_code == 0, summary.reason
    assert outcomes(summary) == {"Kota Singkawang": "ok"}
    assert any(re.match(r"\[\d+/\d+\] run 6172-kota-singkawang: done in", line) for line in lines)
    assert {what for what, _ in summary.outputs} == {"HTML", "PDF", "DOCX"}
    assert all(path.stat().st_size > 10_000 for _, path in summary.outputs)
    assert not list((place / "build").rglob("*.part")) and not list((place / "build").rglob("*.running.*"))


def test_every_exhibit_has_alt_text_source_and_data(place):
    folder = place / "build" / "runs" / HERE
    listed = json.loads((folder / "exhibits.json").read_text(encoding="utf-8"))
    assert len(listed) > 8
    for record in listed:
        assert record["alt"] and record["source"] and record["title"], record["id"]
        assert (folder / "exhibits" / f"{record['id']}.csv").stat().st_size > 20
    page = (place / "build" / "html" / "chapters" / f"{HERE}.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<img[^>]*src="\.\./_images[^>]*>', page)
    assert len(pictures) == sum(record["kind"] == "figure" for record in listed)
    assert all(len(re.search(r'alt="([^"]*)"', picture)[1]) > 40 for picture in pictures)


def test_the_book_loads_nothing_from_another_host(place):
    for path in (place / "build" / "html").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]*\ssrc="(https?:)?//', text)
        loaded += re.findall(r'<link[^>]*rel="(?:stylesheet|preload|icon)"[^>]*href="(?:https?:)?//', text)
        assert not loaded, path.name


def test_a_second_report_runs_no_notebook(place):
    executed = place / "build" / "runs" / HERE / "executed.ipynb"
    before = executed.stat().st_mtime_ns
    summary, lines = make(place, "6172", pdf=True)
    assert outcomes(summary) == {"Kota Singkawang": "unchanged"}
    assert all("unchanged" in line for line in lines if line.startswith("["))
    assert executed.stat().st_mtime_ns == before


def test_new_data_of_one_region_reruns_that_region_and_no_other(place):
    make(place, "6172", "3574")
    folder = place / "data" / "regions" / "3574"
    folder.mkdir(parents=True)
    header = (place / "data" / "templates" / "inputs-received.csv").read_text(encoding="utf-8")
    (folder / "inputs-received.csv").write_text(header, encoding="utf-8")
    summary, _ = make(place, "6172", "3574")
    assert outcomes(summary) == {"Kota Singkawang": "unchanged", "Kota Probolinggo": "ok"}


def test_a_malformed_table_of_one_region_is_refused_with_its_reason_and_stops_no_other(place):
    table = place / "data" / "regions" / "3574" / "inputs-received.csv"
    good = table.read_bytes()
    table.write_text("wrong,header\n1,2\n", encoding="utf-8")
    summary, _ = make(place, "6172", "3574")
    assert outcomes(summary) == {"Kota Singkawang": "unchanged", "Kota Probolinggo": "refused"}
    assert summary.exit_code == 1
    reason = next(row.reason for row in summary.rows if row.outcome == "refused")
    assert "inputs-received.csv" in reason
    page = (place / "build" / "html" / "chapters" / f"{THERE}.html").read_text(encoding="utf-8")
    assert "inputs-received.csv" in page
    table.write_bytes(good)
    summary, _ = make(place, "6172", "3574")
    assert outcomes(summary)["Kota Probolinggo"] == "ok" and summary.exit_code == 0


def test_the_same_inputs_give_the_same_bytes(place):
    again = place / "again"
    shutil.copytree(place / "data", again / "data")
    summary, _ = make(again, "6172", "3574")
    assert summary.exit_code == 0
    names = ["page.ipynb", "results.json", "exhibits.json", "executed.ipynb"]
    for name in names:
        one, two = (root / "build" / "runs" / HERE / name for root in (place, again))
        assert one.read_bytes() == two.read_bytes(), name
    pages = sorted(
        p.relative_to(place / "build" / "html") for p in (place / "build" / "html").rglob("*.html")
    )
    for page in pages:
        one, two = (root / "build" / "html" / page for root in (place, again))
        assert one.read_bytes() == two.read_bytes(), page
