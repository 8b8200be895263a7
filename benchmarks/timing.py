"""Seconds of a call: of the processor, which other work on the machine does not change, and of the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Seconds(NamedTuple):
    """Seconds of the processor over all threads, and of the clock."""

    processor: float
    clock: float

    def times(self, factor: float) -> Seconds:
        """Return the seconds of a job that is so many times as large."""
        return Seconds(self.processor * factor, self.clock * factor)


def timed(call: Callable[[], Any], repeats: int = 1) -> tuple[Seconds, Any]:
    """Return the seconds of the fastest of some runs, by the processor, and the last answer."""
    best, answer = Seconds(float("inf"), float("inf")), None
    for _ in range(repeats):
        clock, processor = time.perf_counter(), time.process_time()
        answer = call()
        best = min(best, Seconds(time.process_time() - processor, time.perf_counter() - clock))
    return best, answer
