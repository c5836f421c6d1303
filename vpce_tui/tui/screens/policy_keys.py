"""Which key does what in the policy panel? Its bindings, its bottom line and its help are made from this table.

Keys with Ctrl work while one types as well.
"""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

from vpce_tui.tui.keys import Key, action_name, placed

POLICY_KEYS: Final = placed(
    "policy",
    Key("tab", "next_pane(1)", "next pane: document, decision, request", "Panes", "pane", rank=1),
    Key("shift+tab", "next_pane(-1)", "previous pane", "Panes"),
    Key("1", "pane('document')", "the document", "Panes"),
    Key("2", "pane('answer')", "the decision, layer by layer", "Panes"),
    Key("3", "pane('request')", "the request", "Panes"),
    Key("t,ctrl+t", "path(1)", "next path: endpoint, internet, forwarded, service, …", "Request", "path", rank=2),
    Key("T", "path(-1)", "previous path", "Request"),
    Key("a", "add_key", "set a context key", "Request"),
    Key("x,delete", "drop_key", "take the key under the cursor away from the request", "Request"),
    Key("u,backspace", "derive_key", "derive the key under the cursor again", "Request"),
    Key("r,ctrl+r", "recent", "recent requests", "Request", "recent", rank=4),
    Key("s,ctrl+s", "save", "save the request with its policies to a file", "Request", "save", rank=7),
    Key("L,ctrl+o", "load", "load a request, or a policy, from a file", "Request", "load", rank=8),
    Key("R,ctrl+g", "read_policies", "read the policies of caller and resource from AWS", "Policies", "read", rank=4),
    Key("w", "others", "give the caller's, the resource's and other policies", "Policies", "policies", rank=5),
    Key("E", "edit", "edit a copy of the document (never written to AWS)", "Policies", "edit", rank=3),
    Key("U", "drop_copy", "drop the edited copy", "Policies"),
    Key("D", "diff", "compare with original, AWS's default, other endpoints", "Policies", "compare", rank=6),
    Key("o", "next_endpoint(1)", "next endpoint that serves this interface", "Policies"),
    Key("z", "fold", "fold or unfold the statement", "Document"),
    Key("slash", "search", "search the document", "Document"),
    Key("n", "find_next(1)", "next match", "Document"),
    Key("N", "find_next(-1)", "previous match", "Document"),
    Key("y", "copy", "copy: the document, or the request as a case", "Program"),
    Key("question_mark", "help", "all keys of this place; Enter runs one", "Program", "keys", rank=0),
    Key("escape", "escape", "leave the field, the editor, the panel", "Program", "back", rank=9),
    Key("left_square_bracket", "leave", "back to the explorer", "Program"),
    Key("q,ctrl+q", "quit_app", "quit", "Program"),
)

TYPING_KEYS: Final = (
    Key("escape", "escape", "", "", "leave the field", rank=0, place="policy"),
    *placed(
        "typing",
        Key("up", "leave(-1)", "", "", "fields", rank=2),
        Key("ctrl+n", "offer", "", "", "take what is offered", rank=1),
        Key("ctrl+t", "path(1)", "", "", "path", rank=3),
        Key("ctrl+r", "recent", "", "", "recent", rank=5),
        Key("ctrl+s", "save", "", "", "save", rank=6),
        Key("ctrl+o", "load", "", "", "load", rank=7),
    ),
    Key("tab", "next_pane(1)", "", "", "pane", rank=4, place="policy"),
)
"""For the bottom line while one types in a field; single letters are text then."""

EDITING_KEYS: Final = (
    Key("escape", "escape", "", "", "keep the copy and leave", rank=0, place="policy"),
    Key("tab", "next_pane(1)", "", "", "pane", rank=1, place="policy"),
    Key("ctrl+t", "path(1)", "", "", "path", rank=2, place="typing"),
    Key("ctrl+z", "undo", "", "", "undo", rank=3, place="editor"),
    Key("ctrl+s", "save", "", "", "save the request", rank=4, place="typing"),
)
"""The same for the editor of the document."""

_ALSO_WHILE_TYPING: Final = ("tab", "shift+tab", "ctrl+t", "ctrl+r", "ctrl+s", "ctrl+o", "ctrl+g", "ctrl+q", "escape")


def _id(key: Key, one: str) -> str:
    """Return what the config file calls one of a row's keys: those for while one types apart from the letters."""
    is_beside_a_letter = one in _ALSO_WHILE_TYPING and key.keys != one
    return f"typing.{action_name(key.action)}" if is_beside_a_letter else key.id


def policy_bindings() -> list[Binding]:
    """Return the bindings; those of the editor and of fields come before single letters."""
    return [
        Binding(one, key.action, key.says, show=False, id=_id(key, one), priority=one in _ALSO_WHILE_TYPING)
        for key in POLICY_KEYS
        for one in key.keys.split(",")
        if key.action != "fold"  # the document's own
    ]
