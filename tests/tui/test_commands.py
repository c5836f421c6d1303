"""What does a line typed after `:` mean, how does it complete, and does each command lead somewhere?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.resources import RESOURCES
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.commands import COMMANDS, COPY_FORMS, TYPES, by_name, complete, parse
from vpce_tui.tui.explorer.commanding import Commanding
from vpce_tui.tui.screens.explorer import ExplorerScreen

ALIASES = {
    ":vpc": "vpcs",
    ":vpce": "vpc-endpoints",
    ":eni": "network-interfaces",
    ":subnet": "subnets",
    ":rt": "route-tables",
    ":sg": "security-groups",
    ":acl": "network-acls",
    ":pl": "managed-prefix-lists",
    ":ctx": "account",
    ":account": "account",
    ":q": "quit",
    "q": "quit",
    ":  TRACE  ": "trace",
    ":matr": "matrix",
    ":w out.md": "export",
}


@pytest.mark.parametrize("line", ALIASES)
def test_a_name_an_alias_or_an_unmistakable_beginning_is_the_command(line: str) -> None:
    command = parse(line).command
    assert command is not None
    assert command.name == ALIASES[line]


def test_what_stands_behind_the_name_are_its_words() -> None:
    parsed = parse(": trace  i-1  to  s3 ")
    assert parsed.words == "i-1  to  s3"


@pytest.mark.parametrize(
    ("line", "told"),
    [(":vpec", "did you mean `vpc` or"), (":re", "may be :region, :recent"), (":zzzzzz", "`:help` lists them")],
)
def test_an_unknown_word_is_told_with_what_it_may_have_meant(line: str, told: str) -> None:
    parsed = parse(line)
    assert parsed.command is None
    assert told in parsed.problem


def test_every_resource_type_has_its_table_and_no_name_means_two_things() -> None:
    assert {command.name for command in TYPES} == {resource.name for resource in RESOURCES}
    names = [name for command in COMMANDS for name in command.names]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in TYPES], ids=lambda one: one.name)
def test_every_command_has_an_action_or_a_method_that_exists(command: object) -> None:
    found = next(one for one in COMMANDS if one is command)
    name = found.action.partition("(")[0]
    owner = VpceApp if name.startswith("app.") else ExplorerScreen
    method = getattr(Commanding, f"do_{found.name.replace('-', '_')}", None)
    assert name or method
    assert not name or hasattr(owner, f"action_{name.removeprefix('app.')}"), name
    assert not found.takes or method
    assert not found.needs_words or method


def test_every_form_of_copying_has_its_action() -> None:
    for action in COPY_FORMS.values():
        assert hasattr(ExplorerScreen, f"action_{action}")


def test_the_exact_name_comes_first_then_own_commands_then_tables() -> None:
    assert complete(":vpce")[0].line == ":vpce"
    assert complete(":ma")[0].shown == "matrix"
    assert complete(":")[0].line.startswith(":find")
    assert complete(":zzz") == []


def test_words_are_completed_by_their_kind_and_the_line_before_them_stays() -> None:
    seen = []

    def candidates(kind: str, typed: str) -> list[tuple[str, str]]:
        seen.append((kind, typed))
        return [("s3", "a service")]

    [found] = complete(":trace eni-1 s", candidates)
    assert seen == [("goal", "s")]
    assert found.line == ":trace eni-1 s3"
    assert complete(":quit x", candidates) == []


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_line_is_understood_or_told_and_completes_without_failing(line: str) -> None:
    parsed = parse(line)
    assert parsed.command is None or not parsed.problem
    complete(line)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(by_name())))
def test_every_completion_of_a_beginning_is_a_line_that_is_understood(name: str) -> None:
    for completion in complete(f":{name[:2]}"):
        assert parse(completion.line).command is not None, completion
