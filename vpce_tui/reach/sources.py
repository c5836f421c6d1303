"""Can the source send at all?

Its interface must be in use; endpoints answer and never ask. An instance that does not run sends nothing now,
which is said and does not change what the network would do.
"""

from __future__ import annotations

from vpce_tui.model.topology import Absent
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.endpoints import is_endpoint_interface
from vpce_tui.reach.question import Question
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.world import World
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface

_TRANSITIONAL = ("attaching", "detaching", "associated")


def source_steps(world: World, question: Question) -> tuple[Step, ...]:
    """Return the steps of the source interface."""
    return world.remember_for(question.client, "source steps", lambda: tuple(_source_steps(world, question)))


def _source_steps(world: World, question: Question) -> list[Step]:
    interface, start = question.source.interface, question.start
    name = interface.network_interface_id
    if is_endpoint_interface(interface):
        text = f"{name} belongs to an endpoint, which never opens connections into its VPC"
        return [_step(Outcome.BLOCK, name, text, Code.VPCE_INTRA_VPC_TRAFFIC)]
    status = (interface.status or "in-use").lower()
    if status == "available":
        return [_step(Outcome.BLOCK, name, f"{name} is attached to nothing", Code.BAD_STATE)]
    if status in _TRANSITIONAL:
        return [_step(Outcome.WARN, name, f"{name} is {status}", Code.VPCE_STATE_IN_TRANSITION)]
    state = _instance_state(world, question, interface)
    if state not in ("running", ""):
        text = f"the instance of {name} is {state}: it sends nothing until it runs"
        return [_step(Outcome.WARN, name, text, Code.BAD_STATE)]
    text = f"{name} has {question.source.address} in {start.subnet.subnet_id} of {start.vpc_id}"
    return [_step(Outcome.PASS, name, text)]


def _instance_state(world: World, question: Question, interface: NetworkInterface) -> str:
    instance_id = interface.attachment and interface.attachment.instance_id
    if not instance_id:
        return ""
    instance = world.topology.find(Instance, instance_id, question.source.scope)
    if isinstance(instance, Absent) or instance.state is None:
        return ""
    return (instance.state.name or "").lower()


def _step(verdict: Outcome, component: str, text: str, code: str = "") -> Step:
    return Step(
        direction=Direction.FORWARD, stage=Stage.SOURCE, component=component, verdict=verdict, code=code, text=text
    )
