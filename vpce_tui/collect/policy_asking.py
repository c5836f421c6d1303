"""How is one question put to AWS whose answer may be a refusal, and what does a record say of it afterwards?

An answer, "there is none" and a refusal are three things. Each question gives its answer and leaves its failure, if
any, with the asker, whose first failure is what the record tells.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Answer, Api, Call
from vpce_tui.collect.failures import ReadError, failed
from vpce_tui.model.coverage import COMPLETE, Coverage, Reason
from vpce_tui.model.record import Scope

GLOBAL_REGIONS: Final = {"cn": "cn-north-1", "us-gov": "us-gov-west-1"}
"""Where IAM and Organizations answer, by the beginning of a Region's name; elsewhere in us-east-1."""


def global_region(region: str) -> str:
    """Return the Region whose endpoint serves the global services of a partition.

    Source: AWS General Reference, "IAM endpoints and quotas".
    """
    begins = next((start for start in GLOBAL_REGIONS if region.startswith(f"{start}-")), "")
    return GLOBAL_REGIONS.get(begins, "us-east-1")


class Asker:
    """Asks for the parts of one record."""

    def __init__(self, api: Api, scope: Scope, *, emulated: bool = False) -> None:
        """`emulated` tells that one address stands for all services, so that none has a host of its own."""
        self.api = api
        self.scope = scope
        self.emulated = emulated
        self._failures: list[Coverage] = []

    async def pages(self, call: Call, nothing: Collection[str] = ()) -> list[Answer] | None:
        """Return a call's answers to the end; [] where AWS says with one of the codes that there is nothing.

        None where it failed, which is kept.
        """
        try:
            async with aclosing(self.api.pages(self.scope, call)) as pages:
                found = [answer async for answer in pages]
        except ReadError as error:
            if _code(error.coverage) in nothing:
                return []
            self.fail(error.coverage)
            return None
        return found

    async def one(self, call: Call, nothing: Collection[str] = ()) -> Answer | None:
        """Return the answer of a call that has one page; {} for nothing, None for a failure."""
        found = await self.pages(call, nothing)
        return None if found is None else found[0] if found else {}

    def fail(self, coverage: Coverage) -> None:
        """Keep a failure."""
        self._failures.append(coverage)

    @property
    def was_answered(self) -> bool:
        """Whether nothing that was asked has failed."""
        return not self._failures

    def reading(self, now: str) -> Coverage:
        """Return how the reading of the record ended: its first failure, or complete."""
        first = self._failures[0] if self._failures else COMPLETE
        return msgspec.structs.replace(first, read_at=now)


def _code(coverage: Coverage) -> str:
    """Return AWS's code without the name space that some services put before it."""
    return coverage.code.rpartition("#")[2].rpartition(".")[2]


def iam_call(scope: Scope, operation: str, **parameters: Any) -> Call:
    """Return a call to IAM, which answers in one Region of each partition."""
    pages = 1000 if operation.startswith("List") else None
    return Call(operation, "iam", parameters, pages, global_region(scope.region))


async def inline_policies(asker: Asker, calls: Sequence[Call]) -> list[dict[str, Any]]:
    """Return what calls such as GetRolePolicy answer, as PolicyDetail; one that was refused has no document."""

    async def one(call: Call) -> dict[str, Any]:
        answer = await asker.one(call)
        return {
            "PolicyName": call.parameters["PolicyName"],
            "PolicyDocument": policy_text((answer or {}).get("PolicyDocument")),
        }

    return list(await asyncio.gather(*map(one, calls)))


def no_login(account_id: str) -> Coverage:
    """Return why nothing of an account can be read whose logins are not at hand."""
    message = f"no login of account {account_id} is at hand"
    coverage = failed(Reason.NO_LOGIN, message=message)
    return msgspec.structs.replace(coverage, help="name a profile of that account, or a role in it with --assume-role")


def policy_text(document: object) -> str | None:
    """Return a policy as JSON text; botocore has taken IAM's documents apart already."""
    if isinstance(document, str):
        return document or None
    return json.dumps(document, ensure_ascii=False) if isinstance(document, Mapping) else None


def listed(answers: Iterable[Answer] | None, member: str) -> list[Any] | None:
    """Return the items of a list over all its pages; None where it was not read."""
    if answers is None:
        return None
    return [item for answer in answers for item in answer.get(member) or ()]
