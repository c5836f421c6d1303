"""Do records that are read on demand hold what AWS sends, stay out of all lists, and say how their reading ended?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resources.test_completeness import answer, differences
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.decoding import to_members, to_record
from vpce_tui.model.diff import diff
from vpce_tui.model.events import PageRead, ReadEnded
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Resource
from vpce_tui.resources import BY_NAME, BY_RECORD, EVERY, ON_DEMAND, RESOURCES
from vpce_tui.resources.on_demand import SOME, OnDemandRecord
from vpce_tui.resources.policy_texts import documents
from vpce_tui.resources.resource_policy import ResourcePolicy, policy_holder
from vpce_tui.resources.role import PolicyDetail, RoleDetail

SCOPE = Scope("111122223333", "eu-west-1")
SHAPED = [BY_NAME[name] for name in ("roles", "users", "groups", "functions", "managed-policies", "organizations")]


@pytest.mark.parametrize("resource", SHAPED, ids=lambda resource: resource.name)
def test_every_member_of_an_answer_has_a_field_that_fits(resource: Resource[Any]) -> None:
    found = set(differences(resource.record, answer(resource), "", resource.name))

    assert found == {f"{resource.record.__name__}.reading is no member of the answer"}


@pytest.mark.parametrize("resource", ON_DEMAND, ids=lambda resource: resource.name)
def test_a_type_is_known_by_name_and_record_and_in_no_default_list(resource: Resource[Any]) -> None:
    assert resource.record.on_demand
    assert issubclass(resource.record, OnDemandRecord)
    assert resource not in RESOURCES
    assert BY_NAME[resource.name] is BY_RECORD[resource.record] is resource
    made: Any = resource.record
    record = made(**{resource.record.identity[0]: "x"})
    assert record.was_read
    assert record.record_id == "x"
    assert all(isinstance(column.value(record), str) for column in resource.columns)
    assert all(link.target in BY_NAME and list(link.ids(record)) == [] for link in resource.links)


def test_no_listed_type_is_on_demand_and_names_are_unique() -> None:
    assert not any(resource.record.on_demand for resource in RESOURCES)
    assert len({resource.name for resource in EVERY}) == len(EVERY)


HELD = [
    ("a bucket's own", "arn:aws:s3:::app-data", "arn:aws:s3:::app-data"),
    ("an object's is its bucket's", "arn:aws:s3:::app-data/a/b c.csv", "arn:aws:s3:::app-data"),
    ("all objects of a bucket", "arn:aws:s3:::app-data/*", "arn:aws:s3:::app-data"),
    ("a bucket in another partition", "arn:aws-cn:s3:::app-data", "arn:aws-cn:s3:::app-data"),
    ("a pattern of buckets is none", "arn:aws:s3:::app-*", ""),
    ("an access point has its own", "arn:aws:s3:eu-west-1:111122223333:accesspoint/x", ""),
    ("a queue", "arn:aws:sqs:eu-west-1:111122223333:jobs.fifo", "arn:aws:sqs:eu-west-1:111122223333:jobs.fifo"),
    ("a subscription's is its topic's", "arn:aws:sns:eu-west-1:1:news:6b0e", "arn:aws:sns:eu-west-1:1:news"),
    ("a key", "arn:aws:kms:eu-west-1:111122223333:key/1234", "arn:aws:kms:eu-west-1:111122223333:key/1234"),
    (
        "an index's is its table's",
        "arn:aws:dynamodb:eu-west-1:1:table/t/index/i",
        "arn:aws:dynamodb:eu-west-1:1:table/t",
    ),
    (
        "a stream has its own",
        "arn:aws:dynamodb:eu-west-1:1:table/t/stream/2026",
        "arn:aws:dynamodb:eu-west-1:1:table/t/stream/2026",
    ),
    (
        "a secret",
        "arn:aws:secretsmanager:eu-west-1:1:secret:a/b-AbCdEf",
        "arn:aws:secretsmanager:eu-west-1:1:secret:a/b-AbCdEf",
    ),
    ("a repository", "arn:aws:ecr:eu-west-1:1:repository/a/b", "arn:aws:ecr:eu-west-1:1:repository/a/b"),
    ("a function", "arn:aws:lambda:eu-west-1:1:function:f", "arn:aws:lambda:eu-west-1:1:function:f"),
    (
        "an alias has its own",
        "arn:aws:lambda:eu-west-1:1:function:f:live",
        "arn:aws:lambda:eu-west-1:1:function:f:live",
    ),
    ("the unpublished version is not asked for", "arn:aws:lambda:eu-west-1:1:function:f:$LATEST", ""),
    ("a layer is no function", "arn:aws:lambda:eu-west-1:1:layer:f", ""),
    ("everything is no resource", "*", ""),
    ("no ARN at all", "bucket", ""),
]


@pytest.mark.parametrize(("says", "arn", "held"), HELD, ids=[row[0] for row in HELD])
def test_who_carries_the_policy_of_a_resource(says: str, arn: str, held: str) -> None:
    holder = policy_holder(arn)

    assert (holder.arn if holder is not None else "") == held, says


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_question_who_carries_a_policy(text: str) -> None:
    for arn in (text, f"arn:aws:s3:::{text}", f"arn:aws:sqs:r:1:{text}", f"arn:{text}"):
        holder = policy_holder(arn)
        assert holder is None or policy_holder(holder.arn) == holder


def refused(permission: str) -> Coverage:
    return Coverage(Progress.FAILED, Reason.FORBIDDEN, "AccessDenied", "no", f"allow {permission} for this profile")


def role(name: str, reading: Coverage | None = None, **members: Any) -> RoleDetail:
    return RoleDetail(arn=f"arn:aws:iam::111122223333:role/{name}", role_name=name, reading=reading, **members)


def inventory(*records: Record, ended: Coverage = SOME) -> Inventory:
    made = Inventory()
    for record in records:
        made.apply(PageRead(type(record), SCOPE, (record,)))
        made.apply(ReadEnded(type(record), SCOPE, ended))
    return made


def test_what_was_asked_for_earlier_stays_when_something_else_is_asked() -> None:
    made = inventory(role("app"), role("other"), role("app", COMPLETE))

    assert {each.role_name for each in made.topology().records(RoleDetail)} == {"app", "other"}
    assert made.notes == []


def test_asking_for_some_leaves_no_gap_and_a_refusal_does() -> None:
    assert not list(inventory(role("app")).topology().gaps())
    gaps = list(inventory(role("app"), ended=refused("iam:GetRole")).topology().gaps())
    assert [(record_type, coverage.help) for record_type, _, coverage in gaps] == [
        (RoleDetail, "allow iam:GetRole for this profile")
    ]


def test_how_and_when_a_record_was_read_is_no_difference_and_unasked_ones_are_not_gone() -> None:
    before = inventory(role("app", COMPLETE), role("only-before")).topology()
    inline = (PolicyDetail(policy_name="p", policy_document="{}"),)
    read_later = role("app", msgspec.structs.replace(COMPLETE, read_at="2026-01-02T03:04:05+00:00"))

    assert not diff(before, inventory(read_later).topology()).changes
    assert diff(before, inventory(read_later).topology()).certain
    changed = diff(before, inventory(role("app", role_policy_list=inline)).topology()).changes
    assert [(change.record_id, [member.member for member in change.members]) for change in changed] == [
        ("arn:aws:iam::111122223333:role/app", ["RolePolicyList"])
    ]


@pytest.mark.parametrize(
    "record", [role("app", refused("iam:GetRole")), ResourcePolicy(resource_arn="x", reading=COMPLETE)]
)
def test_the_way_to_a_file_and_back_loses_nothing(record: OnDemandRecord) -> None:
    assert to_record(to_members(record), type(record)) == record


def test_the_texts_of_policies_are_found_in_every_type() -> None:
    inline = (PolicyDetail(policy_name="p", policy_document="inline"), PolicyDetail(policy_name="refused"))

    assert list(documents(role("app", assume_role_policy_document="trust", role_policy_list=inline))) == [
        "trust",
        "inline",
    ]
    assert list(documents(ResourcePolicy(resource_arn="x", policy="held"))) == ["held"]
    assert list(documents(ResourcePolicy(resource_arn="x"))) == []
