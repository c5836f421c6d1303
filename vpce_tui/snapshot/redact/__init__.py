"""How is a snapshot shown to others without showing whose it is?

    redactor = Redactor({Redaction.ACCOUNTS, Redaction.IPS}, events)
    snapshot.save("for-support.jsonl.gz", map(redactor.event, events))

The same thing becomes the same other thing wherever it stands, and what makes the network work stays: ids that AWS
made, routes, rules, ports, states, AWS's own names and address blocks. So a trace or a simulation of the redacted file
gives the same verdict. The salt is random and kept nowhere, unless a seed is given: then the same file gives the same
result again, and whoever knows the seed can find out what a guess would have become.

Everything has to be read before anything is replaced: which blocks are subnets', and which are AWS's, decides what
addresses become.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar, cast

import msgspec

from vpce_tui.errors import UsageError, nearest_names
from vpce_tui.model.coverage import Coverage
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import NOT_SENT, Scope, Shape
from vpce_tui.reach.services import KNOWN_LABELS
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.on_demand import OnDemandRecord
from vpce_tui.resources.policy_texts import documents
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.snapshot.redact.addresses import AddressMap, Network
from vpce_tui.snapshot.redact.fields import Treatment, members
from vpce_tui.snapshot.redact.policies import PolicyMap
from vpce_tui.snapshot.redact.texts import Redaction, TextMap
from vpce_tui.snapshot.redact.vocabulary import WRITTEN_BY_AWS
from vpce_tui.snapshot.redact.words import WordMap

__all__ = ["Redaction", "Redactor", "redactions"]

S = TypeVar("S", bound=Shape)

_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_QUOTED: Final = re.compile(r"`([^`]*)`")
_SERVICE: Final = re.compile(r"(?:cn\.)?com\.amazonaws\.|aws\.[a-z]")
_HOST_LIKE: Final = re.compile(r"(?:[\w*\\-]+\.)+[\w-]+\.?|[0-9A-Fa-f:.]+")


def redactions(words: str) -> frozenset[Redaction]:
    """Return what words such as `accounts,ips` name; `all` names everything.

    Raises:
        UsageError: A word names nothing that can be redacted.
    """
    chosen = set()
    for word in (part.strip().lower() for part in words.split(",") if part.strip()):
        if word == "all":
            chosen |= set(Redaction)
        elif word in set(Redaction):
            chosen.add(Redaction(word))
        else:
            nearest = nearest_names(word, Redaction)
            known = ", ".join(Redaction)
            raise UsageError(
                f"`{word}` is nothing that can be redacted",
                help=f"did you mean {nearest}?" if nearest else f"give some of {known}, or `all`",
            )
    if not chosen:
        raise UsageError("nothing to redact is named", help=f"give some of {', '.join(Redaction)}, or `all`")
    return frozenset(chosen)


class Redactor:
    """Redacts the events of one source.

    Args:
        what: What is replaced.
        events: Everything that will be redacted, to learn from; an inventory's worth of memory.
        seed: A word that makes the result repeatable; without one the salt is random.
    """

    def __init__(self, what: Iterable[Redaction], events: Iterable[CollectEvent], *, seed: str | None = None) -> None:
        self.what = frozenset(what)
        salt = secrets.token_bytes(32) if seed is None else hashlib.sha256(seed.encode()).digest()
        learned = _Learned(events)
        words = WordMap(salt)
        for pattern in learned.patterns:
            words.learn_pattern(pattern)
        addresses = AddressMap(salt, kept=learned.published, with_reserved_ends=learned.own_blocks)
        self.texts = TextMap(salt, self.what, addresses, words)
        self.policies = PolicyMap(self.texts)
        self._names = Redaction.NAMES in self.what
        self._tags = Redaction.TAGS in self.what

    def event(self, event: CollectEvent) -> CollectEvent:
        """Return the event as it is told to others."""
        match event:
            case PageRead():
                records = tuple(map(self.record, event.records))
                return PageRead(event.record_type, self.scope(event.scope), records)
            case ReadStarted():
                return ReadStarted(event.record_type, self.scope(event.scope))
            case ReadEnded():
                return ReadEnded(event.record_type, self.scope(event.scope), self._coverage(event.coverage))
            case ScopeOpened():
                return ScopeOpened(
                    self.scope(event.scope),
                    profile=self.name(event.profile),
                    caller_arn=self.texts.text(event.caller_arn),
                    account_name=self.name(event.account_name),
                )
            case Noted():
                return Noted(self._note(event.text), self.scope(event.scope) if event.scope else None)

    def scope(self, scope: Scope) -> Scope:
        return Scope(self.texts.text(scope.account_id), scope.region)

    def record(self, record: S) -> S:
        """Return the record; the same object if nothing in it is to be hidden."""
        redacted = self._shape(record)
        unknown = getattr(redacted, "unknown_members", None)
        if unknown:
            hidden = dict(self._unknown_members(redacted, unknown))
            return msgspec.structs.replace(redacted, unknown_members=hidden or None)
        return redacted

    def _unknown_members(self, redacted: Shape, unknown: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield what was not known of a record, hidden.

        A number where AWS writes text was read as that text. Where its field hides it, the number must not tell it.
        """
        said = msgspec.to_builtins(msgspec.structs.replace(redacted, unknown_members=None))
        for pointer, value in unknown.items():
            text = _at(said, pointer) if isinstance(value, int) else None
            if text is None:
                yield pointer, self._unknown(value)
            elif text == str(value):
                yield pointer, value

    def name(self, name: str) -> str:
        """Return what a name becomes."""
        return self.texts.text(name, names=self._names)

    def asked(self, words: str) -> str:
        """Return the words of a question (an id, address, host or service) as they have to be asked of the result."""
        if words.lower() in KNOWN_LABELS or _SERVICE.match(words):
            return self.texts.text(words)
        return self.texts.host(words) if "." in words or ":" in words else self.texts.text(words)

    def _shape(self, shape: S) -> S:
        if isinstance(shape, Tag):
            return cast("S", self._tag(shape))
        changes: dict[str, Any] = {}
        for member in members(type(shape)):
            value = getattr(shape, member.field)
            if value is None or value is NOT_SENT:
                continue
            redacted = self._value(value, member.treatment)
            if redacted is not value and redacted != value:
                changes[member.field] = redacted
        return msgspec.structs.replace(shape, **changes) if changes else shape

    def _value(self, value: Any, treatment: Treatment) -> Any:
        if isinstance(value, str):
            return self._text(value, treatment)
        if isinstance(value, Shape):
            return self._shape(value)
        if isinstance(value, Coverage):
            return self._coverage(value)
        if isinstance(value, tuple):
            return tuple(self._value(item, treatment) for item in value)
        return value

    def _text(self, text: str, treatment: Treatment) -> str:
        match treatment:
            case Treatment.NAME if text != "default" and not text.startswith("com.amazonaws."):
                return self.name(text)
            case Treatment.DESCRIPTION:
                return self._description(text)
            case Treatment.HOST:
                return self.texts.host(text)
            case Treatment.RECORD_VALUE:
                return self.texts.host(text) if _HOST_LIKE.fullmatch(text) else self.name(text)
            case Treatment.POLICY:
                return self.policies.document(text)
            case Treatment.KEPT:
                return text
        return self.texts.text(text)

    def _tag(self, tag: Tag) -> Tag:
        key, value = tag.key, tag.value
        hides_value = self._tags or (self._names and key == "Name")
        if key:
            key = self.texts.tag_key(key) if self._tags else self.texts.text(key)
        if value:
            value = self.texts.text(value, names=hides_value)
        return Tag(key=key, value=value)

    def _description(self, text: str) -> str:
        written = WRITTEN_BY_AWS.match(text)
        start = written.end() if written else 0
        return text[:start] + self.name(text[start:])

    def _unknown(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.name(value)
        if isinstance(value, dict):
            return {key: self._unknown(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._unknown(inner) for inner in value]
        if isinstance(value, int) and not isinstance(value, bool) and len(str(value)) == 12:
            return int(self.texts.text(str(value)))
        return value

    def _coverage(self, coverage: Coverage) -> Coverage:
        message, help_text = self._note(coverage.message), self._note(coverage.help)
        return msgspec.structs.replace(coverage, message=message, help=help_text)

    def _note(self, text: str) -> str:
        """Return a sentence of ours or AWS's: what it quotes counts as a name."""
        return self.texts.text(_QUOTED.sub(lambda match: f"`{self.name(match.group(1))}`", text))


def _at(members: Any, pointer: str) -> str | None:
    """Return the text that stands at a JSON pointer, or None."""
    for step in pointer.split("/")[1:]:
        if isinstance(members, dict):
            members = members.get(step)
        elif isinstance(members, list | tuple) and step.isdecimal() and int(step) < len(members):
            members = members[int(step)]
        else:
            return None
    return members if isinstance(members, str) else None


class _Learned:
    """What has to be known of all events before the first one is redacted."""

    def __init__(self, events: Iterable[CollectEvent]) -> None:
        self.own_blocks: set[Network] = set()
        """Of VPCs and subnets."""
        self.published: set[Network] = set()
        """Of the prefix lists that AWS keeps, the same for everybody."""
        self.patterns: set[str] = set()
        """Texts of policies that hold wildcards."""
        entries: dict[str, list[str]] = {}
        lists: set[str] = set()
        for event in events:
            for record in event.records if isinstance(event, PageRead) else ():
                match record:
                    case Vpc() | Subnet():
                        self.own_blocks.update(_networks(_blocks(record)))
                    case PrefixList():
                        self.published.update(_networks(record.cidrs))
                    case ManagedPrefixList(owner_id="AWS"):
                        lists.add(record.prefix_list_id)
                    case PrefixListEntry():
                        entries.setdefault(record.prefix_list_id, []).append(record.cidr)
                    case VpcEndpoint():
                        self.patterns.update(_patterns(record.policy_document or ""))
                    case OnDemandRecord():
                        for document in documents(record):
                            self.patterns.update(_patterns(document))
        for prefix_list_id in lists:
            self.published.update(_networks(entries.get(prefix_list_id, ())))


def _blocks(record: Vpc | Subnet) -> Iterator[str | None]:
    yield record.cidr_block
    for association in record.ipv6_cidr_block_association_set:
        yield association.ipv6_cidr_block
    if isinstance(record, Vpc):
        for other in record.cidr_block_association_set:
            yield other.cidr_block


def _networks(texts: Iterable[str | None]) -> Iterator[Network]:
    for text in texts:
        try:
            yield ipaddress.ip_network(text or "")
        except ValueError:
            continue  # a block that is none holds no address that could be turned


def _patterns(document: str) -> Iterator[str]:
    for match in _LITERAL.finditer(document):
        if "*" in match.group(1) or "?" in match.group(1):
            try:
                yield json.loads(match.group(), strict=False)
            except ValueError:
                continue  # no JSON text: it is replaced word by word
