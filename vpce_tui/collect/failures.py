"""What does a failed call mean, and what can the reader do about it?

Every failure of botocore, aiobotocore or aiohttp becomes a `Coverage` with one of a few stable reasons, AWS's own code
and words, and a sentence of help. The tables below are the whole mapping; what they do not know is `other`, never a
crash and never an empty list.
Source: EC2 API Reference, "Error codes"; STS API Reference, "Common Errors"; botocore's `exceptions` and
`retries/standard.py` (its codes of throttling).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

import botocore.exceptions as aws
from botocore.parsers import ResponseParserError

from vpce_tui.collect.clock import CLOCK_CODES, clock_trouble
from vpce_tui.collect.network import place, status_trouble, trouble
from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import Coverage, Progress, Reason

REASON_BY_CODE: Final[dict[str, Reason]] = {
    "UnauthorizedOperation": Reason.FORBIDDEN,
    "AccessDenied": Reason.FORBIDDEN,
    "AccessDeniedException": Reason.FORBIDDEN,
    "UnauthorizedAccess": Reason.FORBIDDEN,
    "AuthorizationError": Reason.FORBIDDEN,
    "OptInRequired": Reason.REGION_OFF,
    # Who calls was known before any list is read, so these credentials are good, but not in this Region.
    "AuthFailure": Reason.REGION_OFF,
    "RegionDisabledException": Reason.REGION_OFF,
    "ExpiredToken": Reason.EXPIRED_LOGIN,
    "ExpiredTokenException": Reason.EXPIRED_LOGIN,
    "RequestExpired": Reason.EXPIRED_LOGIN,
    "TokenRefreshRequired": Reason.EXPIRED_LOGIN,
    "InvalidClientTokenId": Reason.EXPIRED_LOGIN,
    "UnrecognizedClientException": Reason.EXPIRED_LOGIN,
    "InvalidIdentityToken": Reason.EXPIRED_LOGIN,
    "SignatureDoesNotMatch": Reason.EXPIRED_LOGIN,
    "MissingAuthenticationToken": Reason.EXPIRED_LOGIN,
    "InvalidSignatureException": Reason.EXPIRED_LOGIN,
    "InvalidSignature": Reason.EXPIRED_LOGIN,
    "IncompleteSignature": Reason.EXPIRED_LOGIN,
    # IAM Identity Center's, where its session ended or the person lost the role.
    "UnauthorizedException": Reason.EXPIRED_LOGIN,
    "ForbiddenException": Reason.FORBIDDEN,
    "RequestLimitExceeded": Reason.THROTTLED,
    "Throttling": Reason.THROTTLED,
    "ThrottlingException": Reason.THROTTLED,
    "ThrottledException": Reason.THROTTLED,
    "RequestThrottled": Reason.THROTTLED,
    "RequestThrottledException": Reason.THROTTLED,
    "TooManyRequestsException": Reason.THROTTLED,
    "EC2ThrottledException": Reason.THROTTLED,
    "PriorRequestNotComplete": Reason.THROTTLED,
    "SlowDown": Reason.THROTTLED,
    "BandwidthLimitExceeded": Reason.THROTTLED,
    "LimitExceededException": Reason.THROTTLED,
    "429": Reason.THROTTLED,
    "InvalidAction": Reason.NOT_OFFERED,
    "UnknownOperationException": Reason.NOT_OFFERED,
    "UnsupportedOperation": Reason.NOT_OFFERED,
    "NotImplemented": Reason.NOT_OFFERED,
    "404": Reason.NOT_OFFERED,
    "405": Reason.NOT_OFFERED,
    "501": Reason.NOT_OFFERED,
    "InvalidNextToken": Reason.MALFORMED,
    "502": Reason.UNREACHABLE,
    "503": Reason.UNREACHABLE,
    "504": Reason.UNREACHABLE,
    # Numbers alone are no words of AWS's, but of a proxy or gateway on the way.
    "400": Reason.UNREACHABLE,
    "401": Reason.UNREACHABLE,
    "403": Reason.UNREACHABLE,
    "407": Reason.UNREACHABLE,
    # A portal sends elsewhere, to where one signs in; AWS's own APIs never do.
    "301": Reason.UNREACHABLE,
    "302": Reason.UNREACHABLE,
    "303": Reason.UNREACHABLE,
    "307": Reason.UNREACHABLE,
    "308": Reason.UNREACHABLE,
    "511": Reason.UNREACHABLE,
}

# The first that an exception is an instance of counts, so that a special case stands before its parent.
REASON_BY_EXCEPTION: Final[tuple[tuple[type[BaseException], Reason], ...]] = (
    (aws.NoCredentialsError, Reason.NO_LOGIN),
    (aws.PartialCredentialsError, Reason.NO_LOGIN),
    (aws.CredentialRetrievalError, Reason.EXPIRED_LOGIN),
    (aws.SSOError, Reason.EXPIRED_LOGIN),
    (aws.TokenRetrievalError, Reason.EXPIRED_LOGIN),
    (aws.LoginError, Reason.EXPIRED_LOGIN),
    (aws.MissingDependencyException, Reason.NO_LOGIN),
    (aws.RefreshWithMFAUnsupportedError, Reason.NO_LOGIN),
    (aws.InfiniteLoopConfigError, Reason.NO_LOGIN),
    (aws.InvalidConfigError, Reason.NO_LOGIN),
    (aws.UnknownEndpointError, Reason.NOT_OFFERED),
    (aws.EndpointProviderError, Reason.NOT_OFFERED),
    (aws.InvalidRegionError, Reason.NOT_OFFERED),
    (aws.OperationNotPageableError, Reason.NOT_OFFERED),
    (aws.UnknownServiceError, Reason.NOT_OFFERED),
    (ResponseParserError, Reason.MALFORMED),
    (aws.HTTPClientError, Reason.UNREACHABLE),
    (aws.InvalidProxiesConfigError, Reason.UNREACHABLE),
    (aws.ConnectionError, Reason.UNREACHABLE),
    (OSError, Reason.UNREACHABLE),
    (TimeoutError, Reason.UNREACHABLE),
)

HELP: Final[dict[Reason, str]] = {
    Reason.FORBIDDEN: "allow {permission} for this profile or role",
    Reason.REGION_OFF: "opt in to the Region in the account's settings, or leave the Region out",
    Reason.NO_LOGIN: "set credentials up with `aws configure` or `aws configure sso`, or name a profile with --profile",
    Reason.EXPIRED_LOGIN: "log in again (`aws sso login` or `aws login`), or renew the keys of this profile",
    Reason.CLOCK_SKEW: "set the clock (Linux: `timedatectl set-ntp true`; in a virtual machine or WSL that slept: "
    "`sudo hwclock -s`), then read again",
    Reason.THROTTLED: "others call the API of this account as well; read again in a minute",
    Reason.UNREACHABLE: "check the network, the proxy and --endpoint-url, then read again",
    Reason.MALFORMED: "something between here and AWS may change answers; check the proxy, then read again",
    Reason.NOT_OFFERED: "the API in this Region or at this address does not know {permission}; nothing to do",
    Reason.OTHER: "read again; --log FILE keeps what AWS answered",
}

_ACCIDENT: Final = "AWS itself failed; read again in some minutes (health.aws.amazon.com tells of outages)"
HELP_BY_CODE: Final[dict[str, str]] = {
    "InternalError": _ACCIDENT,
    "InternalFailure": _ACCIDENT,
    "InternalServerError": _ACCIDENT,
    "Unavailable": _ACCIDENT,
    "ServiceUnavailable": _ACCIDENT,
    "ServiceUnavailableException": _ACCIDENT,
}
"""Where the reason alone would advise less well."""

# EC2 appends a long encoded text to a refusal, for sts:DecodeAuthorizationMessage. It says nothing to a reader.
_ENCODED = "Encoded authorization failure message"
_LONGEST_MESSAGE = 500


class ReadError(UnreadableError):
    """One list, or one call, could not be read. Carries what the coverage will say."""

    def __init__(self, coverage: Coverage) -> None:
        super().__init__(coverage.message or coverage.code, help=coverage.help)
        self.coverage = coverage


def failed(reason: Reason, *, code: str = "", message: str = "", permission: str = "the call") -> Coverage:
    """Return the coverage of a list that ended before its end, with the help that goes with its reason."""
    help_text = HELP.get(reason, "").format(permission=permission)
    if reason is Reason.OTHER:
        help_text = HELP_BY_CODE.get(code, help_text)
    return Coverage(Progress.FAILED, reason, code, message, help_text)


def failure(error: BaseException, permission: str, *, at: str = "", now: datetime | None = None) -> Coverage:
    """Return what `error` means for the list whose call needs `permission` (`ec2:DescribeVpcs`).

    `at` is the address that was called, where the caller knows it; `now` this computer's time, if not the clock's.
    """
    if isinstance(error, ReadError):
        return error.coverage
    if isinstance(error, aws.ClientError):
        return refusal(error, permission, at, now or datetime.now(UTC))
    reason = next((reason for kind, reason in REASON_BY_EXCEPTION if isinstance(error, kind)), Reason.OTHER)
    if isinstance(error, RuntimeError) and _STILL_EXPIRED in str(error):
        reason = Reason.EXPIRED_LOGIN
    in_the_way = trouble(error, at) if reason in (Reason.UNREACHABLE, Reason.MALFORMED) else None
    if in_the_way is not None:
        return Coverage(Progress.FAILED, reason, message=words(in_the_way[0]), help=in_the_way[1])
    name = type(error).__name__
    said = f"{name}: {error}" if reason is Reason.OTHER else str(error) or name
    return failed(reason, message=words(said), permission=permission)


NOT_IMPLEMENTED: Final = re.compile(r"\bnot (?:yet |been )*implemented|\bNotImplemented", re.IGNORECASE)
"""What moto, LocalStack and other local stacks say, with codes and statuses that mean other things with AWS."""

# botocore's words, with no type of their own, where the source of a login gives keys that are too old already.
_STILL_EXPIRED = "refreshed credentials are still expired"


def refusal(error: aws.ClientError, permission: str, at: str, now: datetime) -> Coverage:
    """Return what an answer means that is an error: AWS's own, or of something on the way that has only a status."""
    details = error.response.get("Error", {})
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    code = str(details.get("Code") or status)
    message = words(str(details.get("Message") or ""))
    if clock := clock_trouble(code, error.response, now):
        told = f"{clock}; AWS says: {message}" if message else clock
        return failed(Reason.CLOCK_SKEW, code=code, message=told)
    if code == status and (in_the_way := status_trouble(status, at)) is not None:
        return Coverage(Progress.FAILED, Reason.UNREACHABLE, code, *in_the_way)
    if code == status:
        message = f"HTTP {' '.join((status, message)).strip()}{place(at)}"
    reason = Reason.CLOCK_SKEW if code in CLOCK_CODES else REASON_BY_CODE.get(code, Reason.OTHER)
    if reason is Reason.OTHER and (status == "501" or NOT_IMPLEMENTED.search(message)):
        reason = Reason.NOT_OFFERED
    return failed(reason, code=code, message=message, permission=permission)


def words(message: str) -> str:
    """Return AWS's words on one line, without the encoded part and not endless."""
    plain = " ".join(message.split(_ENCODED)[0].split())
    return plain if len(plain) <= _LONGEST_MESSAGE else f"{plain[:_LONGEST_MESSAGE]}…"
