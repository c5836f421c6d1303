"""What goes wrong, where, and how often?

A fault applies to the calls that fit its account, Region, action and page, and
that have filters or have none; what is not said fits all. The latest that fits counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fake_api.calls import Call
from tests.fake_api.errors import ApiError


@dataclass(frozen=True)
class RawAnswer:
    """These bytes are sent instead of an answer."""

    body: bytes
    status: int = 200
    content_type: str = "text/xml;charset=UTF-8"


@dataclass(frozen=True)
class Hang:
    """The connection stays open and silent."""


@dataclass(frozen=True)
class Reset:
    """The connection is reset before a byte is sent."""


@dataclass(frozen=True)
class CutMidBody:
    """The connection breaks when half of the body is sent."""


@dataclass(frozen=True)
class RepeatToken:
    """The answer is true, but its NextToken is always the same."""

    token: str = "the-same-token-again"


Fault = ApiError | RawAnswer | Hang | Reset | CutMidBody | RepeatToken


def refused(code: str, message: str = "", status: int | None = None) -> ApiError:
    """AWS refuses with `code`; the status is the one that goes with it."""
    return ApiError(code, message, status)


def malformed() -> RawAnswer:
    """An answer that is no XML from its middle on, though its length is right."""
    return RawAnswer(b'<?xml version="1.0"?><DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcI')


def html_proxy(status: int = 200) -> RawAnswer:
    """What a captive portal or a company's proxy sends in AWS's name."""
    page = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Please sign in<br></body></html>"
    return RawAnswer(page, status, "text/html")


@dataclass
class Scripted:
    fault: Fault
    account_id: str | None
    region: str | None
    action: str | None
    page: int | None
    times_left: int | None
    filtered: bool | None

    def fits(self, call: Call) -> bool:
        asked = (call.account_id, call.region, call.action, call.page, "Filters" in call.params)
        wanted = (self.account_id, self.region, self.action, self.page, self.filtered)
        return self.times_left != 0 and all(want in (None, have) for want, have in zip(wanted, asked, strict=True))


@dataclass
class Faults:
    """The script. It may be changed while the server runs."""

    scripted: list[Scripted] = field(default_factory=list)

    def add(
        self,
        fault: Fault,
        *,
        account_id: str | None = None,
        region: str | None = None,
        action: str | None = None,
        page: int | None = None,
        times: int | None = None,
        filtered: bool | None = None,
    ) -> None:
        """Script `fault` for the calls that fit; `times` None is for ever, page 1 is a list's first."""
        self.scripted.append(Scripted(fault, account_id, region, action, page, times, filtered))

    def clear(self) -> None:
        self.scripted.clear()

    def take(self, call: Call) -> Fault | None:
        """Return the fault that meets `call`, and count it."""
        for scripted in reversed(self.scripted):
            if scripted.fits(call):
                if scripted.times_left is not None:
                    scripted.times_left -= 1
                return scripted.fault
        return None
