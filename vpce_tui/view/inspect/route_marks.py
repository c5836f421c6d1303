"""What of a route table deserves a mark: endpoint routes that others shadow, and prefix lists that overlap?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.addresses import Block
from vpce_tui.reach.routing import compiled, shadows
from vpce_tui.reach.world import world_of
from vpce_tui.resources.route_table import Route, RouteTable, target
from vpce_tui.view.inspect.routes import route_target
from vpce_tui.view.lines import Line
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

_LEAST_SHARE = 0.005
"""Shares below are told in a word: they would round to nothing."""


class RouteMarks:
    """The marks of one table."""

    def __init__(self, table: RouteTable, topology: Topology, scope: Scope, signs: Signs = UNICODE_SIGNS) -> None:
        self._table, self._scope, self._signs = table, scope, signs
        self._world = world_of(topology)

    def below(self, route: Route) -> Iterable[Line]:
        """Yield what of an endpoint's route other routes take: that traffic does not go through the endpoint."""
        if not target(route).startswith("vpce-"):
            return
        for shadow in shadows(self._world, self._table, self._scope, route):
            share = f"{shadow.share:.0%}" if shadow.share >= _LEAST_SHARE else "a little"
            runs: list[Run] = [
                (f"      {self._signs.warning} {share} of it ", "warn"),
                (f"goes to {target(shadow.by) or 'nowhere'} instead: {shadow.block}", "plain"),
            ]
            yield Line(runs, route_target(shadow.by))

    def at_the_end(self) -> Iterable[Line]:
        """Yield the pairs of prefix lists that overlap and lead to different targets: nobody knows which AWS takes."""
        lists: dict[str, tuple[Block, ...]] = {}
        leads: dict[str, str] = {}
        for candidate in compiled(self._world, self._table, self._scope).candidates:
            list_id = candidate.route.destination_prefix_list_id
            if list_id:
                lists[list_id] = (*lists.get(list_id, ()), candidate.block)
                leads[list_id] = target(candidate.route)
        for first, second in combinations(sorted(lists), 2):
            if leads[first] == leads[second]:
                continue
            shared = next(
                (block for block in lists[first] if any(_meet(block, other) for other in lists[second])), None
            )
            if shared is not None:
                runs: list[Run] = [
                    (f"    {self._signs.warning} {first} and {second} overlap ", "warn"),
                    (f"in {shared}: AWS sends it to {leads[first]} or to {leads[second]}", "plain"),
                ]
                yield Line(runs)


def _meet(one: Block, other: Block) -> bool:
    return one.version == other.version and one.first <= other.last and other.first <= one.last
