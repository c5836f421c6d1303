"""Which keys does the matrix have?"""

from __future__ import annotations

from typing import Final

from vpce_tui.tui.keys import Key, placed

MATRIX_KEYS: Final = placed(
    "matrix",
    Key("enter", "follow", "the trace of the cell under the cursor", "Matrix", "trace", 1),
    Key("g", "group", "one row for rows of a VPC that are alike, and back", "Matrix", "group", 2),
    Key("o", "trouble", "only rows with trouble, and back", "Matrix", "trouble", 3),
    Key("slash", "filter", "show some services, subnets or ways alone", "Matrix", "filter", 4),
    Key("x", "what_if", "what if: what would change, marked; again drops it", "Matrix", "what if", 5),
    Key("s", "record", "go to the subnet, interface or VPC in the explorer", "Matrix", "record", 6),
    Key("b", "unit", "rows by subnet or by interface", "Matrix", "by", 8),
    Key("e", "save", "save to a file: CSV, or JSON for a name in .json", "Matrix", "save", 7),
    Key("y", "copy_cell", "copy what the bottom line says", "Matrix", "copy", 9),
    Key("question_mark", "help", "these keys", "Matrix", "keys", 10),
    Key("escape,left_square_bracket", "leave", "back", "Matrix", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Matrix"),
)
