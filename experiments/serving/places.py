"""Places of a page: how many visitors it holds at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager


class Places:
    """Counts the kernels that have a place; a visitor's page has one kernel.

    A kernel keeps its place while a socket of its own is open or Solara keeps it for a visitor who
    may come back.

    Args:
        places: how many kernels there may be.
        sockets: how many sockets a kernel may have at a time; a page that connects anew has two.
        kept: gives the kernels that Solara keeps.
    """

    def __init__(self, places: int, sockets: int, kept: Callable[[], Iterable[str]]) -> None:
        self._places = places
        self._sockets = sockets
        self._kept = kept
        self._open: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether no further visitor can be let in."""
        return len(self._taken()) >= self._places

    def admits(self, kernel: str) -> bool:
        """Whether a socket of this kernel can be opened."""
        if self._open[kernel] >= self._sockets:
            return False
        return kernel in self._taken() or not self.full

    @contextmanager
    def taken_by(self, kernel: str) -> Iterator[None]:
        """Keep a place for a kernel while one of its sockets is open."""
        self._open[kernel] += 1
        try:
            yield
        finally:
            self._open[kernel] -= 1
            self._open += Counter()

    def _taken(self) -> set[str]:
        return {*self._kept(), *(kernel for kernel, count in self._open.items() if count)}
