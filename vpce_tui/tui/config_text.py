"""How is the config told to a person: what is in force with its origin, and a sample file with everything in it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vpce_tui.tui.bindables import Bindable, bindables, checked
from vpce_tui.tui.config import Config
from vpce_tui.tui.config_options import OPTIONS
from vpce_tui.tui.keys import NO_KEY, key_shown
from vpce_tui.tui.settings import ACCOUNT_COLOURS


@dataclass(frozen=True, slots=True)
class Explained:
    """A config with its keys looked at."""

    config: Config
    bound: dict[str, str]
    """What of `[keys]` can be used."""
    problems: list[str]

    def lines(self) -> list[str]:
        """Return the lines for a person."""
        config = self.config
        state = "" if config.exists else "  (there is none)"
        lines = [f"config file  {config.path}{state}", ""]
        lines += [f"{one.name:<14} {_written(one.value):<12} {one.origin}" for one in config.values]
        if self.bound:
            lines += ["", "[keys]"]
            for name, keys in self.bound.items():
                lines.append(f"{name:<28} {keys_shown(keys):<10} {config.at('keys', *name.split('.'))}")
        if config.settings.accounts:
            lines += ["", "[accounts]"]
            lines += [
                f"{look.pattern:<28} {look.colour:<10} {look.name:<14} {config.at('accounts', look.pattern)}"
                for look in config.settings.accounts
            ]
        if self.problems:
            lines += ["", "cannot be used, or only in part:", *(f"  {problem}" for problem in self.problems)]
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the same for a program."""
        return {
            "format": "vpce-tui/config/1",
            "path": str(self.config.path),
            "exists": self.config.exists,
            "values": [{"name": one.name, "value": one.value, "origin": one.origin} for one in self.config.values],
            "keys": {name: [] if keys == NO_KEY else keys.split(",") for name, keys in self.bound.items()},
            "accounts": [
                {"pattern": look.pattern, "colour": look.colour, "name": look.name}
                for look in self.config.settings.accounts
            ],
            "problems": self.problems,
        }


def explained(config: Config) -> Explained:
    """Look at the keys too. Imports every screen."""
    bound, problems = dict(config.settings.keys), list(config.problems)
    if bound:
        bound, wrong = checked(bound, bindables())
        problems += key_problems(config, wrong)
    return Explained(config, bound, problems)


def key_problems(config: Config, wrong: list[tuple[str, str]]) -> list[str]:
    """Return what is wrong with keys, with file and line."""
    return [f"{config.at('keys', *name.split('.'))}: `{name}`: {says}" for name, says in wrong]


def keys_shown(keys: str) -> str:
    """Return keys as a person reads them."""
    return "none" if keys == NO_KEY else " ".join(key_shown(key) for key in keys.split(","))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value != "" else "auto"


def example_text() -> str:
    """Return a config file with everything that can be set, commented out, as it is by itself."""
    lines = [
        "# vpce-tui: what the screen is like. The command line and the environment outweigh this file.",
        "# `vpce-tui config` tells what is in force, and what of this cannot be used.",
        "",
    ]
    for option in OPTIONS:
        lines += [f"# {option.says}  ({option.option}, {option.variable})", f"# {option.name} = {option.example}"]
    lines += [
        "",
        "# Accounts by id, or by name or profile with * for anything. The first that fits counts.",
        f"# Colours: {', '.join(ACCOUNT_COLOURS)}.",
        '# [accounts."111122223333"]',
        '# colour = "red"',
        '# name = "prod"',
        '# [accounts."*-dev"]',
        '# colour = "green"',
        "",
        '# Keys: "T", "?", "ctrl+t", "f5", "escape"; a list for several; "" for none. As they are by themselves:',
        "[keys]",
    ]
    place = ""
    for one in sorted(bindables().values(), key=lambda bindable: bindable.place):
        if one.place != place:
            place = one.place
            lines.append("")
        lines.append(_example_key(one))
    return "\n".join(lines) + "\n"


def _example_key(one: Bindable) -> str:
    keys = ", ".join(f'"{_toml(key)}"' for key in one.keys)
    value = keys if len(one.keys) == 1 else f"[{keys}]"
    return f"{f'# {one.id} = {value}':<58} # {one.says}"


def _toml(key: str) -> str:
    shown = key_shown(key)
    plain = shown if len(shown) == 1 and shown.isascii() else key
    return plain.replace("\\", "\\\\").replace('"', '\\"')
