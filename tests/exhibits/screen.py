"""What a chapter displays, caught."""

from typing import Any


class Screen:
    """What a chapter displayed, in order, instead of a notebook's output."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.metadata: list[dict[str, Any]] = []

    def __call__(self, data: dict[str, Any], *, raw: bool, metadata: dict[str, Any] | None = None) -> None:
        assert raw
        self.outputs.append(data)
        self.metadata.append(metadata or {})

    def of(self, kind: str) -> list[Any]:
        return [data[kind] for data in self.outputs if kind in data]

    @property
    def prose(self) -> str:
        return "\n".join(self.of("text/markdown"))
