"""Does a trace read as it should: verdict first, each rule named, fixes to copy, nothing told by colour alone?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.demo.looking import world
from tests.reach.asking import ask
from vpce_tui.demo.build import Builder, allow
from vpce_tui.demo.planted import PLANTED
from vpce_tui.reach import Flow, Trace, trace
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.view.text import ASCII_SIGNS, UNICODE_SIGNS, Run, cells_width, plain
from vpce_tui.view.trace import WIDE, headline, trace_lines, trace_page, trace_text
from vpce_tui.view.wrapping import LEAST_COLUMN, wrapped

QUESTIONS = {planted.scenario: planted.question for planted in PLANTED if planted.question is not None}


def planted(scenario: int) -> Trace:
    question = QUESTIONS[scenario]
    return trace(Flow(question.source, question.destination, port=question.port), world())


def blocked_by_its_group() -> tuple[Builder, Trace]:
    build = Builder()
    build.vpc(name="app")
    build.subnet(name="app-a")
    locked = build.security_group(egress=(allow(80, cidr="10.0.0.0/8"),), name="locked")
    source = build.network_interface(groups=(locked,), name="web-1")
    goal = build.network_interface(groups=(build.security_group(allow(443)),), name="db-1")
    return build, ask(build, source, goal)


def texts(found: Trace, width: int = 0) -> list[str]:
    return [plain(line.cells) for line in trace_lines(found, width=width, topology=world())]


def test_the_verdict_stands_before_the_question() -> None:
    _, found = blocked_by_its_group()
    said = plain(headline(found))
    assert said.startswith("✗ NOT REACHABLE  1 blocker")
    assert said.endswith(":443 tcp")
    assert plain(headline(found, ASCII_SIGNS)).startswith("x NOT REACHABLE")


def test_every_step_has_a_sign_its_stage_and_its_code() -> None:
    _, found = blocked_by_its_group()
    lines = [plain(line.cells) for line in trace_lines(found)]
    for step in found.steps:
        sign = {"pass": "●", "block": "✗", "unknown": "?", "warn": "▲"}[step.verdict]
        assert any(line.startswith(f" {sign} ") and step.text in line and str(step.code) in line for line in lines)


def test_a_block_names_who_judged_and_leads_there() -> None:
    build, found = blocked_by_its_group()
    page = trace_page(found, topology=build.topology())
    assert page.first_trouble is not None
    line = page.body[page.first_trouble]
    assert "locked" in plain(line.cells)
    assert line.target is not None
    assert line.target.record_type is SecurityGroup


def test_a_fix_is_told_in_words_and_as_a_command_to_copy() -> None:
    _, found = blocked_by_its_group()
    page = trace_page(found)
    [command] = page.commands
    assert command.startswith("aws ec2 authorize-security-group-egress --group-id sg-")
    fixes = [plain(line.cells) for line in page.body if "fix:" in plain(line.cells)]
    assert any("tried on a copy: removes this blocker" in fix for fix in fixes)
    assert [line.opens for line in page.body if line.opens] == ["command 0"]


def test_advice_that_was_not_tried_is_not_said_to_help() -> None:
    found = planted(45)
    untried = [step.fix for step in found.steps if step.fix and not step.edits]
    assert untried, "this question has a step with advice only"
    for line in texts(found):
        if untried[0] in line:
            assert "tried on a copy" not in line


@pytest.mark.parametrize("scenario", sorted(QUESTIONS))
def test_no_line_is_wider_than_a_narrow_screen(scenario: int) -> None:
    assert max(map(len, texts(planted(scenario), 80))) <= 80


@pytest.mark.parametrize("scenario", [34, 36, 47])
def test_a_wide_screen_draws_the_path_from_left_to_right(scenario: int) -> None:
    found = planted(scenario)
    wide = texts(found, 160)
    assert max(map(len, wide)) <= 160
    path = [line for line in wide if " → ● " in line or " → ✗ " in line]
    assert path
    assert any("✗ " in line for line in path)
    narrow = texts(found, WIDE - 1)
    assert not any(" → ● " in line for line in narrow)


def test_the_copied_text_holds_every_step_on_one_line() -> None:
    found = planted(36)
    copied = trace_text(found, world()).splitlines()
    for step in found.steps:
        assert any(step.text in line for line in copied)


def test_other_peoples_names_stay_text() -> None:
    build = Builder()
    build.vpc()
    build.subnet()
    source = build.network_interface(name="\x1b[31mred\u202e")
    copied = trace_text(ask(build, source, "10.0.0.9"), build.topology())
    assert "\x1b" not in copied
    assert r"\x1b[31mred" in copied


runs = st.lists(st.tuples(st.text(max_size=30), st.just("plain")), max_size=6)


@given(runs, st.integers(1, 60), st.integers(0, 20))
@settings(max_examples=200, deadline=None)
def test_wrapping_loses_no_word_and_keeps_to_the_width(cells: list[Run], width: int, hang: int) -> None:
    lines = wrapped(cells, width, hang)
    limit = max(width, hang + LEAST_COLUMN)
    assert all(cells_width([(plain(line).rstrip(" "), "plain")]) <= limit for line in lines)
    whole = "".join(plain(line) for line in wrapped(cells, 0)[:1])
    assert "".join(plain(line) for line in lines).replace(" ", "") == whole.replace(" ", "")


def test_signs_are_plain_ascii_where_that_is_asked() -> None:
    _, found = blocked_by_its_group()
    heads = [plain(line.cells)[:3] for line in trace_lines(found, ASCII_SIGNS)]
    assert all(head.isascii() for head in heads)
    assert UNICODE_SIGNS.not_usable not in "".join(heads)
