"""Live AWS as a source for the screen. aiobotocore is imported by the reader's thread, after the first frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


class ScreenLiveSource:
    """Reads what was chosen of live AWS; can read again."""

    label = "live"
    is_live = True

    def __init__(self, choice: Choice, endpoint_url: str = "") -> None:
        self.post: Callable[[Message], bool] | None = None
        self.calls: CallLog | None = None
        self._choice, self._endpoint_url = choice, endpoint_url
        self._live: LiveSource | None = None

    def start(self, report: Callable[[CollectEvent], None], ended: Callable[[VpceTuiError | None], None]) -> None:
        from vpce_tui.collect.call_log import CallLog
        from vpce_tui.collect.choice import Settings
        from vpce_tui.collect.live import LiveSource

        self.calls = CallLog()
        settings = Settings(endpoint_url=self._endpoint_url or None, calls=self.calls)
        self._live = LiveSource(
            self._choice,
            report,
            settings=settings,
            ended=ended,
            ask_code=self._ask if self.post is not None else None,
            tell=self._tell,
            watches=True,
        )
        self._live.start()

    def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> str:
        if self._live is None:
            return "the first reading has not begun"
        self._live.refresh(scope, record_type)
        return ""

    def read_policies(self, wanted: WantedPolicies) -> str:
        if self._live is None:
            return "the first reading has not begun"
        self._live.read_policies(wanted)
        return ""

    def cancel(self) -> None:
        if self._live is not None:
            self._live.cancel()

    def has_news(self) -> bool:
        return True  # AWS says what is new only when it is asked

    def close(self) -> None:
        if self._live is not None:
            self._live.close()

    def _ask(self, question: CodeQuestion, answer: Answer) -> None:
        if self.post is None or not self.post(CodeAsked(question, answer)):
            answer(None)  # the app is closing: nobody will see the question

    def _tell(self, text: str) -> None:
        if self.post is not None:
            self.post(LoginTold(text))
