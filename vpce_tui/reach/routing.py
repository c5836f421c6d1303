"""Which route does a VPC's router take for an address, and why not another?

The longest matching prefix wins; a prefix list counts as the blocks in it. On the same block a static route
beats a prefix list's and that beats a propagated one, and within the VPC's own blocks the local route beats every
propagated route. A blackhole route wins like any other and drops the packet. Two prefix lists that overlap and
lead to different targets leave the choice to AWS: that is told as ambiguous, never guessed.
Source: VPC User Guide, "Route priority" and "Configure route tables".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import (
    Address,
    Block,
    is_public,
    parse_address,
    parse_block,
    parse_blocks,
    pieces,
    representative,
)
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.world import World
from vpce_tui.resources.relations import prefix_list_cidrs
from vpce_tui.resources.route_table import Route, RouteTable, destination, target
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type

_STATIC, _LIST, _PROPAGATED = 0, 1, 2
_PROPAGATED_ORIGINS = ("EnableVgwRoutePropagation", "Advertisement")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One block that one route of a table is for."""

    block: Block
    priority: int
    index: int
    """The route's place in its table."""
    route: Route

    @property
    def from_list(self) -> bool:
        return self.route.destination_prefix_list_id is not None


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A route table with its lists opened, the most specific blocks first."""

    candidates: tuple[Candidate, ...]
    unread: tuple[Route, ...] = ()
    """Routes whose prefix list was not read."""
    malformed: tuple[Route, ...] = ()
    """Routes whose destination is none."""
    filtered: tuple[Route, ...] = ()
    """Routes that a route server does not install."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a table says about one address."""

    winner: Candidate | None
    ambiguous: tuple[Candidate, ...] = ()
    """Routes that AWS may prefer to the winner, nobody knows when."""
    undecided: tuple[Route, ...] = field(default=())
    """Routes that could win if their prefix list, which was not read, holds the address."""
    malformed: tuple[Route, ...] = ()


def compiled(world: World, table: RouteTable, scope: Scope) -> CompiledTable:
    """Return the table with its prefix lists opened. O(blocks log blocks) once for each table."""
    return world.remember(("table", table.route_table_id), lambda: _compile(world, table, scope))


def _compile(world: World, table: RouteTable, scope: Scope) -> CompiledTable:
    candidates: list[Candidate] = []
    unread: list[Route] = []
    malformed: list[Route] = []
    filtered: list[Route] = []
    for index, route in enumerate(table.routes):
        if (route.state or "").lower() == "filtered":
            filtered.append(route)
            continue
        propagated = route.origin in _PROPAGATED_ORIGINS
        if route.destination_prefix_list_id:
            texts = prefix_list_cidrs(world.topology, route.destination_prefix_list_id, scope)
            if isinstance(texts, Absent):
                unread.append(route)
                continue
            candidates += [Candidate(block, _LIST, index, route) for block in parse_blocks(texts)]
            continue
        found = parse_block(destination(route))
        if found is None:
            malformed.append(route)
        else:
            candidates.append(Candidate(found, _PROPAGATED if propagated else _STATIC, index, route))
    local = [item.block for item in candidates if target(item.route) == "local"]
    # A propagated route inside the VPC's own blocks never takes its traffic away.
    candidates = [
        item
        for item in candidates
        if item.priority != _PROPAGATED or not any(_lies_inside(item.block, block) for block in local)
    ]
    candidates.sort(key=lambda item: (-item.block.length, item.priority, item.index))
    return CompiledTable(tuple(candidates), tuple(unread), tuple(malformed), tuple(filtered))


def _lies_inside(block: Block, other: Block) -> bool:
    return block.version == other.version and other.first <= block.first and block.last <= other.last


def choose(world: World, table: RouteTable, scope: Scope, address: Address) -> Choice:
    """Return the route that the table takes for an address. O(blocks of the table)."""
    known = compiled(world, table, scope)
    version, value = address
    winner: Candidate | None = None
    ambiguous: list[Candidate] = []
    for item in known.candidates:
        block = item.block
        if block[0] != version or not block[1] <= value <= block[2]:
            continue
        if winner is None:
            winner = item
            if not item.from_list:
                break
        elif item.from_list and target(item.route) != target(winner.route):
            ambiguous.append(item)
    undecided: tuple[Route, ...] = ()
    single = 32 if version == 4 else 128
    if known.unread and (winner is None or winner.block.length < single or winner.priority == _PROPAGATED):
        undecided = tuple(
            route
            for route in known.unread
            if (winner is None or target(route) != target(winner.route)) and _could_hold(world, route, scope, address)
        )
    return Choice(winner, tuple(ambiguous), undecided, known.malformed)


def _could_hold(world: World, route: Route, scope: Scope, address: Address) -> bool:
    """Say whether an unread list could hold the address: AWS's lists for gateway endpoints hold public ones only."""
    endpoint = world.topology.find(VpcEndpoint, target(route), scope)
    return is_public(address) or not (isinstance(endpoint, VpcEndpoint) and is_type(endpoint, "Gateway"))


@dataclass(frozen=True, slots=True)
class RouteExplanation:
    """Why one route of a table wins or loses for an address."""

    route: Route
    wins: bool
    block: str
    """The block that holds the address, or the route's destination."""
    code: str
    text: str


def explain_routes(world: World, table: RouteTable, scope: Scope, address: str) -> tuple[RouteExplanation, ...]:
    """Return every route of the table with the reason why it wins or loses for an address, in table order."""
    wanted = parse_address(address)
    if wanted is None:
        return tuple(
            RouteExplanation(route, False, destination(route), Code.CANNOT_ROUTE, f"`{address}` is no address")
            for route in table.routes
        )
    known = compiled(world, table, scope)
    choice = choose(world, table, scope, wanted)
    best: dict[int, Candidate] = {}
    for item in known.candidates:
        if item.block.holds(wanted):
            best.setdefault(item.index, item)
    return tuple(
        _explain(route, best.get(index), choice, known, wanted, index) for index, route in enumerate(table.routes)
    )


def _explain(
    route: Route, own: Candidate | None, choice: Choice, known: CompiledTable, address: Address, index: int
) -> RouteExplanation:
    where = str(own.block) if own else destination(route)
    winner = choice.winner
    if own is not None and winner is not None and winner.index == index:
        state = " and drops the packet: it is a blackhole" if is_blackhole(route) else ""
        return RouteExplanation(route, True, where, "", f"wins{state}: no more specific block holds {address}")
    if own is None:
        return RouteExplanation(route, False, where, *_why_not(route, known, address))
    assert winner is not None
    if own in choice.ambiguous:
        text = f"may win: prefix lists overlap, and AWS chooses between {target(winner.route)} and {target(route)}"
        return RouteExplanation(route, False, where, Code.VPCE_AMBIGUOUS_PREFIX_LISTS, text)
    if own.block.length < winner.block.length:
        text = f"loses to {winner.block}, which is more specific"
        return RouteExplanation(route, False, where, Code.MORE_SPECIFIC_ROUTE, text)
    kinds = ("a static route", "a prefix list's route", "a propagated route")
    text = f"loses to {kinds[winner.priority]} for the same block, which is preferred"
    return RouteExplanation(route, False, where, Code.HIGHER_PRIORITY_ROUTE, text)


def _why_not(route: Route, known: CompiledTable, address: Address) -> tuple[str, str]:
    if route in known.unread:
        return Code.VPCE_NOT_READ, f"prefix list {route.destination_prefix_list_id} was not read"
    if route in known.malformed:
        return Code.VPCE_MALFORMED_RECORD, f"`{destination(route)}` is no block of addresses"
    if route in known.filtered:
        return Code.BAD_STATE_ROUTE, "is filtered out by the route server"
    block = parse_block(destination(route))
    if block is not None and block.version != address.version:
        return Code.CANNOT_ROUTE, f"is for IPv{block.version} only"
    if block is not None and block.holds(address):
        return Code.HIGHER_PRIORITY_ROUTE, "is propagated, and the local route is preferred to it"
    return Code.CANNOT_ROUTE, f"does not hold {address}"


def is_blackhole(route: Route) -> bool:
    """Say whether the route drops what it wins."""
    return (route.state or "active").lower() == "blackhole"


def is_active(route: Route) -> bool:
    """Say whether the route does what it says; states are an open list, and old recordings have none."""
    return route.state == "active" or (route.state or "active").lower() == "active"


@dataclass(frozen=True, slots=True)
class Shadow:
    """A part of a route's addresses that another route takes."""

    route: Route
    by: Route
    block: str
    """The part, as a block or a range."""
    share: float
    """Of the addresses of the shadowed route, 0 to 1."""


def shadows(world: World, table: RouteTable, scope: Scope, route: Route) -> tuple[Shadow, ...]:
    """Return which other routes take addresses of this one, the largest share first.

    For the route of a gateway endpoint this is what does not go through the endpoint.
    """
    known = compiled(world, table, scope)
    try:
        index = table.routes.index(route)
    except ValueError:
        return ()
    own = [item.block for item in known.candidates if item.index == index]
    total = sum(block.size for block in own)
    taken: dict[int, list[Block]] = {}
    for piece in pieces(own, (item.block for item in known.candidates)):
        winner = choose(world, table, scope, representative(piece)).winner
        if winner is not None and winner.index != index:
            taken.setdefault(winner.index, []).append(piece)
    found = [
        Shadow(route, table.routes[other], _text(blocks), sum(block.size for block in blocks) / total)
        for other, blocks in taken.items()
    ]
    return tuple(sorted(found, key=lambda shadow: -shadow.share))


def _text(blocks: Sequence[Block]) -> str:
    return ", ".join(str(block) for block in blocks[:3]) + (", …" if len(blocks) > 3 else "")


def overlaps(blocks: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return every pair of blocks that share addresses, as written."""
    parsed = [(text, block) for text in blocks if (block := parse_block(text)) is not None]
    return tuple(
        (first_text, second_text)
        for place, (first_text, first) in enumerate(parsed)
        for second_text, second in parsed[place + 1 :]
        if first.version == second.version and first.first <= second.last and second.first <= first.last
    )
