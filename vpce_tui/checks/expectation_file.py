"""What does a file of expectations say, and where in it is what does not make sense?

TOML, read strictly: a key that nobody knows, a value of the wrong type or one that no such thing can have is an error
that names the file, the line of the entry, its name, and what was expected.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from vpce_tui.checks.expectation import FORMAT, Expectation, Kind, Selector, Severity
from vpce_tui.errors import MalformedInputError, NewerFormatError, nearest_names

SELECTORS: Final = {
    "from": ("tag", "name", "vpc", "subnet", "interface", "instance", "group", "cidr", "account", "region"),
    "endpoint": ("id", "service", "type", "tag", "name", "vpc", "account", "region"),
}
"""What interfaces and endpoints are chosen by."""

_COMMON: Final = ("name", "severity", "may_be_empty")
_FLOW: Final = (*_COMMON, "from", "to", "via", "port", "protocol")
_REQUEST: Final = (
    *_COMMON,
    "endpoint",
    "action",
    "resource",
    "principal",
    "outside",
    "inside",
    "resource_account",
    "context",
)
KEYS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.EXPECT: (*_FLOW, "verdict"),
    Kind.NEVER: _FLOW,
    Kind.ALLOW: _REQUEST,
    Kind.DENY: _REQUEST,
}
VERDICTS: Final = ("reachable", "notReachable", "unknown")
_NEEDED: Final = {
    Kind.EXPECT: ("name", "from", "to"),
    Kind.NEVER: ("name", "from", "to"),
    Kind.ALLOW: ("name", "endpoint", "action", "resource"),
    Kind.DENY: ("name", "endpoint", "action", "resource"),
}
_ORGANIZATION: Final = re.compile(r"o-[a-z0-9]{4,32}")
_ACTION: Final = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
MOST_ENTRIES: Final = 10_000


def read_expectations(text: str, path: str = "the file") -> tuple[Expectation, ...]:
    """Return the expectations of a file, in its order.

    Raises:
        MalformedInputError: It is no TOML, or an entry does not make sense; the message says where.
        NewerFormatError: It is of a format that this version does not know.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        words = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise MalformedInputError(f"`{path}` is no TOML: {words}", help="see https://toml.io for the format") from None
    told = document.pop("format", FORMAT)
    if told != FORMAT:
        raise NewerFormatError(f"`{path}` is of format `{told}`", help=f"this version reads `{FORMAT}`")
    _known(document, [str(kind) for kind in Kind], f"`{path}`")
    found = [
        _Entry(path, kind, number, line, entry).expectation()
        for kind in Kind
        for number, (entry, line) in enumerate(_entries(document, kind, text, path), 1)
    ]
    if not found:
        raise MalformedInputError(f"`{path}` expects nothing", help="begin an entry with [[expect]], [[never]], …")
    if len(found) > MOST_ENTRIES:
        raise MalformedInputError(f"`{path}` has more than {MOST_ENTRIES:,} entries", help="split it")
    # Python's sort is stable: where lines could not be told, the entries of a kind keep their order.
    return tuple(sorted(found, key=lambda expectation: expectation.line))


def _entries(document: Mapping[str, Any], kind: Kind, text: str, path: str) -> Iterable[tuple[Any, int]]:
    entries = document.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise MalformedInputError(f"`{path}`: `{kind}` is not a list of tables", help=f"begin each with [[{kind}]]")
    header = re.compile(rf"^[ \t]*\[\[[ \t]*[\"']?{kind}[\"']?[ \t]*\]\]")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if header.match(line)]
    # A text of several lines may hold what looks like a header, and an inline list has none: then no line is told.
    return zip(entries, lines if len(lines) == len(entries) else [0] * len(entries), strict=True)


def _known(given: Iterable[str], known: Iterable[str], where: str) -> None:
    names = tuple(known)
    for key in given:
        if key not in names:
            nearest = nearest_names(key, names)
            hint = f"did you mean {nearest}?" if nearest else f"it may have {', '.join(names)}"
            raise MalformedInputError(f"{where} has an unknown key `{key}`", help=hint)


class _Entry:
    """One table of the file, on its way to an expectation."""

    def __init__(self, path: str, kind: Kind, number: int, line: int, members: Mapping[str, Any]) -> None:
        self._kind, self._members, self._line = kind, members, line
        named = members.get("name")
        name = f" `{named}`" if isinstance(named, str) and named else f" number {number}"
        self._where = f"`{path}`{f' line {line}' if line else ''}, [[{kind}]]{name}"

    def expectation(self) -> Expectation:
        members, kind = self._members, self._kind
        _known(members, KEYS[kind], self._where)
        for key in _NEEDED[kind]:
            if key not in members:
                raise self._error(f"has no `{key}`", f"an entry of [[{kind}]] needs {', '.join(_NEEDED[kind])}")
        is_flow = kind in (Kind.EXPECT, Kind.NEVER)
        found = Expectation(
            kind=kind,
            name=self._text("name"),
            selector=self._selector("from" if is_flow else "endpoint"),
            line=self._line,
            severity=Severity(self._one_of("severity", [str(each) for each in Severity], Severity.HIGH)),
            may_be_empty=self._flag("may_be_empty"),
            destinations=self._texts("to"),
            verdict=self._one_of("verdict", VERDICTS, "reachable"),
            via=self._text("via"),
            ports=self._ports(),
            protocol=self._text("protocol") or "tcp",
            actions=self._texts("action", _ACTION, "service:Name, such as s3:GetObject"),
            resources=self._texts("resource"),
            principals=self._texts("principal"),
            outside=self._organization("outside"),
            inside=self._organization("inside"),
            resource_account=self._text("resource_account"),
            context=self._context(),
        )
        self._agree(found)
        return found

    def _agree(self, found: Expectation) -> None:
        if found.outside and (found.inside or found.principals):
            raise self._error("has `outside` beside `inside` or `principal`", "`outside` chooses the principals itself")
        if found.kind is Kind.ALLOW and found.outside:
            raise self._error("has `outside`, which is for [[deny]]", "name the principals that are to be allowed")
        if found.inside and not found.principals:
            raise self._error("has `inside` and no `principal`", "name the principal that is in the organization")
        if found.via and found.verdict != "reachable":
            raise self._error("has `via` with a verdict that has no way", "leave `via` out")

    def _error(self, words: str, hint: str = "") -> MalformedInputError:
        return MalformedInputError(f"{self._where} {words}", help=hint)

    def _text(self, key: str) -> str:
        value = self._members.get(key, "")
        if not isinstance(value, str) or (key in self._members and not value.strip()):
            raise self._error(f"has a `{key}` that is no text or empty", "write it in quotation marks")
        return value

    def _texts(self, key: str, form: re.Pattern[str] | None = None, expected: str = "") -> tuple[str, ...]:
        if key not in self._members:
            return ()
        values = _listed(self._members[key])
        if not values or not all(isinstance(value, str) and value.strip() for value in values):
            raise self._error(f"has a `{key}` that is no text and no list of texts", "write each in quotation marks")
        for value in values:
            if form is not None and not form.fullmatch(value):
                raise self._error(f"has the {key} `{value}`", f"expected {expected}")
        return tuple(values)

    def _one_of(self, key: str, known: Iterable[str], otherwise: str) -> str:
        value = self._text(key) or otherwise
        names = tuple(known)
        if value not in names:
            raise self._error(f"has the {key} `{value}`", f"expected one of {', '.join(names)}")
        return value

    def _flag(self, key: str) -> bool:
        value = self._members.get(key, False)
        if not isinstance(value, bool):
            raise self._error(f"has a `{key}` that is neither true nor false")
        return value

    def _ports(self) -> tuple[int, ...]:
        values = _listed(self._members.get("port", []))
        for value in values:
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 65535:
                raise self._error(f"has the port `{value}`", "expected a number from 0 to 65535, or a list of these")
        return tuple(values)

    def _organization(self, key: str) -> str:
        value = self._text(key)
        if value and not _ORGANIZATION.fullmatch(value):
            raise self._error(f"has `{value}` as `{key}`", "expected an organization's id, such as o-a1b2c3d4e5")
        return value

    def _selector(self, key: str) -> Selector:
        given = self._members[key]
        if not isinstance(given, dict):
            raise self._error(f"has a `{key}` that is no table", f'write it as {{ {SELECTORS[key][0]} = "…" }}')
        _known(given, SELECTORS[key], f"{self._where}: `{key}`")
        words: dict[str, tuple[str, ...]] = {}
        for word, value in given.items():
            values = _listed(value)
            if not values or not all(isinstance(each, str) and each.strip() for each in values):
                raise self._error(f"has a `{key}.{word}` that is no text and no list of texts")
            words[word] = tuple(values)
        if not words:
            raise self._error(f"has an empty `{key}`", f"choose by {', '.join(SELECTORS[key])}")
        return Selector(words)

    def _context(self) -> Mapping[str, Any]:
        given = self._members.get("context", {})
        if not isinstance(given, dict):
            raise self._error("has a `context` that is no table", 'write it as { "aws:PrincipalTag/team" = "data" }')
        plain: Callable[[Any], bool] = lambda value: isinstance(value, str | bool | int | float)  # noqa: E731
        for key, value in given.items():
            if not all(plain(each) for each in _listed(value)):
                raise self._error(f"has a value of `{key}` that is no text, number, true, false or a list of these")
        return given


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
