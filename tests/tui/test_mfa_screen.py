"""Is an MFA code asked for in a window of the screen, without holding anything up?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.driver import Ended, GivenSource, Report
from vpce_tui.collect.asking import CodeQuestion
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.live_source import CodeAsked, LoginTold

QUESTION = CodeQuestion("prod", "arn:aws:iam::111122223333:mfa/me", "arn:aws:iam::444455556666:role/admin")


class AskingSource(GivenSource):
    """A source that has something to say to the app."""

    def __init__(self) -> None:
        super().__init__()
        self.post: Callable[[Message], bool] | None = None
        self.answers: list[str | None] = []

    def start(self, report: Report, ended: Ended) -> None:
        super().start(report, ended)

    def ask(self, question: CodeQuestion) -> None:
        assert self.post is not None
        self.post(CodeAsked(question, self.answers.append))


@asynccontextmanager
async def asked(
    *questions: CodeQuestion, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[AskingSource, VpceApp, Pilot[int]]]:
    source = AskingSource()
    app = VpceApp(source)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for question in questions:
            source.ask(question)
        await pilot.pause()
        await pilot.pause()
        yield source, app, pilot


def top(app: VpceApp) -> str:
    """The name of the screen that keys go to."""
    return type(app.screen).__name__


def said(app: VpceApp, widget: str) -> str:
    return str(app.screen.query_one(widget, Static).render())


async def test_the_window_says_who_asks_for_what_and_enter_sends() -> None:
    async with asked(QUESTION) as (source, app, pilot):
        assert top(app) == "MfaScreen"
        assert said(app, "#login") == "login  prod"
        assert said(app, "#device") == "device arn:aws:iam::111122223333:mfa/me"
        assert not app.screen.query_one("#problem").display
        await pilot.press(*"123456", "enter")
        await pilot.pause()

        assert source.answers == ["123456"]
        assert top(app) == "ExplorerScreen"


async def test_escape_gives_the_login_up() -> None:
    async with asked(QUESTION) as (source, app, pilot):
        await pilot.press(*"12", "escape")
        await pilot.pause()

        assert source.answers == [None]
        assert top(app) == "ExplorerScreen"


async def test_what_is_no_code_costs_no_attempt() -> None:
    async with asked(QUESTION) as (source, app, pilot):
        await pilot.press(*"12ab", "enter")
        await pilot.pause()

        assert source.answers == []
        assert "a code is 6 digits" in said(app, "#problem")
        app.screen.query_one(Input).value = " 123 456 "  # as some devices show it
        await pilot.press("enter")
        await pilot.pause()
        assert source.answers == ["123456"]


async def test_the_reason_of_another_attempt_is_shown_and_nobodys_words_are_markup() -> None:
    question = CodeQuestion("[red]prod[/]", "a" * 200, "role", attempt=2, problem="[bold]wrong\x1b[31m code[/]")
    async with asked(question) as (_, app, _):
        assert "attempt 2 of 3" in str(app.screen.query_one("Vertical").border_title)
        assert "[bold]wrong" in said(app, "#problem")
        assert "\x1b" not in said(app, "#problem")
        assert said(app, "#login").endswith("[red]prod[/]")
        assert len(said(app, "#device")) <= 74


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (160, 48)])
async def test_the_field_is_in_sight_at_every_size(size: tuple[int, int]) -> None:
    async with asked(QUESTION, size=size) as (_, app, _):
        field = app.screen.query_one(Input)

        assert field.has_focus
        assert app.screen.region.contains_region(field.region)


async def test_two_questions_are_answered_each_by_its_own_window() -> None:
    other = CodeQuestion("data", "serial", "role")
    async with asked(QUESTION, other) as (source, app, pilot):
        assert said(app, "#login") == "login  data"
        await pilot.press(*"222222", "enter")
        await pilot.pause()
        assert said(app, "#login") == "login  prod"
        await pilot.press("escape")
        await pilot.pause()

        assert source.answers == ["222222", None]


async def test_news_of_a_login_is_told_wherever_one_is() -> None:
    async with asked() as (source, app, pilot):
        assert source.post is not None
        source.post(LoginTold("the login `prod` has expired: `aws sso login --profile prod`"))
        await pilot.pause()

        assert [notice.message for notice in app._notifications] == [
            "the login `prod` has expired: `aws sso login --profile prod`"
        ]
