"""What is a planted mistake, and how is it asked about?"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.demo.ids import an_id


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a trace."""

    source: str
    """What stands after `--from`."""
    destination: str
    """What stands after `--to`."""
    port: int | None = None
    action: str = ""
    """What is asked of the policies besides; empty for a question about the network alone."""
    resource: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The command line after `vpce-tui --demo trace`."""
        port = ("--port", str(self.port)) if self.port else ()
        action = ("--action", self.action, "--resource", self.resource) if self.action else ()
        return ("--from", self.source, "--to", self.destination, *port, *action)


@dataclass(frozen=True, slots=True)
class Planted:
    """One mistake of the troubleshooting catalogue that is really in the demo world."""

    scenario: int
    """The number in the catalogue of troubleshooting scenarios."""
    title: str
    """What somebody sees."""
    record_ids: tuple[str, ...]
    """The records that show it, the one to change first."""
    says: str
    """What is wrong, in one sentence."""
    question: Question | None = None
    """A trace that runs into it; None where no trace can."""
    verdict: str | None = None
    """`reachable`, `notReachable` or `unknown`; None where the trace is not what tells it."""
    code: str | None = None
    """The explanation code of a step of the trace."""


def ask(source: str, destination: str, port: int | None = None, *, action: str = "", resource: str = "") -> Question:
    """Return the question whether the interface of this name reaches a service, host, address or record.

    With an action also whether the policies let its role do that.
    """
    return Question(an_id("eni", source), destination, port, action, resource)


def ids(*names: str) -> tuple[str, ...]:
    """Return the ids for names such as `sg app-web`: a prefix and the name that the record was made with."""
    return tuple(an_id(prefix, rest) for prefix, _, rest in (name.partition(" ") for name in names))
