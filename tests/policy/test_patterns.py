"""Wildcards mean what they should, and hostile ones cost no more than their length."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.reference import as_wild, fits
from vpce_tui.policy.patterns import overlap, pattern, pattern_of, split_tokens

texts = st.text(alphabet="ab*?", max_size=8)


@settings(deadline=None, max_examples=500)
@given(st.text(alphabet="ab*?", max_size=10), texts)
def test_a_pattern_fits_what_the_slow_reference_fits(wanted: str, text: str) -> None:
    assert pattern(wanted).matches(text) is fits(text, as_wild(wanted))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(texts, st.booleans()), max_size=4), texts)
def test_literal_tokens_are_literal(tokens: list[tuple[str, bool]], text: str) -> None:
    wanted = "".join(as_wild(part) if wild else part for part, wild in tokens)

    assert pattern_of(tuple(tokens)).matches(text) is fits(text, wanted)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="ab*?", max_size=4), st.text(alphabet="ab*?", max_size=4))
def test_patterns_overlap_where_one_text_fits_both(one: str, other: str) -> None:
    # Four characters of each pattern need no more than eight in a text that fits both; two letters
    # and one that neither pattern names are enough to tell.
    candidates = ("".join(letters) for size in range(7) for letters in itertools.product("abc", repeat=size))
    both = any(pattern(one).matches(text) and pattern(other).matches(text) for text in candidates)

    assert overlap(pattern(one), pattern(other)) is both


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("*a" * 5_000 + "b", "a" * 20_000),
        ("a*" * 5_000, "a" * 4_999),
        ("*" * 20_000 + "b", "a" * 20_000),
        ("?" * 10_000 + "*" + "?" * 10_001, "a" * 20_000),
        ("*" + "a?" * 2_000 + "b*", "a" * 20_000),
        ("*" + "ab" * 1_000 + "*" + "ba" * 1_000 + "c", "ab" * 10_000),
    ],
    ids=["stars and letters", "too few letters", "stars", "question marks", "gaps", "repeats"],
)
def test_hostile_patterns_end_soon(wanted: str, text: str) -> None:
    # With backtracking any of these would not end in a lifetime; the suite's time is the limit.
    assert not pattern(wanted).matches(text)


def test_a_pattern_knows_its_one_text() -> None:
    assert pattern("abc").literal == "abc"
    assert pattern("").literal == ""
    assert pattern("a?c").literal is None
    assert pattern("a*").literal is None


def test_only_stars_fit_everything() -> None:
    assert pattern("*").is_any
    assert pattern("***").is_any
    assert not pattern("").is_any
    assert not pattern("*?").is_any


def test_tokens_are_split_at_the_first_separators() -> None:
    assert split_tokens([("arn:a", True), ("b:c", False), (":d:e", True)], ":", 3) == [
        [("arn", True)],
        [("a", True), ("b", False)],
        [("c", False), ("", True)],
        [("d:e", True)],
    ]
