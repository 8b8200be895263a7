"""Processes that read: started, given a job, listened to, stopped; they end with whoever started them."""

from __future__ import annotations

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from analysis.threads import ONE_THREAD

__all__ = ["NOTHING_HEARD", "ReadingProcess", "bound_memory", "bounds_memory", "end_with", "receive", "send"]

LENGTH = struct.Struct("<Q")
MOST_WAITING = 256  # messages not taken yet; a process that is ahead waits
NOTHING_HEARD = object()
HELD = Path("/proc/self/statm")  # memory of this process, in pages
PROGRAM = "from analysis.documents.worker import main; main()"


def send(stream: BinaryIO, message: object) -> None:
    """Write one message."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message; ``None`` at the end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    content = stream.read(length)
    return pickle.loads(content) if len(content) == length else None


def end_with(descriptor: int) -> None:
    """End this process at once when a pipe ends: whoever held its other side is gone."""

    def watch() -> None:
        with suppress(OSError):
            while os.read(descriptor, 1):
                pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def bounds_memory() -> bool:
    """Say whether the system bounds the memory of a process: Linux does; Windows and macOS do not."""
    return HELD.exists()


def bound_memory(megabytes: int) -> None:
    """Bound the memory of this process above what it holds now, where the system can."""
    if not bounds_memory():
        return
    import resource

    most = int(HELD.read_text().split()[0]) * resource.getpagesize() + megabytes * 1024**2
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class ReadingProcess:
    """A running process of ``analysis.documents.worker``.

    Parameters
    ----------
    job : object
        What it is to do.
    """

    def __init__(self, job: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        self._messages: queue.Queue[Any] = queue.Queue(MOST_WAITING)
        self._stopped = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        with suppress(OSError):  # if it ended at once, the listener tells
            send(self._process.stdin, job)  # type: ignore[arg-type]

    def hear(self, seconds: float | None = None) -> Any:
        """Give the next message; ``None`` when it has ended, ``NOTHING_HEARD`` after so many seconds."""
        try:
            return self._messages.get(timeout=seconds)
        except queue.Empty:
            return NOTHING_HEARD

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._stopped = True
        self._process.kill()
        self._process.wait()
        with suppress(queue.Empty):
            while True:
                self._messages.get_nowait()
        self._listener.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]

    def _listen(self) -> None:
        message: Any = NOTHING_HEARD
        while message is not None and not self._stopped:
            message = None
            with suppress(Exception):  # a message that is none: as good as an end
                message = receive(self._process.stdout)  # type: ignore[arg-type]
            while not self._stopped:
                with suppress(queue.Full):
                    self._messages.put(message, timeout=0.5)
                    break


def _environment() -> dict[str, str]:
    """Give the environment of the process: this code first, one thread for matrices."""
    from analysis.project import ROOT

    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(paths)}


Answer = Callable[[tuple[Any, ...]], None]
