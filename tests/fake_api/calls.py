"""Who asks what of which Region? A request's form and signature, read back into botocore's shapes.

An EC2 request is a form: `Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1`. A member's
name on the wire is its `queryName`, else its `locationName` with a capital, else
its own; lists number their items from 1. STS puts `.member` before the number.
Source: botocore `serialize.py` (`EC2Serializer`); SigV4's `Credential=` scope.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from botocore.model import ListShape, OperationNotFoundError, Shape, StructureShape

from tests.fake_api.errors import ApiError
from tests.fake_api.models import members, operation

CREDENTIAL = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
TOLERATED = timedelta(minutes=5)
ACCOUNT_IN_KEY = re.compile(r"\d{12}")


def access_key_id(account_id: str) -> str:
    """Return an access key id that the fake takes for one of `account_id`."""
    return f"AKIA{account_id}FAKE"


@dataclass(frozen=True)
class Call:
    """One request as it arrived."""

    action: str
    service: str
    account_id: str
    region: str
    params: Mapping[str, Any]
    """The input in botocore's spelling; numbers and booleans as such."""
    access_key: str = ""
    user_agent: str = ""
    time: float = 0.0
    """Seconds on a monotonic clock."""
    page: int = field(default=1, compare=False)
    """Which page of its list was asked for, from 1."""

    @property
    def scope(self) -> tuple[str, str]:
        return self.account_id, self.region


def signed_call(headers: Mapping[str, str], default_account: str | None, time: float) -> Call:
    """Return who calls which service in which Region; what is asked is yet unknown.

    Raises:
        ApiError: The request is not signed, or with a key that is of no account.
    """
    if (signature := CREDENTIAL.search(headers.get("Authorization", ""))) is None:
        raise ApiError("MissingAuthenticationToken", "the request is not signed", 403)
    key, region, service = signature.groups()
    account = ACCOUNT_IN_KEY.search(key)
    account_id = account.group() if account else default_account
    if account_id is None:
        raise ApiError("AuthFailure", "AWS was not able to validate the provided access credentials")
    return Call("", service, account_id, region, {}, key, headers.get("User-Agent", ""), time)


def require_time(headers: Mapping[str, str], now: datetime) -> None:
    """Refuse what was signed too long ago or not yet; `now` is the server's time.

    Raises:
        ApiError: More than five minutes off, as AWS counts them.
    """
    signed = headers.get("X-Amz-Date", "")
    if not signed:
        return
    off = now - datetime.strptime(signed, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if abs(off) > TOLERATED:
        raise ApiError("RequestExpired", "Request has expired.")


def query_call(call: Call, body: str) -> Call:
    """Return `call` with the action and the input that its form says.

    Raises:
        ApiError: An unknown action, or a parameter that the action does not take.
    """
    form = dict(parse_qsl(body, keep_blank_values=True))
    action = form.pop("Action", "")
    form.pop("Version", None)
    try:
        shape = operation(call.service, action).input_shape
    except OperationNotFoundError:
        raise ApiError("InvalidAction", f"The action {action} is not valid for this web service.") from None
    params = decode_structure(shape, form, "", call.service) if isinstance(shape, StructureShape) else {}
    if form:
        raise ApiError("UnknownParameter", f"The parameter {min(form)} is not recognized")
    return replace(call, action=action, params=params)


def decode_structure(shape: StructureShape, form: dict[str, str], prefix: str, service: str) -> dict[str, Any]:
    """Take a structure's members out of `form`; what stays in it is unknown to the operation."""
    decoded = {}
    for name, member in members(shape).items():
        value = decode_member(member, form, prefix + wire_name(name, member, service), service)
        if value is not None:
            decoded[name] = value
    return decoded


def decode_member(shape: Shape, form: dict[str, str], key: str, service: str) -> Any:
    if isinstance(shape, StructureShape):
        return decode_structure(shape, form, f"{key}.", service) or None
    if isinstance(shape, ListShape):
        stem = f"{key}.member" if service == "sts" else key
        items: list[Any] = []
        while (item := decode_member(shape.member, form, f"{stem}.{len(items) + 1}", service)) is not None:
            items.append(item)
        return items or None
    text = form.pop(key, None)
    if text is None:
        return None
    if shape.type_name in ("integer", "long"):
        return int(text)
    return text == "true" if shape.type_name == "boolean" else text


def wire_name(name: str, shape: Shape, service: str) -> str:
    if service == "sts":
        return name
    chosen = shape.serialization.get("queryName") or shape.serialization.get("name") or name
    return f"{chosen[0].upper()}{chosen[1:]}"
