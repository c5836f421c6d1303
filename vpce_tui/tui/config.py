"""What does the person who runs the program want it to be like, and where did they say so?

The command line outweighs the environment, and the environment the config file: TOML at `config_path()`. A value that
cannot be used is told with file, line and what was expected, and the next one in that order counts: a mistake in the
file never keeps the program from starting.
Source: XDG Base Directory Specification (by way of platformdirs); TOML 1.0.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from vpce_tui.errors import nearest_names
from vpce_tui.tui.config_options import OPTIONS
from vpce_tui.tui.settings import ACCOUNT_COLOURS, AccountLook, ScreenSettings
from vpce_tui.view.text import printable

DEFAULT: Final = "default"
MOST_BYTES: Final = 1_000_000
"""A larger file is no config file; reading it would hold up the start."""


@dataclass(frozen=True, slots=True)
class Effective:
    """One value in force and where it comes from."""

    name: str
    value: object
    origin: str
    """`default`, the file with its line, the environment variable, or the option."""


@dataclass(slots=True)
class Config:
    """What is in force, and what is wrong."""

    path: Path
    """The config file, whether it is there or not."""
    exists: bool = False
    settings: ScreenSettings = field(default_factory=ScreenSettings)
    values: list[Effective] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lines: Lines = field(default_factory=lambda: Lines(""))

    def tell(self, where: str, says: str) -> None:
        """Note something that cannot be used."""
        self.problems.append(printable(f"{where}: {says}"))

    def at(self, *keys: str) -> str:
        """Return the file with the line of a key, as `config.toml:12`."""
        line = self.lines.of(*keys)
        return f"{self.path}:{line}" if line else str(self.path)


class Lines:
    """Finds the line of a key in TOML; the parser tells values only. Built when something has to be told."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, int] | None = None

    def of(self, *keys: str) -> int:
        """Return the line (from 1) where a key, or else its table, stands; 0 if it is nowhere."""
        if self._found is None:
            # Joined: `explorer.trace` may be a table in a table, or one name in quotes.
            self._found = {".".join(path): line for path, line in reversed(self._look())}
        while keys:
            if (line := self._found.get(".".join(keys))) is not None:
                return line
            keys = keys[:-1]
        return 0

    def _look(self) -> list[tuple[tuple[str, ...], int]]:
        found: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        for number, line in enumerate(self._text.splitlines(), 1):
            words = line.strip()
            if words.startswith("["):
                table = _dotted(words.strip("[] \t").partition("]")[0])
                found.setdefault(table, number)
            elif "=" in words and not words.startswith("#"):
                found.setdefault((*table, *_dotted(words.partition("=")[0])), number)
        return list(found.items())


def _dotted(words: str) -> tuple[str, ...]:
    """Split a dotted key; what stands in quotes stays together."""
    parts: list[str] = []
    part, quote = "", ""
    for letter in words.strip():
        if quote:
            quote, part = ("", part) if letter == quote else (quote, part + letter)
        elif letter in "\"'":
            quote = letter
        elif letter == ".":
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return (*parts, part.strip())


def config_path(given: str = "", environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the config file is: as given, else `VPCE_TUI_CONFIG`, else in the person's config folder."""
    if named := given or environ.get("VPCE_TUI_CONFIG", ""):
        return Path(os.path.expanduser(named))  # Path's own fails for a `~nobody`
    from platformdirs import user_config_path

    return user_config_path("vpce-tui") / "config.toml"


def configured(given: ScreenSettings, environ: Mapping[str, str] = os.environ) -> Config:
    """Return what is in force for these words on the command line. Reads one small file."""
    config = Config(config_path(given.config, environ), settings=given)
    wanted = bool(given.config or environ.get("VPCE_TUI_CONFIG"))
    document = _document(config, is_wanted=wanted)
    settings: dict[str, Any] = {}
    for option in OPTIONS:
        value: object = getattr(ScreenSettings(), option.setting)
        origin = DEFAULT
        if option.setting in given.given:
            found = _checked(config, option.option, option.parse, getattr(given, option.setting))
            value, origin = (value, DEFAULT) if found is None else (found, option.option)
            settings[option.setting] = value
        else:
            in_file = (config.at(option.name), document[option.name]) if option.name in document else None
            in_environ = (option.variable, environ[option.variable]) if environ.get(option.variable) else None
            for place in (in_environ, in_file):
                if place is not None and (found := _checked(config, place[0], option.parse, place[1])) is not None:
                    settings[option.setting] = value = found
                    origin = place[0]
                    break
        config.values.append(Effective(option.name, value, origin))
    if environ.get("NO_COLOR") and "theme" not in given.given:
        # The environment outweighs the file; a theme on the command line is meant for this one time.
        settings["theme"] = "mono"
        config.values[0] = Effective("theme", "mono", "NO_COLOR")
    config.settings = replace(
        given,
        **settings,
        keys=_keys(config, document.get("keys", {})),
        accounts=_accounts(config, document.get("accounts", {})),
        problems=tuple(config.problems),
    )
    return config


def _document(config: Config, *, is_wanted: bool) -> dict[str, Any]:
    """Return what the file holds; nothing if there is none, or if it cannot be read."""
    try:
        with config.path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        if is_wanted:
            config.tell(str(config.path), "there is no such file")
        return {}
    except OSError as error:
        config.tell(str(config.path), f"cannot be read: {error.strerror or error}")
        return {}
    config.exists = True
    if len(raw) > MOST_BYTES:
        config.tell(str(config.path), "is too large for a config file")
        return {}
    import tomllib

    try:
        text = raw.decode()
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        config.tell(str(config.path), f"is not UTF-8 at byte {error.start}")
        return {}
    except tomllib.TOMLDecodeError as error:
        config.tell(str(config.path), f"is not TOML: {error}")
        return {}
    except RecursionError:
        config.tell(str(config.path), "is nested too deeply")
        return {}
    config.lines = Lines(text)
    known = [*(option.name for option in OPTIONS), "keys", "accounts"]
    for name in document.keys() - set(known):
        config.tell(config.at(name), f"`{name}` is not known" + _did_you_mean(name, known))
    return document


def _checked(config: Config, where: str, parse: Any, value: Any) -> Any:
    """Return the parsed value, or None with what is wrong told."""
    try:
        return parse(value)
    except ValueError as error:
        config.tell(where, f"`{value}`: {error}")
        return None


def _did_you_mean(name: str, known: list[str]) -> str:
    nearest = nearest_names(name, known)
    return f"; did you mean {nearest}?" if nearest else f"; known are {', '.join(known)}"


def _keys(config: Config, table: Any) -> tuple[tuple[str, str], ...]:
    """Return what `[keys]` binds, in Textual's names of keys; ids are looked at later, they need every screen."""
    if not table:
        return ()
    if not isinstance(table, dict):
        config.tell(config.at("keys"), "expected a table, like `[keys]`")
        return ()
    from vpce_tui.tui.key_names import key_names

    bound: list[tuple[str, str]] = []
    for name, value in _flat(table):
        try:
            bound.append((name, key_names(value)))
        except ValueError as error:
            config.tell(config.at("keys", *name.split(".")) if name else "", f"`{name}`: {error}")
    return tuple(bound)


def _flat(table: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Return dotted names and values: `explorer.trace = "T"` is a table in a table for TOML."""
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{above}{name}.")
        else:
            found.append((f"{above}{name}", value))
    return found


def _accounts(config: Config, table: Any) -> tuple[AccountLook, ...]:
    if not isinstance(table, dict):
        config.tell(config.at("accounts"), 'expected tables, like `[accounts."111122223333"]`')
        return ()
    looks: list[AccountLook] = []
    members = [member.name for member in fields(AccountLook) if member.name != "pattern"]
    for pattern, entry in table.items():
        if not isinstance(entry, dict):
            config.tell(config.at("accounts", pattern), 'expected a table with `colour = "red"` or `name = "prod"`')
            continue
        entry = {("colour" if name == "color" else name): value for name, value in entry.items()}
        for name in entry.keys() - set(members):
            config.tell(config.at("accounts", pattern, name), f"`{name}` is not known" + _did_you_mean(name, members))
        colour, name = entry.get("colour", ""), entry.get("name", "")
        if colour not in ("", *ACCOUNT_COLOURS):
            where = config.at("accounts", pattern, "colour")
            config.tell(where, f"`{colour}` is no colour here; expected one of {', '.join(ACCOUNT_COLOURS)}")
            colour = ""
        if not isinstance(name, str):
            config.tell(config.at("accounts", pattern, "name"), "expected a text")
            name = ""
        looks.append(AccountLook(pattern, colour, name))
    return tuple(looks)
