"""What does the collector ask of AWS? One thing: the pages of a call, in one scope.

The port between the collector and the network. `aws.AwsApi` stands behind it in life, a dictionary in tests.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from vpce_tui.model.record import Scope

Answer = Mapping[str, Any]
"""One page as botocore parses it: the members of the operation's output shape."""


@dataclass(frozen=True, slots=True)
class Call:
    """One read-only call, all of whose pages are wanted."""

    operation: str
    """The operation's name in the service model: `DescribeVpcs`."""
    service: str = "ec2"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    page_size: int | None = None
    """How many records a page may have; None for operations that do not page."""
    region: str = ""
    """Another Region than the scope's; empty is the scope's own."""
    action: str = ""
    """The IAM action that allows the call, where it is not called like the operation."""

    @property
    def permission(self) -> str:
        """The IAM action that allows the call."""
        return self.action or f"{self.service}:{self.operation}"


class Api(Protocol):
    """Reads pages. It only ever reads."""

    def pages(self, scope: Scope, call: Call) -> AsyncGenerator[Answer, None]:
        """Yield the call's pages in order, to the end.

        Raises:
            ReadError: The list ended before its end; what was yielded before is good.
        """
        ...
