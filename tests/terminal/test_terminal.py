"""Does the harness itself do what tests on it rely on?"""

from __future__ import annotations

import signal

import pytest

from tests.terminal.emulator import Emulator
from tests.terminal.terminal import SlowLink, Terminal

ECHO = ["sh", "-c", 'stty -echo; printf "ready\\n"; while read -r word; do printf "got %s\\n" "$word"; done']


def test_what_is_typed_reaches_the_program_and_what_it_prints_is_on_the_screen() -> None:
    with Terminal(ECHO) as terminal:
        terminal.wait_for("ready")
        terminal.type("hello\n")
        terminal.wait_for("got hello")
        assert terminal.line(1) == "got hello"


def test_a_text_that_never_comes_fails_with_the_screen() -> None:
    with Terminal(ECHO) as terminal:
        terminal.wait_for("ready")
        with pytest.raises(AssertionError, match="ready"):
            terminal.wait_for("never", within=0.1)


def test_the_program_learns_of_another_size() -> None:
    with Terminal(["sh", "-c", 'trap "stty size" WINCH; echo ready; while :; do sleep 0.02; done']) as terminal:
        terminal.wait_for("ready")
        terminal.resize(61, 17)
        terminal.wait_for("17 61")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGKILL, 137)])
def test_an_end_by_signal_is_told_as_a_shell_does(number: signal.Signals, code: int) -> None:
    with Terminal(ECHO) as terminal:
        terminal.wait_for("ready")
        terminal.signal(number)
        assert terminal.wait_exit() == code


def test_a_program_hears_when_the_terminal_hangs_up() -> None:
    with Terminal(ECHO) as terminal:
        terminal.wait_for("ready")
        terminal.hang_up()
        assert terminal.wait_exit() == 129


def test_a_cursor_position_report_is_answered() -> None:
    ask = r'stty raw -echo; printf "abc\033[6n"; head -c 6 | od -An -c'
    with Terminal(["sh", "-c", ask]) as terminal:
        terminal.wait_for("1   ;   4   R")


def test_a_terminal_can_be_one_that_never_answers() -> None:
    with Terminal(["sh", "-c", r'printf "abc\033[6n"; head -c 6'], answers=False) as terminal:
        terminal.wait_quiet(0.1)
        assert not terminal._program.has_ended


@pytest.mark.parametrize(("now", "here"), [(1.0, 0), (1.5, 0), (1.75, 1), (2.0, 1), (2.25, 2), (9.0, 2)])
def test_a_slow_line_is_late_and_slow(now: float, here: int) -> None:
    """Two pieces of half a second each at this rate, and half of the way's half second: 1.75 and 2.25."""
    moments = iter([1.0, 1.0])
    link = SlowLink(round_trip_seconds=0.5, bytes_per_second=1_024, clock=lambda: next(moments, now))
    for piece in (b"a" * 512, b"b" * 512):
        link.take_from_program(piece)
    assert [data[:1] for data in link.arrived()] == [b"a", b"b"][:here]


def test_what_travels_on_a_slow_line_arrives_whole() -> None:
    link = SlowLink(round_trip_seconds=0.1, bytes_per_second=10_000)
    with Terminal(["sh", "-c", "head -c 2000 /dev/zero | tr '\\0' x; sleep 60"], link=link) as terminal:
        terminal.wait_until(lambda: terminal.output == b"x" * 2000)


def test_wide_characters_cut_in_half_leave_a_blank() -> None:
    emulator = Emulator(10, 2)
    emulator.feed("日本\x1b[1;2Hx".encode())
    assert emulator.lines[0] == " x本"


def test_lines_scroll_within_margins() -> None:
    emulator = Emulator(4, 4)
    emulator.feed(b"a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[S\x1b[r")
    assert emulator.lines == ["a", "c", "", "d"]
    assert emulator.row(2)[0].background == "red"
    emulator.feed(b"\x1b[T")
    assert emulator.lines == ["", "a", "c", ""]


def test_sequences_split_anywhere_are_understood() -> None:
    whole = b"\x1b[>25u\x1b[?2026$p\x1b[1;31mred\x1b[0m\x1b[<u."
    for at in range(len(whole)):
        emulator = Emulator(10, 1)
        emulator.feed(whole[:at])
        emulator.feed(whole[at:])
        assert emulator.lines == ["red."], at


def test_the_screen_before_comes_back_when_a_program_leaves_its_own() -> None:
    emulator = Emulator(10, 2)
    emulator.feed(b"shell\x1b[?1049h\x1b[Hprogram")
    assert emulator.lines == ["program", ""]
    emulator.feed(b"\x1b[?1049l>")
    assert emulator.lines == ["shell>", ""]
