"""Live AWS as a source for the screen. aiobotocore is imported by the reader's thread, after the first frame."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.message import Message

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record, Scope

if TYPE_CHECKING:
    from vpce_tui.collect.asking import Answer, CodeQuestion
    from vpce_tui.collect.call_log import CallLog
    from vpce_tui.collect.choice import Choice
    from vpce_tui.collect.live import LiveSource
    from vpce_tui.collect.wanted import WantedPolicies


@dataclass
class CodeAsked(Message):
    """A login waits for an MFA code."""

    question: CodeQuestion
    answer: Answer

    bubble = False


@dataclass
class LoginTold(Message):
    """Something happened to a login that a person should hear of wherever they are."""

    text: str

    bubble = False


@runtime_checkable
class TalksToApp(Protocol):
    """A source that has questions and news for whoever owns the screens."""

    post: Callable[[Message], bool] | None
    """Where to send them; set by the app, called from the reader's thread, never waits."""


class Together:
    """Several readers that end as one: when the last of them has nothing left to read."""

    def __init__(self) -> None:
        self.ended: Callable[[VpceTuiError | None], None] | None = None
        self._lock = threading.Lock()
        self._readers = 0
        self._busy: set[int] = set()
        self._error: VpceTuiError | None = None

    def one_more(self) -> Callable[[VpceTuiError | None], None]:
        """Return what one more reader, which begins now, shall call when it has ended; in any thread."""
        with self._lock:
            number = self._readers
            self._readers += 1
            self._busy.add(number)
        return partial(self._one_ended, number)

    def all_begin(self) -> None:
        """Wait for all readers again."""
        with self._lock:
            self._busy.update(range(self._readers))

    def _one_ended(self, number: int, error: VpceTuiError | None) -> None:
        with self._lock:
            self._busy.discard(number)
            self._error = self._error or error
            if self._busy:
                return
            error, self._error = self._error, None
        if self.ended is not None:
            self.ended(error)


class ScreenLiveSource:
    """Reads what was chosen of live AWS; can read again."""

    label = "live"
    is_live = True

    def __init__(self, choice: Choice, endpoint_url: str = "") -> None:
        self.post: Callable[[Message], bool] | None = None
        self.calls: CallLog | None = None
        self._choice, self._endpoint_url = choice, endpoint_url
        self._live: LiveSource | None = None
        self._more: list[LiveSource] = []
        """Readers of what was asked for later."""
        self._begin: Callable[[Choice], LiveSource] | None = None
        self._together = Together()

    def start(self, report: Callable[[CollectEvent], None], ended: Callable[[VpceTuiError | None], None]) -> None:
        from vpce_tui.collect.call_log import CallLog
        from vpce_tui.collect.choice import Settings
        from vpce_tui.collect.live import LiveSource

        self.calls = CallLog()
        settings = Settings(endpoint_url=self._endpoint_url or None, calls=self.calls)
        self._together.ended = ended

        def begin(choice: Choice) -> LiveSource:
            live = LiveSource(
                choice,
                report,
                settings=settings,
                ended=self._together.one_more(),
                ask_code=self._ask if self.post is not None else None,
                tell=self._tell,
                watches=True,
            )
            live.start()
            return live

        self._begin = begin
        self._live = begin(self._choice)

    def read_more(self, *, profile: str = "", region: str = "") -> str:
        """Read a profile, or a Region with the profiles chosen first, as well; return why that cannot be."""
        if self._begin is None:
            return "the first reading has not begun"
        if profile:
            chosen = replace(self._choice, profiles=(profile,), roles=(), accounts=(), organization=False)
        else:
            chosen = replace(self._choice, regions=(region,))
        self._more.append(self._begin(chosen))
        return ""

    def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> str:
        if self._live is None:
            return "the first reading has not begun"
        self._together.all_begin()
        for live in (self._live, *self._more):
            live.refresh(scope, record_type)  # one that never read this scope has nothing to do
        return ""

    def read_policies(self, wanted: WantedPolicies) -> str:
        if self._live is None:
            return "the first reading has not begun"
        self._live.read_policies(wanted)
        return ""

    def cancel(self) -> None:
        for live in (self._live, *self._more):
            if live is not None:
                live.cancel()

    def has_news(self) -> bool:
        return True  # AWS says what is new only when it is asked

    def close(self) -> None:
        for live in (self._live, *self._more):
            if live is not None:
                live.close()

    def _ask(self, question: CodeQuestion, answer: Answer) -> None:
        if self.post is None or not self.post(CodeAsked(question, answer)):
            answer(None)  # the app is closing: nobody will see the question

    def _tell(self, text: str) -> None:
        if self.post is not None:
            self.post(LoginTold(text))
