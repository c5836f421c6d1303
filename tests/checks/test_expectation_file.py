"""Is a file of expectations read as it is meant, and is every mistake in it told with its place?"""

from __future__ import annotations

import contextlib
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vpce_tui.checks
from vpce_tui.checks.expectation import Kind, Severity
from vpce_tui.checks.expectation_file import KEYS, SELECTORS, read_expectations
from vpce_tui.errors import MalformedInputError, NewerFormatError, VpceTuiError

SAMPLE = Path(__file__).with_name("demo_expectations.toml")
SCHEMA: dict[str, Any] = json.loads((Path(vpce_tui.checks.__file__).parent / "expectations.schema.json").read_text())

FLOW = '[[expect]]\nname = "x"\nfrom = { tag = "tier=app" }\nto = "s3"\n'
REQUEST = '[[deny]]\nname = "x"\nendpoint = { service = "s3" }\naction = "s3:GetObject"\nresource = "*"\n'


def test_entries_come_in_the_order_of_the_file_with_their_lines() -> None:
    text = SAMPLE.read_text()
    found = read_expectations(text, "demo")
    lines = text.split("\n")
    assert [lines[expectation.line - 1] for expectation in found] == [line for line in lines if line.startswith("[[")]
    assert [expectation.line for expectation in found] == sorted(expectation.line for expectation in found)


def test_an_entry_holds_what_was_written() -> None:
    (found,) = read_expectations(
        FLOW + 'via = "gatewayEndpoint"\nport = [443, 80]\nprotocol = "udp"\nseverity = "low"\nmay_be_empty = true\n'
    )
    assert (found.kind, found.name, found.destinations) == (Kind.EXPECT, "x", ("s3",))
    assert found.selector.words == {"tag": ("tier=app",)}
    assert (found.via, found.ports, found.protocol, found.verdict) == ("gatewayEndpoint", (443, 80), "udp", "reachable")
    assert found.severity is Severity.LOW
    assert found.may_be_empty


WRONG = [
    ("", "expects nothing"),
    ("[[expect]\n", "is no TOML.*line 1"),
    ('[[expects]]\nname = "x"\n', "unknown key `expects`.*did you mean `expect`"),
    ("expect = 5\n", "`expect` is not a list of tables"),
    ('[[never]]\nname = "x"\nto = "s3"\n', r"line 1, \[\[never\]\] `x` has no `from`"),
    ('# one\n\n[[expect]]\nfrom = { tag = "a" }\nto = "s3"\n', r"line 3, \[\[expect\]\] number 1 has no `name`"),
    (FLOW + "verdct = 5\n", "unknown key `verdct`.*did you mean `verdict`"),
    (FLOW + 'verdict = "reachble"\n', "verdict `reachble`.*reachable, notReachable, unknown"),
    (FLOW + 'severity = "bad"\n', "severity `bad`.*informational, low"),
    (FLOW + "port = 70000\n", "port `70000`.*0 to 65535"),
    (FLOW + "port = true\n", "port `True`"),
    (FLOW + 'may_be_empty = "yes"\n', "neither true nor false"),
    (FLOW + 'via = "x"\nverdict = "notReachable"\n', "`via` with a verdict that has no way"),
    (FLOW.replace('{ tag = "tier=app" }', '"app"'), "`from` that is no table"),
    (FLOW.replace('{ tag = "tier=app" }', "{}"), "an empty `from`"),
    (FLOW.replace("tag =", "tags ="), "unknown key `tags`.*did you mean `tag`"),
    (FLOW.replace('"tier=app"', "5"), "`from.tag` that is no text"),
    (FLOW.replace('"s3"', "[]"), "`to` that is no text"),
    (FLOW.replace('name = "x"', 'name = " "'), "`name` that is no text or empty"),
    (FLOW + 'action = "s3:GetObject"\n', "unknown key `action`"),
    (REQUEST + 'to = "s3"\n', "unknown key `to`"),
    (REQUEST.replace("s3:GetObject", "GetObject"), "action `GetObject`.*service:Name"),
    (REQUEST + 'outside = "my-org"\n', "`my-org` as `outside`.*o-a1b2c3d4e5"),
    (REQUEST + 'outside = "o-a1b2c3d4e5"\nprincipal = "x"\n', "`outside` beside"),
    (REQUEST.replace("deny", "allow") + 'outside = "o-a1b2c3d4e5"\n', r"`outside`, which is for \[\[deny\]\]"),
    (REQUEST + 'inside = "o-a1b2c3d4e5"\n', "`inside` and no `principal`"),
    (REQUEST + "context = 5\n", "`context` that is no table"),
    (REQUEST + 'context = { "aws:x" = { y = 1 } }\n', "value of `aws:x`"),
    ('name = "\ud83d"'.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "unknown key `name`"),
    ("a = " + "[" * 5000, "is no TOML"),
]


@pytest.mark.parametrize(("text", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_makes_no_sense_is_told_with_its_place(text: str, words: str) -> None:
    with pytest.raises(MalformedInputError, match=f"(?s){words}") as told:
        read_expectations(text, "network.toml")
    assert "`network.toml`" in told.value.message


def test_a_newer_format_is_refused_by_name() -> None:
    with pytest.raises(NewerFormatError, match="vpce-tui/expectations/2"):
        read_expectations(f'format = "vpce-tui/expectations/2"\n{FLOW}')


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from([*FLOW.split("\n"), *REQUEST.split("\n")])).map("\n".join))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    with contextlib.suppress(VpceTuiError):
        assert read_expectations(text)


def test_the_sample_is_as_the_schema_for_editors_says() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(tomllib.loads(SAMPLE.read_text()))


def test_the_schema_knows_the_keys_that_the_reader_knows() -> None:
    kinds = {Kind.EXPECT: "expect", Kind.NEVER: "never", Kind.ALLOW: "request", Kind.DENY: "request"}
    definitions = SCHEMA["$defs"]
    assert set(SCHEMA["properties"]) == {"format", *Kind}
    for kind, definition in kinds.items():
        assert set(definitions[definition]["properties"]) == set(KEYS[kind])
    assert set(definitions["interfaces"]["properties"]) == set(SELECTORS["from"])
    assert set(definitions["endpoints"]["properties"]) == set(SELECTORS["endpoint"])


# What only the reader refuses: rules between keys, and texts of blanks, that a schema for editors does not tell.
_READER_ALONE = ("`via` with", "beside", "which is for", "and no `principal`", "no text or empty", "is no TOML")


@pytest.mark.parametrize(("text", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_the_reader_refuses_the_schema_refuses_as_well(text: str, words: str) -> None:
    if any(part in words.replace("\\", "") for part in _READER_ALONE):
        with pytest.raises(MalformedInputError):
            read_expectations(text)
        return
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))
