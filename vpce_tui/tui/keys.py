"""Which key does what, everywhere?

One table: the bindings, the line at the bottom, the help screen and the palette are all made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding


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

    @property
    def shown(self) -> str:
        """The keys as a person reads them."""
        return " ".join(_SHOWN.get(key, key) for key in self.keys.split(","))


_SHOWN: Final = {
    "enter": "↵",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "minus": "-",
    "space": "Space",
    "up": "↑↓",
    "ctrl+n": "^N",
    "ctrl+o": "^O",
    "ctrl+r": "^R",
    "ctrl+s": "^S",
    "ctrl+t": "^T",
    "ctrl+p": "^P",
    "ctrl+l": "^L",
    "ctrl+z": "^Z",
    "ctrl+q": "^Q",
    "upper_r": "R",
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
    Key("a", "ask_route", "where would this address or name go? by the route tables here", "Questions"),
    Key("W", "workload", "workload: all that Session Manager, ECR, EKS, … need from here", "Questions"),
    Key("enter", "follow", "follow: open the branch, the record or the prefix list", "Moving", "follow", rank=1),
    Key("left_square_bracket", "back", "back", "Moving", "back", rank=7),
    Key("right_square_bracket", "forward", "forward", "Moving"),
    Key("minus", "last_view", "the view before, and back", "Moving"),
    Key("slash", "filter", "filter the pane; in the inspector search", "Finding", "filter", rank=4),
    Key("n", "find_next(1)", "next match", "Finding"),
    Key("N", "find_next(-1)", "previous match", "Finding"),
    Key("escape", "escape", "drop the filter, leave full screen", "Finding"),
    Key("r", "refresh", "read this account and Region again", "Data", "refresh", rank=9),
    Key("R", "refresh_all", "read everything again", "Data"),
    Key("y", "copy_id", "copy the id", "Data", "copy", rank=10),
    Key("Y", "copy_arn", "copy the ARN", "Data"),
    Key("c", "copy_json", "copy the record as JSON", "Data"),
    Key("e", "export", "save a snapshot, report or drawing, by the file's ending", "Data", "export", rank=11),
    Key("D", "compare", "what changed since a snapshot, and what that means", "Data"),
    Key("S", "app.save_picture", "save a picture of the screen (SVG)", "Data"),
    Key("question_mark", "help", "all keys of this place; Enter runs one", "Program", "keys", rank=0),
    Key("ctrl+p", "command_palette", "palette: actions and records by name", "Program"),
    Key("ctrl+l", "repaint", "draw the screen anew", "Program"),
    Key("ctrl+z", "suspend_process", "suspend; `fg` comes back", "Program"),
    Key("q,ctrl+q", "quit", "quit", "Program", "quit", rank=8),
)

MOVING: Final = (
    ("↑ ↓ j k", "one row"),
    ("← → h l", "close or open a branch; scroll text sideways"),
    ("g G Home End", "first and last row"),
    ("PgUp PgDn ^B ^F", "a page"),
    ("^U ^D", "half a page"),
)
"""What every list understands, for the help."""


def hints() -> list[tuple[str, str]]:
    """Return (key, word) for the bottom line, the most useful first."""
    told = sorted((key for key in KEYS if key.hint), key=lambda key: key.rank)
    return [(key.shown.split()[0], key.hint) for key in told]


def bindings() -> list[Binding]:
    """Return the bindings of the explorer; Enter is left to the rows, which post what was chosen.

    All have priority, like those of the rows: then the app runs them one after the other as they were typed. Without
    it each widget would take its keys at its own pace, and what a slow link delivers at once would be taken out of
    order: `/web` as a filter for nothing and three commands.
    """
    return [
        Binding(key.keys, key.action, key.says, show=False, id=key.action.replace("'", ""), priority=True)
        for key in KEYS
        if key.keys != "enter"
    ]
