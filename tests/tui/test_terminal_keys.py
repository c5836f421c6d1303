"""Are Escape and a letter that come at once two keys?"""

from __future__ import annotations

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

from vpce_tui.tui.keys import IN_FORCE
from vpce_tui.tui.terminal_keys import ESCAPE, KNOWN, TypedKeys, stands_alone


def keys(*chunks: str, parser: type[XTermParser] = TypedKeys) -> list[str]:
    """The keys that a terminal's bytes are, with what is pasted between marks."""
    made = parser()
    told = [message for chunk in chunks for message in made.feed(chunk)]
    if made._timeout_time is not None:
        made._timeout_time = 0.0
        told += made.tick()
    return [
        message.key if isinstance(message, events.Key) else f"<{message.text}>"
        for message in told
        if isinstance(message, events.Key | events.Paste)
    ]


TYPED = [
    (("\x1bj",), ["escape", "j"]),
    (("\x1b", "j"), ["escape", "j"]),
    (("\x1bjk\x1bl",), ["escape", "j", "k", "escape", "l"]),
    (("\x1b:subnets\r",), ["escape", "colon", *"subnets", "enter"]),
    (("\x1bW",), ["escape", "W"]),
    (("\x1b1",), ["escape", "1"]),
    (("\x1b-",), ["escape", "minus"]),
    (("\x1b\r",), ["escape", "enter"]),
    (("\x1b ",), ["escape", "space"]),
    (("\x1b\x10",), ["escape", "ctrl+p"]),
    (("\x1bé",), ["escape", "é"]),
    (("\x1b\x1bj",), ["escape", "escape", "j"]),
    (("\x1b", "\x1bj"), ["escape", "escape", "j"]),
    (("\x1bj\x1b[A",), ["escape", "j", "up"]),
    (("\x1bj" + "x" * 40,), ["escape", "j", *"x" * 40]),
    (("x\x1b",), ["x", "escape"]),
]
SEQUENCES = [
    ("\x1b[A",),
    ("\x1b", "[A"),
    ("\x1b[", "1;5C"),
    ("\x1bOP",),
    ("\x1b[Z",),
    ("\x1b\t",),
    ("\x1bf\x1bb",),
    ("\x1b\x7f",),
    ("\x1b[15~j\x1b[6~",),
    ("\x1b",),
    ("j", "k"),
    ("\x1b[200~one\rtwo\x1b[201~j",),
]


@pytest.mark.parametrize(("chunks", "wanted"), TYPED, ids=[repr("".join(chunks)) for chunks, _ in TYPED])
def test_an_escape_before_what_begins_no_sequence_is_the_key(chunks: tuple[str, ...], wanted: list[str]) -> None:
    assert keys(*chunks) == wanted


@pytest.mark.parametrize("chunks", SEQUENCES, ids=repr)
def test_what_terminals_send_for_one_key_stays_one(chunks: tuple[str, ...]) -> None:
    assert keys(*chunks) == keys(*chunks, parser=XTermParser)


def test_an_escape_in_what_is_pasted_is_no_key() -> None:
    pasted = "\x1b[200~a\x1bjb\x1b[201~"
    assert keys(pasted) == keys(pasted, parser=XTermParser)
    assert keys("\x1b[200~a", "\x1bjb", "\x1b[201~\x1bj")[-2:] == ["escape", "j"]


def test_a_key_with_alt_that_is_bound_stays_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IN_FORCE, "keymap", {"explorer.trace": "t,alt+x", "explorer.matrix": "alt+shift+m"})
    assert keys("\x1bx") == ["alt+x"]
    assert keys("\x1bM") == ["alt+shift+m"]
    assert keys("\x1bm") == ["escape", "m"]


def test_the_end_of_the_input_is_passed_on() -> None:
    parser = TypedKeys()
    assert [type(message) for message in parser.feed("")] == []
    assert parser.is_eof


def test_the_pairs_that_are_one_key_are_textuals_own() -> None:
    pairs = {
        sequence[1]
        for sequence, names in ANSI_SEQUENCES_KEYS.items()
        if len(sequence) == 2 and sequence[0] == ESCAPE and isinstance(names, tuple)
    }
    assert pairs - {ESCAPE} == KNOWN
    assert not any(map(stands_alone, KNOWN))
