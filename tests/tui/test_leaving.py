"""The terminal is put back as far as it lets one; nothing of that is waited for."""

from __future__ import annotations

import os
import pty
import select
import sys
import tty

import pytest

from vpce_tui.tui import leaving


def test_a_terminal_that_fills_up_while_it_is_put_back_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, program = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0), os.fdopen(program, "wb", buffering=0) as stream:
        tty.setraw(program)
        os.set_blocking(program, False)
        while select.select([], [program], [], 0)[1]:
            os.write(program, b"x" * 4096)
        os.set_blocking(program, True)
        # There was room when it was asked for.
        monkeypatch.setattr(select, "select", lambda reading, writing, *_: (reading, writing, []))
        monkeypatch.setattr(sys, "__stderr__", stream)
        leaving.restore_terminal(None)
        assert os.get_blocking(program)
