"""What does the person want to be read, and how are calls made? Plain values, made before any AWS library is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vpce_tui.collect.accounts import Account
from vpce_tui.collect.call_log import CallLog

ALL: Final = "all"
"""In the place of a Region's name: every Region that the account uses."""

ORGANIZATION_ROLE: Final = "OrganizationAccountAccessRole"
"""The role that AWS Organizations makes in each account it creates, for the management account to assume."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person asked for, word for word."""

    profiles: tuple[str, ...] = ()
    """None given: the default chain, AWS_PROFILE included."""
    regions: tuple[str, ...] = ()
    """Names, or `all`. None given: the profile's own Region."""
    roles: tuple[str, ...] = ()
    """ARNs of roles to assume with the first profile; then the roles' accounts are read, and not the profile's own."""
    accounts: tuple[Account, ...] = ()
    """Accounts to read, each through a role in it that the first profile assumes. Its own is read as itself."""
    organization: bool = False
    """Read every active account of the first profile's organization, each through `role_name`."""
    role_name: str = ""
    """The role's name, with its path, in the accounts that name none of their own."""

    @property
    def many_accounts(self) -> bool:
        """Tell whether accounts are read through a role that each of them has."""
        return self.organization or bool(self.accounts)


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
    calls: CallLog | None = None
    """Where each call is noted; None notes none."""
    scopes_at_once: int = 16
    """Regions of accounts that are read at the same time; the others wait, and hold no connection and no memory."""
    logins_at_once: int = 8
    """Logins that are tried at the same time."""
    watch_seconds: float = 2
    """How often a screen looks whether a login that ran out was renewed, and whether the computer slept."""
