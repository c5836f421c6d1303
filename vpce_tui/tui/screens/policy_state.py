"""What is a policy panel about, and which requests were asked lately?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from vpce_tui.policy import Policies
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.policy_store import MOST_KEPT, Recent
from vpce_tui.view.choices import Choice
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_panel import sign_of
from vpce_tui.view.policy_request import Ask, Setting
from vpce_tui.view.policy_verdict import verdict
from vpce_tui.view.text import Signs


@dataclass
class PanelState:
    """What a panel was about, so that one can come back to it."""

    settings: Sequence[Setting]
    """One for each endpoint; their topology is replaced when policies have been read."""
    endpoints: Sequence[VpcEndpoint] = ()
    """Others to compare policies with."""
    at: int = 0
    ask: Ask | None = None
    given: Policies = field(default_factory=Policies)
    draft: PolicyText | None = None
    """The edited copy, in place of the endpoint's own policy."""
    pane: str = "document"

    @property
    def setting(self) -> Setting:
        return self.settings[self.at]


class RecentRequests:
    """The requests asked lately, the latest first, each once."""

    def __init__(self, recent: Iterable[Recent] = ()) -> None:
        self._recent = list(recent)

    def __iter__(self) -> Iterator[Recent]:
        return iter(self._recent)

    def __len__(self) -> int:
        return len(self._recent)

    def keep(self, endpoint_id: str, ask: Ask) -> bool:
        """Put a request first; return whether that changes anything."""
        kept = (endpoint_id, ask)
        if self._recent[:1] == [kept]:
            return False
        self._recent = [kept, *(each for each in self._recent if each != kept)][:MOST_KEPT]
        return True

    def asked_of(self, endpoint_id: str) -> list[Ask]:
        """Return the requests that pass an endpoint."""
        return [ask for of, ask in self._recent if of == endpoint_id and ask.passes_endpoint]

    def by_name(self, setting: Setting) -> dict[str, Ask]:
        """Return the requests by the words that tell them apart in a list."""
        own = setting.endpoint.vpc_endpoint_id
        return {
            f"{number} [{ask.path}] {ask.resource}{f' asked of {of}' if of != own else ''}": ask
            for number, (of, ask) in enumerate(self._recent, 1)
        }


def latest(recent: Sequence[Recent], setting: Setting) -> Ask | None:
    """Return what was asked last about an endpoint; not where an interface is chosen, for that is who asks then."""
    own = setting.endpoint.vpc_endpoint_id
    return next((ask for of, ask in recent if of == own), None) if setting.interface is None else None


def recent_choices(
    by_name: Mapping[str, Ask], setting: Setting, text: PolicyText | None, given: Policies, now: datetime, signs: Signs
) -> list[Choice]:
    """Return the requests to choose from, each with its decision as things stand."""
    return [
        Choice.of(name, f"{sign_of(verdict(setting, text, ask, given, now), signs)[0]} {ask.action}", ask.caller)
        for name, ask in by_name.items()
    ]
