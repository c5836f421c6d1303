"""Which commands can be typed after `:`, under which names, and what completes them?

One table: the prompt, its completion, the palette and the help are all made from it. A command runs an action of the
explorer, or (where it takes words) a method of `tui.explorer.commanding`. Every resource type is a command as well,
which opens the table of its records; short names are those that people know from the AWS CLI and from other explorers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from vpce_tui.errors import nearest_names
from vpce_tui.resources import RESOURCES

Kind = Literal[
    "",
    "record",
    "goal",
    "file",
    "column",
    "scope",
    "region",
    "profile",
    "bookmark",
    "form",
    "page",
    "theme",
    "workload",
]
"""What a command's words are, for their completion."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command."""

    name: str
    says: str
    action: str = ""
    """The explorer's action that runs it without words."""
    aliases: tuple[str, ...] = ()
    takes: str = ""
    """What stands behind it: `FILE`; in brackets where it may be left out."""
    kind: Kind = ""
    needs_words: bool = False
    """Chosen from a list, it asks for its words first."""
    group: str = "Commands"

    @property
    def usage(self) -> str:
        return f":{self.name} {self.takes}".rstrip()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


TYPE_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "vpcs": ("vpc",),
    "subnets": ("subnet", "sn"),
    "vpc-endpoints": ("vpce", "endpoints", "ep"),
    "network-interfaces": ("eni", "enis", "interfaces"),
    "route-tables": ("rt", "rtb"),
    "network-acls": ("acl", "nacl"),
    "security-groups": ("sg",),
    "security-group-rules": ("sgr",),
    "vpc-endpoint-associations": ("vpce-asc",),
    "vpc-endpoint-services": ("svc", "services"),
    "vpc-endpoint-service-configurations": ("vpce-svc", "own-services"),
    "vpc-endpoint-connections": ("connections",),
    "managed-prefix-lists": ("pl",),
    "managed-prefix-list-entries": ("ple",),
    "prefix-lists": ("aws-pl",),
    "dhcp-options": ("dopt", "dhcp"),
    "internet-gateways": ("igw",),
    "egress-only-internet-gateways": ("eigw",),
    "nat-gateways": ("nat",),
    "carrier-gateways": ("cagw",),
    "vpn-gateways": ("vgw",),
    "vpn-connections": ("vpn",),
    "customer-gateways": ("cgw",),
    "vpc-peering-connections": ("pcx", "peering"),
    "transit-gateways": ("tgw",),
    "transit-gateway-attachments": ("tgw-attach",),
    "transit-gateway-route-tables": ("tgw-rtb",),
    "transit-gateway-routes": ("tgw-routes",),
    "instances": ("i", "ec2", "instance"),
    "flow-logs": ("fl",),
    "addresses": ("eip",),
    "availability-zones": ("az",),
    "hosted-zones": ("zone", "zones"),
    "resource-record-sets": ("rrset", "names"),
    "resolver-rules": ("rslvr",),
}
"""Short names of the types, mostly the beginnings of their ids."""

_OWN: Final = (
    Command("find", "go to a record by its id, name or address", "", ("go", "goto"), "ID", "record", True, "Finding"),
    Command("filter", "filter this pane; without words show all again", "", ("f",), "[TEXT]", "", False, "Finding"),
    Command("sort", "sort table or pane by a column; -COLUMN: reversed", "", (), "COLUMN", "column", True, "Finding"),
    Command(
        "account", "choose accounts and Regions to show", "scopes", ("ctx", "accounts", "scopes"), "[WORD …]", "scope"
    ),
    Command(
        "region", "show these Regions alone; on live AWS read one more", "scopes", ("regions",), "[REGION …]", "region"
    ),
    Command("profile", "on live AWS, read another profile as well", "", ("profiles",), "PROFILE", "profile", True),
    Command("trace", "why does this not reach that?", "trace", ("t",), "[FROM] [TO]", "goal", False, "Questions"),
    Command("matrix", "which subnet reaches which service", "matrix", ("m",), group="Questions"),
    Command(
        "routes", "where would an address or name go?", "ask_route", ("where",), "[ADDRESS]", "goal", False, "Questions"
    ),
    Command(
        "workload", "all that a workload needs from here", "workload", (), "[NAME]", "workload", False, "Questions"
    ),
    Command("policy", "try a request on the endpoint's policy", "try_policy", ("try",), group="Questions"),
    Command("page", "a page of the inspector: routes, dns, json, …", "", (), "PAGE", "page", True, "Questions"),
    Command("bookmark", "keep this view under a name", "bookmark", ("mark",), "[NAME]", "", False, "Views"),
    Command("bookmarks", "go to a bookmark", "bookmarks", ("marks",), "[NAME]", "bookmark", False, "Views"),
    Command("forget", "drop a bookmark", "", (), "NAME", "bookmark", True, "Views"),
    Command("recent", "go to a record visited before", "recents", ("recents", "history"), group="Views"),
    Command("link", "the command that reopens this view, copied", "link", ("url",), group="Views"),
    Command("console", "the record's page in the AWS console, copied", "copy_console", ("web",), group="Views"),
    Command("back", "the view before", "back", (), group="Views"),
    Command("copy", "copy id, arn, json, cli or console", "copy_id", ("yank",), "[FORM]", "form", False, "Data"),
    Command(
        "export",
        "save a snapshot, report or drawing",
        "export",
        ("save", "write", "w"),
        "[FILE]",
        "file",
        False,
        "Data",
    ),
    Command("compare", "what changed since a snapshot", "compare", ("diff",), "[FILE]", "file", False, "Data"),
    Command("refresh", "read this account and Region again", "refresh", ("reload",), group="Data"),
    Command("refresh-all", "read everything again", "refresh_all", (), group="Data"),
    Command("refresh-type", "read this type in this account and Region again", "refresh_type", (), group="Data"),
    Command("stop", "stop reading; what was read stays", "cancel_reading", ("cancel",), group="Data"),
    Command("picture", "save a picture of the screen", "app.save_picture", ("screenshot",), group="Data"),
    Command("reading", "what was read, what was not, and why", "pane('coverage')", ("coverage",), group="Data"),
    Command("changes", "what changed since it was read first", "show_changes", (), group="Data"),
    Command("errors", "what went wrong while reading", "show_errors", (), group="Data"),
    Command("calls", "API calls with their times and retries", "show_calls", ("log",), group="Data"),
    Command(
        "theme", "choose the colours", "app.change_theme", ("colours", "colors"), "[NAME]", "theme", False, "Program"
    ),
    Command("help", "all keys and commands of this place", "help", ("h", "keys", "?"), group="Program"),
    Command("quit", "quit", "quit", ("q", "q!", "exit", "wq"), group="Program"),
)

TYPES: Final = tuple(
    Command(
        resource.name, f"table: {resource.title}", "", TYPE_ALIASES.get(resource.name, ()), "[FILTER]", group="Tables"
    )
    for resource in RESOURCES
)

COMMANDS: Final = (*_OWN, *TYPES)

STAYING: Final = frozenset({"quit", "picture", "theme", "refresh", "refresh-all"})
"""Commands that leave the screen that they are typed on as it is."""

COPY_FORMS: Final = {
    "id": "copy_id",
    "arn": "copy_arn",
    "json": "copy_json",
    "cli": "copy_cli",
    "console": "copy_console",
}
"""What `:copy` takes, and the action that does it."""


@lru_cache(maxsize=1)
def by_name() -> dict[str, Command]:
    """Return every command by its names; the first of two that claim one has it."""
    found: dict[str, Command] = {}
    for command in COMMANDS:
        for name in command.names:
            found.setdefault(name, command)
    return found


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was typed: a command with its words, or why there is none."""

    command: Command | None
    words: str = ""
    problem: str = ""


def parse(line: str) -> Parsed:
    """Return what a line means. A name may be shortened as long as it stays the only one."""
    name, _, words = line.strip().lstrip(":").strip().partition(" ")
    name = name.lower()
    if not name:
        return Parsed(None)
    command = by_name().get(name)
    if command is None:
        beginning = list(dict.fromkeys(one for known, one in by_name().items() if known.startswith(name)))
        if len(beginning) != 1:
            return Parsed(None, problem=_unknown(name, beginning))
        command = beginning[0]
    return Parsed(command, words.strip())


def _unknown(name: str, beginning: Sequence[Command]) -> str:
    if beginning:
        return f"`:{name}` may be {', '.join(f':{command.name}' for command in beginning[:5])}"
    nearest = nearest_names(name, by_name())
    return f"there is no command `:{name}`" + (f": did you mean {nearest}?" if nearest else "; `:help` lists them")


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on."""

    line: str
    """The whole line with it, `:` at its front."""
    shown: str
    says: str = ""


MOST_COMPLETIONS: Final = 40
Candidates = Callable[[Kind, str], Iterable[tuple[str, str]]]
"""Gives (word, what it is) for a kind of words that begin with what is typed."""


def complete(line: str, candidates: Candidates = lambda kind, typed: ()) -> list[Completion]:  # noqa: ARG005
    """Return how a line can go on, the likeliest first: command names, then what the command takes."""
    typed = line.lstrip().lstrip(":").lstrip()
    name, blank, words = typed.partition(" ")
    if not blank:
        return _names(name.lower())
    command = by_name().get(name.lower())
    if command is None or not command.kind:
        return []
    before, _, last = words.rpartition(" ")
    lead = f":{name} {before} " if before else f":{name} "
    found = []
    for word, says in candidates(command.kind, last):
        found.append(Completion(lead + word, word, says))
        if len(found) == MOST_COMPLETIONS:
            break
    return found


def _names(typed: str) -> list[Completion]:
    """Return the commands one of whose names begins with what was typed: the exact one, own commands, tables."""
    found: list[tuple[int, Completion]] = []
    for command in COMMANDS:
        name = next((name for name in command.names if name.startswith(typed)), None)
        if name is None:
            continue
        rank = 0 if typed in command.names and typed else 1 if typed else 2
        end = " " if command.kind or command.needs_words else ""
        shown = name if name == command.name else f"{name} ({command.name})"
        exact = typed if rank == 0 else name
        found.append((rank, Completion(f":{exact}{end}", shown, command.says)))
    found.sort(key=lambda entry: entry[0])
    return [completion for _, completion in found[:MOST_COMPLETIONS]]
