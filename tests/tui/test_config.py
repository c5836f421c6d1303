"""Where does each setting come from, and what is told about a config file that cannot be used?"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.model.events import ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.tui.accounts import account_name, account_style
from vpce_tui.tui.config import config_path, configured
from vpce_tui.tui.config_options import OPTIONS
from vpce_tui.tui.config_text import example_text, explained
from vpce_tui.tui.key_names import key_name, key_names
from vpce_tui.tui.keys import NO_KEY
from vpce_tui.tui.settings import AccountLook, ScreenSettings, fitting_theme


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def given_words(path: Path, **words: object) -> ScreenSettings:
    return dataclasses.replace(ScreenSettings(config=str(path)), given=frozenset(words), **words)  # type: ignore[arg-type]


PRECEDENCE = [
    ("nothing is said", "", {}, {}, "", "default"),
    ("the file says it", 'theme = "light"', {}, {}, "light", "config.toml:1"),
    ("the environment outweighs the file", 'theme = "light"', {"VPCE_TUI_THEME": "nord"}, {}, "nord", "VPCE_TUI_THEME"),
    (
        "the command line outweighs both",
        'theme = "light"',
        {"VPCE_TUI_THEME": "nord"},
        {"theme": "dark"},
        "dark",
        "--theme",
    ),
    ("NO_COLOR is environment, and outweighs the file", 'theme = "light"', {"NO_COLOR": "1"}, {}, "mono", "NO_COLOR"),
    ("the command line outweighs NO_COLOR", "", {"NO_COLOR": "1"}, {"theme": "dark"}, "dark", "--theme"),
    ("an empty NO_COLOR says nothing", "", {"NO_COLOR": ""}, {}, "", "default"),
    ("a name from before stays understood", 'theme = "ansi"', {}, {}, "16-colour", "config.toml:1"),
    ("`auto` is the one that fits", 'theme = "auto"', {}, {}, "", "config.toml:1"),
    (
        "an unusable word falls back to the next",
        'theme = "light"',
        {"VPCE_TUI_THEME": "lihgt"},
        {},
        "light",
        "config.toml:1",
    ),
]


@pytest.mark.parametrize(
    ("says", "file", "environ", "words", "theme", "origin"), PRECEDENCE, ids=[c[0] for c in PRECEDENCE]
)
def test_a_setting_comes_from(
    says: str, file: str, environ: dict[str, str], words: dict[str, object], theme: str, origin: str, tmp_path: Path
) -> None:
    config = configured(given_words(write(tmp_path, file), **words), environ)
    assert config.settings.theme == theme
    (value,) = [one for one in config.values if one.name == "theme"]
    assert value.origin.endswith(origin)


def test_every_option_can_be_set_in_all_three_ways(tmp_path: Path) -> None:
    file = 'theme = "light"\nascii = true\nlow_bandwidth = "off"\nwatch = 30\nresume = false\n'
    config = configured(given_words(write(tmp_path, file)), {})
    told = config.settings
    assert (told.theme, told.ascii, told.low_bandwidth, told.watch_seconds, told.resume) == (
        "light",
        True,
        "off",
        30,
        False,
    )
    environ = {
        "VPCE_TUI_THEME": "dark",
        "VPCE_TUI_ASCII": "no",
        "VPCE_TUI_LOW_BANDWIDTH": "on",
        "VPCE_TUI_WATCH": "5",
        "VPCE_TUI_RESUME": "yes",
    }
    told = configured(given_words(write(tmp_path, file)), environ).settings
    assert (told.theme, told.ascii, told.low_bandwidth, told.watch_seconds, told.resume) == (
        "dark",
        False,
        "on",
        5,
        True,
    )
    words = {"theme": "mono", "ascii": True, "low_bandwidth": "auto", "watch_seconds": 7.0, "resume": False}
    told = configured(given_words(write(tmp_path, file), **words), environ).settings
    assert (told.theme, told.ascii, told.low_bandwidth, told.watch_seconds, told.resume) == (
        "mono",
        True,
        "auto",
        7,
        False,
    )
    assert {option.setting for option in OPTIONS} == set(words)


WRONG = [
    ("a word is not TOML", "theme = ", "is not TOML", "config.toml"),
    ("a name is not known", 'thmee = "dark"', "`thmee` is not known; did you mean `theme`?", "config.toml:1"),
    ("a theme is not known", 'ascii = true\n\ntheme = "drak"', "`dark`", "config.toml:3"),
    ("a switch is no switch", 'ascii = "perhaps"', "expected true or false", "config.toml:1"),
    ("seconds are negative", "watch = -1", "expected a number of seconds", "config.toml:1"),
    ("seconds are no number", "watch = nan", "expected a number of seconds", "config.toml:1"),
    ("seconds are a switch", "watch = true", "expected a number of seconds", "config.toml:1"),
    (
        "a colour is none",
        '[accounts."1"]\ncolour = "pink"',
        "`pink` is no colour here; expected one of red",
        "config.toml:2",
    ),
    (
        "an account has another member",
        '[accounts."1"]\ncolor = "red"\nnmae = "x"',
        "did you mean `name`?",
        "config.toml:3",
    ),
    ("an account is no table", "accounts = 3", "expected tables", "config.toml:1"),
    ("keys are no table", "keys = 3", "expected a table", "config.toml:1"),
    ("a key is a number", "[keys]\nexplorer.trace = 3", 'expected a key like "T"', "config.toml:2"),
    ("a key does not exist", '[keys]\n"explorer.trace" = "ctlr+t"', "expected ctrl, shift or alt", "config.toml:2"),
    ("a key's name is a slip", '[keys]\nexplorer.trace = "pagedwn"', "did you mean `pagedown`", "config.toml:2"),
]


@pytest.mark.parametrize(("says", "file", "told", "where"), WRONG, ids=[case[0] for case in WRONG])
def test_what_cannot_be_used_is_told_with_its_place(
    says: str, file: str, told: str, where: str, tmp_path: Path
) -> None:
    config = configured(given_words(write(tmp_path, file)), {})
    assert any(told in problem and where in problem for problem in config.settings.problems), config.problems


KEYS_WRONG = [
    ("an action that there is none of", 'explorer.trcae = "T"', "did you mean `explorer.trace`"),
    ("one key for two actions", 'explorer.trace = "f8"\nexplorer.matrix = "f8"', "bind one of them to another key"),
    ("the key of another action", 'explorer.trace = "m"', "`m` is `explorer.trace` and `explorer.matrix` by default"),
    ("the key of a list", 'explorer.trace = "j"', "`j` is `explorer.trace` and `rows.down` by default"),
    ("a letter where one types", 'typing.path = "v"', "is text where one types"),
    ("a letter where one may type", 'policy.next_pane = "v"', "is text where one types"),
]


@pytest.mark.parametrize(("says", "keys", "told"), KEYS_WRONG, ids=[case[0] for case in KEYS_WRONG])
def test_keys_in_conflict_are_told(says: str, keys: str, told: str, tmp_path: Path) -> None:
    shown = explained(configured(given_words(write(tmp_path, f"[keys]\n{keys}\n")), {}))
    assert any(told in problem and "config.toml:2" in problem for problem in shown.problems), shown.problems


KEYS_RIGHT = [
    ("a free key", 'explorer.trace = "f7"'),
    ("keys exchanged", 'explorer.trace = "m"\nexplorer.matrix = "t"'),
    ("a key taken away and given to another", 'explorer.matrix = ""\nexplorer.trace = ["m", "f6"]'),
    ("the same key in another place", 'trace.what_if = "m"'),
    ("a key that is no text where one types", 'typing.path = "f9"'),
]


@pytest.mark.parametrize(("says", "keys"), KEYS_RIGHT, ids=[case[0] for case in KEYS_RIGHT])
def test_keys_without_conflict_are_not(says: str, keys: str, tmp_path: Path) -> None:
    assert explained(configured(given_words(write(tmp_path, f"[keys]\n{keys}\n")), {})).problems == []


def test_by_default_no_keys_are_in_conflict_but_those_meant_so() -> None:
    from vpce_tui.tui.bindables import bindables, conflicts

    known = bindables()
    told = [says for _, says in conflicts({name: ",".join(one.keys) for name, one in known.items()}, known)]
    # The matrix groups with `g`, Home goes to the first row there; folding is the text's own key in the policy panel.
    # Lists of the explorer and of the trace: Ctrl+B and its like are bound once.
    assert [one for one in told if "explorer" in one] == []


def test_a_file_that_is_asked_for_and_not_there_is_told(tmp_path: Path) -> None:
    assert "there is no such file" in configured(given_words(tmp_path / "none.toml"), {}).settings.problems[0]


def test_no_file_at_all_is_no_problem(tmp_path: Path) -> None:
    config = configured(ScreenSettings(), {})
    assert not config.exists
    assert config.settings == ScreenSettings()


def test_the_sample_says_what_is_so_by_itself_and_can_be_used(tmp_path: Path) -> None:
    text = example_text()
    assert explained(configured(given_words(write(tmp_path, text)), {})).problems == []
    lines = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    lines = [line for line in lines if not line.startswith(("colour", "name"))]
    config = configured(given_words(write(tmp_path, "\n".join(lines))), {})
    assert config.problems == []
    before = configured(ScreenSettings(), {}).settings
    assert dataclasses.replace(config.settings, keys=(), config="") == before
    from vpce_tui.tui.bindables import bindables

    known = bindables()
    assert {name: set(keys.split(",")) for name, keys in config.settings.keys} == {
        name: set(one.keys) for name, one in known.items()
    }


def test_where_the_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_path("", {}) == tmp_path / "vpce-tui" / "config.toml"
    assert config_path("", {"VPCE_TUI_CONFIG": "/a.toml"}) == Path("/a.toml")
    assert config_path("/b.toml", {"VPCE_TUI_CONFIG": "/a.toml"}) == Path("/b.toml")


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_file_keeps_the_program_from_starting(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_bytes(content)
    config = configured(given_words(path), {})
    assert all(problem.isprintable() for problem in config.problems)


KEY_NAMES = [
    ("T", "T"),
    ("?", "question_mark"),
    ("^t", "ctrl+t"),
    ("C-t", "ctrl+t"),
    ("Ctrl+T", "ctrl+t"),
    ("shift+tab", "shift+tab"),
    ("Esc", "escape"),
    ("page down", "pagedown"),
    ("shift+t", "T"),
    ("alt+x", "alt+x"),
    ("F5", "f5"),
    ("ctrl+i", "tab"),
    ("ctrl+[", "escape"),
    ("ctrl+m", "enter"),
    (" ", "space"),
    ("+", "plus"),
    ("-", "minus"),
    ("question_mark", "question_mark"),
]


@pytest.mark.parametrize(("words", "name"), KEY_NAMES)
def test_a_key_has_a_name(words: str, name: str) -> None:
    assert key_name(words) == name


def test_no_key_is_a_key_nobody_has() -> None:
    assert key_names("") == key_names([]) == NO_KEY
    assert key_names(["T", "T", "?"]) == "T,question_mark"


TERMINALS = [
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "dark"),
    ({"TERM": "xterm-256color"}, "dark"),
    ({"TERM": "tmux-256color"}, "dark"),
    ({"TERM": "screen-256color"}, "dark"),
    ({"TERM": "xterm-kitty"}, "dark"),
    ({"TERM": "xterm"}, "16-colour"),
    ({"TERM": "screen"}, "16-colour"),
    ({"TERM": "linux"}, "16-colour"),
    ({"TERM": "xterm", "COLORTERM": "truecolor"}, "dark"),
    ({"TERM": "dumb"}, "mono"),
    ({}, "mono"),
    ({"TERM": "vt100"}, "mono"),
    ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "mono"),
    ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "light"),
    ({"TERM": "xterm-256color", "COLORFGBG": "15;0"}, "dark"),
]


@pytest.mark.parametrize(("environ", "theme"), TERMINALS)
def test_the_theme_that_fits_a_terminal(environ: dict[str, str], theme: str) -> None:
    assert fitting_theme(environ) == theme


HERE = Scope("111122223333", "eu-west-1")
ACCOUNTS = [
    ("production is red", (), ScopeOpened(HERE, account_name="prod-network"), "account-red"),
    ("also by its profile", (), ScopeOpened(HERE, profile="acme.production"), "account-red"),
    ("a product is not", (), ScopeOpened(HERE, account_name="products"), None),
    ("by its id", (AccountLook("111122223333", "green"),), ScopeOpened(HERE, account_name="prod"), "account-green"),
    ("by its name", (AccountLook("PROD-*", "blue"),), ScopeOpened(HERE, account_name="prod-x"), "account-blue"),
    ("the first that fits", (AccountLook("*", "cyan"), AccountLook("prod", "red")), None, "account-cyan"),
    ("another's", (AccountLook("999999999999", "red"),), None, None),
]


@pytest.mark.parametrize(("says", "looks", "opened", "style"), ACCOUNTS, ids=[case[0] for case in ACCOUNTS])
def test_an_accounts_colour(
    says: str, looks: tuple[AccountLook, ...], opened: ScopeOpened | None, style: str | None
) -> None:
    found = account_style(looks, HERE, opened)
    assert found == style if style is not None else found != "account-red"


def test_an_accounts_name() -> None:
    opened = ScopeOpened(HERE, account_name="acme")
    assert account_name((), HERE, opened) == "acme"
    assert account_name((AccountLook("acme", "red"), AccountLook("1111*", name="prod")), HERE, opened) == "prod"
    assert account_name((), HERE, None) == ""
