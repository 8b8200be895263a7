"""How alike two texts are worded: cosine of their terms, weighted by how rare a term is among the texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from analysis.errors import MethodError
from analysis.statistics.stems import listed_words, stem

WORD = re.compile(r"[^\W\d_]+")
STOP_WORDS = listed_words("stop words")


def text_terms(text: str, *, longest: int = 1) -> tuple[str, ...]:
    """Return the terms of an Indonesian text: stems of its words, and runs of them.

    Parameters
    ----------
    text : str
        Any text; letter case, digits and marks do not count, nor do words without a meaning of their own
        (``STOP_WORDS``).
    longest : int
        Longest run of words that is a term: 1 for words, 2 for words and pairs of neighbours.

    Returns
    -------
    tuple of str
        In the order of the text, repeated as often as they stand in it.

    Raises
    ------
    MethodError
        `longest` below one.
    """
    if longest < 1:
        raise MethodError(f"The longest run of words is {longest}; it must be one or more.")
    folded = unicodedata.normalize("NFKC", text).casefold()
    stems = [stem(word) for word in WORD.findall(folded) if word not in STOP_WORDS]
    runs = range(1, longest + 1)
    return tuple(" ".join(stems[at : at + n]) for n in runs for at in range(len(stems) - n + 1))


def term_weights(texts: Sequence[Sequence[str]], *, rarity: bool = True) -> csr_array:
    """Return the texts as vectors of weighted terms, each of length one.

    Parameters
    ----------
    texts : sequence of sequence of str
        The terms of each text, as :func:`text_terms` gives them.
    rarity : bool
        Whether a term counts the more the fewer of the texts have it (inverse document frequency, the
        logarithm of all texts over those with the term). A term of all texts then counts nothing.

    Returns
    -------
    scipy.sparse.csr_array, shape (texts, terms)
        Terms in alphabetical order. A text none of whose terms counts is a row of zeros.

    Raises
    ------
    MethodError
        No text.

    Notes
    -----
    A term counts ``1 + log10`` of how often it stands in the text. Manning, Raghavan and Schuetze (2008),
    Introduction to Information Retrieval, sections 6.2 to 6.4 (SMART notation ``ltc``, without rarity
    ``lnc``); inverse document frequency: Spaerck Jones (1972), Journal of Documentation 28: 11-21.
    """
    if not len(texts):
        raise MethodError("There is no text to weigh.")
    names = sorted({term for terms in texts for term in terms})
    place = {name: at for at, name in enumerate(names)}
    rows = np.repeat(np.arange(len(texts)), [len(terms) for terms in texts])
    columns = np.array([place[term] for terms in texts for term in terms], dtype=int)
    counts = csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(texts), len(names)))
    counts.sum_duplicates()
    counts.data = 1 + np.log10(counts.data)
    if rarity:
        with_term = np.bincount(counts.indices, minlength=len(names))
        counts.data *= np.log10(len(texts) / with_term)[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    each = np.repeat(lengths, np.diff(counts.indptr))
    counts.data = np.divide(counts.data, each, out=np.zeros_like(counts.data), where=each > 0)
    return counts


def cosine_similarities(first: csr_array, second: csr_array) -> np.ndarray:
    """Return the cosine between each text of one set and each of another.

    Parameters
    ----------
    first, second : scipy.sparse.csr_array, shapes (n, terms) and (m, terms)
        Rows of one result of :func:`term_weights`: texts weighed apart do not compare.

    Returns
    -------
    numpy.ndarray, shape (n, m)
        From 0 (no term in common that counts) to 1 (the same terms in the same proportions).
    """
    return np.clip((first @ second.T).toarray(), 0.0, 1.0)
