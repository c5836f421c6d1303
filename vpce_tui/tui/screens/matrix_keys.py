"""Which keys does the matrix have?"""

from __future__ import annotations

from typing import Final

from vpce_tui.tui.keys import Key

MATRIX_KEYS: Final = (
    Key("enter", "follow", "the trace of the cell under the cursor", "Matrix", "trace", 1),
    Key("g", "group", "one row for the rows of a VPC that read alike, and back", "Matrix", "group", 2),
    Key("o", "trouble", "only rows with trouble, and back", "Matrix", "trouble", 3),
    Key("x", "what_if", "what if: lay what would change over the map; again drops it", "Matrix", "what if", 4),
    Key("s", "record", "go to the subnet, interface or VPC in the explorer", "Matrix", "record", 5),
    Key("b", "unit", "rows by subnet or by interface", "Matrix", "by", 7),
    Key("e", "save", "save to a file: CSV, or JSON for a name in .json", "Matrix", "save", 6),
    Key("y", "copy_cell", "copy what the bottom line says", "Matrix", "copy", 8),
    Key("question_mark", "help", "these keys", "Matrix", "keys", 9),
    Key("escape,left_square_bracket", "leave", "back", "Matrix", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Matrix"),
)
