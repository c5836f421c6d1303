"""What can a name be answered with?

The values that the rooms of names hand to each other: the addresses of an answer, what is certain and what is doubtful
about it, and the DNS attributes of a VPC, on which private names depend.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, Block
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_attribute import VpcAttribute


@dataclass(frozen=True, slots=True)
class Target:
    """One address that a client may connect to."""

    address: Address
    interface: NetworkInterface | None = None
    """Whose address it should be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The addresses that a name has, if it is answered this way."""

    targets: tuple[Target, ...] = ()
    blocks: tuple[Block, ...] = ()
    """Where not single addresses but whole blocks are the service's."""
    exact: bool = True
    """The name's addresses lie all over the blocks; else they are somewhere in them, nobody knows where."""
    key: str = ""
    """What the blocks are, for remembering."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name resolves to from one subnet."""

    host: str
    answers: tuple[Answer, ...]
    """The likeliest first; several where it is not known which holds; none where the name has no answer."""
    steps: tuple[Step, ...] = ()
    doubt: str = ""
    """Why any of the answers may be the one."""
    doubt_code: str = ""
    doubt_about: str = ""
    ipv6: Answer | None = None
    """The answer to a question for IPv6 addresses, where a client asks that too."""
    edits: tuple[Edit, ...] = ()
    """Changes that would make the name private."""
    lacks_endpoint: bool = False
    """Nothing in the VPC answers the name, and an endpoint could be created that does."""
    not_evaluated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attributes:
    """The DNS attributes of a VPC; None for one that was not read."""

    support: bool | None
    hostnames: bool | None
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, world: World, spot: Spot) -> Attributes:
        found = world.topology.find(VpcAttribute, spot.vpc_id, spot.scope)
        if isinstance(found, Absent):
            return cls(None, None, ("vpcAttributes",))
        support = found.enable_dns_support.value if found.enable_dns_support else None
        hostnames = found.enable_dns_hostnames.value if found.enable_dns_hostnames else None
        return cls(support, hostnames, ("vpcAttributes",) if support is None or hostnames is None else ())

    @property
    def private_dns_works(self) -> bool:
        """Private DNS can only be turned on with both attributes on: what was not read is taken to be on."""
        return self.support is not False and self.hostnames is not False


def name_step(verdict: Outcome, text: str, component: str, code: str = "", edits: tuple[Edit, ...] = ()) -> Step:
    return Step(
        direction=Direction.FORWARD,
        stage=Stage.NAME,
        component=component,
        verdict=verdict,
        code=code,
        text=text,
        edits=edits,
    )
