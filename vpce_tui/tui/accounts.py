"""In which colour, and by which name, is an account shown?

As the config file says; else production is red, and any other account has one of the remaining colours by its id, the
same in every session. The name stands beside the colour, so that nothing depends on it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final, cast

from vpce_tui.model.events import ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.tui.settings import ACCOUNT_COLOURS, AccountLook
from vpce_tui.view.text import Cells, Run, StyleName

_PRODUCTION: Final = re.compile(r"(?:^|[^a-z0-9])(?:prod|prd|production|live)(?:$|[^a-z0-9])", re.IGNORECASE)
_OTHERS: Final = tuple(colour for colour in ACCOUNT_COLOURS if colour != "red")


def account_style(looks: Sequence[AccountLook], scope: Scope, opened: ScopeOpened | None) -> StyleName:
    """Return the style of an account."""
    names = _names(opened)
    look = next((look for look in looks if look.colour and look.fits(scope.account_id, *names)), None)
    if look is not None:
        colour = look.colour
    elif any(_PRODUCTION.search(name) for name in names):
        colour = "red"
    else:
        colour = _OTHERS[zlib.crc32(scope.account_id.encode()) % len(_OTHERS)]
    return cast("StyleName", f"account-{colour}")


def account_name(looks: Sequence[AccountLook], scope: Scope, opened: ScopeOpened | None) -> str:
    """Return what an account is called: as the config file says, else as AWS does; empty where nobody says."""
    names = _names(opened)
    given = next((look.name for look in looks if look.name and look.fits(scope.account_id, *names)), "")
    return given or (opened.account_name if opened is not None else "")


def _names(opened: ScopeOpened | None) -> tuple[str, ...]:
    return (opened.account_name, opened.profile) if opened is not None else ()


def coloured(cells: Cells, looks: Sequence[AccountLook], scope: Scope, opened: ScopeOpened | None) -> Cells:
    """Return the cells of an account's row with its own name, or else its id, in the account's colour."""
    style = account_style(looks, scope, opened)
    name = account_name(looks, scope, opened)
    aws_name = opened.account_name if opened is not None else ""
    rest: list[Run] = []
    for text, old in cells:
        if text.startswith(scope.account_id) and not name:
            rest += [(scope.account_id, style), (text[len(scope.account_id) :], old)]
        elif not (text.strip() and text.strip() == aws_name):
            rest.append((text, old))
    return [(f"{name} ", style), *rest] if name else rest
