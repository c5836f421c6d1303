"""What must a person be asked while AWS is read? The code of an MFA device, and who asks is not the reader.

The reader's thread hands a question over and goes on with everything else; whoever owns the terminal (a modal of the
screen, the prompt of a command) answers when the person has. Plain values: nothing of AWS's libraries is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MOST_ATTEMPTS: Final = 3
"""So often a code may be wrong before the login fails: AWS locks nobody out, but a person has misunderstood by then."""

CODE_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class CodeQuestion:
    """Asks for the code that an MFA device shows now."""

    login: str
    """The profile that the code is for."""
    serial: str
    """The device: an ARN, or the number on its back."""
    role_arn: str
    """The role that is assumed with the code."""
    attempt: int = 1
    problem: str = ""
    """Why the code before was not good enough; empty at the first attempt."""


Answer = Callable[[str | None], None]
"""Takes the code, or None where the person gives up; once, and from any thread."""

AskCode = Callable[[CodeQuestion, Answer], None]
"""Puts the question to a person. Called on the reader's thread, and returns at once."""


def code_problem(code: str) -> str:
    """Return why `code` cannot be what a device shows, or an empty string."""
    if code.isascii() and code.isdigit() and len(code) == CODE_DIGITS:
        return ""
    return f"a code is {CODE_DIGITS} digits"
