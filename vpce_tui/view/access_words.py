"""What does somebody ask of the policies who types an action?

`s3:GetObject`, `s3:GetObject arn:aws:s3:::app-data/q3.csv`, `s3:GetObject app-data/* as arn:aws:iam::…:role/app`.
Without `as …` the caller is the role of the instance or Lambda function that the interface belongs to, where one is
known; else the request is unsigned, and that is said.
"""

from __future__ import annotations

import re
from typing import Final

from vpce_tui.errors import UsageError
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.policy.callers import Caller, caller_behind
from vpce_tui.policy.catalogue import actions
from vpce_tui.reach.access import Access
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.view.choices import Choice

_FORM: Final = re.compile(
    r"(?P<action>[A-Za-z0-9-]+:[A-Za-z0-9*?]+)(?:\s+(?P<resource>(?!as\s)\S+))?(?:\s+as\s+(?P<principal>\S+))?"
)
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/.*)?")


def parse_access(words: str, principal: str | None = None) -> Access:
    """Return what the words ask; `principal` asks where they do not say who.

    Raises:
        UsageError: There is no action in them.
    """
    found = _FORM.fullmatch(words.strip())
    if found is None:
        raise UsageError(
            f"`{words.strip()}` asks for no action",
            help="write s3:GetObject arn:aws:s3:::bucket/key as arn:…:role/name",
        )
    resource = found["resource"] or "*"
    if found["action"].lower().startswith("s3:") and _BUCKET.fullmatch(resource):
        resource = f"arn:aws:s3:::{resource}"
    return Access(found["action"], resource, found["principal"] or principal)


def likely_principal(topology: Topology, interface_id: str) -> str | None:
    """Return whom the instance or function behind an interface calls as, or None where that is not known."""
    return likely_caller(topology, interface_id).principal


def likely_caller(topology: Topology, interface_id: str) -> Caller:
    """Return what is known of who calls from an interface; see `caller_behind`."""
    interface = topology.find(NetworkInterface, interface_id)
    return Caller() if isinstance(interface, Absent) else caller_behind(topology, interface)


def action_choices(service: str) -> list[Choice]:
    """Return the actions of an endpoint service's label (`ecr.api` has those of `ecr`)."""
    prefix = service.split(".")[0].removesuffix("-fips")
    return [
        Choice.of(action.full_name, action.full_name, ", ".join(action.access_levels))
        for action in actions(f"{prefix}:")
    ]
