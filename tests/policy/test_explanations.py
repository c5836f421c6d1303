"""An answer says which statements decided, where they stand, what nearly did and what is doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.builders import ACCOUNT, ROLE, allow, deny, document, levels, policies, request
from vpce_tui.policy import Policies, PolicyDocument, evaluate


def condition(operator: str, key: str, value: Any) -> dict[str, Any]:
    return {operator: {key: value}}


def test_matched_statements_have_policy_sid_and_lines() -> None:
    result = evaluate(request(), policies(identity=(allow(action="ec2:*"), allow(sid="Read", action="s3:Get*"))))

    (matched,) = result.matched_statements
    assert (matched.layer, matched.policy, matched.sid, matched.index, matched.effect) == (
        "identity",
        "identity",
        "Read",
        1,
        "Allow",
    )
    assert matched.lines == (9, 14)


def test_a_control_policy_says_its_level() -> None:
    result = evaluate(request(), policies(identity=(allow(),), scps=levels((allow(),), (allow(), deny()))))

    assert [(m.level, m.effect) for m in result.matched_statements if m.layer == "scp"] == [
        ("level-0", "Allow"),
        ("level-1", "Allow"),
        ("level-1", "Deny"),
    ]


def test_a_level_without_allow_is_named() -> None:
    result = evaluate(request(), policies(identity=(allow(),), scps=levels((allow(),), (allow(action="ec2:*"),))))

    (scp,) = [layer for layer in result.layers if layer.layer == "scp"]
    assert "level-1" in scp.text


def test_the_nearest_miss_comes_first_and_says_what_was_not_met() -> None:
    org = condition("StringEquals", "aws:PrincipalOrgID", "o-b2")
    far = allow(sid="Far", resource="arn:aws:s3:::other/*", condition=org)
    near = allow(sid="Near", condition=org)
    result = evaluate(request(context={"aws:PrincipalOrgID": "o-a1"}), policies(identity=(far, near)))

    first = result.near_misses[0]
    assert (first.sid, first.element, first.key, first.lacking) == ("Near", "Condition", "aws:PrincipalOrgID", 1)
    assert "o-a1 is not" in first.text
    assert "o-b2" in first.text
    assert [(miss.sid, miss.element) for miss in result.near_misses[1:]] == [("Far", "Resource"), ("Far", "Condition")]


def test_statements_of_other_services_are_no_near_misses() -> None:
    result = evaluate(request(), policies(identity=(allow(action="ec2:*"), allow(action="s3:PutObject"))))

    assert [(miss.index, miss.element) for miss in result.near_misses] == [(1, "Action")]


def test_layers_that_do_not_block_have_no_near_misses() -> None:
    given = policies(identity=(allow(),), endpoint=(allow(action="s3:PutObject", principal="*"),))

    assert {miss.layer for miss in evaluate(request(), given).near_misses} == {"endpoint"}


def test_an_allowed_request_has_no_near_misses() -> None:
    assert evaluate(request(), policies(identity=(allow(), allow(action="s3:PutObject")))).near_misses == ()


def test_near_misses_are_few() -> None:
    many = tuple(allow(action="s3:PutObject") for _ in range(50))

    assert len(evaluate(request(), policies(identity=many)).near_misses) == 10


def test_an_absent_key_of_a_statement_about_this_request_is_missing() -> None:
    given = policies(
        identity=(
            allow(condition=condition("StringEquals", "aws:PrincipalOrgID", "o-b2")),
            allow(action="s3:PutObject", condition=condition("StringEquals", "aws:SourceIp", "x")),
            deny(condition=condition("StringNotEquals", "aws:SourceVpce", "vpce-1")),
            deny(condition=condition("StringEquals", "s3:prefix", "${aws:username}")),
        )
    )
    result = evaluate(request(context={"S3:Prefix": "x"}), given)

    assert set(result.missing_context_values) == {"aws:PrincipalOrgID", "aws:SourceVpce", "aws:username"}


def test_layers_without_policies_are_told_as_not_evaluated() -> None:
    result = evaluate(request(), policies(identity=(allow(),)))

    assert result.not_evaluated == ("endpoint", "rcp", "scp", "resource", "boundary", "session")
    assert [layer.layer for layer in result.layers] == ["identity"]


def test_every_layer_decides_for_itself() -> None:
    given = policies(
        identity=(allow(sid="Mine"),),
        endpoint=(allow(principal="*"), deny(sid="Stop", principal="*")),
        resource=(allow(principal={"AWS": ACCOUNT}),),
        boundary=(allow(action="ec2:*"),),
    )
    result = evaluate(request(), given)

    assert {layer.layer: str(layer.decision) for layer in result.layers} == {
        "endpoint": "explicitDeny",
        "resource": "allowed",
        "identity": "allowed",
        "boundary": "implicitDeny",
    }
    texts = {layer.layer: layer.text for layer in result.layers}
    assert texts["endpoint"] == "denied by Stop of endpoint in the endpoint policy"
    assert "account" in texts["resource"]
    assert result.blocked_by == ("endpoint", "boundary")


WARNED = [
    (
        "an ARN as a gateway endpoint's principal",
        {"endpoint": (allow(principal={"AWS": ROLE}),), "endpoint_type": "gateway"},
        {},
        "gateway endpoint",
    ),
    (
        "an account as a gateway endpoint's principal",
        {"endpoint": (allow(principal={"AWS": ACCOUNT}),), "endpoint_type": "gateway"},
        {},
        "root user alone",
    ),
    ("an endpoint statement without Principal", {"endpoint": (allow(),)}, {}, "without Principal"),
    (
        "several values without a set operator",
        {"identity": (allow(condition=condition("StringEquals", "aws:TagKeys", "a")),)},
        {"aws:TagKeys": ["a"]},
        "not a set operator",
    ),
    (
        "a set operator on a single value",
        {"identity": (allow(condition=condition("ForAllValues:StringEquals", "aws:PrincipalOrgID", "a")),)},
        {"aws:PrincipalOrgID": "a"},
        "single value",
    ),
    (
        "aws:SourceIp through an endpoint",
        {"identity": (allow(condition=condition("IpAddress", "aws:SourceIp", "1.2.3.4")),)},
        {"aws:SourceVpce": "vpce-1"},
        "aws:SourceIp is absent",
    ),
    (
        "a session in aws:PrincipalArn",
        {"identity": (allow(condition=condition("ArnLike", "aws:PrincipalArn", "arn:aws:sts::1:assumed-role/a/b")),)},
        {},
        "never the session's",
    ),
    ("Principal in an identity policy", {"identity": (allow(principal="*"),)}, {}, "ignored"),
    (
        "an unknown operator",
        {"identity": (allow(condition=condition("StringResembles", "aws:x", "a")),)},
        {},
        "unknown operator",
    ),
    (
        "an RCP of a service that RCPs do not reach",
        {"identity": (allow(),), "rcps": levels(())},
        {},
        "RCPs do not reach",
    ),
]


@pytest.mark.parametrize(("says", "given", "context", "warning"), WARNED, ids=[row[0] for row in WARNED])
def test_doubtful_ground_is_warned_of(says: str, given: dict[str, Any], context: dict[str, Any], warning: str) -> None:
    service = "glue:GetTable" if "RCP" in says else "s3:GetObject"
    result = evaluate(request(action=service, context=context), policies(**given))

    assert any(warning in text for text in result.warnings), result.warnings


def test_variables_without_version_are_warned_of() -> None:
    statement = allow(condition=condition("StringEquals", "s3:prefix", "${aws:username}"))
    result = evaluate(request(), Policies(identity=(document(statement, version=None),)))

    assert any("plain text" in text for text in result.warnings)


def test_plain_ground_is_not_warned_of() -> None:
    given = policies(identity=(allow(),), endpoint=(allow(principal="*"),), endpoint_type="gateway")

    assert evaluate(request(context={"aws:SourceVpce": "vpce-1"}), given).warnings == ()


def test_ten_thousand_statements_are_decided_and_explained() -> None:
    hostile = "arn:aws:s3:::" + "*a" * 200 + "b"
    statements = [allow(sid=f"S{n}", action="s3:Get*", resource=hostile) for n in range(10_000)]
    given = Policies(identity=(PolicyDocument.from_object({"Statement": statements}),))
    result = evaluate(request(resource="arn:aws:s3:::" + "a" * 1_000), given)

    assert result.decision == "implicitDeny"
    assert len(result.near_misses) == 10
    assert result.warnings == ()


def test_a_document_is_made_ready_once() -> None:
    given = policies(identity=(allow(),))

    assert evaluate(request(), given).findings["identity"].matched[0].match.compiled is (
        evaluate(request(action="s3:PutObject"), given).findings["identity"].matched[0].match.compiled
    )
