"""Which accounts and Regions are shown, and can more be read?

The choice is a filter over what was read: nothing is read anew, and dropping it shows everything again. On live AWS a
profile or a Region that is not read yet can be added: it is read by a reader of its own beside the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.view.scopes import scope_text

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

EVERYTHING = ("all", "*")


def scopes_meant(words: list[str], topology: Topology) -> tuple[frozenset[Scope], list[str]]:
    """Return the scopes that words mean, and the words that mean none.

    A word is an account id or name, a profile, a Region, or `ACCOUNT/REGION`; `*` stands for anything. Words of one
    account and of Regions hold together: `prod eu-west-1` is that Region of that account.
    """
    accounts: set[Scope] = set()
    regions: set[Scope] = set()
    unknown: list[str] = []
    for word in words:
        by_region = {scope for scope in topology.scopes if fnmatchcase(scope.region, word.lower())}
        by_account = {scope for scope in topology.scopes if any(_fits(name, word) for name in _names(scope, topology))}
        if by_region:
            regions |= by_region
        elif by_account:
            accounts |= by_account
        else:
            unknown.append(word)
    if accounts and regions:
        return frozenset(accounts & regions), unknown
    return frozenset(accounts | regions), unknown


def _fits(name: str, word: str) -> bool:
    return bool(name) and fnmatchcase(name.casefold(), word.casefold())


def _names(scope: Scope, topology: Topology) -> tuple[str, ...]:
    opened = topology.opened.get(scope)
    return (scope.account_id, str(scope), *((opened.account_name, opened.profile) if opened is not None else ()))


def scope_words(scopes: frozenset[Scope], topology: Topology) -> str:
    """Return the scopes in a few words, for a pane's title."""
    if len(scopes) > 2:
        return f"{len(scopes)} of {len(topology.scopes)} scopes"
    return ", ".join(_short(scope, topology) for scope in sorted(scopes))


def _short(scope: Scope, topology: Topology) -> str:
    opened = topology.opened.get(scope)
    name = opened.account_name if opened is not None else ""
    return f"{name} {scope.region}" if name else scope_text(scope)


class Scoping:
    """The scopes that are shown."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.chosen: frozenset[Scope] = frozenset()
        """Empty: all."""

    def choose(self, scopes: frozenset[Scope]) -> None:
        """Show these scopes alone, or all where none is given or all are."""
        screen = self._screen
        self.chosen = frozenset() if scopes >= frozenset(screen.topology.scopes) else scopes
        screen.finding.choose_scopes(self.chosen)
        told = scope_words(self.chosen, screen.topology) if self.chosen else "all accounts and Regions"
        screen.notify(f"showing {told}", timeout=3, markup=False)
        screen.show_titles()

    def choose_by_words(self, words: str) -> None:
        """Show the scopes that words mean; on live AWS, read a Region that was not asked for yet."""
        parts = words.replace(",", " ").split()
        if not parts or set(parts) & set(EVERYTHING):
            self.choose(frozenset())
            return
        scopes, unknown = scopes_meant(parts, self._screen.topology)
        if len(unknown) == 1 and unknown[0].count("-") >= 2 and not scopes:
            self.read_more(region=unknown[0])
        elif unknown:
            known = ", ".join(sorted({scope.region for scope in self._screen.topology.scopes}))
            told = f"no account or Region that was read is meant by `{' '.join(unknown)}`; Regions read: {known}"
            self._screen.notify(told, severity="warning", timeout=8, markup=False)
        else:
            self.choose(scopes)

    def read_more(self, *, profile: str = "", region: str = "") -> None:
        """Read one more profile or Region beside what is being read, where the source can."""
        from vpce_tui.tui.app import VpceApp

        screen = self._screen
        assert isinstance(screen.app, VpceApp)
        add = getattr(screen.app.reading.source, "read_more", None)
        if add is None:
            told = f"{profile or region} was not read, and a source that is not live AWS cannot read more"
            screen.notify(told, severity="warning", markup=False)
            return
        if why_not := add(profile=profile, region=region):
            screen.notify(f"cannot read {profile or region}: {why_not}", severity="warning", markup=False)
            return
        if self.chosen:
            self.choose(frozenset())  # what is read now is wanted, too
        screen.is_reading = True
        screen.notify(f"reading {profile or region} as well", markup=False)

    def words(self, *, regions_only: bool) -> Iterator[tuple[str, str]]:
        """Yield what can be chosen: Regions, accounts by name and id."""
        topology = self._screen.topology
        yield "all", "all accounts and Regions"
        seen: set[str] = set()
        for scope in topology.scopes:
            names = () if regions_only else _names(scope, topology)
            for name in (scope.region, *names):
                if name and name not in seen:
                    seen.add(name)
                    yield name, str(scope)
