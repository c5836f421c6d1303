"""The port to AWS made of lists: what the collector does, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from vpce_tui.collect.api import Answer, Call
from vpce_tui.collect.failures import ReadError, failed
from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Scope

Pages = list[Any]
"""Answers in order; an exception in their place is raised."""


class FakeApi:
    """Answers by operation, or by a function of scope and call. What is not there is an empty answer."""

    def __init__(self, answers: Mapping[str, Pages | Callable[[Scope, Call], Pages]]) -> None:
        self.answers = dict(answers)
        self.calls: list[tuple[Scope, Call]] = []
        self.most_at_once = 0
        self.gate: asyncio.Event | None = None
        """If set, calls wait for it after they were counted."""
        self._at_once = 0

    async def pages(self, scope: Scope, call: Call) -> AsyncGenerator[Answer, None]:
        self.calls.append((scope, call))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if self.gate is not None:
                await self.gate.wait()
            found = self.answers.get(call.operation, [{}])
            for answer in found(scope, call) if callable(found) else found:
                await asyncio.sleep(0)
                if isinstance(answer, Exception):
                    raise answer
                yield answer
        finally:
            self._at_once -= 1

    async def calls_made(self, count: int) -> None:
        """Let the collector run until it has made so many calls, and then as far as it gets."""
        for _ in range(1000):
            await asyncio.sleep(0)
        assert len(self.calls) >= count, self.operations()

    def operations(self) -> list[str]:
        return [call.operation for _, call in self.calls]


def refusal(reason: Reason = Reason.FORBIDDEN, code: str = "UnauthorizedOperation", message: str = "") -> ReadError:
    return ReadError(failed(reason, code=code, message=message))
