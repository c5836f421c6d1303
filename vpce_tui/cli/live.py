"""How does a command without a screen read live AWS? The reader's thread reports, the command takes event by event.

Whoever has to be asked for an MFA code is asked here, between two events, on stderr: stdout belongs to data.
"""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vpce_tui.cli.options import SourceOptions
from vpce_tui.errors import VpceTuiError
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record
from vpce_tui.view.text import printable

if TYPE_CHECKING:
    from vpce_tui.collect.asking import Answer, CodeQuestion
    from vpce_tui.collect.wanted import WantedPolicies

_POLL_SECONDS: Final = 0.2
"""How long Ctrl+C may wait: a queue that blocks without end would not be woken by it on every platform."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that waits for the person at the terminal."""

    question: CodeQuestion
    answer: Answer


def live_events(
    source: SourceOptions,
    types: Collection[type[Record]] | None,
    wanted: Callable[[], Iterable[WantedPolicies]] | None = None,
) -> Iterator[CollectEvent]:
    """Yield what AWS answers, until everything asked for was read or has failed.

    `wanted` is asked once, when the lists have been read, which policies to read besides.

    Raises:
        VpceTuiError: Nothing can be read at all: a profile that does not exist, no login, no network.
    """
    from vpce_tui.collect.choice import Settings
    from vpce_tui.collect.live import LiveSource

    arrived: queue.SimpleQueue[CollectEvent | _Asked | None] = queue.SimpleQueue()

    def ended(_: VpceTuiError | None) -> None:
        arrived.put(None)

    def ask(question: CodeQuestion, answer: Answer) -> None:
        arrived.put(_Asked(question, answer))

    settings = Settings(endpoint_url=source.endpoint_url) if source.endpoint_url else Settings()
    with LiveSource(
        source.choice(),
        arrived.put,
        settings=settings,
        record_types=types,
        ended=ended,
        ask_code=ask if _somebody_is_there() else None,
    ) as reader:
        while True:
            try:
                event = arrived.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if event is None:
                more = list(wanted()) if wanted is not None and reader.error is None else []
                wanted = None
                if not more:
                    break
                reader.read_policies(*more)
                continue
            if isinstance(event, _Asked):
                event.answer(asked_code(event.question))
                continue
            yield event
        if reader.error is not None:
            raise reader.error


def _somebody_is_there() -> bool:
    """Tell whether a question would be seen, and its answer heard."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def asked_code(question: CodeQuestion) -> str | None:
    """Return the code that the person types, or None where they give up with an empty line or the end of input.

    Not by click's prompt, for that writes to stdout, where a program may be reading.
    """
    from vpce_tui.collect.asking import MOST_ATTEMPTS, code_problem

    problem = question.problem
    while True:
        if problem:
            _say(f"{problem}\n")
        attempt = f", attempt {question.attempt} of {MOST_ATTEMPTS}" if question.attempt > 1 else ""
        _say(f"MFA code of {question.serial} for `{question.login}` (empty gives up{attempt}): ")
        typed = sys.stdin.readline().strip()
        if not typed:
            return None
        problem = code_problem(typed)
        if not problem:
            return typed


def _say(text: str) -> None:
    # A bar of progress may stand in the line.
    sys.stderr.write(f"\r\x1b[K{printable(text, multiline=True)}")
    sys.stderr.flush()
