"""Which keys does a trace have?"""

from __future__ import annotations

from typing import Final

from vpce_tui.tui.keys import Key, placed

TRACE_KEYS: Final = placed(
    "trace",
    Key("enter", "follow", "go to the record; on a `$` line copy the command", "Trace", "record", 1),
    Key("w", "what_if", "what if: try a fix, or a change typed in", "Trace", "what if", 2),
    Key("a", "ask_action", "ask the policies too: may this caller do that?", "Trace", "action", 3),
    Key("R", "read_policies", "read the action's policies from AWS, then trace again", "Trace"),
    Key("t", "ask_goal", "trace from here to something else", "Trace", "other goal", 6),
    Key("n", "trouble(1)", "next blocker, unknown or warning", "Trace", "next ✗", 7),
    Key("N", "trouble(-1)", "previous blocker, unknown or warning", "Trace"),
    Key("y", "copy_text", "copy the trace as text", "Trace", "copy", 4),
    Key("c", "copy_json", "copy the trace as JSON", "Trace", "JSON", 8),
    Key("e", "save", "save to a file: text, or JSON for a name in .json", "Trace", "save", 5),
    Key("question_mark", "help", "these keys", "Trace", "keys", 9),
    Key("escape,left_square_bracket", "leave", "back", "Trace", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Trace"),
)

WITHOUT_A_TRACE: Final = tuple(key for key in TRACE_KEYS if key.action in ("ask_goal", "help", "leave", "quit_app"))
"""Those that do something where nothing could be traced."""
