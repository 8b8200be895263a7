"""What one document says of every indicator: found beside the reading and small enough to keep.

The process that reads imports this; tables of the standards are read once, by whoever starts the processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.pages import find_in_pages
from analysis.documents.finding.records import PageFindings
from analysis.documents.levels import IndicatorLevel, integration_levels
from analysis.documents.page import Page
from analysis.documents.record import DocumentRecord

__all__ = ["DocumentFinder", "DocumentFindings"]

REPORTS = frozenset({"lakip", "lkpj", "lppd", "spm_report"})


@dataclass(frozen=True)
class DocumentFindings:
    """Levels and hits of one document.

    Attributes
    ----------
    levels : tuple of IndicatorLevel
        One for each indicator that was asked for.
    pages : tuple of PageFindings
        Pages with at least one hit, in order; the passages are those of the document and not to be published
        unless the document is.
    """

    levels: tuple[IndicatorLevel, ...]
    pages: tuple[PageFindings, ...]


@dataclass(frozen=True)
class DocumentFinder:
    """Find what a document says of some indicators; called where the document is read.

    Attributes
    ----------
    matcher : Matcher
        The prepared names.
    indicators : pandas.DataFrame
        ``catalogue, indicator_code, sector_en`` of each indicator that is asked for.
    """

    matcher: Matcher
    indicators: pd.DataFrame

    def __call__(self, record: DocumentRecord, pages: Iterator[Page]) -> DocumentFindings:
        """Return what a document says.

        Parameters
        ----------
        record : DocumentRecord
            What the document is; whether it plans or reports decides how figures are read.
        pages : iterator of Page
            Its pages.

        Returns
        -------
        DocumentFindings
        """
        kept: list[PageFindings] = []

        def passing() -> Iterator[PageFindings]:
            reports = record.document_type in REPORTS
            first, last = record.year_from, record.year_to
            one_year = first if first == last else None
            for page in find_in_pages(pages, self.matcher, first_year=first, year=one_year, reports=reports):
                if page.mentions or page.standards:
                    kept.append(page)
                yield page

        levels = integration_levels(passing(), self.indicators)
        return DocumentFindings(levels, tuple(kept))
