"""What does somebody ask of the policies who types an action?

`s3:GetObject`, `s3:GetObject arn:aws:s3:::app-data/q3.csv`, `s3:GetObject app-data/* as arn:aws:iam::…:role/app`.
Without `as …` the caller is the role of the instance that the interface belongs to, where one is known; else the
request is unsigned, and that is said.
"""

from __future__ import annotations

import re
from typing import Final

from vpce_tui.errors import UsageError
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.policy.catalogue import actions
from vpce_tui.policy.known import session_of_profile
from vpce_tui.reach.access import Access
from vpce_tui.resources.instance import Instance
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
    """Return the session that the interface's instance calls as, or None where it has no role or is none.

    Its role is the one that its instance profile holds, where that was read; else taken to be named like the profile.
    """
    profile = instance_profile_of(topology, interface_id)
    instance = instance_behind(topology, interface_id)
    return session_of_profile(topology, profile, instance.instance_id) if profile and instance else None


def instance_profile_of(topology: Topology, interface_id: str) -> str:
    """Return the ARN of the profile of the instance that an interface belongs to; empty for none."""
    instance = instance_behind(topology, interface_id)
    profile = instance.iam_instance_profile if instance is not None else None
    return (profile.arn or "") if profile is not None else ""


def instance_behind(topology: Topology, interface_id: str) -> Instance | None:
    """Return the instance that an interface belongs to, if it was read."""
    interface = topology.find(NetworkInterface, interface_id)
    attached = interface.attachment if not isinstance(interface, Absent) else None
    instance = topology.find(Instance, attached.instance_id) if attached and attached.instance_id else None
    return instance if isinstance(instance, Instance) else None


def action_choices(service: str) -> list[Choice]:
    """Return the actions of an endpoint service's label (`ecr.api` has those of `ecr`)."""
    prefix = service.split(".")[0].removesuffix("-fips")
    return [
        Choice.of(action.full_name, action.full_name, ", ".join(action.access_levels))
        for action in actions(f"{prefix}:")
    ]
