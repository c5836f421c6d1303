"""How does JSON look in lines, each piece styled by what it is?

Works on text that is already laid out, one line at a time and without recursion, so that neither depth nor size can
stop it.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from vpce_tui.view.text import Run, StyleName

_TOKEN: Final = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*")|"""
    r"""(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b)|(?P<punct>[{}\[\],:]+)"""
)


def laid_out(value: Any) -> str:
    """Return the JSON text of a value, two blanks a level, with Unicode kept (callers make it printable)."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def styled_line(line: str) -> list[Run]:
    """Return the runs of one line of JSON; what is no JSON is plain. O(length)."""
    runs: list[Run] = []
    at = 0
    for token in _TOKEN.finditer(line):
        if token.start() > at:
            runs.append((line[at : token.start()], "plain"))
        style: StyleName = token.lastgroup or "plain"  # type: ignore[assignment]
        runs.append((token.group(), style))
        at = token.end()
    if at < len(line):
        runs.append((line[at:], "plain"))
    return runs
