"""What does the person want to be read, and how are calls made? Plain values, made before any AWS library is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ALL: Final = "all"
"""In the place of a Region's name: every Region that the account uses."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person asked for, word for word."""

    profiles: tuple[str, ...] = ()
    """None given: the default chain, AWS_PROFILE included."""
    regions: tuple[str, ...] = ()
    """Names, or `all`. None given: the profile's own Region."""
    roles: tuple[str, ...] = ()
    """ARNs of roles to assume with the first profile; then the roles' accounts are read, and not the profile's own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How calls are made; the defaults are for people, tests make everything shorter."""

    endpoint_url: str | None = None
    """Another address for all services, such as a local stack's."""
    attempts: int = 10
    """How often a throttled call is made in all; a broken connection is tried less often."""
    longest_pause_seconds: float = 20
    """Between two attempts."""
    connect_timeout_seconds: float = 5
    read_timeout_seconds: float = 30
    in_flight: int = 12
    """Lists that are read at the same time in one Region."""
