"""What is told of each way in which a call fails?"""

from __future__ import annotations

from typing import Any

import botocore.exceptions as aws
import botocore.retries.standard
import pytest
from botocore.parsers import ResponseParserError

from vpce_tui.collect.failures import HELP, HELP_BY_CODE, REASON_BY_CODE, ReadError, failed, failure, words
from vpce_tui.model.coverage import Progress, Reason

LISTING = "ec2:DescribeVpcs"


def client_error(code: str, message: str = "", status: int = 400) -> aws.ClientError:
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return aws.ClientError(response, "DescribeVpcs")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("UnauthorizedOperation", Reason.FORBIDDEN),
        ("AccessDeniedException", Reason.FORBIDDEN),
        ("AuthFailure", Reason.REGION_OFF),
        ("OptInRequired", Reason.REGION_OFF),
        ("RequestExpired", Reason.EXPIRED_LOGIN),
        ("ExpiredToken", Reason.EXPIRED_LOGIN),
        ("InvalidClientTokenId", Reason.EXPIRED_LOGIN),
        ("RequestLimitExceeded", Reason.THROTTLED),
        ("InvalidAction", Reason.NOT_OFFERED),
        ("InternalError", Reason.OTHER),
        ("SomethingNew", Reason.OTHER),
    ],
)
def test_a_code_of_aws_has_a_reason_and_stays_in_sight(code: str, reason: Reason) -> None:
    coverage = failure(client_error(code, "the words"), LISTING)

    assert (coverage.progress, coverage.reason, coverage.code) == (Progress.FAILED, reason, code)
    assert coverage.message == "the words"
    assert coverage.help == HELP_BY_CODE.get(code, HELP[reason].format(permission=LISTING))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (aws.NoCredentialsError(), Reason.NO_LOGIN),
        (aws.UnauthorizedSSOTokenError(), Reason.EXPIRED_LOGIN),
        (aws.TokenRetrievalError(provider="sso", error_msg="expired"), Reason.EXPIRED_LOGIN),
        (aws.EndpointConnectionError(endpoint_url="http://x"), Reason.UNREACHABLE),
        (aws.ConnectTimeoutError(endpoint_url="http://x"), Reason.UNREACHABLE),
        (aws.ReadTimeoutError(endpoint_url="http://x"), Reason.UNREACHABLE),
        (aws.ProxyConnectionError(proxy_url="http://x"), Reason.UNREACHABLE),
        (aws.SSLError(endpoint_url="http://x", error=OSError("bad certificate")), Reason.UNREACHABLE),
        (ConnectionResetError("reset"), Reason.UNREACHABLE),
        (TimeoutError(), Reason.UNREACHABLE),
        (ResponseParserError("a whole body"), Reason.MALFORMED),
        (aws.UnknownServiceError(service_name="x", known_service_names=""), Reason.NOT_OFFERED),
        (ZeroDivisionError("a mistake of ours"), Reason.OTHER),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_an_exception_has_a_reason_and_words_and_no_code_of_awss(error: Exception, reason: Reason) -> None:
    coverage = failure(error, LISTING)

    assert coverage.reason is reason
    assert coverage.code == ""
    assert coverage.message


def test_every_code_that_botocore_takes_for_throttling_is_throttling_here() -> None:
    checker: Any = botocore.retries.standard.ThrottledRetryableChecker
    codes = checker._THROTTLED_ERROR_CODES

    for code in set(codes) - {"ProvisionedThroughputExceededException", "TransactionInProgressException"}:
        assert REASON_BY_CODE.get(code) is Reason.THROTTLED, code


def test_a_refusal_names_the_permission() -> None:
    assert "ec2:DescribeVpcs" in failure(client_error("UnauthorizedOperation"), LISTING).help


def test_an_error_without_a_code_tells_its_status() -> None:
    coverage = failure(client_error("", status=502), LISTING, at="http://127.0.0.1:1")

    assert coverage.code == "502"
    assert coverage.says == "unreachable (HTTP 502 at http://127.0.0.1:1)"


def test_the_phrase_for_people_names_no_class_of_a_library() -> None:
    coverage = failure(aws.EndpointConnectionError(endpoint_url="http://x", error=ConnectionRefusedError()), LISTING)

    assert coverage.says == "unreachable (nobody listens at http://x)"


def test_a_mistake_of_ours_is_told_by_its_name() -> None:
    assert failure(ZeroDivisionError("by zero"), LISTING).says == "failed (ZeroDivisionError: by zero)"


@pytest.mark.parametrize("code", HELP_BY_CODE)
def test_an_accident_of_aws_is_told_as_such(code: str) -> None:
    assert "AWS itself failed" in failure(client_error(code), LISTING).help


def test_a_read_error_keeps_its_own_coverage() -> None:
    coverage = failed(Reason.MALFORMED, message="twice")

    assert failure(ReadError(coverage), LISTING) is coverage


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("You are not. Encoded authorization failure message: " + "x" * 900, "You are not."),
        ("two\nlines\tand  blanks", "two lines and blanks"),
        ("long " * 200, ("long " * 200)[:500] + "…"),
    ],
)
def test_words_are_one_line_of_bearable_length(message: str, told: str) -> None:
    assert words(message) == told


def test_a_parsers_error_does_not_quote_the_body() -> None:
    assert "secret" not in failure(ResponseParserError("b'<html>secret'"), LISTING).message


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.NOT_ASKED, Reason.CANCELLED, Reason.TRUNCATED}))
def test_every_reason_of_a_call_comes_with_help(reason: Reason) -> None:
    assert HELP[reason]
    assert not HELP[reason].endswith(".")
