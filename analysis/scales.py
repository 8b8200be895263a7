"""Units that ask for a factor: ``dalam ribuan``, ``Rp juta``, ``(Rp 000)``."""

from __future__ import annotations

import re

__all__ = ["SCALES", "scale_of"]

SCALES = {
    **dict.fromkeys(("ribu", "ribuan", "rb", "thousand", "thousands"), 10**3),
    **dict.fromkeys(("juta", "jutaan", "jt", "million", "millions", "mn"), 10**6),
    **dict.fromkeys(("miliar", "miliaran", "milyar", "milyard", "billion", "billions", "bn"), 10**9),
    **dict.fromkeys(("triliun", "trilyun", "trillion", "trillions"), 10**12),
}
RATE = re.compile(r"\bper\s+(?:se)?(?:[0-9][0-9.,]*|ribu|juta|thousand|million)(?:\s+(?:ribu|juta))?", re.I)
# "x 1.000", "(x Rp 1.000.000)", "Rp (1.000.000)"
TIMES = re.compile(r"(?:[x×]\s*(?:rp\.?\s*)?|rp\.?\s*\(\s*)1[.,]?((?:000[.,]?)+)(?!\d)", re.IGNORECASE)
ZEROS = re.compile(
    r"(?:rp\.?|idr)\s*\.?\(?((?:000[.,]?)+)|((?:000[.,]?)+)\s*(?:rp\b|rupiah|idr)", re.IGNORECASE
)
LARGEST_POWER = 10**12


def scale_of(unit: str) -> int:
    """Give the factor that a unit asks for: 1000 for ``dalam ribuan``, 10**6 for ``Rp juta``, else 1.

    ``per 1.000`` and ``per 100 ribu`` are rates and no scale. ``(Rp 000)`` and ``(x 1.000)`` are thousands.
    """
    plain = RATE.sub(" ", unit.casefold())
    for word in re.findall(r"[a-z]+", plain):
        if word in SCALES:
            return SCALES[word]
    zeros = ZEROS.search(plain) or TIMES.search(plain)
    if not zeros:
        return 1
    power: int = 10 ** next(filter(None, zeros.groups())).count("0")
    return power if power <= LARGEST_POWER else 1
