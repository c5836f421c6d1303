"""How does a policy lose its names and keep its meaning?

Only string literals are replaced, each where it stands: white space, duplicate members, order and everything else that
a reader or an evaluator may stumble over stay as they are, and so do line numbers. What a literal means follows from
the members around it: actions, effects and operators stay; resources and principals become others word by word, so that
their wildcards still match what they matched; the values of a condition go by its key.
"""

from __future__ import annotations

import json
import re
from typing import Final

from vpce_tui.snapshot.redact.texts import Redaction, TextMap
from vpce_tui.snapshot.redact.vocabulary import KEPT_CONDITION_KEYS

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]', re.DOTALL)
_MAX_DEPTH: Final = 64
_KEPT_ELEMENTS: Final = frozenset({"version", "effect", "action", "notaction"})
_KEPT_OPERATORS: Final = ("bool", "numeric", "date", "null", "binary")
_TAG_KEY: Final = re.compile(r"(?:.+:)?(?:\w*tag|encryptioncontext:?\w*)/", re.IGNORECASE)
_TAG_KEYS: Final = re.compile(r".*:(?:\w*tagkeys|encryptioncontextkeys)", re.IGNORECASE)


class PolicyMap:
    """Redacts policy documents, and the parts of requests that are to be evaluated with them."""

    def __init__(self, texts: TextMap) -> None:
        self._texts = texts

    def document(self, text: str) -> str:
        """Return a policy's JSON text with its literals replaced; a text that is no JSON is replaced word by word."""
        if Redaction.POLICIES not in self._texts.what:
            return self._texts.text(text)
        literals = list(self._literals(text))
        if not literals:
            return self._texts.text(text, names=True)
        pieces, end = [], 0
        for start, stop, new in literals:
            pieces += [text[end:start], new]
            end = stop
        return "".join([*pieces, text[end:]])

    def _literals(self, text: str) -> list[tuple[int, int, str]]:
        """Return where each literal stands that becomes another, and the JSON text of the other."""
        found: list[tuple[int, int, str]] = []
        keys: list[str] = []
        kinds: list[str] = []
        is_key = False
        for match in _TOKEN.finditer(text):
            part = match.group()
            if part in "{[":
                if len(kinds) >= _MAX_DEPTH:
                    return []
                kinds.append(part)
                keys.append("")
                is_key = part == "{"
            elif part in "}]":
                if not kinds:
                    return []
                kinds.pop()
                keys.pop()
            elif part == ",":
                is_key = bool(kinds) and kinds[-1] == "{"
            elif part == ":":
                is_key = False
            else:
                try:
                    literal = json.loads(part, strict=False)
                except ValueError:
                    return []
                path = tuple(key for key in keys if key)
                if is_key and keys:
                    new = self._key(literal, tuple(key for key in keys[:-1] if key))
                    keys[-1] = literal
                else:
                    new = self._value(literal, path)
                found.append((match.start(), match.end(), part if new == literal else json.dumps(new)))
        return found

    def _key(self, key: str, path: tuple[str, ...]) -> str:
        return self.condition_key(key) if len(path) >= 2 and path[-2].lower() == "condition" else key

    def _value(self, value: str, path: tuple[str, ...]) -> str:
        elements = [key.lower() for key in path]
        if "condition" in elements:
            at = elements.index("condition")
            operator, key = (*path[at + 1 :], "", "")[:2]
            return self.condition_value(operator, key, value)
        element = next((name for name in elements if name != "statement"), "")
        if element in _KEPT_ELEMENTS:
            return value
        if element in ("principal", "notprincipal"):
            return value if elements[-1] == "service" else self.principal(value)
        if element in ("resource", "notresource"):
            return self.resource(value)
        return self._texts.text(value, names=True)

    def resource(self, value: str) -> str:
        """Return what a resource's ARN, or a pattern of such, becomes."""
        return self._texts.arn(value, names=True) if value.startswith("arn:") else self._texts.text(value, names=True)

    def principal(self, value: str) -> str:
        """Return what a principal becomes: an ARN, an account, a unique id, a host of an identity provider."""
        if value.startswith("arn:") or "." not in value:
            return self.resource(value)
        return self._texts.host(value)

    def condition_key(self, key: str) -> str:
        """Return a condition key; only the tag in it is anybody's: `aws:PrincipalTag/team`."""
        if Redaction.POLICIES not in self._texts.what:
            return self._texts.text(key)
        match = _TAG_KEY.match(key)
        return key[: match.end()] + self._texts.tag_key(key[match.end() :]) if match else key

    def condition_value(self, operator: str, key: str, value: str) -> str:
        """Return what a value becomes that a condition compares with, or that a request carries under the key."""
        if Redaction.POLICIES not in self._texts.what:
            return self._texts.text(value)
        kind = operator.lower().rpartition(":")[2]
        if kind.startswith(_KEPT_OPERATORS) or KEPT_CONDITION_KEYS.fullmatch(key.lower()):
            return self._texts.text(value)
        if _TAG_KEYS.fullmatch(key):
            return self._texts.tag_key(value)
        return self.principal(value) if value.startswith("arn:") else self._texts.text(value, names=True)
