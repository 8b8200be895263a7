"""Measure how good finding is on the specimen's documents and on hand-labelled passages, and how fast.

Run from the project's folder: ``python -m benchmarks.finding --out benchmarks/results``. It makes the
specimen documents and their negative controls in a folder of its own, reads them, finds, matches the hits
with the truth, and writes

``finding-scores.csv``      precision, recall and F1 with intervals: by kind, and by kind and document type,
                            layout, phrasing (listed, held out from the catalogue); layouts kept apart;
                            hand-labelled passages
``finding-levels.csv``      accuracy and weighted kappa of the level, by document type
``finding-controls.csv``    documents without any indicator, foreign ones and a cookbook: highest level found
``finding-calibration.csv`` confidence against the share that is right
``finding-seconds.csv``     seconds by pages and number of indicators, beside plain text extraction
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2

from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.names import indicator_names, programme_names
from analysis.documents.finding.pages import find_in_pages
from analysis.documents.finding.records import PageFindings
from analysis.documents.labelled import hits_frame, match_hits
from analysis.documents.levels import integration_levels
from analysis.documents.page import Page
from analysis.documents.quality import level_scores, reliability, scores
from analysis.documents.reading import read_pages
from analysis.sources import load_table
from analysis.sources.writing import frame_csv
from analysis.specimen.documents.making import Made, make_controls, make_documents, unseen_ids
from analysis.specimen.world import assumptions
from benchmarks.finding_labels import CONTROLS, load_snippets, outcomes_of

STUDY = ("SPM-KES-741-2008", "SPM-DIKDAS-23-2013")
TODAY = ("SPM-KES-PP2-2018",)
REPORTS = frozenset({"lakip", "lkpj", "lppd"})
SPLITS = {"document type": "document_type", "layout": "layout", "phrasing": "phrasing"}
FIGURES = {"target", "national_target", "baseline", "achievement"}


def make_matcher(catalogues: Iterable[str] = STUDY, *, most: int | None = None) -> Matcher:
    """Prepare the names of some catalogues, with the programmes; ``most`` keeps the first indicators only."""
    indicators = load_table("standards/indicators").frame
    chosen = indicators[indicators["catalogue"].isin(list(catalogues))].head(most or len(indicators))
    names = indicator_names(chosen, load_table("standards/phrasings").frame)
    return Matcher(names + programme_names(load_table("standards/programmes").frame))


def find_all(made: Made, matcher: Matcher) -> dict[str, list[PageFindings]]:
    """Read and search every document of the specimen."""
    found = {}
    for document_id, file in zip(documents_of(made), made.files, strict=True):
        found[document_id] = list(find_in_pages(read_pages(file), matcher, **about(document_id)))
    return found


def documents_of(made: Made) -> list[str]:
    """List the documents in the order of their files."""
    return [file.stem for file in made.files]


def about(document_id: str) -> dict[str, Any]:
    """Return what a register says of a document, for finding: its years, and whether it reports."""
    table = pd.concat([assumptions("documents"), assumptions("unseen-documents")]).set_index("document_id")
    if document_id not in table.index:
        return {}
    row = table.loc[document_id]
    first, last = int(row["year_from"]), int(row["year_to"])
    return {
        "first_year": first, "year": first if first == last else None,
        "reports": str(row["document_type"]) in REPORTS,
    }  # fmt: skip


def outcomes(made: Made, found: dict[str, list[PageFindings]]) -> pd.DataFrame:
    """Match the hits of the specimen with its truth; what belongs to a mention has its phrasing."""
    hits = pd.concat([hits_frame(name, pages) for name, pages in found.items()], ignore_index=True)
    truth = made.truth
    said = truth[truth["kind"] == "mention"].set_index(["document_id", "mention"])["phrasing"]
    keys = pd.MultiIndex.from_frame(truth[["document_id", "mention"]])
    return match_hits(hits, truth.assign(phrasing=said.reindex(keys).to_numpy()))


def score_table(specimen: pd.DataFrame, unseen: pd.DataFrame, snippets: pd.DataFrame) -> pd.DataFrame:
    """Score the specimen, its layouts kept apart and the hand-labelled passages, by part and split."""
    figured, apart = (
        one.assign(kind=one["kind"].where(~one["kind"].isin(FIGURES - {"target"}), "other figure"))
        for one in (specimen, unseen)
    )
    parts = [
        ("all", scores(figured, ["kind"])),
        *((name, scores(figured, [column, "kind"]).rename(columns={column: "split"}))
          for name, column in SPLITS.items()),
        ("unseen layout", scores(apart, ["layout", "kind"]).rename(columns={"layout": "split"})),
        ("hand-labelled", scores(snippets, ["split", "kind"])),
    ]  # fmt: skip
    tables = [table.assign(part=part, split=table.get("split", "all")) for part, table in parts]
    whole = pd.concat(tables, ignore_index=True)
    return whole[["part", "split", *(name for name in whole.columns if name not in {"part", "split"})]]


def level_table(made: Made, found: dict[str, list[PageFindings]]) -> pd.DataFrame:
    """Compare the levels with the truth: over all, and by document type."""
    levels = with_levels(made, found)
    whole = level_scores(levels).assign(document_type="all")
    return pd.concat([whole, level_scores(levels, ["document_type"])], ignore_index=True)


def unseen_levels(made: Made, found: dict[str, list[PageFindings]]) -> pd.DataFrame:
    """Compare the levels in the layouts kept apart with the truth."""
    return level_scores(with_levels(made, found)).assign(document_type="unseen layouts")


def with_levels(made: Made, found: dict[str, list[PageFindings]]) -> pd.DataFrame:
    """Return the levels of the truth with those that were found."""
    indicators = load_table("standards/indicators").frame
    indicators = indicators[indicators["catalogue"].isin(STUDY)]
    own = {
        (name, one.indicator_code): one.level
        for name, pages in found.items()
        for one in integration_levels(pages, indicators)
    }
    keys = zip(made.levels["document_id"], made.levels["indicator_code"], strict=True)
    return made.levels.assign(found_level=[own.get(key) for key in keys])


def control_table(found: dict[str, list[PageFindings]], matcher: Matcher) -> pd.DataFrame:
    """Return the highest level and the hits of documents in which there is nothing to find."""
    indicators = load_table("standards/indicators").frame
    indicators = indicators[indicators["catalogue"].isin(STUDY)]
    documents = {f"{name}, nothing to find": pages for name, pages in found.items()}
    for name, texts in CONTROLS.items():
        pages = [Page(number, text) for number, text in enumerate(texts, start=1)]
        documents[name] = list(find_in_pages(pages, matcher))
    rows = []
    for name, pages in documents.items():
        levels = [one.level for one in integration_levels(pages, indicators)]
        mentions = sum(len(page.mentions) for page in pages)
        rows.append(
            {
                "document": name, "pages_count": len(pages), "mentions_count": mentions,
                "indicators_count": len(levels), "highest_level": max(level or 0 for level in levels),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def seconds_table(files: Iterable[Path], pages: Iterable[int], indicators: Iterable[int]) -> pd.DataFrame:
    """Time finding on pages that are read already, and plain text extraction of as many pages."""
    read = [page for file in files for page in read_pages(file)]
    plain = _plain_seconds(files) / len(read)
    every = list(load_table("standards/indicators").frame["catalogue"].unique())
    rows = []
    for most in indicators:
        matcher = make_matcher(every, most=most)
        names = len({one.name.key for one in matcher.patterns if one.name.kind == "indicator"})
        list(find_in_pages(read, matcher))  # words are worked out once and remembered
        for count in pages:
            chosen = islice((page for _ in range(count // len(read) + 1) for page in read), count)
            start = time.process_time()
            for _ in find_in_pages(chosen, matcher):
                pass
            used = time.process_time() - start
            rows.append(
                {
                    "pages_count": count, "indicators_count": names, "finding_seconds": used,
                    "finding_ms_per_page": 1000 * used / count, "plain_text_ms_per_page": 1000 * plain,
                    "times_plain_text": used / count / plain,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _plain_seconds(files: Iterable[Path]) -> float:
    start = time.process_time()
    for file in files:
        document = pypdfium2.PdfDocument(file)
        for page in document:
            page.get_textpage().get_text_range()
        document.close()
    return time.process_time() - start


def main() -> None:
    """Run the benchmark, write its tables and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--pages", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--indicators", type=int, nargs="+", default=[20, 60, 136])
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    matcher = make_matcher()
    with tempfile.TemporaryDirectory() as folder:
        made = make_documents(Path(folder) / "full")
        empty = make_documents(Path(folder) / "empty", with_indicators=False)
        found = find_all(made, matcher)
        snippets = outcomes_of(load_snippets(), {"study": matcher, "kini": make_matcher(TODAY)})
        matched = outcomes(made, found)
        kept = make_documents(Path(folder) / "kept", unseen_ids())
        unseen = find_all(kept, matcher)
        pdfs = [file for file in made.files if file.suffix == ".pdf"]
        tables = {
            "finding-scores": score_table(matched, outcomes(kept, unseen), snippets),
            "finding-levels": pd.concat([level_table(made, found), unseen_levels(kept, unseen)]),
            "finding-controls": control_table(
                find_all(empty, matcher) | find_all(make_controls(Path(folder) / "controls"), matcher),
                matcher,
            ),
            "finding-calibration": reliability(matched),
            "finding-seconds": seconds_table(pdfs, options.pages, options.indicators),
        }
    for name, table in tables.items():
        (options.out / f"{name}.csv").write_text(frame_csv(table, digits=6), encoding="utf-8", newline="")
        print(f"\n{name}\n{table.to_string(float_format='%.3f')}")


if __name__ == "__main__":
    main()
