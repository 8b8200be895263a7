"""A Sphinx extension that writes formulas as MathML, which browsers show without scripts or a network."""

from __future__ import annotations

from functools import cache
from typing import Any

import pypandoc
from docutils import nodes  # type: ignore[import-untyped]


@cache
def mathml(tex: str, display: bool) -> str:
    """Return a TeX formula as a ``<math>`` element.

    Parameters
    ----------
    tex : str
        The formula without its dollar signs.
    display : bool
        Whether it stands on a line of its own.

    Returns
    -------
    str
        One ``<math>`` element; the TeX source stays in its annotation.

    Raises
    ------
    ValueError
        If pandoc cannot read the formula.
    """
    source = f"$${tex.strip()}$$" if display else f"${tex.strip()}$"
    html = str(pypandoc.convert_text(source, "html", format="markdown", extra_args=["--mathml"]))
    start, end = html.find("<math"), html.rfind("</math>")
    if start < 0 or end < 0:
        raise ValueError(f"the formula cannot be written as MathML: {tex.strip()}")
    return html[start : end + len("</math>")]


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(f'<span class="formula">{mathml(node.astext(), False)}</span>')
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="formula">{mathml(node.astext(), True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Register the renderer under the name ``mathml``."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
