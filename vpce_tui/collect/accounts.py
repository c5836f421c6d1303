"""Which accounts are read, and through which role? A file says so, one account a line.

    # our accounts
    111122223333
    222233334444  data platform
    333344445555  audit  role=security/reader

The first word is the account's id, `role=` names a role of its own, and all between is the account's name. What follows
a `#` at the beginning of a line or after a blank is a comment. The file is read whole before anything is asked of AWS,
so that a mistake in it is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vpce_tui.errors import MalformedInputError, UsageError

# Source: IAM User Guide, "IAM and AWS STS quotas", names of roles and paths.
ROLE_NAME: Final = re.compile(r"[\w+=,.@/-]{1,512}", re.ASCII)
ACCOUNT_DIGITS: Final = 12
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_ROLE: Final = "role="


@dataclass(frozen=True, slots=True)
class Account:
    """One account to read through a role."""

    account_id: str
    name: str = ""
    role_name: str = ""
    """The role's name with its path (`security/reader`); empty is the one role that all accounts have."""

    def role_arn(self, role_name: str, partition: str) -> str:
        """Return the ARN of the role to assume in this account, where most have `role_name`."""
        return f"arn:{partition}:iam::{self.account_id}:role/{(self.role_name or role_name).strip('/')}"


def read_accounts(path: str, role_name: str = "") -> tuple[Account, ...]:
    """Return the accounts that the file at `path` lists.

    Raises:
        UsageError: There is no such file, or it cannot be read.
        MalformedInputError: A line says no account, says one twice, or has no role; names the file and the line.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except OSError as error:
        raise UsageError(
            f"cannot read the accounts in `{path}`: {error.strerror or error}",
            help="give a file, one account id a line",
        ) from None
    except UnicodeDecodeError as error:
        raise MalformedInputError(
            f"`{path}` is not text: byte {error.start} is no UTF-8", help="save it as UTF-8, one account id a line"
        ) from None
    return parse_accounts(text, path, role_name)


def parse_accounts(text: str, path: str, role_name: str = "") -> tuple[Account, ...]:
    """Return the accounts that `text`, the contents of `path`, lists in order.

    Raises:
        MalformedInputError: See `read_accounts`.
    """
    first_lines: dict[str, int] = {}
    accounts = []
    for number, account in _accounts(text, path):
        earlier = first_lines.setdefault(account.account_id, number)
        if earlier != number:
            raise MalformedInputError(
                f"`{path}` line {number}: account {account.account_id} stands in line {earlier} already",
                help="leave one of them out",
            )
        if not (account.role_name or role_name):
            raise MalformedInputError(
                f"`{path}` line {number}: no role is named for account {account.account_id}",
                help="give --role-name NAME for all accounts, or write role=NAME at the end of the line",
            )
        accounts.append(account)
    if not accounts:
        raise MalformedInputError(f"`{path}` lists no account", help="write one account id a line")
    return tuple(accounts)


def require_role_name(role_name: str) -> None:
    """Refuse what cannot be a role's name.

    Raises:
        UsageError: It is an ARN, or has characters that no role has.
    """
    if ":" in role_name:
        raise UsageError(
            f"--role-name takes a name and not an ARN: `{role_name}`",
            help=f"--role-name {role_name.rpartition(':role/')[2] or 'NAME'} means it in every account",
        )
    if not ROLE_NAME.fullmatch(role_name):
        raise UsageError(f"`{role_name}` cannot be the name of a role", help="letters, digits and +=,.@-_/")


def _accounts(text: str, path: str) -> Iterator[tuple[int, Account]]:
    for number, line in enumerate(text.splitlines(), 1):
        words = _COMMENT.sub("", line).split()
        if words:
            yield number, _account(words, f"`{path}` line {number}")


def _account(words: list[str], place: str) -> Account:
    account_id, *rest = words
    if not (account_id.isascii() and account_id.isdigit()):
        raise MalformedInputError(f"{place}: `{account_id}` is no account id", help="an id is twelve digits")
    if len(account_id) != ACCOUNT_DIGITS:
        raise MalformedInputError(
            f"{place}: `{account_id}` has {len(account_id)} digits, an account id has twelve",
            help="a spreadsheet drops zeros at the beginning of a number" if len(account_id) < ACCOUNT_DIGITS else "",
        )
    role = ""
    if rest and rest[-1].startswith(_ROLE):
        role = rest.pop().removeprefix(_ROLE)
        if not ROLE_NAME.fullmatch(role):
            raise MalformedInputError(
                f"{place}: `{role}` cannot be the name of a role", help="a name as in role=security/reader, no ARN"
            )
    return Account(account_id, " ".join(rest), role)
