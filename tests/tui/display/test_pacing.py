"""Does the window let frames out as answers come in, and does silence not stop it for good?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.tui.display.pacing import FIRST_ANSWER_SECONDS, LOST_ANSWER_SECONDS, Window


def test_a_first_frame_of_any_size_goes_at_once() -> None:
    assert Window(100).has_room(0.0)


def test_a_full_window_waits_for_an_answer() -> None:
    window = Window(100)
    window.sent(60, 0.0)
    assert window.has_room(0.01)
    window.sent(60, 0.01)
    assert not window.has_room(0.02)
    window.answered(0.1)
    assert window.bytes_on_the_way == 60
    assert window.has_room(0.1)


def test_a_terminal_that_never_answers_is_no_longer_waited_for() -> None:
    window = Window(100)
    window.sent(500, 1.0)
    assert not window.has_room(1.0 + FIRST_ANSWER_SECONDS / 2)
    assert window.has_room(1.0 + FIRST_ANSWER_SECONDS)
    assert not window.is_pacing
    window.answered(9.0)
    assert window.is_pacing


def test_lost_answers_are_given_up_and_the_terminal_is_asked_anew() -> None:
    window = Window(100)
    window.sent(500, 0.0)
    window.answered(0.1)
    window.sent(500, 1.0)
    assert not window.has_room(1.0 + LOST_ANSWER_SECONDS / 2)
    assert window.has_room(1.0 + LOST_ANSWER_SECONDS)
    assert window.is_pacing
    assert window.bytes_on_the_way == 0


def test_an_answer_to_nothing_is_harmless() -> None:
    window = Window(100)
    window.answered(0.0)
    assert window.bytes_on_the_way == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.integers(1, 300), st.none()), max_size=60))
def test_no_more_than_a_window_and_one_frame_is_ever_on_the_way(steps: list[int | None]) -> None:
    window = Window(400)
    on_the_way: list[int] = []
    for step in steps:
        if step is None:
            window.answered(0.0)
            del on_the_way[:1]
        elif window.has_room(0.0):
            window.sent(step, 0.0)
            on_the_way.append(step)
        assert window.bytes_on_the_way == sum(on_the_way) < 400 + 300
