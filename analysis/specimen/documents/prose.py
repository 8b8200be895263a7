"""Running text between the facts: sentences of our own with places, years and figures drawn into them."""

from __future__ import annotations

import numpy as np

from analysis.specimen.documents.blocks import Paragraph
from analysis.specimen.world import assumptions

__all__ = ["Prose"]


class Prose:
    """Draws paragraphs on a topic; no sentence names an indicator.

    Parameters
    ----------
    draws : numpy.random.Generator
        The document's own.
    length : float
        How much longer than its outline the document is.
    """

    def __init__(self, draws: np.random.Generator, length: float = 1.0) -> None:
        self.draws = draws
        self.length = length
        table = assumptions("sentences")
        self.topics = {str(topic): list(rows["sentence"]) for topic, rows in table.groupby("topic")}
        self.places = list(assumptions("places")["kecamatan"])
        self.left: dict[str, list[str]] = {}

    def paragraph(self, topic: str, sentences: int = 5) -> Paragraph:
        """Write one paragraph."""
        return Paragraph((" ".join(self.sentence(topic) for _ in range(sentences)),))

    def paragraphs(self, topic: str, count: int, sentences: int = 5) -> tuple[Paragraph, ...]:
        """Write several paragraphs, more in a long document."""
        return tuple(self.paragraph(topic, sentences) for _ in range(round(count * self.length)))

    def sentence(self, topic: str) -> str:
        """Draw a sentence; all of a topic are used before one comes again."""
        if not self.left.get(topic):
            self.left[topic] = [str(one) for one in self.draws.permutation(self.topics[topic])]
        return (
            self.left[topic]
            .pop()
            .format(
                tempat=self.places[int(self.draws.integers(len(self.places)))],
                lain=self.places[int(self.draws.integers(len(self.places)))],
                tahun=int(self.draws.integers(2006, 2013)),
                n=int(self.draws.integers(3, 95)),
                banyak=f"{int(self.draws.integers(1100, 98000)):,}".replace(",", "."),
                persen=f"{self.draws.uniform(2, 97):.2f}".replace(".", ","),
                juta=f"{self.draws.uniform(90, 9000):,.2f}".replace(",", " ")
                .replace(".", ",")
                .replace(" ", "."),
            )
        )
