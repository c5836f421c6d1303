"""What is known of one layer of policies: its documents, how their reading ended, and what of it is missing?

Three things are told apart: a layer that nobody asked for, one that could not be read, and one of which AWS said that
there is nothing.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from vpce_tui.model.coverage import COMPLETE, Coverage, Reason
from vpce_tui.policy.document import PolicyDocument, PolicyDocumentError
from vpce_tui.policy.layers import PolicyLevel
from vpce_tui.resources.on_demand import OnDemandRecord

R = TypeVar("R", bound=OnDemandRecord)


class State(enum.Enum):
    """What is known of a layer."""

    NOT_ASKED = "not asked"
    READ = "read"
    PARTLY = "partly read"
    NONE = "none"
    """AWS said that there is nothing, or that it does not apply."""
    UNREAD = "unread"
    """It was asked for, and refused or failed."""


@dataclass(frozen=True, slots=True)
class KnownLayer:
    """One layer of the policies that a request meets."""

    layer: str
    state: State = State.NOT_ASKED
    documents: tuple[PolicyDocument, ...] = ()
    levels: tuple[PolicyLevel, ...] = ()
    """Of control policies, in place of documents."""
    coverage: Coverage = COMPLETE
    """How the reading ended, and when."""
    says: str = ""
    """Why there is nothing, or what is missing."""
    restricts_public: bool | None = False
    """Of a bucket: Block Public Access lets only its own account and AWS's services use what a public policy allows.

    None where that was not read."""

    @property
    def is_open(self) -> bool:
        """Whether it was not read, or not all of it: what is missing could decide."""
        return self.state in (State.NOT_ASKED, State.UNREAD, State.PARTLY)

    @property
    def is_known(self) -> bool:
        """Whether something is known of it that can be evaluated, be it that there is nothing."""
        return self.state in (State.READ, State.PARTLY, State.NONE)


def best_of(found: Iterable[R]) -> R | None:
    """Return the record that was read last, of several scopes' copies; one that was read before one that was not."""
    return max(found, key=lambda each: (each.was_read, each.reading.read_at if each.reading else ""), default=None)


def ended(record: OnDemandRecord) -> Coverage:
    """Return how the reading of a record ended; what a file holds is complete."""
    return record.reading or COMPLETE


def add_document(documents: list[PolicyDocument], missing: list[str], text: str | None, name: str) -> None:
    """Add a policy to the documents, or what is missing instead to what is missing."""
    found = parsed(text, name) if text else f"{name} was not read"
    if isinstance(found, str):
        missing.append(found)
    else:
        documents.append(found)


@lru_cache(maxsize=512)
def parsed(text: str, name: str) -> PolicyDocument | str:
    """Return a policy read, or why it cannot be; each text once, for panels ask again at every keystroke."""
    try:
        return PolicyDocument.parse(text, name)
    except PolicyDocumentError as error:
        return f"{name} is no policy: {error.problems[0]}"


def layer_of(
    layer: str, documents: list[PolicyDocument], missing: list[str], how: Coverage, if_none: str
) -> KnownLayer:
    """Return a layer that was asked for: partly read where something is missing, and nothing where there is nothing.

    `how` is how the reading ended; `if_none` says that there is nothing.
    """
    if missing:
        says = ", ".join(missing) + (f" ({why_not(how)})" if not how.complete else "")
        return KnownLayer(layer, State.PARTLY, tuple(documents), coverage=how, says=says)
    if not documents:
        return KnownLayer(layer, State.NONE, coverage=how, says=if_none)
    return KnownLayer(layer, State.READ, tuple(documents), coverage=how)


def why_not(how: Coverage) -> str:
    """Return why something was not read, in a few words: the missing permission, or AWS's words."""
    permission = how.help.removeprefix("allow ").partition(" ")[0] if how.help.startswith("allow ") else ""
    if how.reason is Reason.FORBIDDEN and permission:
        return f"not permitted: {permission}"
    return "not in the source" if how.complete else how.message or how.says
