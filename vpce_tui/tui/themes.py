"""Which colours are there, and which of them fit a terminal?

`dark` and `light` use colours of the 256-colour palette, so that a terminal without true colour shows the same ones;
`16-colour` uses the terminal's own sixteen on its own ground; `mono` none at all. Textual's themes can be named too.
Source: XTerm's 256-colour palette; no-color.org.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

from vpce_tui.tui.settings import ACCOUNT_COLOURS

DEFAULT_THEME: Final = "dark"

_ACCOUNTS_DARK: Final = ("#ff5f5f", "#d7af5f", "#87af5f", "#5fafaf", "#5fafd7", "#af87d7")
_ACCOUNTS_LIGHT: Final = ("#af0000", "#875f00", "#005f00", "#005f5f", "#005faf", "#5f00af")


def account_variables(colours: tuple[str, ...]) -> dict[str, str]:
    """Return the theme variables of account colours, in the order of `ACCOUNT_COLOURS`."""
    return {f"account-{name}": colour for name, colour in zip(ACCOUNT_COLOURS, colours, strict=True)}


_DARK: Final = Theme(
    name="dark",
    primary="#5fafd7",
    secondary="#5f87af",
    accent="#87afd7",
    warning="#d7af5f",
    error="#ff5f5f",
    success="#87af5f",
    foreground="#d0d0d0",
    background="#121212",
    surface="#121212",
    panel="#262626",
    boost="#1c1c1c",
    variables={
        "text-muted": "#949494",
        "foreground-muted": "#949494",
        "text-primary": "#5fafd7",
        "text-accent": "#87afd7",
        "text-success": "#87af5f",
        "text-warning": "#d7af5f",
        "text-error": "#ff5f5f",
        "border": "#5f87af",
        "border-blurred": "#444444",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#005f87",
        "block-cursor-blurred-foreground": "#d0d0d0",
        "block-cursor-blurred-background": "#303030",
        "scrollbar": "#585858",
        "scrollbar-hover": "#767676",
        "scrollbar-active": "#87afd7",
        "scrollbar-background": "#1c1c1c",
        "input-selection-background": "#005f87",
        **account_variables(_ACCOUNTS_DARK),
    },
)
_LIGHT: Final = Theme(
    name="light",
    primary="#005f87",
    secondary="#5f87af",
    accent="#005faf",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#ffffff",
    panel="#e4e4e4",
    boost="#eeeeee",
    dark=False,
    variables={
        "text-muted": "#626262",
        "foreground-muted": "#626262",
        "text-primary": "#005f87",
        "text-accent": "#005faf",
        "text-success": "#005f00",
        "text-warning": "#875f00",
        "text-error": "#af0000",
        "border": "#005f87",
        "border-blurred": "#b2b2b2",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#005f87",
        "block-cursor-blurred-foreground": "#1c1c1c",
        "block-cursor-blurred-background": "#d7d7d7",
        "scrollbar": "#a8a8a8",
        "scrollbar-hover": "#8a8a8a",
        "scrollbar-active": "#005f87",
        "scrollbar-background": "#eeeeee",
        "input-selection-background": "#afd7ff",
        **account_variables(_ACCOUNTS_LIGHT),
    },
)


_LACKING: Final = (
    "text",
    "text-disabled",
    "ansi-background",
    "ansi-foreground",
    "foreground-disabled",
    "surface-active",
)
"""Variables that Textual's style sheets name, and its colour systems of sixteen colours do not have or mix."""


def _terminals_own(name: str, variables: Mapping[str, str], **colours: str) -> Theme:
    """Return a theme on the terminal's own ground; what is not named is the terminal's own foreground."""
    plain = "ansi_default"
    return Theme(
        name=name,
        ansi=True,
        primary=colours.get("primary", plain),
        secondary=colours.get("secondary", plain),
        warning=colours.get("warning", plain),
        error=colours.get("error", plain),
        success=colours.get("success", plain),
        accent=colours.get("accent", plain),
        foreground=plain,
        background=plain,
        surface=plain,
        panel=plain,
        boost=plain,
        variables={**dict.fromkeys(_LACKING, plain), **variables},
    )


_16_COLOUR: Final = _terminals_own(
    "16-colour",
    {
        # Bright black, the usual grey, is the ground itself in some palettes: what is muted is dim instead.
        "text-muted": "ansi_default",
        "foreground-muted": "ansi_default",
        "border": "ansi_cyan",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_bright_white",
        "block-cursor-background": "ansi_blue",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-background": "ansi_default",
        "scrollbar": "ansi_cyan",
        "scrollbar-hover": "ansi_cyan",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_bright_white",
        **account_variables(tuple(f"ansi_{name}" for name in ACCOUNT_COLOURS)),
    },
    primary="ansi_cyan",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_cyan",
)
_MONO: Final = _terminals_own(
    "mono",
    {
        **dict.fromkeys(
            (
                "text-muted",
                "foreground-muted",
                "border",
                "border-blurred",
                "block-cursor-foreground",
                "block-cursor-background",
                "block-cursor-blurred-foreground",
                "block-cursor-blurred-background",
                "scrollbar",
                "scrollbar-hover",
                "scrollbar-active",
                "scrollbar-background",
                "scrollbar-background-hover",
                "scrollbar-background-active",
                "input-selection-background",
                "input-selection-foreground",
            ),
            "ansi_default",
        ),
        **account_variables(("ansi_default",) * len(ACCOUNT_COLOURS)),
    },
)

OUR_THEMES: Final = (_DARK, _LIGHT, _16_COLOUR, _MONO)
ACCOUNT_DEFAULTS: Final = account_variables(_ACCOUNTS_DARK)
"""For Textual's own themes, which know no accounts."""
