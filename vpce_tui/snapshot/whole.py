"""When does what a writer wrote appear under its name?

When the `with` block is left in order, or by an exception after `keep_partial`. Otherwise nothing of it stays. Both
kinds of snapshot are written so.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Protocol


class Output(Protocol):
    """Where a snapshot goes: aside first, then into place."""

    def commit(self) -> None: ...

    def discard(self) -> None: ...


class WholeWriter(ABC):
    """A context manager that writes all of something or nothing."""

    _output: Output
    _keep = False

    @abstractmethod
    def _finish(self) -> None:
        """Write what stands at the end; lists that are still open end as cancelled."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None and not self._keep:
            self._output.discard()
            return
        try:
            self._finish()
            self._output.commit()
        except BaseException:
            self._output.discard()
            raise

    def keep_partial(self) -> None:
        """Keep what was written so far even if the block is left by an exception; open lists end as cancelled."""
        self._keep = True
