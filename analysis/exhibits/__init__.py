"""Figures and tables with alt text, data twin and source line; the texts that go with them."""

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.language import LANGUAGES, Language
from analysis.exhibits.record import Exhibit, Result

__all__ = ["LANGUAGES", "Chapter", "Exhibit", "Language", "Result"]
