"""A progress line per task while the engine runs; the engine loads this module as its plugin."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pytask import ExecutionReport, PTask, Session, TaskOutcome, hookimpl

Say = Callable[[str], None]


def short_name(task: PTask) -> str:
    """Return a task's name as given, without the module that the engine puts before it."""
    return task.name.rpartition("::")[2]


class Progress:
    """Counts tasks and says when each starts and ends."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._started: dict[str, float] = {}
        self._ended = 0
        self.seconds: dict[str, float] = {}

    def start(self, task: PTask, total: int) -> None:
        """Note that a task begins."""
        self._started[short_name(task)] = time.monotonic()

    def end(self, report: ExecutionReport, total: int) -> None:
        """Say that a task ended, how, and how long it took."""
        self._ended += 1
        name = short_name(report.task)
        seconds = time.monotonic() - self._started.get(name, time.monotonic())
        self.seconds[name] = seconds
        words = {
            TaskOutcome.SUCCESS: f"done in {seconds:.1f} s",
            TaskOutcome.SKIP_UNCHANGED: "unchanged",
            TaskOutcome.SKIP_PREVIOUS_FAILED: "left out: what it needs failed",
        }.get(report.outcome, "FAILED")
        self._say(f"[{self._ended}/{total}] {name}: {words}")


_current: Progress | None = None


def follow(progress: Progress | None) -> None:
    """Set who is told about tasks in this process; ``None`` tells nobody."""
    global _current
    _current = progress


@hookimpl(trylast=True)
def pytask_execute_task_log_start(session: Session, task: PTask) -> None:
    """Engine hook: a task begins."""
    if _current is not None:
        _current.start(task, len(session.tasks))


@hookimpl(tryfirst=True)
def pytask_execute_task_log_end(session: Session, report: ExecutionReport) -> Any:
    """Engine hook: a task ended."""
    if _current is not None:
        _current.end(report, len(session.tasks))
