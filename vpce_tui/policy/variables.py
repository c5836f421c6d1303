"""Which text stands for `${…}` in a policy?

A template is text with policy variables in it. Only documents of Version 2012-10-17 have variables;
in others `${…}` is plain text. `${*}`, `${?}` and `${$}` are the characters themselves;
`${key, 'default'}` falls back where the request does not carry the key; what is written otherwise between the
braces, without the space or the quotes, names no key and has no value. A value put in for a variable is never a
wildcard. A multivalued key cannot be used as a variable.
Source: IAM User Guide, "IAM policy elements: Variables and tags".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vpce_tui.policy.patterns import Token
from vpce_tui.policy.request import AuthorizationRequest

_CHARACTERS = ("*", "?", "$")
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_INSIDE = re.compile(r"\s*([^\s,'](?:[^,']*[^\s,'])?)\s*(?:, '([^']*)')?")


@dataclass(frozen=True, slots=True)
class Variable:
    """A policy variable and what to use in its absence."""

    key: str
    """Empty for what cannot be read; it never has a value."""
    default: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """Text with variables: tokens of plain text and variables in their order."""

    source: str
    parts: tuple[Token | Variable, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The context keys that this template reads."""
        return tuple(part.key for part in self.parts if isinstance(part, Variable) and part.key)

    @property
    def fixed(self) -> tuple[Token, ...] | None:
        """The tokens, where no variable has to be filled in."""
        tokens = tuple(part for part in self.parts if not isinstance(part, Variable))
        return tokens if len(tokens) == len(self.parts) else None

    def resolve(self, request: AuthorizationRequest) -> tuple[Token, ...] | None:
        """Return the tokens for one request, or None where a variable has no value."""
        tokens: list[Token] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                tokens.append(part)
                continue
            value = _value(part, request)
            if value is None:
                return None
            tokens.append((value, False))
        return tuple(tokens)


def _value(variable: Variable, request: AuthorizationRequest) -> str | None:
    entry = request.entry(variable.key) if variable.key else None
    if entry is None:
        return variable.default
    return None if entry.is_list else entry.values[0]


@lru_cache(maxsize=4096)
def template(source: str, *, variables: bool) -> Template:
    """Take a text apart; without `variables` all of it is plain."""
    if not variables or "${" not in source:
        return Template(source, ((source, True),))
    return Template(source, tuple(_parts(source)))


def _parts(source: str) -> Iterator[Token | Variable]:
    at = 0
    for match in _VARIABLE.finditer(source):
        if match.start() > at:
            yield source[at : match.start()], True
        at = match.end()
        inside = match.group(1)
        if inside in _CHARACTERS:
            yield inside, False
            continue
        named = _INSIDE.fullmatch(inside)
        yield Variable(named.group(1), named.group(2)) if named else Variable("", None)
    if at < len(source):
        yield source[at:], True


def unreadable(source: str) -> list[str]:
    """Return what stands in a text like a policy variable and is none: `${key,'default'}`."""
    inside = ((match.group(), match.group(1)) for match in _VARIABLE.finditer(source))
    return [whole for whole, text in inside if text not in _CHARACTERS and not _INSIDE.fullmatch(text)]


def plain(tokens: tuple[Token, ...]) -> str:
    """Return the text of tokens."""
    return "".join(text for text, _ in tokens)
