"""Which key does what, everywhere?

One table: the bindings, the line at the bottom, the help screen and the palette are all made from it. Every key has an
id, `explorer.trace` or `rows.down`, under which the config file binds it to something else: the bindings carry the id
and Textual's keymap replaces their keys; what is shown to the reader are always the keys in force.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from textual.binding import Binding
from textual.keys import _character_to_key

NO_KEY: Final = "unbound"
"""Bound to what shall have no key: Textual's keymap leaves an empty binding as it is, and no key has this name."""


@dataclass(slots=True)
class KeysInForce:
    """What the config file makes of the keys. One for the process, as there is one terminal; the app sets it."""

    keymap: Mapping[str, str] = field(default_factory=dict)
    """Id → keys with commas between them, in Textual's names."""
    is_ascii: bool = False
    """Name keys without `↵` and `⇧`."""


IN_FORCE: Final = KeysInForce()


@dataclass(frozen=True, slots=True)
class Key:
    """One key, or several that do the same."""

    keys: str
    action: str
    says: str
    """A few words for the help; the first of them stands in the bottom line."""
    group: str
    hint: str = ""
    """The word in the bottom line; empty for keys that need no reminder."""
    rank: int = 50
    """Where the word stands in the bottom line; the line shows as many as fit."""
    place: str = "explorer"
    """Where the key means this; the first half of its id."""
    name: str = ""
    """The second half of its id, where the action's own name says too little."""

    @property
    def id(self) -> str:
        """What the config file calls it. Enter is the rows' own wherever it follows what is under the cursor."""
        return "rows.choose" if self.keys == "enter" else f"{self.place}.{self.name or action_name(self.action)}"

    @property
    def in_force(self) -> str:
        """The keys that do this now, with commas between them; empty if there is none."""
        keys = IN_FORCE.keymap.get(self.id, self.keys)
        return "" if keys == NO_KEY else keys

    @property
    def shown(self) -> str:
        """The keys in force as a person reads them; empty if there is none."""
        return " ".join(key_shown(key) for key in self.in_force.split(",") if key)


def placed(place: str, *keys: Key) -> tuple[Key, ...]:
    """Return the keys of a place."""
    return tuple(replace(key, place=place) for key in keys)


def action_name(action: str) -> str:
    """Return an action as a word: `pane('network')` is `pane_network`, `find_next(-1)` is `find_next_back`."""
    name, _, arguments = action.removeprefix("app.").partition("(")
    suffix = {"1)": "", "-1)": "back"}.get(arguments, arguments)
    return "_".join([name, *re.findall(r"\w+", suffix)])


def key_shown(key: str) -> str:
    """Return one key as a person reads it: `↵`, `^P`, `?`, `F1`."""
    if IN_FORCE.is_ascii and key in _SHOWN_ASCII:
        return _SHOWN_ASCII[key]
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        return f"^{key[5:].upper()}" if len(key) == 6 else f"^{key_shown(key[5:])}"
    return _punctuation().get(key, key.upper() if re.fullmatch(r"f\d+", key) else key)


@lru_cache(maxsize=1)
def _punctuation() -> dict[str, str]:
    return {_character_to_key(character): character for character in string.punctuation}


_SHOWN: Final = {
    "enter": "↵",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "backspace": "⌫",
}
_SHOWN_ASCII: Final = {
    "enter": "Enter",
    "shift+tab": "S-Tab",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "backspace": "BkSp",
}

KEYS: Final = (
    Key("1", "pane('network')", "network: accounts, VPCs, subnets, interfaces", "Panes"),
    Key("2", "pane('endpoints')", "endpoints", "Panes"),
    Key("3", "pane('inspector')", "inspector of the record under the cursor", "Panes"),
    Key("4", "pane('coverage')", "what was read, what was not, and why", "Panes"),
    Key("tab", "next_pane(1)", "next pane", "Panes", "pane", rank=3),
    Key("shift+tab", "next_pane(-1)", "previous pane", "Panes"),
    Key("space", "toggle_inspector", "inspector and back", "Panes", "inspect", rank=2),
    Key("f", "full_screen", "this pane alone, and back", "Panes"),
    Key("b", "endpoints_by", "endpoints by VPC or by service", "Panes"),
    Key("greater_than_sign", "sort_next", "order the rows by the next column: name, id, …", "Panes"),
    Key("less_than_sign", "sort_back", "turn that order around", "Panes"),
    Key("i", "page('overview')", "overview", "Inspector"),
    Key("u", "page('routes')", "routes: effective tables, prefix lists", "Inspector", "routes", rank=5),
    Key("s", "page('security')", "security groups and network ACLs", "Inspector"),
    Key("d", "page('dns')", "names and DNS settings", "Inspector"),
    Key("p", "page('policy')", "endpoint policy", "Inspector", "policy", rank=6),
    Key("P", "try_policy", "try a request on the endpoint's policy; edit a copy", "Inspector"),
    Key("w", "page('reach')", "reach: who can reach it, what it can reach", "Inspector"),
    Key("o", "page('json')", "the record as JSON", "Inspector"),
    Key("t", "trace", "trace: why does this not reach that?", "Questions", "trace", rank=3),
    Key("m", "matrix", "matrix: which subnet reaches which service", "Questions", "matrix", rank=6),
    Key("a", "ask_route", "where would an address or name go? by routes here", "Questions"),
    Key("W", "workload", "workload: all that Session Manager, ECR, EKS, … need", "Questions"),
    Key("enter", "follow", "follow: open the branch, record or prefix list", "Moving", "follow", rank=1),
    Key("left_square_bracket", "back", "back", "Moving", "back", rank=7),
    Key("right_square_bracket", "forward", "forward", "Moving"),
    Key("minus", "last_view", "the view before, and back", "Moving"),
    Key("B", "bookmark", "bookmark this view", "Moving"),
    Key("apostrophe", "bookmarks", "go to a bookmark", "Moving"),
    Key("quotation_mark", "recents", "go to a record visited before", "Moving"),
    Key("colon", "command", "command line: tables, questions, all by name", "Finding", "command", rank=5),
    Key("A", "scopes", "accounts and Regions to show", "Finding"),
    Key("slash", "filter", "filter the pane; in the inspector search", "Finding", "filter", rank=4),
    Key("n", "find_next(1)", "next match", "Finding"),
    Key("N", "find_next(-1)", "previous match", "Finding"),
    Key("escape", "escape", "drop marks and filter, leave full screen", "Finding"),
    Key("r", "refresh", "read this account and Region again", "Data", "refresh", rank=9),
    Key("R", "refresh_all", "read everything again", "Data"),
    Key("ctrl+r", "refresh_type", "read this type in this account and Region again", "Data"),
    Key("x,ctrl+c", "cancel_reading", "stop reading; what was read stays", "Data"),
    Key("v", "show_changes", "what changed since it was read before", "Data"),
    Key("E", "show_errors", "what could not be read, and why", "Data"),
    Key("L", "show_calls", "log of the calls to AWS", "Data"),
    Key("M,insert", "pick", "mark the row, for copies of several", "Copying"),
    Key("V", "pick_range", "mark from the row marked last to here", "Copying"),
    Key("y", "copy_id", "copy the id", "Copying", "copy", rank=10),
    Key("Y", "copy_arn", "copy the ARN", "Copying"),
    Key("c", "copy_json", "copy the record as JSON", "Copying"),
    Key("C", "copy_cli", "copy the AWS CLI command that shows it", "Copying"),
    Key("O", "copy_console", "copy its address in the AWS console", "Copying"),
    Key("e", "export", "save a snapshot, report or drawing, by file ending", "Data", "export", rank=11),
    Key("D", "compare", "what changed since a snapshot, and what that means", "Data"),
    Key("S", "app.save_picture", "save a picture of the screen (SVG)", "Data"),
    Key("question_mark", "help", "all keys of this place; Enter runs one", "Program", "keys", rank=0),
    Key("ctrl+p", "command_palette", "palette: actions and records by name", "Program"),
    Key("ctrl+l", "repaint", "draw the screen anew", "Program"),
    Key("ctrl+z", "suspend_process", "suspend; `fg` comes back", "Program"),
    Key("q,ctrl+q", "quit", "quit", "Program", "quit", rank=8),
)

ROW_KEYS: Final = placed(
    "rows",
    Key("down,j", "move(1)", "one row down", "Moving in any list", name="down"),
    Key("up,k", "move(-1)", "one row up", "Moving in any list", name="up"),
    Key("left,h", "left", "close a branch; scroll text to the left", "Moving in any list"),
    Key("right,l", "right", "open a branch; scroll text to the right", "Moving in any list"),
    Key("home,g", "first", "first row", "Moving in any list"),
    Key("end,G", "last", "last row", "Moving in any list"),
    Key("pagedown,ctrl+f", "page(1)", "a page down", "Moving in any list", name="page_down"),
    Key("pageup,ctrl+b", "page(-1)", "a page up", "Moving in any list", name="page_up"),
    Key("ctrl+d", "page(0.5)", "half a page down", "Moving in any list", name="half_page_down"),
    Key("ctrl+u", "page(-0.5)", "half a page up", "Moving in any list", name="half_page_up"),
    Key("enter", "choose", "follow what is under the cursor", "Moving in any list"),
    Key("z", "fold", "fold or unfold in a text", "Moving in any list", name="fold"),
    Key("Z", "fold_all", "fold or unfold all of a text", "Moving in any list", name="fold_all"),
)
"""What every list understands; the bindings themselves stand in `widgets/rows` and `widgets/text_view`."""


PROMPT_KEYS: Final = placed(
    "prompt",
    Key("escape", "give_up", "leave the line", "Typing"),
    Key("tab", "complete", "the next of what is offered", "Typing"),
    Key("shift+tab", "complete_back", "the one before", "Typing"),
    Key("up", "earlier", "what was typed before", "Typing"),
    Key("down", "later", "what was typed after that", "Typing"),
    Key("backspace,ctrl+h", "delete_left", "delete to the left", "Typing"),
    Key("delete", "delete_right", "delete to the right", "Typing"),
    Key("left", "cursor_left", "to the left", "Typing"),
    Key("right", "cursor_right", "to the right", "Typing"),
    Key("home,ctrl+a", "home", "to the beginning", "Typing"),
    Key("end,ctrl+e", "end", "to the end", "Typing"),
    Key("ctrl+u", "delete_left_all", "delete all before", "Typing"),
    Key("ctrl+k", "delete_right_all", "delete all behind", "Typing"),
    Key("ctrl+w", "delete_left_word", "delete the word before", "Typing"),
)
"""What the line at the bottom understands while one types in it; it takes its keys itself."""


def prompt_action(key: str) -> str:
    """Return what a key means to the line at the bottom; empty if nothing."""
    return next((row.action for row in PROMPT_KEYS if key in row.in_force.split(",")), "")


COMMAND_KEY: Final = Key("colon", "command", "command line", "Anywhere", place="above")
"""What every screen above the explorer understands."""


def hints() -> list[tuple[str, str]]:
    """Return (key, word) for the bottom line, the most useful first."""
    told = sorted((key for key in KEYS if key.hint and key.shown), key=lambda key: key.rank)
    return [(key.shown.split()[0], key.hint) for key in told]


def bindings() -> list[Binding]:
    """Return the bindings of the explorer; Enter is left to the rows, which post what was chosen.

    All have priority, like those of the rows: then the app runs them one after the other as they were typed. Without
    it each widget would take its keys at its own pace, and what a slow link delivers at once would be taken out of
    order: `/web` as a filter for nothing and three commands.
    """
    return [
        Binding(key.keys, key.action, key.says, show=False, id=key.id, priority=True)
        for key in KEYS
        if key.keys != "enter"
    ]
