"""What can go wrong, how it is told, and which exit code it gives.

    VpceTuiError
    ├── UsageError             2  the words on the command line
    │   ├── UnknownIdError     2  an id that no record has; suggests the nearest
    │   └── MalformedInputError 2 a file that is not what it claims to be; says where
    ├── UnreadableError        3  AWS or the source could not be read at all
    │   └── NewerFormatError   3  a file written by a later version of this program
    └── UnknownAnswerError     4  something that decides was not read

An error says what happened, where, and what to do, in that order; AWS's own words are kept.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable
from typing import ClassVar


class ExitCode(enum.IntEnum):
    """The exit code is an interface: scripts decide by it."""

    DONE = 0
    """Reachable, allowed, nothing found, or simply done."""
    NEGATIVE = 1
    """Not reachable, denied, findings at or above the threshold, or differences."""
    USAGE = 2
    """The words on the command line, an unknown id, or a malformed input file."""
    UNREADABLE = 3
    """AWS or the source could not be read at all."""
    UNKNOWN = 4
    """Something that decides was not read: neither yes nor no."""
    INTERRUPTED = 130
    """Ctrl+C."""


class VpceTuiError(Exception):
    """An error that is told to a person: one line of what and where, and a line of what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNREADABLE

    def __init__(self, message: str, *, help: str = "") -> None:  # noqa: A002 - the word the reader sees
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return f"{self.message}\n  help: {self.help}" if self.help else self.message


class UsageError(VpceTuiError):
    """The command line asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class UnknownIdError(UsageError):
    """No record has this id or name, and every list that could hold it was read."""

    def __init__(self, kind: str, wanted: str, known: Iterable[str] = ()) -> None:
        nearest = nearest_names(wanted, known)
        super().__init__(f"there is no {kind} `{wanted}`", help=f"did you mean {nearest}?" if nearest else "")


class MalformedInputError(UsageError):
    """A file is not what it claims to be. The message names the file and the place in it."""


class UnreadableError(VpceTuiError):
    """Nothing at all could be read from AWS or from the source."""

    exit_code = ExitCode.UNREADABLE


class NewerFormatError(UnreadableError):
    """The file was written by a later version of this program."""


class UnknownAnswerError(VpceTuiError):
    """What decides was not read, so the answer is neither yes nor no."""

    exit_code = ExitCode.UNKNOWN


def nearest_names(wanted: str, known: Iterable[str], limit: int = 3) -> str:
    """Return up to `limit` known names that look like `wanted`, each in backticks, or an empty string.

    Bounded work: of very many names only those that share the first four characters are compared.
    """
    names = list(known)
    if len(names) > 2000:
        names = [name for name in names if name[:4] == wanted[:4]][:2000]
    return " or ".join(f"`{name}`" for name in difflib.get_close_matches(wanted, names, n=limit, cutoff=0.6))
