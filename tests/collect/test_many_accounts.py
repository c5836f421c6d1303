"""Are all accounts of a list or an organization read, each with its own gaps, and none at the cost of the others?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import Any
from urllib.request import Request, urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.collect.recorder import Recorder, quick
from tests.fake_api import FakeEc2, World, refused
from tests.patience import PATIENCE
from vpce_tui.collect.accounts import Account
from vpce_tui.collect.api import Answer, Call
from vpce_tui.collect.aws import Clients
from vpce_tui.collect.choice import Choice, Settings
from vpce_tui.collect.failures import REASON_BY_CODE, ReadError, failed
from vpce_tui.collect.live import LiveSource
from vpce_tui.collect.member_accounts import member_accounts
from vpce_tui.collect.session import ASKED_FOR_AT_ONCE, HEAVY, CollectSession
from vpce_tui.errors import UnreadableError, UsageError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import Noted, ReadEnded, ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

MAIN, PROD, AUDIT = "111122223333", "444455556666", "777788889999"
REGIONS = ("eu-west-1", "us-east-1")


@pytest.fixture
def fake() -> Iterator[FakeEc2]:
    lists = {"Vpcs": [], "Regions": [{"RegionName": "af-south-1", "OptInStatus": "not-opted-in"}]}
    world = World({(account, region): lists for account in (MAIN, PROD, AUDIT) for region in (*REGIONS, "af-south-1")})
    with FakeEc2(world, default_account=MAIN) as running:
        yield running


def read(fake: FakeEc2, recorder: Recorder, *accounts: Account, regions: tuple[str, ...] = REGIONS[:1]) -> None:
    choice = Choice(regions=regions, accounts=accounts, role_name="reader")
    with LiveSource(choice, recorder, settings=quick(fake), record_types=(Vpc,)) as source:
        assert source.wait(PATIENCE)


def assumed(fake: FakeEc2) -> set[str]:
    return {call.params["RoleArn"] for call in fake.calls if call.action == "AssumeRole"}


def test_each_account_is_read_through_its_role_and_ones_own_as_oneself(fake: FakeEc2, recorder: Recorder) -> None:
    read(fake, recorder, Account(MAIN, "root"), Account(PROD, "prod"), Account(AUDIT, "audit", "security/own"))

    assert assumed(fake) == {f"arn:aws:iam::{PROD}:role/reader", f"arn:aws:iam::{AUDIT}:role/security/own"}
    opened = {event.scope.account_id: event for event in recorder.of(ScopeOpened)}
    assert {account: event.account_name for account, event in opened.items()} == {
        MAIN: "root",
        PROD: "prod",
        AUDIT: "audit",
    }
    assert opened[MAIN].caller_arn == f"arn:aws:iam::{MAIN}:user/reader"
    assert opened[PROD].profile == f"arn:aws:iam::{PROD}:role/reader"
    assert all(end.coverage.complete for end in recorder.of(ReadEnded))


def test_an_account_that_is_not_listed_is_not_read_though_it_assumes_the_roles(
    fake: FakeEc2, recorder: Recorder
) -> None:
    read(fake, recorder, Account(PROD))

    assert {event.scope.account_id for event in recorder.of(ScopeOpened)} == {PROD}


def test_a_role_that_may_not_be_assumed_is_a_gap_of_its_account_alone(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("AccessDenied", "not authorized"), action="AssumeRole", times=1)
    read(fake, recorder, Account(PROD, "prod"), Account(AUDIT, "audit"), regions=REGIONS)

    ends = recorder.of(ReadEnded)
    refused_account = next(end.scope.account_id for end in ends if not end.coverage.complete)
    gaps = {end.scope for end in ends if not end.coverage.complete}
    assert gaps == {Scope(refused_account, region) for region in REGIONS}
    assert {end.coverage.reason for end in ends if end.scope in gaps} == {Reason.FORBIDDEN}
    assert all(f"role arn:aws:iam::{refused_account}:role/reader" in e.coverage.help for e in ends if e.scope in gaps)
    assert len([end for end in ends if end.coverage.complete]) == 2
    name = {PROD: "prod", AUDIT: "audit"}[refused_account]
    assert any(note.text.startswith(f"account {refused_account} ({name}): ") for note in recorder.of(Noted))


def test_a_gap_of_an_account_closes_when_the_role_can_be_assumed(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("AccessDenied"), action="AssumeRole")
    choice = Choice(regions=REGIONS[:1], accounts=(Account(MAIN), Account(PROD)), role_name="reader")
    with LiveSource(choice, recorder, settings=quick(fake), record_types=(Vpc, Subnet)) as source:
        assert source.wait(PATIENCE)
        assert not recorder.coverage(Vpc, Scope(PROD, "eu-west-1")).complete
        fake.faults.clear()
        before = fake.actions()
        source.refresh(Scope(PROD, "eu-west-1"))  # `r` on the gap: only this account is tried
        assert source.wait(PATIENCE)
        after = fake.actions() - before

    assert recorder.coverage(Vpc, Scope(PROD, "eu-west-1")).complete
    assert (after["AssumeRole"], after["DescribeVpcs"]) == (1, 1)


def test_a_region_that_an_account_has_not_opted_in_to_is_known_before_any_list_fails(
    fake: FakeEc2, recorder: Recorder
) -> None:
    read(fake, recorder, Account(PROD), regions=("af-south-1", "eu-west-1"))

    off = recorder.coverage(Vpc, Scope(PROD, "af-south-1"))
    assert (off.reason, off.code) == (Reason.REGION_OFF, "not-opted-in")
    assert f"account {PROD} has not opted in to af-south-1" in off.message
    assert not [call for call in fake.calls if call.region == "af-south-1" and call.service == "ec2"]
    assert recorder.coverage(Vpc, Scope(PROD, "eu-west-1")).complete


def test_where_the_base_login_does_not_work_that_is_what_is_told(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("ExpiredToken", "too old"), action="GetCallerIdentity")

    with pytest.raises(UnreadableError, match="cannot read AWS with the default credentials: ExpiredToken: too old"):
        read(fake, recorder, Account(PROD), Account(AUDIT))

    assert assumed(fake) == set()


def test_several_profiles_cannot_all_assume_the_roles(fake: FakeEc2, recorder: Recorder) -> None:
    choice = Choice(profiles=("a", "b"), accounts=(Account(PROD),), role_name="reader")
    with (
        LiveSource(choice, recorder, settings=quick(fake)) as source,
        pytest.raises(UsageError, match="2 profiles are given, but only one can assume the roles"),
    ):
        source.wait(PATIENCE)


class Watched(CollectSession):
    """A session that counts what it holds at once."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.most_heavy = 0
        get = self._clients.get

        async def counted(session: Any, service: str, region: str) -> Any:
            client = await get(session, service, region)
            heavy = [key for key in self._clients._clients if key[1] in HEAVY]
            self.most_heavy = max(self.most_heavy, len(heavy))
            return client

        self._clients.get = counted  # type: ignore[method-assign]

    @property
    def held(self) -> list[str]:
        return [key[1] for key in self._clients._clients]


async def test_of_many_scopes_only_some_are_read_at_a_time_and_none_keeps_its_clients(recorder: Recorder) -> None:
    accounts = [f"{number:012}" for number in range(100, 110)]
    lists: dict[str, list[Any]] = {"Vpcs": [{"VpcId": "vpc-1"}]}
    world = World({(account, region): lists for account in (MAIN, *accounts) for region in REGIONS})
    with FakeEc2(world, default_account=MAIN) as fake:
        choice = Choice(regions=REGIONS, accounts=tuple(Account(account) for account in accounts), role_name="reader")
        session = Watched(choice, recorder, quick(fake, scopes_at_once=3, logins_at_once=2))
        await session.begin((Vpc,))
        held = session.held
        at_first, session.most_heavy = session.most_heavy, 0
        # As a watch does: each scope is asked for by itself, all at the same time.
        scopes = [event.scope for event in recorder.of(ScopeOpened)]
        await asyncio.gather(*(session.read_again(scope, (Vpc,)) for scope in scopes))
        await session.aclose()

    assert len(recorder.records(Vpc)) == 40
    # Only that what is in flight is bounded: a scope that has just begun may meet one that is about to let go.
    assert at_first <= 3 + 2
    assert session.most_heavy <= 3 + ASKED_FOR_AT_ONCE + 2
    assert held == ["sts"]  # of the login that assumes the roles


async def test_a_client_that_was_released_is_made_anew(fake: FakeEc2) -> None:
    from vpce_tui.collect.aws import new_session

    clients, session = Clients(quick(fake)), new_session()
    first = await clients.get(session, "ec2", "eu-west-1")
    await clients.get(session, "sts", "eu-west-1")
    await clients.release(session, ("ec2",), "us-east-1")
    assert await clients.get(session, "ec2", "eu-west-1") is first
    await clients.release(session, ("ec2",))
    second = await clients.get(session, "ec2", "eu-west-1")

    assert second is not first
    assert (await second.describe_vpcs())["Vpcs"] == []
    await clients.aclose()


@pytest.fixture
def organization() -> Iterator[tuple[str, dict[str, str]]]:
    """moto's server with an organization: two active accounts, one that was closed. Gives its address and the ids."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    reset = Request(f"{url}/moto-api/reset", method="POST")
    urlopen(reset).close()
    client = boto3.client(
        "organizations",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="made-up",
        aws_secret_access_key="made-up",
    )
    client.create_organization(FeatureSet="ALL")
    ids = {}
    for name in ("prod", "data lake", "old"):
        status = client.create_account(AccountName=name, Email=f"{name[0]}@example.com")["CreateAccountStatus"]
        ids[name] = status["AccountId"]
    client.close_account(AccountId=ids["old"])
    client.close()
    yield url, ids
    urlopen(reset).close()
    server.stop()


def test_an_organizations_active_accounts_are_found_and_read(
    organization: tuple[str, dict[str, str]], recorder: Recorder
) -> None:
    url, ids = organization
    settings = Settings(endpoint_url=url, attempts=2, longest_pause_seconds=0.001)
    choice = Choice(regions=REGIONS[:1], organization=True)
    with LiveSource(choice, recorder, settings=settings, record_types=(Vpc,)) as source:
        assert source.wait(PATIENCE)

    opened = {event.scope.account_id: event for event in recorder.of(ScopeOpened)}
    assert opened.keys() == {"123456789012", ids["prod"], ids["data lake"]}
    assert opened[ids["data lake"]].account_name == "data lake"
    assert opened[ids["prod"]].profile == f"arn:aws:iam::{ids['prod']}:role/OrganizationAccountAccessRole"
    assert opened["123456789012"].account_name == "master"
    assert {vpc.owner_id for vpc in recorder.records(Vpc)} == opened.keys()
    (note,) = [note for note in recorder.of(Noted) if ids["old"] in note.text]
    assert "(old) is not active (" in note.text
    assert note.text.endswith(") and is not read")


class Refusing:
    """An API that refuses to list the accounts."""

    def __init__(self, code: str) -> None:
        self._code = code

    async def pages(self, scope: Scope, call: Call) -> AsyncGenerator[Answer, None]:
        yield {"Accounts": [{"Id": PROD, "State": "ACTIVE"}]}
        raise ReadError(failed(REASON_BY_CODE.get(self._code, Reason.OTHER), code=self._code, message="AWS's words"))


@pytest.mark.parametrize("code", ["AccessDeniedException", "AWSOrganizationsNotInUseException"])
async def test_where_the_accounts_cannot_be_listed_to_their_end_the_other_way_is_told(code: str) -> None:
    with pytest.raises(ReadError) as error:
        await member_accounts(Refusing(code), Scope(MAIN, "us-east-1"))

    assert error.value.coverage.message == "the organization's accounts cannot be listed: AWS's words"
    assert "--accounts-file" in error.value.help
