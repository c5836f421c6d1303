"""An answer says which statements decided, where they stand, what nearly did and what is doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.builders import (
    ACCOUNT,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    SESSION,
    allow,
    deny,
    document,
    levels,
    policies,
    request,
)
from vpce_tui.policy import EvaluationResult, Policies, PolicyDocument, evaluate

OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com"


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


def test_the_resource_policy_s_near_miss_is_told_where_it_could_have_granted() -> None:
    at_home = allow(principal={"AWS": SESSION}, condition=condition("IpAddress", "aws:SourceIp", "10.0.0.0/8"))
    result = evaluate(request(), policies(resource=(at_home,)))

    assert result.blocked_by == ("identity",)
    assert [(miss.layer, miss.key) for miss in result.near_misses] == [("resource", "aws:SourceIp")]


def test_a_layer_that_is_not_needed_says_what_allows_in_its_place() -> None:
    to_role = evaluate(request(), policies(resource=(allow(principal={"AWS": ROLE}),)))
    to_session = evaluate(
        request(), policies(resource=(allow(principal={"AWS": SESSION}),), boundary=(allow(action="ec2:*"),))
    )
    by_identity = evaluate(
        request(), policies(identity=(allow(),), resource=(allow(principal={"AWS": OTHER_ACCOUNT}),))
    )

    def text(result: EvaluationResult, layer: str) -> str:
        return next(each.text for each in result.layers if each.layer == layer)

    assert text(to_role, "identity").endswith("allows the request; the resource policy does")
    assert text(to_session, "boundary").endswith("to this very caller, whom this does not limit")
    assert text(by_identity, "resource").endswith("allows the request; the caller's own policies do")
    refused = evaluate(request(), policies(resource=(allow(principal={"AWS": OTHER_ACCOUNT}),)))
    assert text(refused, "resource").endswith("allows the request")


def test_an_endpoint_policy_of_denies_alone_is_told() -> None:
    result = evaluate(request(), policies(identity=(allow(),), endpoint=(deny(action="s3:Put*", principal="*"),)))

    assert result.layers[0].text == "nothing in the endpoint policy allows the request: there is no Allow in it"


WHY_NOT = [
    ({"AWS": "*"}, OIDC, "callers who sign with AWS credentials"),
    ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"}, SESSION, "no wildcard but a whole *"),
]


@pytest.mark.parametrize(("principal", "caller", "why"), WHY_NOT)
def test_a_principal_that_seems_to_cover_the_caller_says_why_it_does_not(
    principal: dict[str, str], caller: str, why: str
) -> None:
    asked = request(
        principal=caller,
        action="sts:AssumeRoleWithWebIdentity" if caller == OIDC else "s3:GetObject",
        resource=ROLE if caller == OIDC else OBJECT,
    )
    result = evaluate(asked, policies(endpoint=(allow(principal=principal),)))

    assert why in next(miss.text for miss in result.near_misses if miss.layer == "endpoint")


def test_an_action_on_no_resource_in_particular_says_that_only_a_star_covers_it() -> None:
    asked = request(action="s3:ListAllMyBuckets", resource="*")
    result = evaluate(asked, policies(identity=(allow(resource="arn:aws:s3:::*"),)))

    assert not result.allowed
    assert "only * covers" in result.near_misses[0].text


def test_variables_of_a_resource_without_version_are_warned_of() -> None:
    statement = allow(resource="arn:aws:s3:::app-data/${aws:username}/*")
    old = Policies(identity=(document(statement, version=None),))

    assert any("plain text" in warning for warning in evaluate(request(), old).warnings)
    assert not evaluate(request(), policies(identity=(statement,))).warnings


def test_an_implicit_deny_of_a_key_names_the_grants_that_were_not_looked_at() -> None:
    key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"

    def warned(action: str, **given: Any) -> bool:
        result = evaluate(request(action=action, resource=key), policies(**given))
        return any("grant" in warning for warning in result.warnings)

    by_name = (allow(principal={"AWS": ROLE}),)
    assert warned("kms:Decrypt", identity=(allow(),))
    assert not warned("kms:PutKeyPolicy", identity=(allow(),))
    assert not warned("kms:Decrypt", resource=by_name)
    assert not warned("kms:Decrypt", resource=(*by_name, deny(principal="*")))


ABSENT = [
    (deny(condition=condition("StringNotEquals", "aws:SourceVpce", "vpce-1")), True),
    (deny(condition=condition("StringNotEqualsIfExists", "aws:SourceVpce", "vpce-1")), True),
    (deny(condition=condition("Null", "aws:SourceVpce", "true")), False),
    (deny(condition=condition("StringNotEquals", "aws:PrincipalAccount", "other")), False),
]


@pytest.mark.parametrize(("statement", "told"), ABSENT)
def test_a_deny_that_applies_for_want_of_a_key_says_so(statement: dict[str, Any], told: bool) -> None:
    asked = request(context={"aws:PrincipalAccount": ACCOUNT})
    text = evaluate(asked, policies(identity=(allow(), statement))).layers[0].text
    beside = evaluate(asked, policies(identity=(allow(), statement, deny()))).layers[0].text

    assert text.startswith("denied by statement 2")
    assert text.endswith("holds where aws:SourceVpce is absent") is told
    assert "absent" not in beside
