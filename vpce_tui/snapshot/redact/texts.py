"""What in a text tells whose it is, and what stands there instead?

A text is scanned once, from left to right, for everything that has a form: ARNs, ids, addresses, account ids, hosts.
Whatever the choice of things to redact leaves out stays as it is. Names have no form: words are replaced only where the
caller says that a text holds names (`names=True`).
"""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Callable
from typing import Final

from vpce_tui.snapshot.redact.addresses import AddressMap
from vpce_tui.snapshot.redact.vocabulary import (
    ARN_SUBTYPES,
    ARN_TYPES,
    HOST_LABELS,
    HOST_SUFFIXES,
    OWN_BUCKET,
    REGION_OR_ZONE,
    RESOURCE_ID,
)
from vpce_tui.snapshot.redact.words import WORD, WordMap


class Redaction(enum.StrEnum):
    """What can be replaced."""

    ACCOUNTS = "accounts"
    """Account ids, organization ids, and the unique ids of principals."""
    IPS = "ips"
    """Addresses, address blocks, MAC addresses, and names made of them."""
    TAGS = "tags"
    NAMES = "names"
    """Names, descriptions, host names, names within ARNs."""
    POLICIES = "policies"
    """Within policies: names of resources and principals, statement ids, values of conditions."""


_AWS_SUFFIX: Final = "|".join(re.escape(suffix) for suffix in sorted(HOST_SUFFIXES, key=len, reverse=True))
_TOP_LEVEL: Final = "|".join(
    [
        *("com", "net", "org", "io", "dev", "cloud", "app", "co", "biz", "info", "internal", "intranet", "local"),
        *("corp", "lan", "home", "aws", "eu", "de", "at", "ch", "fr", "it", "es", "nl", "uk", "se", "us"),
    ]
)
"""What a host name in the middle of a sentence ends with."""
_TOKEN: Final = re.compile(
    rf"""
      (?P<variable>\$\{{[^}}]*\}})
    | (?P<arn>\barn:aws[a-z-]*:(?:\$\{{[^}}]*\}}|[^\s"'`,;<>()\[\]{{}}])*)
    | (?P<id>(?<![A-Za-z0-9])(?:{RESOURCE_ID})(?![A-Za-z0-9]))
    | (?P<canonical>\b[0-9a-f]{{64}}\b)
    | (?P<principal>\b(?:A3T|AGPA|AIDA|AIPA|AROA|ANPA|ANVA|ASCA|APKA|ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{{12,}}\b)
    | (?P<organization>\bo-[a-z0-9]{{10,32}}\b|\bou-[a-z0-9]{{4,32}}-[a-z0-9]{{8,32}}\b|(?<=/)r-[a-z0-9]{{4,32}}(?=/|$))
    | (?P<mac>\b[0-9A-Fa-f]{{2}}(?::[0-9A-Fa-f]{{2}}){{5}}\b)
    | (?P<host>(?<![\w.-])(?:[\w*-]+\.)+(?:{_AWS_SUFFIX})\b
        |(?<![\w.-])(?!(?:cn\.)?com\.amazonaws\b)(?:[\w*-]+\.)+(?:{_TOP_LEVEL})(?!\.?[\w-]))
    | (?P<dashed>\b(?:ip|ec2)-\d{{1,3}}(?:-\d{{1,3}}){{3}}\b)
    | (?P<ipv4>(?<![\w.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?:/\d{{1,2}})?(?!\.?\w))
    | (?P<ipv6>(?<![\w:.])(?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]+(?:\d+(?:\.\d+){{3}})?(?:/\d{{1,3}})?(?![\w:]))
    | (?P<account>(?<!\d)\d{{12}}(?!\d))
    | (?P<region>\b(?:{REGION_OR_ZONE})\b|\b[a-z]{{3,4}}\d-az\d\b)
    | (?P<word>{WORD.pattern})
    """,
    re.VERBOSE,
)
_NO_HOST_SIGNS: Final = re.compile(r"[^\w.*\\-]")
_DASHED_ENDPOINT: Final = re.compile(rf"(vpce-[0-9a-f]{{8,17}})-(?:([0-9a-f]{{8}})(-{REGION_OR_ZONE})?|(.+))")
_ID: Final = re.compile(RESOURCE_ID)
_REGION: Final = re.compile(REGION_OR_ZONE)
_ADDRESS: Final = re.compile(r"\d+(?:\.\d+){3}(?:/\d+)?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:/\d+)?")
_REVERSE: Final = re.compile(r"((?:\d{1,3}\.){1,4})in-addr\.arpa(\.?)", re.IGNORECASE)
_MOST_REMEMBERED: Final = 200_000
"""Texts whose replacement is kept at hand; most of a file's come again and again."""
_SMALL: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_LARGE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class TextMap:
    """Replaces what is to be redacted in texts of any kind, each thing always by the same one."""

    def __init__(self, salt: bytes, what: frozenset[Redaction], addresses: AddressMap, words: WordMap) -> None:
        self._salt = salt
        self.what = what
        self.addresses = addresses
        self.words = words
        self._made: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._seen: dict[tuple[str, bool], str] = {}
        self._hosts: dict[str, str] = {}
        self._tokens: dict[str, Callable[[str, bool], str]] = {
            "variable": self._variable,
            "arn": lambda text, names: self.arn(text, names=names or Redaction.NAMES in what),
            "word": lambda text, names: words.word(text) if names else text,
        }
        if Redaction.NAMES in what:
            self._tokens["host"] = lambda text, _: self.host(text)
        if Redaction.ACCOUNTS in what:
            self._tokens |= {
                "account": lambda text, _: self._alike(text, "0123456789"),
                "canonical": lambda text, _: self._alike(text, "0123456789abcdef"),
                "principal": lambda text, _: text[:4] + self._alike(text[4:], _LARGE),
                "organization": self._organization,
            }
        if Redaction.IPS in what:
            self._tokens |= {
                "ipv4": lambda text, _: addresses.text(text),
                "ipv6": lambda text, _: addresses.text(text),
                "mac": lambda text, _: (
                    "02:" + _paired(self._alike(text.lower().replace(":", "")[2:], "0123456789abcdef"))
                ),
                "dashed": self._dashed,
            }

    def text(self, text: str, *, names: bool = False) -> str:
        """Return the text with everything replaced that has a form, and with `names` every word that is not AWS's."""
        found = self._seen.get((text, names))
        if found is None:
            found = _TOKEN.sub(lambda match: self._token(match, names), text)
            if len(self._seen) < _MOST_REMEMBERED:
                self._seen[text, names] = found
        return found

    def _token(self, match: re.Match[str], names: bool) -> str:
        replace = self._tokens.get(match.lastgroup or "")
        return replace(match.group(), names) if replace else self._inner(match)

    def _inner(self, match: re.Match[str]) -> str:
        """Keep a token, but not what it may hide: a host that stays may still be made of an address or an account."""
        text = match.group()
        if match.lastgroup != "host":
            return text
        return ".".join(self.text(label) for label in text.split("."))

    def arn(self, arn: str, *, names: bool) -> str:
        """Return an ARN of the same service, Region and type for another account's resource of another name."""
        parts = arn.split(":", 5)
        if len(parts) < 6:
            return self.text(arn, names=names) if not arn.startswith("arn:") else arn
        partition, service, region, account, resource = parts[1:]
        if account == "aws" or (service == "s3" and not account and OWN_BUCKET.fullmatch(resource.split("/")[0])):
            return arn
        return ":".join(
            [
                "arn",
                partition,
                service,
                region,
                self.text(account),
                self._arn_resource(service, account, resource, names),
            ]
        )

    def _arn_resource(self, service: str, account: str, resource: str, names: bool) -> str:
        if not names or (service == "s3" and not account):
            return self.text(resource, names=names)
        pieces = re.split(r"([/:])", resource)
        kept = 0
        if pieces[0] in ARN_TYPES:
            kept = 2
            if len(pieces) > 2 and pieces[2] in ARN_SUBTYPES:
                kept = 4
        if kept > 2 and pieces[2].startswith("aws-"):
            # A role of an AWS service carries the service's name, and no name of anybody's.
            return self.text(resource)
        return "".join(pieces[:kept]) + self.text("".join(pieces[kept:]), names=True)

    def host(self, host: str) -> str:
        """Return a host name in which every label that is not AWS's is another; the last label stays."""
        found = self._hosts.get(host)
        if found is None:
            found = self._host(host)
            if len(self._hosts) < _MOST_REMEMBERED:
                self._hosts[host] = found
        return found

    def _host(self, host: str) -> str:
        bare = host.rstrip(".")
        if _ADDRESS.fullmatch(bare):
            return self.text(host)
        reverse = _REVERSE.fullmatch(host)
        if reverse:
            return self._reverse(reverse)
        if Redaction.NAMES not in self.what or _NO_HOST_SIGNS.search(bare):
            return self.text(host, names=Redaction.NAMES in self.what)
        lowered = bare.lower()
        suffix = next((end for end in HOST_SUFFIXES if f".{lowered}".endswith(f".{end}")), "")
        if suffix:
            labels = bare[: len(bare) - len(suffix)].rstrip(".").split(".") if lowered != suffix else []
            replaced = [self._aws_label(label) for label in labels]
            return ".".join([*replaced, bare[len(bare) - len(suffix) :]]) + host[len(bare) :]
        labels = bare.split(".")
        if len(labels) == 1:
            return host if lowered in ("amazonprovideddns", "local", "") else self._label(bare) + host[len(bare) :]
        return ".".join([*map(self._label, labels[:-1]), labels[-1]]) + host[len(bare) :]

    def _aws_label(self, label: str) -> str:
        lowered = label.lower()
        endpoint = _DASHED_ENDPOINT.fullmatch(label) if lowered.startswith("vpce-") else None
        if endpoint:
            name = endpoint.group(4)
            return f"{endpoint.group(1)}-{self.words.text(name)}" if name else label
        if lowered in HOST_LABELS or _REGION.fullmatch(lowered) or _ID.fullmatch(lowered):
            return label
        return self._label(label)

    def _label(self, label: str) -> str:
        return label if label in ("*", "\\052") else self.text(label, names=True)

    def _reverse(self, match: re.Match[str]) -> str:
        """Return the reverse zone of the block that a reverse zone's block becomes."""
        octets = [int(part) for part in match.group(1).rstrip(".").split(".")][::-1]
        if Redaction.IPS not in self.what or max(octets) > 255:
            return match.group()
        length = 8 * len(octets)
        turned = self.addresses.prefix(4, int.from_bytes(bytes(octets), "big"), length)
        labels = [str(byte) for byte in turned.to_bytes(len(octets), "big")][::-1]
        return f"{'.'.join(labels)}.in-addr.arpa{match.group(2)}"

    def _variable(self, variable: str, names: bool) -> str:
        """Return a policy variable; only the name of a tag in it is anybody's."""
        start, slash, tag = variable.partition("/")
        return f"{start}{slash}{self.tag_key(tag[:-1])}}}" if slash and names else variable

    def tag_key(self, key: str) -> str:
        """Return another name for a tag; those that AWS gives or reads stay."""
        return key if key == "Name" or key.lower().startswith("aws:") else self.text(key, names=True)

    def _organization(self, text: str, _: bool) -> str:
        kind, *rest = text.split("-")
        return "-".join([kind, *(self._alike(part, _SMALL) for part in rest)])

    def _dashed(self, text: str, _: bool) -> str:
        kind, _dash, octets = text.partition("-")
        return f"{kind}-{self.addresses.text(octets.replace('-', '.')).replace('.', '-')}"

    def _alike(self, text: str, alphabet: str) -> str:
        """Return another text of the same length over an alphabet; a different one for each."""
        made = self._made.get((text, alphabet))
        attempt = 0
        while made is None:
            seed = hashlib.blake2b(f"{attempt}/{text}".encode(), key=self._salt).digest()
            stretched = b"".join(hashlib.blake2b(seed, salt=bytes([at])).digest() for at in range(len(text) // 64 + 1))
            candidate = "".join(alphabet[byte % len(alphabet)] for byte in stretched[: len(text)])
            if candidate not in self._taken and candidate != text:
                self._taken.add(candidate)
                made = self._made[text, alphabet] = candidate
            attempt += 1
        return made


def _paired(digits: str) -> str:
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
