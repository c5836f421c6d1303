"""Which addresses do the words of a question's destination mean for its client?

An address means itself, an interface its own, an endpoint those of its interfaces or of its service's prefix list; a
host or service means what its name is answered with there.
"""

from __future__ import annotations

from dataclasses import replace

from vpce_tui.reach.addresses import parse_address
from vpce_tui.reach.answers import Answer, Resolution, Target, name_step
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.flow import Destination
from vpce_tui.reach.names import resolve, service_host
from vpce_tui.reach.private_dns import endpoint_answer
from vpce_tui.reach.public_dns import endpoints_unread
from vpce_tui.reach.question import Question
from vpce_tui.reach.service_blocks import gateway_service_blocks
from vpce_tui.reach.steps import Outcome, Step
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import addresses
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type, service_label


def meaning_of(world: World, question: Question) -> Resolution:
    """Return the addresses that the destination's words mean for this client."""
    destination, start = question.destination, question.start
    if destination.address is not None:
        return Resolution(destination.words, (Answer((Target(destination.address),)),))
    if destination.interface is not None:
        return _interface(question, destination)
    if destination.endpoint is not None:
        return _endpoint(world, start, destination.endpoint)
    if destination.host:
        return resolve(world, start, destination.host)
    host = service_host(world, start, destination.service, destination.region)
    return resolve(world, start, host) if host else _customer_service(world, start, destination)


def _interface(question: Question, destination: Destination) -> Resolution:
    assert destination.interface is not None
    parsed = [found for text in addresses(destination.interface) if (found := parse_address(text)) is not None]
    if not parsed:
        name = destination.interface.network_interface_id
        step = name_step(Outcome.BLOCK, f"{name} has no address", name, Code.UNASSOCIATED_COMPONENT)
        return Resolution(destination.words, (), (step,))
    chosen = next((found for found in parsed if found.version == question.source.address.version), parsed[0])
    return Resolution(destination.words, (Answer((Target(chosen, destination.interface),)),))


def _endpoint(world: World, start: Spot, endpoint: VpcEndpoint) -> Resolution:
    name = endpoint.vpc_endpoint_id
    if not is_type(endpoint, "Gateway"):
        found = endpoint_answer(world, start, endpoint)
        return Resolution(name, (), (found,)) if isinstance(found, Step) else Resolution(name, (found,))
    scope = world.scope_of(endpoint, start.scope)
    listed = gateway_service_blocks(world, scope, endpoint.service_name or "")
    if listed is None:
        text = f"the prefix list of {endpoint.service_name} was not read"
        return Resolution(name, (), (name_step(Outcome.UNKNOWN, text, name, Code.VPCE_NOT_READ),))
    family = (endpoint.ip_address_type or "ipv4").lower()
    blocks = tuple(block for block in listed[1] if family in ("dualstack", f"ipv{block.version}"))
    return Resolution(name, (Answer(blocks=blocks or listed[1], key=f"{listed[0]} {family}"),))


def _customer_service(world: World, start: Spot, destination: Destination) -> Resolution:
    """Look for an endpoint of a service that has no host name of its own."""
    own = [item for item in world.endpoints_of(start.vpc_id) if item.service_name == destination.service]
    own.sort(key=lambda item: (item.state or "").lower() != "available")
    if own:
        return replace(_endpoint(world, start, own[0]), host=destination.service)
    unread = endpoints_unread(world, start)
    if unread is None:
        text = f"{start.vpc_id} has no endpoint for {service_label(destination.service)}"
        step = name_step(Outcome.BLOCK, text, start.vpc_id, Code.VPCE_NO_ENDPOINT)
    else:
        text, code = unread
        step = name_step(Outcome.UNKNOWN, text, start.vpc_id, code)
    return Resolution(destination.service, (), (step,))
