"""As which role does a Lambda function call AWS? Its configuration says, without the secrets that stand in it.

Source: Lambda API Reference, "GetFunctionConfiguration".
"""

from __future__ import annotations

from typing import Any

import msgspec

from vpce_tui.collect.api import Api, Call
from vpce_tui.collect.policy_asking import Asker
from vpce_tui.model.decoding import to_record
from vpce_tui.model.record import Scope, arn_scope
from vpce_tui.resources.function import FunctionConfiguration


async def read_function(api: Api, scope: Scope, arn: str, now: str) -> FunctionConfiguration:
    """Return a function's configuration; only its ARN and why not where it was refused."""
    asker = Asker(api, scope)
    answer = await asker.one(function_call(arn))
    members: dict[str, Any] = {name: value for name, value in (answer or {}).items() if name != "ResponseMetadata"}
    # The answer may name the version; the question was about the function.
    record = to_record({**members, "FunctionArn": arn}, FunctionConfiguration)
    return msgspec.structs.replace(record, reading=asker.reading(now))


def function_call(arn: str) -> Call:
    """Return the call that tells about a function, by its ARN, which works across accounts."""
    return Call("GetFunctionConfiguration", "lambda", {"FunctionName": arn}, region=arn_scope(arn)[1])
