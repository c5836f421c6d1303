"""Which accounts does the organization have, and which of them can be read?

Only an active account answers; a suspended or closed one is told of and left out. Listing takes one permission, which
the management account has and may delegate.
Source: AWS Organizations API Reference, ListAccounts; Account (`State`, and `Status` before it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vpce_tui.collect.accounts import Account
from vpce_tui.collect.api import Api, Call
from vpce_tui.collect.failures import ReadError
from vpce_tui.model.coverage import Coverage, Reason
from vpce_tui.model.record import Scope

LIST_ACCOUNTS: Final = Call("ListAccounts", service="organizations", page_size=20)
ACTIVE: Final = "ACTIVE"
_HELP: Final = {
    Reason.FORBIDDEN: "only the management account or a delegated administrator may list the accounts, with "
    "organizations:ListAccounts; or name the accounts with --accounts-file FILE",
    Reason.OTHER: "name the accounts with --accounts-file FILE, or leave --organization out",
}


@dataclass(frozen=True, slots=True)
class MemberAccounts:
    """An organization's accounts, in the order of their ids."""

    active: tuple[Account, ...]
    inactive: tuple[tuple[Account, str], ...]
    """Each with its state in AWS's word: `SUSPENDED`, `PENDING_CLOSURE`."""


async def member_accounts(api: Api, scope: Scope) -> MemberAccounts:
    """Return the accounts of the organization that the scope's account belongs to.

    Raises:
        ReadError: The accounts could not be listed to their end: a part would look like the whole.
    """
    active, inactive = [], []
    try:
        async for answer in api.pages(scope, LIST_ACCOUNTS):
            for found in answer.get("Accounts", ()):
                account = Account(str(found.get("Id", "")), str(found.get("Name") or ""))
                state = str(found.get("State") or found.get("Status") or ACTIVE)
                if state == ACTIVE:
                    active.append(account)
                else:
                    inactive.append((account, state))
    except ReadError as error:
        raise ReadError(_told(error.coverage)) from error
    return MemberAccounts(
        tuple(sorted(active, key=lambda account: account.account_id)),
        tuple(sorted(inactive, key=lambda entry: entry[0].account_id)),
    )


def _told(coverage: Coverage) -> Coverage:
    """Return a failure that says what failed, and what else names the accounts."""
    reason = coverage.reason or Reason.OTHER
    return msgspec.structs.replace(
        coverage,
        message=f"the organization's accounts cannot be listed: {coverage.message or coverage.code}",
        help=_HELP.get(reason, coverage.help),
    )
