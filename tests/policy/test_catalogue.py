"""The catalogue of actions: what it finds, completes and suggests."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.work import forget, steps_of
from vpce_tui.policy import catalogue
from vpce_tui.policy.catalogue import (
    actions,
    complete_action,
    condition_keys,
    find_action,
    is_wildcard_only,
    nearest_actions,
    resource_shapes,
)


def test_an_action_is_found_in_any_case() -> None:
    action = find_action("S3:getobject")

    assert action is not None
    assert (action.full_name, action.access_levels) == ("s3:GetObject", ("Read",))
    assert "arn:${Partition}:s3:::${BucketName}/${ObjectName}" in {shape.arn for shape in action.shapes}


@pytest.mark.parametrize("text", ["", "s3", "s3:", ":GetObject", "s3:GetObjec", "nope:GetObject", "s3:Get*"])
def test_what_is_no_action_is_not_found(text: str) -> None:
    assert find_action(text) is None
    assert is_wildcard_only(text) is None
    assert resource_shapes(text) == ()
    assert condition_keys(text) == ()


def test_actions_of_a_service_a_pattern_and_everything() -> None:
    assert {"s3:GetObject", "s3:ListBucket"} < {action.full_name for action in actions("s3")}
    assert {action.name for action in actions("sts:AssumeRoleWith*")} == {
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
    }
    assert actions("sts:Nope*") == ()
    assert actions("nope") == ()
    assert len(actions("*")) > 20_000


def test_some_actions_have_no_resource() -> None:
    assert is_wildcard_only("s3:ListAllMyBuckets") is True
    assert is_wildcard_only("sts:GetCallerIdentity") is True
    assert is_wildcard_only("s3:GetObject") is False


def test_an_action_has_the_keys_of_its_resources_too() -> None:
    assert {"dynamodb:LeadingKeys", "aws:ResourceTag/${TagKey}"} <= set(condition_keys("dynamodb:Query"))
    assert {shape.name for shape in resource_shapes("dynamodb:Query")} == {"table", "index"}


def test_completion_of_prefixes_and_names() -> None:
    assert complete_action("s3:GetObj", 2) == ("s3:GetObject", "s3:GetObjectAcl")
    assert complete_action("secretsm") == ("secretsmanager:",)
    assert "s3:GetObject" in complete_action("getobject", 50)
    assert complete_action("s3:acl", 50)[0].lower().endswith("acl")
    assert complete_action("nope:x") == ()
    assert len(complete_action("", 7)) == 7


def test_completion_puts_beginnings_before_names_that_only_hold_the_text() -> None:
    begins = [name.lower().startswith("s3:object") for name in complete_action("s3:object", 50)]

    assert begins[0]
    assert not begins[-1]
    assert begins == sorted(begins, reverse=True)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("s3:GetObjet", "s3:GetObject"),
        ("s3:CopyObject", "s3:GetObject"),
        ("ss3:GetObject", "s3:GetObject"),
        ("ec2:DescribeInstance", "ec2:DescribeInstances"),
        ("lambda:Invoke", "lambda:InvokeFunction"),
    ],
)
def test_the_nearest_action_comes_first(wrong: str, meant: str) -> None:
    assert nearest_actions(wrong)[0] == meant


@pytest.mark.parametrize("text", ["", "s3", "s3:zzzzzzzz", "s3:" + "x" * 1000])
def test_what_is_like_nothing_gets_no_suggestion(text: str) -> None:
    assert nearest_actions(text) == ()


def test_the_file_is_small_and_says_its_date() -> None:
    data = files("vpce_tui.policy") / "data"

    assert len((data / "actions.jsonl.xz").read_bytes()) < 600_000
    assert "MIT License" in (data / "NOTICE").read_text("utf-8")
    assert catalogue.catalogue_date() >= "2026-01-01"
    assert {"s3", "kms", "sqs"} <= catalogue.rcp_services()
    assert "sns" not in catalogue.rcp_services()


def test_a_question_takes_only_its_own_service_apart() -> None:
    forget()
    find_action("s3:GetObject")

    found = [each for each in catalogue.services() if (known := catalogue.find_service(each)) and "_row" in vars(known)]
    assert found == ["s3"]
    assert catalogue._file.cache_info().misses == 1


def test_a_service_is_prepared_for_likeness_once_and_few_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def likeness(one: str, other: str) -> float:
        compared.append(other)
        return alike(one, other)

    alike = catalogue._likeness
    monkeypatch.setattr(catalogue, "_likeness", likeness)
    forget()
    first, second, third = (steps_of(lambda n=n: nearest_actions(f"ec2:DescribeInstanc{n}")) for n in range(3))  # type: ignore[misc]

    assert max(second, third) * 5 < first
    assert len(compared) <= 3 * 12
    assert steps_of(lambda: nearest_actions("ec2:DescribeInstanc0")) < 10
