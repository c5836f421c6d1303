"""Which keys can be bound otherwise, and which of them get into each other's way?

A binding is known by its id, `place.action`. The keys of one place exclude each other; those of lists (`rows`) stand
beside every place's that has a list. Every screen is loaded for this: it is asked after the first frame, or by
`vpce-tui config` and `vpce-tui doctor`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding
from textual.dom import DOMNode

from vpce_tui.errors import nearest_names
from vpce_tui.tui.keys import NO_KEY, PROMPT_KEYS, key_shown

HOLDERS: Final = (
    "app:VpceApp",
    "screens.explorer:ExplorerScreen",
    "screens.detour:AboveScreen",
    "screens.trace:TraceScreen",
    "screens.matrix:MatrixScreen",
    "screens.policy:PolicyScreen",
    "screens.policy_texts:PolicyTextsScreen",
    "screens.policy_diff:PolicyDiffScreen",
    "screens.diff:DiffScreen",
    "screens.workload:WorkloadScreen",
    "screens.routes:RoutesScreen",
    "screens.ask:AskScreen",
    "screens.help:HelpScreen",
    "screens.calls:CallsScreen",
    "screens.changes:ChangesScreen",
    "screens.errors:ErrorsScreen",
    "screens.mfa:MfaScreen",
    "screens.records:RecordsScreen",
    "screens.scopes:ScopesScreen",
    "screens.trouble:TroubleScreen",
    "widgets.rows:VirtualRows",
    "widgets.text_view:TextView",
    "widgets.prompt:Prompt",
    "widgets.request_form:Field",
)
"""Module and class of everything below `vpce_tui.tui` that has bindings."""

_WHILE_TYPING: Final = frozenset({"typing", "ask", "texts", "prompt", "routes", "mfa"})
"""Places with a field to type in: a letter there is text."""
_IN_FIELDS_OF_THE_POLICY: Final = frozenset({"policy.next_pane", "policy.next_pane_back", "policy.escape"})


@dataclass(frozen=True, slots=True)
class Bindable:
    """Something that keys can be bound to."""

    id: str
    keys: tuple[str, ...]
    """The keys that it has by itself."""
    says: str

    @property
    def place(self) -> str:
        return self.id.partition(".")[0]

    @property
    def takes_letters(self) -> bool:
        """May it be a letter, or is one typing there?"""
        return self.place not in _WHILE_TYPING and self.id not in _IN_FIELDS_OF_THE_POLICY


def bindables() -> dict[str, Bindable]:
    """Return everything that keys can be bound to, by id. Imports every screen."""
    found: dict[str, Bindable] = {}
    for binding in _bindings():
        name = binding.id or ""
        before = found[name].keys if name in found else ()
        keys = (key.strip() for key in binding.key.split(","))
        found[name] = Bindable(name, (*before, *(key for key in keys if key not in before)), binding.description)
    return found


def _bindings() -> Iterator[Binding]:
    for holder in HOLDERS:
        module, _, name = holder.partition(":")
        owner: type[DOMNode] = getattr(importlib.import_module(f"vpce_tui.tui.{module}"), name)
        for binding in owner.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding
    for key in PROMPT_KEYS:
        yield Binding(key.keys, key.action, key.says, id=key.id)


def checked(keymap: Mapping[str, str], known: Mapping[str, Bindable]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return what of a keymap can be used, and (id, what is wrong) for what cannot and for what is in conflict."""
    usable: dict[str, str] = {}
    wrong: list[tuple[str, str]] = []
    for name, keys in keymap.items():
        if name not in known:
            nearest = nearest_names(name, known)
            wrong.append((name, "there is no such action" + (f"; did you mean {nearest}?" if nearest else "")))
        elif not known[name].takes_letters and (typed := _typed(keys)):
            wrong.append((name, f"`{typed}` is text where one types; take a key like `ctrl+t` or `f5`"))
        else:
            usable[name] = keys
    wrong += conflicts(usable, known)
    return usable, wrong


def _typed(keys: str) -> str:
    return next((key_shown(key) for key in _split(keys) if len(key_shown(key)) == 1 and key_shown(key).isascii()), "")


def conflicts(keymap: Mapping[str, str], known: Mapping[str, Bindable]) -> list[tuple[str, str]]:
    """Return (id, what is wrong) for each key that the keymap gives to two actions of one place."""
    in_force = {name: _split(keymap.get(name, ",".join(one.keys))) for name, one in known.items()}
    told: list[tuple[str, str]] = []
    order = {name: at for at, name in enumerate(keymap)}
    for name in keymap:
        for other in known:
            if other == name or not _meet(known[name].place, known[other].place):
                continue
            if order.get(other, len(order)) < order[name]:
                continue  # told already, from the other side
            both = [key for key in in_force[name] if key in in_force[other]]
            told += [(name, _conflict(key, name, other, is_bound=other in keymap)) for key in both]
    return told


def _split(keys: str) -> Sequence[str]:
    return () if keys == NO_KEY else keys.split(",")


def _meet(place: str, other: str) -> bool:
    if "rows" in (place, other):
        return not {place, other} & _WHILE_TYPING  # the arrows there move in the list below the field
    return place == other or {place, other} == {"typing", "policy"}


def _conflict(key: str, name: str, other: str, *, is_bound: bool) -> str:
    both = f"`{key_shown(key)}` is `{name}` and `{other}`"
    if is_bound:
        return f"{both}: bind one of them to another key"
    return f'{both} by default: give `{other}` another key, or none with ""'
