"""What holds of every fact's world, however it was read?

A list that was not read makes an answer unknown at most, or is told as not evaluated; the order in which AWS lists
things, and whether it lists one twice, change nothing; every step names a record that was read.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.reach.asking import told
from tests.reach.facts import test_groups, test_internet, test_route_tables, test_transit, test_ways_back
from tests.reach.facts.case import Asked, Case
from vpce_tui.demo.build import Builder
from vpce_tui.errors import UnknownAnswerError
from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.reach import Flow, Outcome, Trace, Verdict, trace
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.route_table import RouteTable, destination
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.security_group_rule import SecurityGroupRule

CASES = [
    case
    for room in (test_groups, test_internet, test_route_tables, test_transit, test_ways_back)
    for case in room.fact.cases
]


def ask(build: Builder, case: Case, asked: Asked, *unread: type[Record]) -> Trace:
    words = asked[1] if isinstance(asked[1], str) else asked[1].record_id
    flow = Flow(asked[0].network_interface_id, words, **case.flow)
    return trace(flow, build.topology(unread=(*case.unread, *unread)), fixes=False)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_was_not_read_never_turns_an_answer_into_its_opposite(case: Case) -> None:
    build = Builder()
    asked = case.build(build)
    whole = ask(build, case, asked)
    for unread in {record_type for record_type, _ in build._records}:
        try:
            partial = ask(build, case, asked, unread)
        except UnknownAnswerError:
            continue
        opposites = {whole.verdict, partial.verdict} == {Verdict.REACHABLE, Verdict.NOT_REACHABLE}
        told_of = set(partial.not_evaluated) - set(whole.not_evaluated)
        assert not opposites or told_of, f"without {unread.__name__}\n{told(whole)}\n{told(partial)}"


def turned(value: Any) -> Any:
    """Return a value with every list in it the other way round, but for those whose order means something."""
    if isinstance(value, tuple):
        return value if value is NOT_SENT else tuple(turned(item) for item in reversed(value))
    if not isinstance(value, Shape):
        return value
    kept = {name: getattr(value, name) for name in value.__struct_fields__}
    return msgspec.structs.replace(
        value, **{name: item if name in value.ordered else turned(item) for name, item in kept.items()}
    )


def doubled(value: Record) -> Record:
    """Return a record whose routes, rules or entries stand in it twice."""
    names = {
        RouteTable: ("routes",),
        NetworkAcl: ("entries",),
        SecurityGroup: ("ip_permissions", "ip_permissions_egress"),
    }
    found = {name: getattr(value, name) for name in names.get(type(value), ())}
    return msgspec.structs.replace(
        value, **{name: item if item is NOT_SENT else (*item, *item) for name, item in found.items()}
    )


@pytest.mark.parametrize("how", [turned, doubled])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_neither_order_nor_repetition_matters(case: Case, how: Any) -> None:
    build = Builder()
    asked = case.build(build)
    before = ask(build, case, asked)
    for table in build._records.values():
        items = [how(record) for record in reversed(table.values())]
        table.clear()
        table.update({item.record_id: item for item in items})

    after = ask(build, case, asked)

    assert after.verdict is before.verdict, f"{told(before)}\n{told(after)}"
    assert after.via == before.via
    blocking = [[(step.component, step.code, step.rule) for step in found.blocking_steps] for found in (before, after)]
    assert blocking[0] == blocking[1]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_step_names_what_was_read_and_a_rule_of_it(case: Case) -> None:
    build = Builder()
    asked = case.build(build)
    known = {record.record_id: record for table in build._records.values() for record in table.values()}

    for step in ask(build, case, asked).steps:
        assert step.component, step
        if step.verdict in (Outcome.PASS, Outcome.BLOCK):
            assert step.component in known, step
            assert not step.rule or step.rule in rules_of(known[step.component], known), step


def rules_of(record: Record, known: dict[str, Record]) -> set[str]:
    """Return what the rules of a record are called."""
    match record:
        case RouteTable():
            return {destination(route) for route in record.routes}
        case NetworkAcl():
            return {str(entry.rule_number) for entry in record.entries}
        case SecurityGroup():
            rules = [rule for rule in known.values() if isinstance(rule, SecurityGroupRule)]
            return {rule.security_group_rule_id for rule in rules if rule.group_id == record.group_id}
        case _:
            return {
                value
                for other in known.values()
                if getattr(other, "transit_gateway_route_table_id", "") == record.record_id
                for value in (getattr(other, "destination_cidr_block", ""),)
            }
