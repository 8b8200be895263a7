"""Documents that hold no indicator and no standard: a report of another country, and a cookbook."""

from __future__ import annotations

from analysis.specimen.documents.blocks import Block, Document, Grid, Heading, Paragraph, Section
from analysis.specimen.documents.cells import head, middle, plain
from analysis.specimen.world import assumptions

__all__ = ["CONTROLS", "control"]

CONTROLS = {
    "foreign-report": ("other", "Annual Report of the County Health Board", "foreign"),
    "cookbook": ("other", "Masakan Rumahan Sehari-hari", "cookbook"),
}
PARAGRAPHS = 36


def control(name: str) -> Document:
    """Write one of the controls: prose with figures, percentages and tables, none of them of a standard."""
    document_type, title, topic = CONTROLS[name]
    table = assumptions("control-sentences")
    sentences = list(table.loc[table["topic"] == topic, "sentence"])
    blocks: list[Block] = []
    for number in range(PARAGRAPHS):
        if number % 9 == 0:
            blocks += [
                Heading(1, f"{'Chapter' if topic == 'foreign' else 'Bab'} {number // 9 + 1}"),
                _grid(sentences, number),
            ]
        picked = [sentences[(number * 5 + step) % len(sentences)] for step in range(5)]
        blocks.append(Paragraph((" ".join(picked),)))
    return Document(name, document_type, f"{name}.pdf", (title, "Specimen"), title, (Section(tuple(blocks)),))


def _grid(sentences: list[str], number: int) -> Grid:
    rows = tuple(
        (
            middle(str(row + 1)),
            plain(sentences[(number + row) % len(sentences)].split(",")[0]),
            middle(f"{37 + row * 7 + number}%"),
        )
        for row in range(8)
    )
    return Grid((1, 9, 2), (head("No", "Item", "2013"),), rows)
