"""Which failed calls are made again, and after how long?

botocore's `standard` rules decide what can be tried again. Four things differ. A connection that cannot be made is
tried three times and not ten: with a timeout of several seconds each, a reader behind a broken network would wait a
minute to learn it. An accident inside of AWS is tried five times, for some ten seconds: where a whole Region has
failed, ten attempts for each list would keep it from a person for minutes. A local stack that does not have an
operation says so with a status that AWS uses for accidents: what is not implemented is not tried again, and a web
server's page about an accident of its own, which AWS never sends, three times like a broken connection. And the longest
pause is ours to set, so that tests do not wait.
Source: AWS SDKs and Tools Reference Guide, "Retry behavior"; botocore `retries/standard.py`.
"""

from __future__ import annotations

import random
import re
from typing import Any, Final

from aiobotocore.retries.standard import AioRetryHandler, AioRetryPolicy, AioStandardRetryConditions
from botocore.retries import quota
from botocore.retries.standard import RetryEventAdapter, RetryQuotaChecker

from vpce_tui.collect.failures import NOT_IMPLEMENTED, REASON_BY_CODE
from vpce_tui.model.coverage import Reason

CONNECTION_ATTEMPTS: Final = 3
ACCIDENT_ATTEMPTS: Final = 5

_PAGE: Final = re.compile(r"\s*<(?:!doctype )?html", re.IGNORECASE)
_MOST_BYTES: Final = 10_000
_FIRST_ACCIDENT: Final = 500


# aiobotocore's types are those of botocore's synchronous classes, which these are not.
_StockConditions: Any = AioStandardRetryConditions
_Policy: Any = AioRetryPolicy
_Handler: Any = AioRetryHandler


class Conditions(_StockConditions):  # type: ignore[misc]  # its base has no types
    """The standard conditions, with fewer attempts where there is no connection, or no such operation."""

    async def is_retryable(self, context: Any) -> bool:
        """Tell whether the call may be made again."""
        body = await error_body(context)
        if NOT_IMPLEMENTED.search(body):
            return False
        broken = context.caught_exception is not None or _is_accident_page(context, body)
        if broken and context.attempt_number >= CONNECTION_ATTEMPTS:
            return False
        if _is_accident(context) and context.attempt_number >= ACCIDENT_ATTEMPTS:
            return False
        return bool(await super().is_retryable(context))


async def error_body(context: Any) -> str:
    """Return the beginning of what a server said when it failed; nothing if it did not."""
    response = context.http_response
    if response is None or response.status_code < _FIRST_ACCIDENT:
        return ""
    content: bytes = await response.content
    return content[:_MOST_BYTES].decode(errors="replace")


def _is_accident(context: Any) -> bool:
    """Tell whether AWS, or a gateway, failed at it, and not because of too many calls."""
    failed = context.http_response is not None and context.http_response.status_code >= _FIRST_ACCIDENT
    return failed and REASON_BY_CODE.get(context.get_error_code()) is not Reason.THROTTLED


def _is_accident_page(context: Any, body: str) -> bool:
    """Tell whether a page for people came with 500; with 502, 503 and 504 it is a gateway's, which is worth trying."""
    return bool(body) and context.http_response.status_code == 500 and _PAGE.match(body) is not None


class Backoff:
    """Doubling pauses with full jitter: up to 1 second, 2, 4, … and never more than the longest."""

    def __init__(self, longest_seconds: float) -> None:
        self._longest = longest_seconds

    def delay_amount(self, context: Any) -> float:
        """Return the seconds to wait before the next attempt."""
        return float(random.uniform(0.5, 1) * min(2 ** (context.attempt_number - 1), self._longest))  # noqa: S311


def use_retries(client: Any, attempts: int, longest_pause_seconds: float) -> None:
    """Replace a client's standard retry handler by ours."""
    events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
    events.unregister(f"needs-retry.{service}", unique_id=f"retry-config-{service}")
    checker = RetryQuotaChecker(quota.RetryQuota())
    handler = _Handler(
        _Policy(Conditions(max_attempts=attempts), Backoff(longest_pause_seconds)), RetryEventAdapter(), checker
    )
    events.register(f"after-call.{service}", checker.release_retry_quota)
    events.register(f"needs-retry.{service}", handler.needs_retry, unique_id=f"retry-config-{service}")
