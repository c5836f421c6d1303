"""Does a text reach the terminal's clipboard, through whatever stands between, or else a file?"""

from __future__ import annotations

import base64
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.errors import UnreadableError
from vpce_tui.tui.clipboard import MOST_BYTES, SCREEN_PIECE, clipboard_sequence, copy_into_file

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def taken(sequence: str) -> str:
    """What a terminal takes from OSC 52."""
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert found is not None, sequence
    return base64.b64decode(found[1]).decode("utf-8", "surrogatepass")


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_the_terminal_takes_the_text_whatever_is_in_it(text: str) -> None:
    sequence = clipboard_sequence(text, {})
    assert sequence is not None
    assert taken(sequence) == text


def test_tmux_gets_it_for_itself_and_wrapped_for_the_terminal_around_it() -> None:
    sequence = clipboard_sequence("eni-1", {"TMUX": "/tmp/tmux-0/default,1,0", "STY": "1.pts"})
    assert sequence is not None
    own, _, passed = sequence.partition("\x1bPtmux;")
    assert taken(own) == "eni-1"
    assert passed.endswith("\x1b\\")
    assert taken(passed.removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b")) == "eni-1"


def test_screen_gets_it_in_pieces_that_it_passes_on() -> None:
    text = "eni-0123456789abcdef0\n" * 200
    sequence = clipboard_sequence(text, {"STY": "1234.pts-0.host"})
    assert sequence is not None
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sequence, re.DOTALL)
    assert all(len(piece) <= SCREEN_PIECE for piece in pieces)
    assert taken("".join(pieces)) == text


@pytest.mark.parametrize(("size", "fits"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_what_terminals_would_drop_is_not_sent(size: int, fits: bool) -> None:
    assert (clipboard_sequence("x" * size, {}) is not None) is fits


def test_letters_count_by_their_bytes() -> None:
    assert clipboard_sequence("é" * (MOST_BYTES // 2 + 1), {}) is None


def test_what_is_too_long_goes_into_a_file_of_its_owner(tmp_path: Path) -> None:
    first = copy_into_file('{"a": 1}', NOW, [tmp_path])
    second = copy_into_file("eni-1\neni-2", NOW.replace(microsecond=1), [tmp_path])
    assert first.suffix == ".json"
    assert first.read_text() == '{"a": 1}\n'
    assert second.suffix == ".txt"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_where_the_first_folder_takes_nothing_the_next_does(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = copy_into_file("x", NOW, [tmp_path / "file" / "sub", tmp_path / "state" / "vpce-tui"])
    assert path.parent == tmp_path / "state" / "vpce-tui"
    with pytest.raises(UnreadableError, match="cannot write"):
        copy_into_file("x", NOW, [tmp_path / "file" / "sub"])
