"""Whose credentials read what, and what is said where they do not work?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collect.recorder import Recorder, read
from tests.fake_api import FakeEc2, World, access_key_id, refused
from tests.patience import PATIENCE
from vpce_tui.collect.choice import Choice
from vpce_tui.collect.live import LiveSource
from vpce_tui.errors import ExitCode, UnreadableError, UsageError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import Noted, ReadEnded, ScopeOpened
from vpce_tui.model.record import UNKNOWN_ACCOUNT, Scope
from vpce_tui.resources.vpc import Vpc

DEV, PROD, AUDIT = "111122223333", "444455556666", "777788889999"


@pytest.fixture
def fake() -> Iterator[FakeEc2]:
    """Three accounts; the Region ap-east-1 is off in the first."""
    regions = [
        {"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"},
        {"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"},
        {"RegionName": "af-south-1", "OptInStatus": "opted-in"},
        {"RegionName": "ap-east-1", "OptInStatus": "not-opted-in"},
    ]
    world = World(
        {
            (DEV, "eu-west-1"): {"Vpcs": [{"VpcId": "vpc-dev-eu"}], "Regions": regions},
            (DEV, "us-east-1"): {"Vpcs": [{"VpcId": "vpc-dev-us"}], "Regions": regions},
            (DEV, "af-south-1"): {"Vpcs": [{"VpcId": "vpc-dev-af"}]},
            (PROD, "eu-west-1"): {"Vpcs": [{"VpcId": "vpc-prod-eu"}]},
            (PROD, "us-east-1"): {"Vpcs": []},
            (AUDIT, "eu-west-1"): {"Vpcs": [{"VpcId": "vpc-audit-eu"}]},
        }
    )
    with FakeEc2(world) as running:
        yield running


@pytest.fixture
def profiles(aws_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The profiles dev, prod and old, and no other credentials."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    aws_environment.write_text(
        f"[profile dev]\naws_access_key_id={access_key_id(DEV)}\naws_secret_access_key=x\nregion=eu-west-1\n"
        f"[profile prod]\naws_access_key_id={access_key_id(PROD)}\naws_secret_access_key=x\nregion=us-east-1\n"
        f"[profile twin]\naws_access_key_id={access_key_id(DEV)}\naws_secret_access_key=y\nregion=eu-west-1\n"
        "[profile empty]\nregion=eu-west-1\n"
        f"[profile mfa]\nrole_arn=arn:aws:iam::{PROD}:role/admin\nsource_profile=dev\n"
        f"mfa_serial=arn:aws:iam::{DEV}:mfa/me\n"
    )


def vpc_ids(recorder: Recorder) -> set[str]:
    return {vpc.vpc_id for vpc in recorder.records(Vpc)}


@pytest.mark.usefixtures("profiles")
def test_profiles_are_read_each_in_its_own_region(fake: FakeEc2, recorder: Recorder) -> None:
    read(fake, recorder, Vpc, profiles=("dev", "prod"), regions=())

    opened = {event.scope: event for event in recorder.of(ScopeOpened)}
    assert opened.keys() == {Scope(DEV, "eu-west-1"), Scope(PROD, "us-east-1")}
    assert opened[Scope(DEV, "eu-west-1")].profile == "dev"
    assert opened[Scope(DEV, "eu-west-1")].caller_arn == f"arn:aws:iam::{DEV}:user/reader"


@pytest.mark.usefixtures("profiles")
def test_named_regions_are_read_for_each_profile(fake: FakeEc2, recorder: Recorder) -> None:
    read(fake, recorder, Vpc, profiles=("dev", "prod"), regions=("eu-west-1", "us-east-1"))

    assert vpc_ids(recorder) == {"vpc-dev-eu", "vpc-dev-us", "vpc-prod-eu"}
    assert {end.scope for end in recorder.of(ReadEnded)} == {
        Scope(account, region) for account in (DEV, PROD) for region in ("eu-west-1", "us-east-1")
    }


def test_roles_are_assumed_and_their_accounts_are_read(fake: FakeEc2, recorder: Recorder) -> None:
    roles = [f"arn:aws:iam::{account}:role/path/reader" for account in (PROD, AUDIT)]

    read(fake, recorder, Vpc, roles=roles)

    assert vpc_ids(recorder) == {"vpc-prod-eu", "vpc-audit-eu"}
    assert {event.profile for event in recorder.of(ScopeOpened)} == set(roles)
    assert [call.account_id for call in fake.calls if call.action == "AssumeRole"] == [DEV, DEV]


def test_a_role_that_may_not_be_assumed_leaves_the_others(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("AccessDenied", "you may not"), action="AssumeRole", times=1)
    roles = [f"arn:aws:iam::{account}:role/reader" for account in (PROD, AUDIT)]

    read(fake, recorder, Vpc, roles=roles)

    assert len(vpc_ids(recorder)) == 1
    (end,) = [end for end in recorder.of(ReadEnded) if not end.coverage.complete]
    assert end.scope.account_id in (PROD, AUDIT)
    assert (end.coverage.reason, end.coverage.message) == (Reason.FORBIDDEN, "you may not")
    assert "trust policy" in end.coverage.help
    assert any("cannot log in with `arn:aws:iam::" in note.text for note in recorder.of(Noted))


def test_all_regions_are_those_the_account_uses_and_the_others_are_a_gap(fake: FakeEc2, recorder: Recorder) -> None:
    read(fake, recorder, Vpc, regions=("all",))

    assert vpc_ids(recorder) == {"vpc-dev-eu", "vpc-dev-us", "vpc-dev-af"}
    assert all(end.coverage.complete for end in recorder.of(ReadEnded))
    (note,) = recorder.of(Noted)
    assert note.text == f"account {DEV} has not opted in to ap-east-1: nothing to read there"


def test_a_chosen_region_that_is_off_says_so(fake: FakeEc2, recorder: Recorder) -> None:
    read(fake, recorder, Vpc, regions=("ap-east-1", "eu-west-1"))

    assert recorder.coverage(Vpc, Scope(DEV, "ap-east-1")).reason is Reason.REGION_OFF
    assert recorder.coverage(Vpc, Scope(DEV, "eu-west-1")).complete


def test_where_the_first_region_knows_nobody_its_partitions_home_is_asked(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("InvalidClientTokenId"), action="GetCallerIdentity", region="eu-west-1")

    read(fake, recorder, Vpc)

    asked = [call.region for call in fake.calls if call.action == "GetCallerIdentity"]
    assert asked == ["eu-west-1", "us-east-1"]
    assert vpc_ids(recorder) == {"vpc-dev-eu"}


@pytest.mark.usefixtures("profiles")
def test_two_profiles_of_one_account_do_not_read_it_twice(fake: FakeEc2, recorder: Recorder) -> None:
    read(fake, recorder, Vpc, profiles=("dev", "twin"), regions=())

    assert fake.actions()["DescribeVpcs"] == 1
    assert len(recorder.of(ScopeOpened)) == 1
    assert "not read twice" in recorder.of(Noted)[0].text


@pytest.mark.usefixtures("profiles")
def test_an_unknown_profile_names_the_nearest(fake: FakeEc2, recorder: Recorder) -> None:
    with pytest.raises(UsageError, match="there is no profile `prd`") as error:
        read(fake, recorder, Vpc, profiles=("prd",))

    assert error.value.help == "did you mean `prod`?"
    assert error.value.exit_code is ExitCode.USAGE
    assert recorder.events == []


def test_an_unknown_profile_in_the_environment_is_named_too(
    fake: FakeEc2, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "gone")

    with pytest.raises(UsageError, match="there is no profile `gone`"):
        read(fake, recorder, Vpc)


def test_an_unknown_region_names_the_nearest(fake: FakeEc2, recorder: Recorder) -> None:
    from vpce_tui.collect.regions import require_known

    with pytest.raises(UsageError, match="there is no Region `eu-wset-1`") as error:
        require_known(["eu-wset-1"], ["eu-west-1", "us-east-1"])

    assert "`eu-west-1`" in error.value.help


@pytest.mark.parametrize("where", ["option", "profile"])
def test_a_mistyped_region_is_told_before_anything_is_asked_of_a_network(
    where: str, recorder: Recorder, aws_environment: Path
) -> None:
    aws_environment.write_text("[default]\nregion=eu-wset-1\n")
    choice = Choice(regions=("eu-wset-1",) if where == "option" else ())

    with LiveSource(choice, recorder) as source, pytest.raises(UsageError, match="no Region `eu-wset-1`") as error:
        source.wait(PATIENCE)

    assert "`eu-west-1`" in error.value.help
    assert recorder.events == []


async def test_the_known_regions_are_those_of_all_partitions() -> None:
    from vpce_tui.collect.aws import new_session
    from vpce_tui.collect.regions import known_regions

    assert {"eu-west-1", "cn-north-1", "us-gov-west-1"} <= set(await known_regions(new_session()))


def test_without_any_region_one_is_asked_for(fake: FakeEc2, recorder: Recorder) -> None:
    with pytest.raises(UsageError, match="no Region is chosen"):
        read(fake, recorder, Vpc, regions=())


def test_what_is_no_role_is_refused(fake: FakeEc2, recorder: Recorder) -> None:
    with pytest.raises(UsageError, match="is not the ARN of a role"):
        read(fake, recorder, Vpc, roles=("reader",))


@pytest.mark.usefixtures("profiles")
def test_a_profile_without_credentials_is_told_and_the_others_go_on(fake: FakeEc2, recorder: Recorder) -> None:
    read(fake, recorder, Vpc, profiles=("empty", "dev"), regions=("eu-west-1",))

    assert vpc_ids(recorder) == {"vpc-dev-eu"}
    coverage = recorder.coverage(Vpc, Scope(UNKNOWN_ACCOUNT, "eu-west-1"))
    assert (coverage.reason, coverage.code) == (Reason.NO_LOGIN, "")


@pytest.mark.usefixtures("profiles")
def test_a_profile_that_wants_a_code_fails_where_nobody_can_be_asked(fake: FakeEc2, recorder: Recorder) -> None:
    with pytest.raises(UnreadableError, match="profile `mfa` asks for an MFA code, and there is no terminal"):
        read(fake, recorder, Vpc, profiles=("mfa",), regions=("eu-west-1",))


def test_where_no_login_works_nothing_could_be_read(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("ExpiredToken", "the token is too old"), action="GetCallerIdentity")

    with pytest.raises(UnreadableError, match="ExpiredToken: the token is too old") as error:
        read(fake, recorder, Vpc)

    assert error.value.exit_code is ExitCode.UNREADABLE
    assert "AWS_SESSION_TOKEN anew and start again" in error.value.help
