"""Do the demo world's policies hang together with its network, and do they answer what somebody asks first?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.demo.looking import interface, world
from vpce_tui.demo.accounts import APP, DATA, PARTNER
from vpce_tui.demo.identities import KEY
from vpce_tui.demo.world import events
from vpce_tui.model.coverage import Progress
from vpce_tui.model.decoding import to_members, to_record
from vpce_tui.model.events import PageRead, ReadEnded, ScopeOpened
from vpce_tui.model.record import Record
from vpce_tui.policy import EvalDecision, Policies, PolicyDocument
from vpce_tui.policy.callers import caller_behind
from vpce_tui.policy.known import State, known_policies
from vpce_tui.resources import BY_NAME, ON_DEMAND
from vpce_tui.resources.function import FunctionConfiguration
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.policy_texts import documents
from vpce_tui.resources.role import RoleDetail
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_request import settings_for
from vpce_tui.view.policy_suggestions import first_ask
from vpce_tui.view.policy_verdict import verdict


def asked_for() -> Iterator[Record]:
    for resource in ON_DEMAND:
        yield from world().records(resource.record)


def test_what_is_asked_for_comes_after_everything_that_is_listed() -> None:
    kinds = [event.record_type.on_demand for event in events() if isinstance(event, PageRead | ReadEnded)]

    assert kinds == sorted(kinds)
    assert any(kinds)
    assert not any(record_type.on_demand for record_type, _, _ in world().gaps())
    opened = {event.scope for event in events() if isinstance(event, ScopeOpened)}
    assert {event.scope for event in events() if isinstance(event, PageRead)} <= opened


def test_there_is_something_of_every_type_and_it_survives_the_way_to_a_file_and_back() -> None:
    assert {type(record) for record in asked_for()} == {resource.record for resource in ON_DEMAND}
    assert all(to_record(to_members(record), type(record)) == record for record in asked_for())


def test_every_link_leads_to_a_record() -> None:
    for resource in ON_DEMAND:
        for record in world().records(resource.record):
            for link in resource.links:
                for wanted in filter(None, link.ids(record)):
                    assert world().find(BY_NAME[link.target].record, wanted), (record.record_id, link.label)


def test_every_policy_is_one_and_says_what_it_means() -> None:
    texts = [text for record in asked_for() for text in documents(record)]

    assert len(texts) > 20
    for text in texts:
        assert PolicyDocument.parse(text).statements
        assert len(text) < 6144, json.loads(text)


def test_a_function_runs_at_the_interface_that_is_named_after_it() -> None:
    (function,) = world().records(FunctionConfiguration)
    found = caller_behind(world(), interface("billing"))

    assert found.function == function.function_arn
    assert found.principal == f"arn:aws:sts::{APP.account_id}:assumed-role/BillingFunction/billing"


def test_profiles_that_roles_name_are_those_of_instances() -> None:
    used = {each.iam_instance_profile.arn for each in world().records(Instance) if each.iam_instance_profile}
    held = {profile.arn for role in world().records(RoleDetail) for profile in role.instance_profile_list}

    assert held
    assert held <= used


def test_the_partners_control_policies_are_refused_and_all_others_known() -> None:
    for account_id in (APP.account_id, DATA.account_id):
        known = known_policies(world(), f"arn:aws:iam::{account_id}:role/AppServer", KEY, None)
        assert (known.scp.state, known.rcp.state) == (State.READ, State.READ)
    partner = known_policies(world(), f"arn:aws:iam::{PARTNER.account_id}:role/Batch", "*", None)
    assert partner.scp.state is State.UNREAD
    assert partner.scp.coverage.progress is Progress.FAILED


PANELS = ["app-1", "billing", "data-etl-1"]


@pytest.mark.parametrize("name", PANELS)
def test_the_first_question_at_an_interface_is_answered_by_policies_that_were_read(name: str) -> None:
    record = interface(name)
    scope = world().scope_of(record)
    assert scope is not None
    setting = settings_for(world(), record, scope)[0]
    text = PolicyText(setting.endpoint.policy_document or "", setting.lint_context)
    ask = first_ask(setting, text)
    found = verdict(setting, text, ask, Policies(), datetime(2026, 11, 20, tzinfo=UTC))

    assert found.place is not None
    assert found.place.known.identity.state is State.READ, ask
    assert found.place.known.resource.state in (State.READ, State.NONE), ask
    assert found.assumed == ()
    assert found.is_sure, (ask, found.open_keys, found.doubts)
    assert found.decision in (EvalDecision.ALLOWED, EvalDecision.EXPLICIT_DENY, EvalDecision.IMPLICIT_DENY)
