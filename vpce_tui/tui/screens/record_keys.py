"""Which keys does a table of records understand?"""

from __future__ import annotations

from typing import Final

from vpce_tui.tui.keys import Key, placed

RECORD_KEYS: Final = placed(
    "records",
    Key("enter", "follow", "go to the record", "Table", "follow", 0),
    Key("slash", "filter", "filter, as in the explorer", "Table", "filter", 1),
    Key("s", "sort_next", "sort by the next column", "Table", "sort", 2),
    Key("minus", "sort_back", "turn the order around", "Table", "reverse", 5),
    Key("1", "sort(1)", "sort by column 1 (2 to 9 likewise); again: reversed", "Table"),
    Key("g", "counts", "counts by state, service, zone, …; Enter filters", "Table", "counts", 3),
    Key("M,insert", "pick", "mark the row", "Copying"),
    Key("V", "pick_range", "mark from the row marked last to here", "Copying"),
    Key("y", "copy('id')", "copy the id", "Copying", "copy", 6),
    Key("Y", "copy('arn')", "copy the ARN", "Copying"),
    Key("c", "copy('json')", "copy as JSON", "Copying"),
    Key("C", "copy('cli')", "copy the AWS CLI command", "Copying"),
    Key("O", "copy('console')", "copy the address in the AWS console", "Copying"),
    Key("B", "bookmark", "bookmark this table with its filter", "Program"),
    Key("K", "link", "copy the command that reopens this table", "Program"),
    Key("r", "refresh", "read this type again", "Program", "refresh", 8),
    Key("n", "move(1)", "next row", "Program", name="next"),
    Key("N", "move(-1)", "row before", "Program", name="previous"),
    Key("question_mark", "help", "all keys of this place; Enter runs one", "Program", "keys", 7),
    Key("escape,q", "leave", "drop marks, then the filter, then back", "Program", "back", 9),
    Key("ctrl+q", "quit_app", "quit", "Program"),
)

SORT_KEYS: Final = placed(
    "records", *(Key(str(number), f"sort({number})", f"sort by column {number}", "Table") for number in range(2, 10))
)
"""Bound, but not told one by one."""
