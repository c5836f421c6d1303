"""What a layer does to a derived request rests on what is known of it: keys, tags and grants included."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.policy.builders import ACCOUNT, OBJECT, ROLE, ROOT, SESSION, USER, allow, deny, document
from vpce_tui.policy.judgement import Standing, judge
from vpce_tui.policy.known import KnownLayer, KnownPolicies, State
from vpce_tui.policy.request_building import derived_context
from vpce_tui.policy.request_facts import CallerFacts, DerivedRequest, RequestPath, ResourceFacts

KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def asked(
    *,
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    principal: str = SESSION,
    tags: tuple[tuple[str, str], ...] | None = None,
    resource_tags: tuple[tuple[str, str], ...] | None = None,
    edits: dict[str, Any] | None = None,
) -> DerivedRequest:
    return derived_context(
        action=action,
        caller=CallerFacts(principal, tags=tags),
        resource=ResourceFacts(resource, ACCOUNT, tags=resource_tags),
        path=RequestPath.INTERNET,
        region="eu-west-1",
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
        source_address="203.0.113.9",
        edits=edits,
    )


def standing(
    request: DerivedRequest,
    layer: str,
    *,
    identity: dict[str, Any] | None = None,
    resource: dict[str, Any] | None = None,
) -> tuple[Standing, str]:
    """Return what a layer does where both policies were read; each is one statement, or there is no policy."""

    def known(name: str, statement: dict[str, Any] | None) -> KnownLayer:
        if statement is None:
            return KnownLayer(name, State.NONE, says="there is none")
        return KnownLayer(name, State.READ, (document(statement),))

    policies = KnownPolicies(
        known("identity", identity),
        KnownLayer("boundary", State.NONE),
        known("resource", resource),
        KnownLayer("scp", State.NONE),
        KnownLayer("rcp", State.NONE),
    )
    found = judge(request, policies, (), None)
    return next((each.standing, each.text) for each in found.judgements if each.layer == layer)


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    return {"condition": {operator: {key: value}}}


OPEN = [
    ("a key that only the client knows", {}, when("NumericGreaterThan", "s3:signatureAge", "9"), "s3:signatureAge"),
    ("a version of TLS that a client may use", {}, when("NumericLessThan", "s3:TlsVersion", "1.3"), "s3:TlsVersion"),
    ("tags that were not read", {}, when("StringEquals", "aws:PrincipalTag/team", "a"), "aws:PrincipalTag/team"),
    (
        "tags that a session may bring",
        {"tags": (("size", "s"),)},
        when("StringEquals", "aws:PrincipalTag/team", "a"),
        "aws:PrincipalTag/team",
    ),
    (
        "a time that was taken away",
        {"edits": {"aws:CurrentTime": None}},
        when("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"),
        "aws:CurrentTime",
    ),
    ("what the client says of itself", {}, when("StringEquals", "aws:UserAgent", "x"), "aws:UserAgent"),
]


@pytest.mark.parametrize(("says", "given", "condition", "key"), OPEN, ids=[row[0] for row in OPEN])
def test_a_decision_that_rests_on_a_key_not_known_here_is_none(
    says: str, given: dict[str, Any], condition: dict[str, Any], key: str
) -> None:
    by_allow = standing(asked(**given), "identity", identity=allow(**condition))
    by_deny = standing(asked(**given), "resource", identity=allow(), resource=deny(principal="*", **condition))

    for judged, text in (by_allow, by_deny):
        assert judged is Standing.UNDECIDED, (says, text)
        assert key in text


CLOSED = [
    ("a key that the action never carries", {}, when("StringEquals", "s3:x-amz-server-side-encryption", "AES256")),
    ("a tag of the request where none can be set", {}, when("StringEquals", "aws:RequestTag/team", "a")),
    (
        "a tag that a user does not have",
        {"principal": USER, "tags": (("size", "s"),)},
        when("StringEquals", "aws:PrincipalTag/team", "a"),
    ),
    (
        "a tag that the resource does not have",
        {"resource_tags": ()},
        when("StringEquals", "aws:ResourceTag/team", "a"),
    ),
    ("an endpoint that is not passed", {}, when("StringEquals", "aws:SourceVpce", "vpce-1")),
]


@pytest.mark.parametrize(("says", "given", "condition"), CLOSED, ids=[row[0] for row in CLOSED])
def test_a_key_that_the_request_cannot_carry_decides(
    says: str, given: dict[str, Any], condition: dict[str, Any]
) -> None:
    judged, text = standing(asked(**given), "identity", identity=allow(**condition))

    assert judged is Standing.BLOCKS, (says, text)


def test_a_version_of_tls_that_aws_no_longer_takes_is_no_doubt() -> None:
    old = deny(principal="*", **when("NumericLessThan", "s3:TlsVersion", 1.2))
    judged, text = standing(asked(), "resource", identity=allow(), resource=old)

    assert judged is Standing.PASSES, text


def test_another_allow_that_is_certain_leaves_nothing_open() -> None:
    known = KnownLayer(
        "identity", State.READ, (document(allow(**when("StringEquals", "aws:UserAgent", "x")), allow(action="s3:*")),)
    )
    none = [KnownLayer(name, State.NONE) for name in ("boundary", "resource", "scp", "rcp")]
    found = judge(asked(), KnownPolicies(known, *none), (), None)

    assert [each.standing for each in found.judgements if each.layer == "identity"] == [Standing.PASSES]


def test_a_key_is_not_used_by_way_of_a_service_where_the_caller_calls_directly() -> None:
    via_s3 = when("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com")
    request = asked(action="kms:PutKeyPolicy", resource=KEY)
    by_account = {"principal": {"AWS": ROOT}}

    assert request.request.context["kms:CallerAccount"] == ACCOUNT
    assert not request.is_open("kms:ViaService")
    refused, _ = standing(request, "resource", identity=allow(), resource=allow(**by_account, **via_s3))
    allowed, _ = standing(request, "resource", identity=allow(), resource=allow(**by_account))
    assert (refused, allowed) == (Standing.BLOCKS, Standing.PASSES)


def test_what_no_policy_allows_a_grant_on_the_key_may() -> None:
    request = asked(action="kms:Decrypt", resource=KEY)
    other = allow(principal={"AWS": f"{ROLE}-2"})

    judged, text = standing(request, "resource", identity=allow(), resource=other)
    assert judged is Standing.UNDECIDED
    assert "grant" in text
    never, _ = standing(asked(action="kms:PutKeyPolicy", resource=KEY), "resource", identity=allow(), resource=other)
    assert never is Standing.BLOCKS


def test_a_layer_that_lacks_an_allow_which_another_gives_says_so() -> None:
    judged, text = standing(asked(), "resource", identity=allow(), resource=allow(principal={"AWS": USER}))

    assert judged is Standing.PASSES
    assert text.endswith("the caller's own policies do")


def test_where_neither_the_caller_s_policies_nor_the_resource_s_allow_neither_passes() -> None:
    given: dict[str, Any] = {"identity": allow(action="sqs:*"), "resource": allow(principal={"AWS": USER})}

    for layer in ("identity", "resource"):
        judged, text = standing(asked(), layer, **given)
        assert judged is Standing.BLOCKS, (layer, text)
        assert "own policies" not in text
