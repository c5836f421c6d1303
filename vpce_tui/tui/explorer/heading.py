"""What stands on the top line: where one is, as whom, where the data comes from, how old it is, and what is missing?

Account, Region, login and "read-only" are always there; what else there is room for is said by importance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.events import ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui.accounts import account_name, account_style
from vpce_tui.tui.explorer.history import PANES, Locus
from vpce_tui.tui.settings import AccountLook
from vpce_tui.view.coverage import summary
from vpce_tui.view.labels import name_of
from vpce_tui.view.lines import Subject, counted
from vpce_tui.view.scopes import scope_runs
from vpce_tui.view.text import Cells, Run, Signs, cell_width, cells_width, fit, printable

_BAR: Final[Run] = (" │ ", "muted")
_STEP: Final = " › "
_LEAST: Final = 10
"""Cells below which a long breadcrumb is not worth its place."""
_LONGEST_LOGIN: Final = 24
_WISHED: Final = 36
"""Cells that a breadcrumb may have before anything of a higher rank is said."""
_BREADCRUMB_RANK: Final = 4


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the line."""

    rank: int
    """Pieces of a high rank are left out first."""
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """All that the top line is made from."""

    topology: Topology
    source_label: str
    is_live: bool
    signs: Signs
    pane: str
    locus: Locus | None
    subject: Subject | None
    is_single: bool
    """One pane is shown: then the line is a breadcrumb."""
    fresh: Sequence[Run] = ()
    """The data's age, what changed, and when it will be read again."""
    is_above: bool = False
    """The line of a screen above the explorer, which says itself what it shows."""
    at: Scope | None = None
    """The account and Region that the cursor is on, where it is on no record."""
    looks: Sequence[AccountLook] = ()
    """How the config file wants accounts to be shown."""
    is_reading: bool = False
    """The source has not come to its end: more may arrive, though no list is being read at the moment."""

    @property
    def _scope(self) -> Scope | None:
        scopes = self.topology.scopes
        if self.locus is not None:
            return self.locus.scope
        return scopes[0] if len(scopes) == 1 else self.at

    @property
    def _opened(self) -> ScopeOpened | None:
        scope = self._scope
        return self.topology.opened.get(scope) if scope is not None else None

    def cells(self, width: int) -> Cells:
        """Return the line for so many cells."""
        parts = [part for part in self._parts() if part.runs]
        crumbs = self._crumbs() if self.is_single else []
        wish = cell_width(_BAR[0]) + min(_WISHED, _crumbs_width(crumbs)) if crumbs else 0
        _shorten(parts, width - wish, rank=_BREADCRUMB_RANK)
        _shorten(parts, width, rank=0)
        least = min(_LEAST, _crumbs_width(crumbs[-1:]))
        if crumbs and (room := width - _width(parts) - cell_width(_BAR[0])) >= least:
            parts.insert(1, _Part(0, ((self._breadcrumb(crumbs, room), "heading"),)))
        line: list[Run] = []
        for part in parts:
            line += [_BAR] * bool(line) + list(part.runs)
        return line

    def _parts(self) -> list[_Part]:
        opened, scope = self._opened, self._scope
        name = account_name(self.looks, scope, opened) if scope is not None else ""
        login = self._login()
        title = "" if self.is_single or self.is_above else "vpce-tui"
        count = "" if self.is_single or self.is_above else f"{self.topology.count(NetworkInterface):,} interfaces"
        return [
            _part(9, (title, "heading")),
            _part(0, *self._where()),
            _part(
                6,
                (
                    "" if name == login else name,
                    account_style(self.looks, scope, opened) if scope is not None else "heading",
                ),
            ),
            _part(2, (fit(printable(login), _LONGEST_LOGIN, ellipsis=self.signs.ellipsis).rstrip(), "plain")),
            _part(7, (self.source_label, "good" if self.is_live else "plain")),
            _part(8, (count, "plain")),
            *(_part(3, run) for run in summary(self.topology, self.signs, is_reading=self.is_reading)),
            *(_part(4 + at, run) for at, run in enumerate(self.fresh)),
            _part(1, ("read-only", "muted")),
        ]

    def _where(self) -> list[Run]:
        scope = self._scope
        if scope is not None:
            return scope_runs(scope, account_style(self.looks, scope, self._opened), "plain")
        if not self.topology.scopes:
            if not self.is_reading:
                return [("no account read", "muted")]
            return [("asking AWS who we are" if self.is_live else "opening", "warn")]
        accounts = {scope.account_id for scope in self.topology.scopes}
        regions = {scope.region for scope in self.topology.scopes}
        return [(f"{counted(len(accounts), 'account')}, {counted(len(regions), 'Region')}", "plain")]

    def _login(self) -> str:
        """Return the profile or role that reads, or who the credentials belong to; of several, how many there are."""
        opened = self._opened
        if opened is None:
            names = {opened.profile for opened in self.topology.opened.values() if opened.profile}
            return f"{len(names)} profiles" if len(names) > 1 else _login_words(next(iter(names), ""), "")
        return _login_words(opened.profile, opened.caller_arn)

    def _breadcrumb(self, crumbs: Sequence[str], room: int) -> str:
        """Return the breadcrumb for so many cells; what does not fit is left out from its front."""
        shown = list(crumbs)
        while len(shown) > 1 and _crumbs_width(shown) > room:
            shown.pop(0)
        return fit(printable(_STEP.join(shown)), room, ellipsis=self.signs.ellipsis).rstrip()

    def _crumbs(self) -> list[str]:
        return self._parents(self.locus) if self.locus is not None else [PANES[self.pane][2:]]

    def _parents(self, locus: Locus) -> list[str]:
        """Return the VPC, the subnet and the record, and the inspector's page if that is looked at."""
        parts: list[str] = []
        if self.subject is not None:
            record = self.subject.record
            for record_type, member in ((Vpc, "vpc_id"), (Subnet, "subnet_id")):
                parent = getattr(record, member, None)
                if parent and parent != locus.record_id:
                    found = self.topology.find(record_type, parent, locus.scope)
                    parts.append((name_of(found) if not isinstance(found, Absent) else "") or parent)
            parts.append(name_of(record) or locus.record_id)
        if self.pane == "inspector":
            parts.append(locus.page)
        return parts or [locus.record_id]


def _shorten(parts: list[_Part], width: int, *, rank: int) -> None:
    """Leave parts above a rank out until the others fit; of one rank the last goes first."""
    while _width(parts) > width:
        last = max(reversed(parts), key=lambda part: part.rank)
        if last.rank <= rank:
            break
        parts.remove(last)


def _crumbs_width(crumbs: Sequence[str]) -> int:
    return cell_width(printable(_STEP.join(crumbs)))


def _part(rank: int, *runs: Run) -> _Part:
    return _Part(rank, tuple(run for run in runs if run[0]))


def _width(parts: Sequence[_Part]) -> int:
    return sum(cells_width(part.runs) for part in parts) + cell_width(_BAR[0]) * (len(parts) - 1)


def _login_words(profile: str, caller_arn: str) -> str:
    """Return a login in a few words: a profile's name, a role's out of its ARN, else who the caller is."""
    if profile:
        return profile.rpartition(":role/")[2]
    return f"as {caller_arn.rpartition(':')[2].removeprefix('assumed-role/')}" if caller_arn else ""
