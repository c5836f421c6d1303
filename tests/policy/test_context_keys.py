"""The catalogue of condition keys, and which services set the keys about the endpoint."""

from __future__ import annotations

import pytest

from vpce_tui.policy.context_keys import (
    ENDPOINT_ONLY,
    GLOBAL_KEYS,
    NOT_FOR_FEDERATED,
    KeyOf,
    KeyType,
    endpoint_key_services,
    find_key,
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("aws:SourceVpce", "aws:SourceVpce"),
        ("AWS:SOURCEVPCE", "aws:SourceVpce"),
        ("aws:PrincipalTag/Team/Part", "aws:PrincipalTag/"),
        ("aws:PrincipalTag", None),
        ("aws:SourceVpcEndpoint", None),
        ("s3:prefix", None),
        ("", None),
    ],
)
def test_a_key_is_found_in_any_case_and_tags_by_their_beginning(name: str, found: str | None) -> None:
    key = find_key(name)

    assert (key.name if key else None) == found


def test_every_key_says_when_it_is_present() -> None:
    assert all(key.present for key in GLOBAL_KEYS.values())
    assert {key.name for key in GLOBAL_KEYS.values() if key.multivalued} >= {
        "aws:PrincipalOrgPaths",
        "aws:ResourceOrgPaths",
        "aws:VpceOrgPaths",
        "aws:CalledVia",
        "aws:TagKeys",
    }


def test_the_sets_of_keys_are_keys() -> None:
    assert set(GLOBAL_KEYS) >= ENDPOINT_ONLY | NOT_FOR_FEDERATED
    assert all(GLOBAL_KEYS[key].of is KeyOf.NETWORK for key in ENDPOINT_ONLY)
    assert GLOBAL_KEYS["aws:vpcsourceip"].type is KeyType.IP
    assert not any(GLOBAL_KEYS[key].always for key in ENDPOINT_ONLY)


@pytest.mark.parametrize(
    ("action", "keys"),
    [
        ("s3:GetObject", {"aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgpaths", "aws:vpceorgid"}),
        ("dynamodb:Query", {"aws:vpceaccount", "aws:vpceorgpaths", "aws:vpceorgid"}),
        ("sqs:SendMessage", {"aws:vpceorgid"}),
        ("SQS:sendmessage", {"aws:vpceorgid"}),
        ("sns:Publish", set()),
        ("iam:GetRole", {"aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgpaths", "aws:vpceorgid"}),
        ("iam:PassRole", set()),
    ],
)
def test_services_set_keys_about_the_endpoint(action: str, keys: set[str]) -> None:
    assert endpoint_key_services().set_by(action) == keys


def test_the_data_says_how_many_and_since_when() -> None:
    data = endpoint_key_services()
    counts = {key: sum(key in keys for keys in data.services.values()) for key in data.keys}

    assert counts == {"aws:sourcevpcarn": 36, "aws:vpceaccount": 39, "aws:vpceorgpaths": 39, "aws:vpceorgid": 52}
    assert data.date == "2026-11-22"
    assert data.source
    assert data.keys < ENDPOINT_ONLY
