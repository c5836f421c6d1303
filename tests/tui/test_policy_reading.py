"""Are policies read at a key, told layer by layer with where they come from, and named where they are not read?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.widgets import Static

from tests.tui.asking import write
from tests.tui.driver import Driver, GivenSource, exploring
from vpce_tui.collect.wanted import WantedPolicies
from vpce_tui.demo.build import DEMO_SCOPE, Builder
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.events import PageRead, ReadEnded
from vpce_tui.policy import Policies, PolicyDocument
from vpce_tui.resources.function import FunctionConfiguration, FunctionVpcConfig
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.instance import IamInstanceProfile
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.on_demand import SOME, OnDemandRecord
from vpce_tui.resources.organization import ControlPolicies
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.role import InstanceProfile, PolicyDetail, RoleDetail
from vpce_tui.resources.user import UserDetail
from vpce_tui.tui.screens.policy import PolicyScreen
from vpce_tui.tui.screens.trace import TraceScreen
from vpce_tui.tui.widgets.request_form import RequestForm
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.wrapped_lines import WrappedLines
from vpce_tui.view.text import plain

ACCOUNT = DEMO_SCOPE.account_id
PROFILE = f"arn:aws:iam::{ACCOUNT}:instance-profile/app-profile"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/app"
READ = msgspec.structs.replace(COMPLETE, read_at="2026-01-02T03:04:05+00:00")


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def document(effect: str = "Allow", **members: Any) -> str:
    statement = {"Effect": effect, "Action": "s3:GetObject", "Resource": "*", **members}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(*policies: str, reading: Coverage = READ) -> RoleDetail:
    return RoleDetail(
        arn=ROLE,
        role_name="app",
        role_id="AROAEXAMPLE",
        role_policy_list=tuple(
            PolicyDetail(policy_name=f"inline-{number}", policy_document=text) for number, text in enumerate(policies)
        ),
        attached_managed_policies=(),
        instance_profile_list=(InstanceProfile(arn=PROFILE, instance_profile_name="app-profile"),),
        reading=reading,
    )


def refused(permission: str) -> Coverage:
    return Coverage(Progress.FAILED, Reason.FORBIDDEN, "AccessDenied", "no", f"allow {permission} for this profile")


class LiveGivenSource(GivenSource):
    """A source that answers what is wanted with records that a test gave."""

    label = "live"
    is_live = True

    def __init__(self, events: Any, answer: Callable[[WantedPolicies], list[OnDemandRecord]]) -> None:
        super().__init__(events)
        self._answer = answer

    def read_policies(self, wanted: Any) -> str:
        super().read_policies(wanted)
        assert self.report is not None
        control = [
            ControlPolicies(account_id=each, reading=refused("organizations:ListParents")) for each in wanted.accounts
        ]
        for record in (*self._answer(wanted), *control):
            self.report(PageRead(type(record), wanted.scope, (record,)))
            self.report(ReadEnded(type(record), wanted.scope, SOME))
        return self.refusal


def world() -> tuple[Builder, NetworkInterface]:
    build = Builder()
    build.vpc()
    build.gateway_endpoint("s3", tables=(build.main_table(),), policy=document(Principal="*", Action="*"))
    instance, client = build.instance()
    build.add(msgspec.structs.replace(instance, iam_instance_profile=IamInstanceProfile(arn=PROFILE, id="AIPA")))
    return build, client


@asynccontextmanager
async def panel_on(
    answer: Callable[[WantedPolicies], list[OnDemandRecord]], size: tuple[int, int] = (160, 48)
) -> AsyncIterator[tuple[Driver, LiveGivenSource]]:
    build, client = world()
    source = LiveGivenSource(build.events(), answer)
    async with exploring(source, size) as driver:
        await driver.go_to(NetworkInterface, client.network_interface_id, DEMO_SCOPE)
        await driver.press("P")
        yield driver, source


def screen(driver: Driver) -> PolicyScreen:
    return next(each for each in driver.app.screen_stack if isinstance(each, PolicyScreen))


def answer_text(driver: Driver) -> str:
    return "\n".join(plain(line.cells) for line in screen(driver).query_one("#answer", WrappedLines).whole_lines)


def verdict(driver: Driver) -> str:
    return str(screen(driver).query_one("#verdict", Static).render())


async def ask(driver: Driver, key: str = "R") -> None:
    await driver.press(key)
    shown = driver.app.screen
    await driver.until(lambda: not shown._asking.is_waiting)  # type: ignore[attr-defined]
    await driver.settle()


async def test_a_key_reads_the_policies_of_the_instances_role_and_the_decision_follows() -> None:
    async with panel_on(lambda _: [role(document("Deny"))]) as (driver, source):
        assert "taken to allow (R reads it from AWS, w takes a text)" in answer_text(driver)
        await ask(driver)

        (wanted,) = source.wanted
        assert isinstance(wanted, WantedPolicies)
        assert wanted.instance_profiles == (PROFILE,)
        assert wanted.accounts == (ACCOUNT,)
        # The profile turned out to hold a role of another name: that one asks now.
        assert "assumed-role/app/" in screen(driver).query_one(RequestForm).field("principal").value
        assert verdict(driver).startswith("✗ DENIED by a statement of the identity policies")
        assert "identity policies: read " in answer_text(driver)
        assert "from AWS" in answer_text(driver)
        assert "the role has no boundary" in answer_text(driver)
        saved = screen(driver)._case()["policies"]
        assert [each["name"] for each in saved["identity"]] == ["inline-0"]  # type: ignore[index]


async def test_what_is_pasted_outweighs_what_was_read_and_is_told_as_such() -> None:
    async with panel_on(lambda _: [role(document("Deny"))]) as (driver, _):
        await ask(driver)
        pasted = PolicyDocument.parse(document(), "pasted")
        screen(driver)._state.given = Policies(identity=(pasted,))
        screen(driver)._evaluate()

        assert verdict(driver).startswith("✓ ALLOWED")
        assert "identity policies: pasted" in answer_text(driver)


async def test_a_refusal_is_told_with_the_missing_permission_and_decides_nothing() -> None:
    unread = RoleDetail(arn=ROLE, role_name="app", reading=refused("iam:GetRole"))

    def answer(wanted: WantedPolicies) -> list[OnDemandRecord]:
        bucket = ResourcePolicy(resource_arn="arn:aws:s3:::app-data", reading=refused("s3:GetBucketPolicy"))
        named = msgspec.structs.replace(unread, arn=f"arn:aws:iam::{ACCOUNT}:role/app-profile")
        return [named, bucket]

    async with panel_on(answer) as (driver, _):
        screen(driver)._change(_on_bucket(driver))
        await ask(driver)

        told = answer_text(driver)
        assert "not permitted: iam:GetRole: taken to allow" in told
        assert "not permitted: s3:GetBucketPolicy" in told
        assert "not permitted: organizations:ListParents" in told
        assert verdict(driver).startswith("✓ ALLOWED if the identity policies do")


def _on_bucket(driver: Driver) -> Any:
    from dataclasses import replace

    ask = screen(driver)._state.ask
    assert ask is not None
    return replace(ask, action="s3:GetObject", resource="arn:aws:s3:::app-data/x")


async def test_a_bucket_policy_that_was_read_denies() -> None:
    policy = document("Deny", Principal="*")

    def answer(_: WantedPolicies) -> list[OnDemandRecord]:
        return [role(document()), ResourcePolicy(resource_arn="arn:aws:s3:::app-data", policy=policy, reading=READ)]

    async with panel_on(answer) as (driver, source):
        screen(driver)._change(_on_bucket(driver))
        await ask(driver)

        assert source.wanted[0].resources == ("arn:aws:s3:::app-data/x",)  # type: ignore[attr-defined]
        assert "DENIED by a statement of the resource policy" in verdict(driver)
        assert "identity policies, resource policy: read " in answer_text(driver)


async def test_the_policies_of_a_user_are_read_with_those_of_its_groups() -> None:
    from dataclasses import replace

    ada = f"arn:aws:iam::{ACCOUNT}:user/ada"
    auditors = GroupDetail(
        arn=f"arn:aws:iam::{ACCOUNT}:group/auditors",
        group_name="auditors",
        group_policy_list=(PolicyDetail(policy_name="no", policy_document=document("Deny")),),
        attached_managed_policies=(),
        reading=READ,
    )
    user = UserDetail(
        arn=ada,
        user_name="ada",
        user_id="AIDAEXAMPLE",
        user_policy_list=(),
        attached_managed_policies=(),
        group_list=("auditors",),
        reading=READ,
    )
    async with panel_on(lambda _: [auditors, user]) as (driver, source):
        screen(driver)._change(replace(_on_bucket(driver), principal=ada))
        await ask(driver)

        assert source.wanted[0].principals == (ada,)  # type: ignore[attr-defined]
        assert driver.notices() == []
        assert verdict(driver).startswith("✗ DENIED by a statement of the identity policies")
        assert "the user has no boundary" in answer_text(driver)


async def test_that_nobody_tells_what_a_federated_session_may_do_is_said() -> None:
    from dataclasses import replace

    async with panel_on(lambda _: []) as (driver, _):
        screen(driver)._change(replace(_on_bucket(driver), principal=f"arn:aws:sts::{ACCOUNT}:federated-user/ada"))
        await driver.press("R")

        assert "what a federated session may do is told by nobody: paste it (w)" in driver.notices()


async def test_the_function_behind_an_interface_is_read_and_asks_then() -> None:
    build, _ = world()
    uuid = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
    own = build.network_interface(interface_type="lambda", description=f"AWS Lambda VPC ENI-bill-{uuid}")
    scope = f"arn:aws:lambda:{DEMO_SCOPE.region}:{ACCOUNT}:function:bill"
    function = FunctionConfiguration(
        function_arn=scope,
        role=ROLE,
        vpc_config=FunctionVpcConfig(
            subnet_ids=(own.subnet_id or "",), security_group_ids=tuple(each.group_id or "" for each in own.groups)
        ),
        reading=READ,
    )
    source = LiveGivenSource(build.events(), lambda _: [role(document("Deny")), function])
    async with exploring(source, (160, 48)) as driver:
        await driver.go_to(NetworkInterface, own.network_interface_id, DEMO_SCOPE)
        await driver.press("P")
        assert "named after the function bill, which was not read" in answer_text(driver)
        await ask(driver)

        assert source.wanted[0].functions == (scope,)  # type: ignore[attr-defined]
        assert source.wanted[0].principals == ()  # type: ignore[attr-defined]
        assert screen(driver).query_one(RequestForm).field("principal").value.endswith(":assumed-role/app/bill")
        assert verdict(driver).startswith("✗ DENIED by a statement of the identity policies")
        assert "asked as bill: functions with the same subnets and groups share this interface" in answer_text(driver)


async def test_without_a_live_source_the_key_says_why_not() -> None:
    build, client = world()
    source = GivenSource(build.events())
    source.refusal = "test holds what it holds"
    async with exploring(source) as driver:
        await driver.go_to(NetworkInterface, client.network_interface_id, DEMO_SCOPE)
        await driver.press("P", "R")
        assert "cannot read policies: test holds what it holds" in driver.notices()


async def test_a_trace_with_an_action_is_made_again_with_the_policies_that_were_read() -> None:
    build, client = world()
    policy = ResourcePolicy(resource_arn="arn:aws:s3:::app-data", policy=document("Deny", Principal="*"), reading=READ)
    source = LiveGivenSource(build.events(), lambda _: [role(document()), policy])
    async with exploring(source) as driver:
        await driver.go_to(NetworkInterface, client.network_interface_id, DEMO_SCOPE)
        await driver.press("t")
        await write(driver, "s3")
        await driver.press("enter", "a")
        await write(driver, "s3:GetObject app-data/x")
        await driver.press("enter")
        trace = driver.app.screen
        assert isinstance(trace, TraceScreen)
        assert "not evaluated: resource policy, identity policy" in body(trace)
        await ask(driver)

        assert "NOT REACHABLE" in head(trace)
        assert "denied by statement 1" in body(trace)
        assert "identity" in body(trace)


def head(trace: TraceScreen) -> str:
    return str(trace.query_one("#verdict", Static).render())


def body(trace: TraceScreen) -> str:
    return "\n".join(plain(line.made()) for line in trace.query_one("#trace", TextView).lines)
