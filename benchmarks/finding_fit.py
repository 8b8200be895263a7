"""Fit how sure a hit is: the logistic model of mentions, and the share of right ties by rule.

Run from the project's folder, after the rules of finding have changed: ``python -m benchmarks.finding_fit
--date 2025-01-31``. It takes the hand-labelled passages of the part ``development``, the odd pages of the
specimen's documents and of their negative controls, and writes ``confidence_mentions.csv`` and
``confidence_ties.csv`` of ``analysis/documents/finding`` anew, with the date and the number of labelled hits.
The even pages are for :mod:`benchmarks.finding`, which reports how far confidence and the share of right hits
agree. Every suspected mention is a case, however unsure it was.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from analysis.documents.finding import confidence
from analysis.documents.finding.confidence import FEATURES
from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.pages import find_in_pages
from analysis.documents.finding.records import PageFindings
from analysis.documents.labelled import hits_frame, match_hits
from analysis.documents.reading import read_pages
from analysis.sources.writing import frame_csv
from analysis.specimen.documents.making import Made, make_documents
from benchmarks.finding import STUDY, TODAY, about, documents_of, make_matcher
from benchmarks.finding_labels import load_snippets, said

FOLDER = Path(confidence.__file__).parent
Case = tuple[tuple[float, ...], bool]  # signals of a suspected mention, and whether it is one
OF_SPECIMEN = 0.2  # weight of a case of the specimen, whose few forms repeat, against a hand-labelled one
RIDGE = 0.5  # penalty on the squared coefficients, without the intercept: labels are few and nearly separate


def cases_of_snippets(matchers: dict[str, Matcher]) -> list[Case]:
    """Return signals and truth of every mention suspected in the development passages."""
    cases = []
    for snippet in load_snippets():
        if snippet.part != "development":
            continue
        (page,) = find_in_pages(
            [snippet.page], matchers[snippet.catalogue], first_year=snippet.first_year,
            reports=snippet.reports, least_sure=0,
        )  # fmt: skip
        left = Counter(snippet.expect)
        for mention in sorted(page.mentions, key=lambda one: -one.confidence):
            right = left[mention.indicator_code] > 0
            left[mention.indicator_code] -= right
            cases.append((mention.signals, right))
    return cases


def cases_of_specimen(made: Made, matcher: Matcher) -> tuple[list[Case], pd.DataFrame]:
    """Return signals and truth of the mentions suspected on odd pages, and the outcomes of all hits there."""
    cases, outcomes = [], []
    for name, file in zip(documents_of(made), made.files, strict=True):
        pages = [
            page
            for page in find_in_pages(read_pages(file), matcher, least_sure=0, **about(name))
            if page.page % 2
        ]
        truth = made.truth[(made.truth["document_id"] == name) & (made.truth["page"] % 2 == 1)]
        matched = match_hits(hits_frame(str(name), pages), truth, pages_apart=0)
        outcomes.append(matched)
        cases += _cases(pages, matched)
    return cases, pd.concat(outcomes, ignore_index=True)


def _cases(pages: Iterable[PageFindings], matched: pd.DataFrame) -> list[Case]:
    outcome = matched[matched["kind"] == "mention"].set_index("hit")["outcome"]
    row, cases = 0, []
    for page in pages:  # in the order in which hits_frame lists them
        for mention in page.mentions:
            cases.append((mention.signals, outcome.get(row) == "right"))
            row += 1
        row += len(page.targets) + sum(bool(line.activity_code) for line in page.lines)
        row += len(page.amounts) + len(page.standards)
    return cases


def fit_mentions(cases: list[Case], weight: np.ndarray) -> np.ndarray:
    """Fit a weighted logistic regression with a ridge."""
    x = np.array([signals for signals, _ in cases], dtype=float)
    y = np.array([right for _, right in cases], dtype=float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total = x @ weights
        value = weight @ (np.logaddexp(0, total) - y * total) + RIDGE * (weights[1:] ** 2).sum()
        slope = x.T @ (weight * (1 / (1 + np.exp(-total)) - y))
        slope[1:] += 2 * RIDGE * weights[1:]
        return float(value), slope

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x)


def fit_ties(outcomes: pd.DataFrame, snippets: pd.DataFrame) -> pd.DataFrame:
    """Return the share of right ties by kind of hit and rule, one right and one wrong added to each."""
    hits = pd.concat([outcomes, snippets], ignore_index=True)
    hits = hits[hits["outcome"].isin(["right", "wrong"]) & ~hits["kind"].isin(["mention", "standard"])]
    hits = hits.assign(kind=hits["kind"].replace({"code": "line"}))
    groups = hits.groupby(["kind", "rule"])["outcome"]
    table = groups.agg(right=lambda own: (own == "right").sum(), labelled_count="size").reset_index()
    table["share_right"] = (table["right"] + 1) / (table["labelled_count"] + 2)
    return table.rename(columns={"kind": "hit"})[["hit", "rule", "share_right", "labelled_count"]]


def snippet_ties(matchers: dict[str, Matcher]) -> pd.DataFrame:
    """Return the ties of the development passages with their rules and whether they are right."""
    rows = []
    for snippet in load_snippets():
        if snippet.part != "development":
            continue
        (page,) = find_in_pages(
            [snippet.page], matchers[snippet.catalogue], first_year=snippet.first_year,
            reports=snippet.reports, least_sure=0,
        )  # fmt: skip
        named = {one.number for one in page.mentions if one.indicator_code in snippet.expect}
        left = Counter(snippet.expect)
        for kind, hits in (("target", page.targets), ("line", page.lines), ("amount", page.amounts)):
            for hit in (one for one in hits if one.mention in named):
                (text, *_) = said([PageFindings(1, "text", **{_FIELD[kind]: (hit,)})]) or [""]
                right = left[text] > 0
                left[text] -= right
                rows.append((getattr(hit, "kind", kind), hit.rule, "right" if right else "wrong"))
    return pd.DataFrame(rows, columns=["kind", "rule", "outcome"])


_FIELD = {"target": "targets", "line": "lines", "amount": "amounts"}


def main() -> None:
    """Fit and write the tables of confidence."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--date", required=True, help="day of the fit, written into the tables")
    options = parser.parse_args()
    matcher = make_matcher()
    matchers = {"study": matcher, "kini": make_matcher(TODAY)}
    with tempfile.TemporaryDirectory() as folder:
        full, outcomes = cases_of_specimen(make_documents(Path(folder) / "full"), matcher)
        empty, _ = cases_of_specimen(make_documents(Path(folder) / "empty", with_indicators=False), matcher)
    by_hand = cases_of_snippets(matchers)
    cases = full + empty + by_hand
    each = np.repeat([OF_SPECIMEN, 1.0], [len(full) + len(empty), len(by_hand)])
    weights = fit_mentions(cases, each)
    mentions = pd.DataFrame({"feature": FEATURES, "coefficient": weights})
    mentions = mentions.assign(fitted_on=options.date, labelled_count=len(cases))
    ties = fit_ties(outcomes, snippet_ties(matchers)).assign(fitted_on=options.date)
    for name, table in (("confidence_mentions", mentions), ("confidence_ties", ties)):
        path = FOLDER / f"{name}.csv"
        path.write_text(frame_csv(table, digits=4), encoding="utf-8", newline="")
        print(f"\n{path}\n{table.to_string(float_format='%.3f')}")
    right = sum(right for _, right in cases)
    print(f"\n{len(cases)} suspected mentions, {right} of them right; catalogues {', '.join(STUDY)}")


if __name__ == "__main__":
    main()
