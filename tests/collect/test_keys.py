"""Is a login that does not work asked for once, and again only when somebody has done something about it?"""

from __future__ import annotations

import asyncio

import pytest
from aiobotocore.credentials import AioCredentials
from botocore.exceptions import EndpointConnectionError, TokenRetrievalError

from vpce_tui.collect.failures import ReadError, failed
from vpce_tui.collect.keys import LoginKeys
from vpce_tui.model.coverage import Coverage, Reason


class Chain:
    """A credential chain that fails as it is told, and counts."""

    def __init__(self, *outcomes: Exception | AioCredentials | None) -> None:
        self._outcomes = list(outcomes)
        self.asked = 0

    async def __call__(self) -> AioCredentials | None:
        self.asked += 1
        await asyncio.sleep(0)
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


GOOD = AioCredentials("key", "secret", "token")
GIVEN_UP = ReadError(failed(Reason.NO_LOGIN, message="no MFA code was given"))


async def reasons(keys: LoginKeys, calls: int) -> list[Reason | None]:
    async def call() -> Reason | None:
        try:
            await keys.get_frozen_credentials()
        except ReadError as error:
            return error.coverage.reason
        return None

    return list(await asyncio.gather(*(call() for _ in range(calls))))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (GIVEN_UP, Reason.NO_LOGIN),
        (TokenRetrievalError(provider="sso", error_msg="expired"), Reason.EXPIRED_LOGIN),
    ],
)
async def test_a_login_that_failed_fails_for_every_list_after_one_question(error: Exception, reason: Reason) -> None:
    chain = Chain(error, GOOD)
    keys = LoginKeys(chain, "sts:AssumeRole")

    assert await reasons(keys, 5) == [reason] * 5
    assert (chain.asked, keys.doubtful) == (1, True)
    keys.forget()
    assert await reasons(keys, 5) == [None] * 5
    assert (chain.asked, keys.doubtful) == (2, False)


async def test_what_passes_by_itself_is_tried_again() -> None:
    chain = Chain(EndpointConnectionError(endpoint_url="https://sts.example"), GOOD)
    keys = LoginKeys(chain, "sts:AssumeRole")

    assert await reasons(keys, 1) == [Reason.UNREACHABLE]
    assert await reasons(keys, 1) == [None]


async def test_a_chain_without_any_credentials_is_no_login() -> None:
    assert await reasons(LoginKeys(Chain(None), "sts:AssumeRole"), 1) == [Reason.NO_LOGIN]


async def test_signers_get_what_the_chain_found() -> None:
    frozen = await LoginKeys(Chain(GOOD), "sts:AssumeRole").get_frozen_credentials()

    assert (frozen.access_key, frozen.secret_key, frozen.token) == ("key", "secret", "token")


async def test_keys_that_aws_did_not_take_are_doubtful_until_they_are_taken_anew() -> None:
    keys = LoginKeys(Chain(GOOD), "sts:AssumeRole")
    keys.doubt()

    assert keys.doubtful
    keys.forget()
    assert not keys.doubtful


async def test_a_failure_can_be_explained_by_who_knows_more() -> None:
    def explain(coverage: Coverage) -> Coverage:
        return Coverage(coverage.progress, coverage.reason, help="ask the owner")

    keys = LoginKeys(Chain(GIVEN_UP), "sts:AssumeRole", explain)

    with pytest.raises(ReadError) as error:
        await keys.get_frozen_credentials()
    assert error.value.help == "ask the owner"
