"""Documents are read strictly, with the place of every part and of every mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.builders import allow, document
from vpce_tui.policy import PolicyDocument, PolicyDocumentError, Problem
from vpce_tui.policy.json_text import JsonError, parse_json, plain_value

TEXT = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Principal": {"AWS": ["111122223333", "*"], "Service": "logs.amazonaws.com"},
      "Action": ["s3:GetObject",
                 "s3:ListBucket"],
      "Resource": "*",
      "Condition": {
        "NumericLessThan": {"s3:max-keys": 10},
        "Bool": {"aws:SecureTransport": [true, "false"]}
      }
    },
    {"Effect": "Deny", "NotAction": "s3:*", "NotResource": "*", "NotPrincipal": "*"}
  ]
}
"""


def refused(text: str) -> PolicyDocumentError:
    with pytest.raises(PolicyDocumentError) as caught:
        PolicyDocument.parse(text, "p")
    return caught.value


def test_a_statement_holds_all_that_it_says() -> None:
    first, second = PolicyDocument.parse(TEXT).statements

    assert (first.sid, first.effect, first.index, first.label) == ("Read", "Allow", 0, "Read")
    assert first.actions == ("s3:GetObject", "s3:ListBucket")
    assert (first.not_actions, first.not_resources, first.not_principals) == (None, None, None)
    assert [(entry.kind, entry.value) for entry in first.principals or ()] == [
        ("AWS", "111122223333"),
        ("AWS", "*"),
        ("Service", "logs.amazonaws.com"),
    ]
    assert [(c.operator, c.key, c.values) for c in first.conditions] == [
        ("NumericLessThan", "s3:max-keys", ("10",)),
        ("Bool", "aws:SecureTransport", ("true", "false")),
    ]
    assert (second.actions, second.resources, second.not_actions, second.not_resources) == (
        None,
        None,
        ("s3:*",),
        ("*",),
    )
    assert [entry.kind for entry in second.not_principals or ()] == ["*"]
    assert second.label == "statement 2"


def test_every_part_knows_its_place() -> None:
    first, second = PolicyDocument.parse(TEXT).statements

    assert (first.lines, second.lines) == ((4, 15), (16, 16))
    assert (first.places["Action"].lines, first.places["Action"].column) == ((8, 9), 7)
    assert [place.lines for place in first.value_places["Action"]] == [(8, 8), (9, 9)]
    assert first.places["Condition"].lines == (11, 14)
    assert [condition.place.lines for condition in first.conditions] == [(12, 12), (13, 13)]
    assert (first.principals or ())[1].place.column == 45
    assert "Sid" not in second.places


def test_lines_of_an_object_are_those_of_its_rendering() -> None:
    body = {"Version": "2012-10-17", "Statement": [allow(), allow(action=["s3:GetObject", "s3:PutObject"])]}
    read = PolicyDocument.from_object(body)

    assert read.text == json.dumps(body, indent=2)
    assert [statement.lines for statement in read.statements] == [(4, 8), (9, 16)]


def test_a_string_is_read_as_json_text() -> None:
    assert PolicyDocument.from_object(TEXT) == PolicyDocument.parse(TEXT)


def test_a_single_statement_needs_no_list() -> None:
    assert len(PolicyDocument.from_object({"Statement": allow()}).statements) == 1


def test_variables_are_known_from_version_2012_on() -> None:
    variables = {
        version: document(allow(), version=version).statements[0].variables
        for version in ("2012-10-17", "2008-10-17", None)
    }

    assert variables == {"2012-10-17": True, "2008-10-17": False, None: False}


BROKEN = [
    ("nothing at all", "", 1, 1, "a value"),
    ("text that ends early", '{"Statement": [', 1, 16, "a value"),
    ("a missing comma", '{"Version": "2012-10-17"\n "Statement": []}', 2, 2, "a comma or }"),
    ("a comma too many", '{"Statement": [],}', 1, 18, "a key in double quotes"),
    ("single quotes", "{'Statement': []}", 1, 2, "a key in double quotes"),
    ("a string without end", '{"Statement": "abc', 1, 19, "a double quote that ends the string"),
    ("a line break in a string", '{"Statement": "a\nb"}', 1, 17, "a double quote that ends the string"),
    ("an unknown escape", '{"Statement": "a\\x"}', 1, 17, "an escape that JSON knows"),
    ("half a surrogate escape", '{"Statement": "\\u12"}', 1, 16, "an escape that JSON knows"),
    ("a comment", "{\n// here\n}", 2, 1, "a key in double quotes"),
    ("a second value", "{} {}", 1, 4, "the end of the text"),
    ("NaN", '{"Statement": NaN}', 1, 15, "a value"),
    ("a leading zero", '{"Statement": 01}', 1, 16, "a comma or }"),
    ("a missing colon", '{"Statement" []}', 1, 14, "a colon"),
]


@pytest.mark.parametrize(("says", "text", "line", "column", "expected"), BROKEN, ids=[row[0] for row in BROKEN])
def test_text_that_is_not_json(says: str, text: str, line: int, column: int, expected: str) -> None:
    error = refused(text)

    assert (error.line, error.column) == (line, column), says
    assert error.problems[0].expected.startswith(expected)


def statement(**elements: Any) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"} | elements]})


WRONG = [
    ("a list for a policy", "[]", "the policy is a list"),
    ("a number for a policy", "5", "the policy is a number"),
    ("no Statement", '{"Version": "2012-10-17"}', "the policy has no Statement"),
    ("a Statement of text", '{"Statement": "x"}', "Statement is a string"),
    ("a statement of text", '{"Statement": ["x"]}', "statement 1 is a string"),
    ("another Version", '{"Version": "2012-10-18", "Statement": []}', "unknown Version `2012-10-18`"),
    ("a Version of another type", '{"Version": 2012, "Statement": []}', "Version is a number"),
    ("no Effect", '{"Statement": [{"Action": "*", "Resource": "*"}]}', "statement 1 has no Effect"),
    ("an Effect in lower case", statement(Effect="allow"), "statement 1 has another Effect"),
    ("a Sid of another type", statement(Sid=1), "Sid is a number"),
    ("no Action", '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}', "statement 1 has no Action"),
    ("Action and NotAction", statement(NotAction="*"), "statement 1 has Action and NotAction"),
    ("Resource and NotResource", statement(NotResource="*"), "statement 1 has Resource and NotResource"),
    (
        "Principal and NotPrincipal",
        statement(Principal="*", NotPrincipal="*"),
        "statement 1 has Principal and NotPrincipal",
    ),
    ("an Action of another type", statement(Action=5), "Action holds a number"),
    ("an Action of null", statement(Action=None), "Action holds null"),
    ("an Action in a list in a list", statement(Action=[["s3:*"]]), "Action holds a list"),
    ("a Principal of another type", statement(Principal=5), "Principal is a number"),
    ("an account id as a number", statement(Principal={"AWS": 111122223333}), "AWS holds a number"),
    ("a Condition of text", statement(Condition="x"), "Condition is a string"),
    ("an operator of text", statement(Condition={"Bool": "x"}), "`Bool` is a string"),
    ("a condition value of null", statement(Condition={"Bool": {"k": None}}), "`k` holds null"),
    ("a condition value of an object", statement(Condition={"Bool": {"k": {}}}), "`k` holds an object"),
    (
        "an element twice",
        '{"Statement": [{"Effect": "Allow", "Effect": "Deny", "Action": "*"}]}',
        "`Effect` stands twice",
    ),
    (
        "a Version twice",
        '{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}',
        "`Version` stands twice",
    ),
    (
        "a condition key twice",
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"k": "true", "k": "true"}}}]}',
        "`k` stands twice",
    ),
]


@pytest.mark.parametrize(("says", "text", "problem"), WRONG, ids=[row[0] for row in WRONG])
def test_json_that_is_no_policy(says: str, text: str, problem: str) -> None:
    assert problem in str(refused(text)), says


def test_all_mistakes_are_told_at_once_with_their_places() -> None:
    error = refused('{"Version": "1999",\n "Statement": [\n  {"Effect": "Alow",\n   "Action": 1}]}')

    assert [(problem.line, problem.column) for problem in error.problems] == [(1, 13), (3, 14), (4, 14)]
    assert str(error).startswith("`p`: line 1 column 13: unknown Version `1999`, expected 2012-10-17")


DOUBTFUL = [
    ("an unknown element", statement(Notes="x"), "unknown element `Notes`"),
    ("an element in lower case", statement(sid="x"), "unknown element `sid`"),
    ("an empty Action", statement(Action=[]), "Action is empty"),
    ("a Principal of nobody", statement(Principal={}), "Principal names nobody"),
    ("a Principal of plain text", statement(Principal="111122223333"), "Principal is a plain string"),
    ("a key without values", statement(Condition={"Bool": {"k": []}}), "`k` has no values"),
    ("an unknown kind of principal", statement(Principal={"Group": "x"}), "unknown element `Group`"),
    ("an empty policy", "{}", "the policy is empty"),
    ("an unknown operator", statement(Condition={"StringResembles": {"k": "x"}}), "unknown operator `StringResembles`"),
    ("a look-alike letter", statement(Action="s3:GetОbject"), "looks like ASCII"),
]


@pytest.mark.parametrize(("says", "text", "problem"), DOUBTFUL, ids=[row[0] for row in DOUBTFUL])
def test_what_aws_would_refuse_is_noted(says: str, text: str, problem: str) -> None:
    problems = PolicyDocument.parse(text).problems

    assert any(problem in each.text for each in problems), (says, problems)
    assert all(each.line == 1 and each.column >= 1 for each in problems)


def test_a_sound_document_has_no_problems() -> None:
    assert PolicyDocument.parse(TEXT).problems == ()


def test_text_nested_a_hundred_thousand_deep_is_refused() -> None:
    for text in ("[" * 100_000, '{"Statement":' * 100_000, "[" * 100_000 + "]" * 100_000):
        assert "at most 64 levels" in str(refused(text))


def test_an_object_nested_a_hundred_thousand_deep_is_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(PolicyDocumentError, match="nested deeper"):
        PolicyDocument.from_object({"Statement": deep})


def test_an_object_that_is_no_json_is_refused() -> None:
    with pytest.raises(PolicyDocumentError, match="not JSON"):
        PolicyDocument.from_object({"Statement": [{"Effect": b"Allow"}]})


def test_long_documents_are_read() -> None:
    body = {"Statement": [allow(sid=f"S{n}") for n in range(10_000)]}
    read = PolicyDocument.from_object(body)

    assert len(read.statements) == 10_000
    assert read.statements[-1].lines[1] == len(read.text.splitlines()) - 2


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON_VALUES, st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(value: Any, indent: int | None, ascii_only: bool) -> None:
    assert plain_value(parse_json(json.dumps(value, indent=indent, ensure_ascii=ascii_only))) == value


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet='{}[]",:\\0123eE+-.tfn truefalsnl\n', max_size=30))
def test_text_is_json_to_both_readers_or_to_none(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(JsonError):
            parse_json(text)
    else:
        assert plain_value(parse_json(text)) == expected


@settings(deadline=None, max_examples=200)
@given(JSON_VALUES)
def test_reading_anything_gives_a_document_or_its_problems(value: Any) -> None:
    body = {"Version": "2012-10-17", "Statement": value}
    problems: tuple[Problem, ...] = ()
    try:
        read = PolicyDocument.from_object(body)
    except PolicyDocumentError as error:
        problems = error.problems
    else:
        assert json.loads(read.text) == body
        return
    assert problems
