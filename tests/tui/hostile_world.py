"""A world whose every text wants to break the screen: what tags, policies and files may hold.

Names are other people's text. AWS lets most of these into tags and descriptions; a file may hold the rest anywhere.
Lone surrogates stand in policies alone, as escapes: neither XML nor our JSON reader lets them into a record.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Final

import msgspec

from vpce_tui.demo.build import DEMO_SCOPE, Builder, acl_entry, allow, route
from vpce_tui.model.coverage import CANCELLED, COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

TEXTS: Final = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07\x1b]52;c;aGk=\x07",
    "\x1b[2J\x1b[1;1H",
    "\x9b31m\x85\x00\x7f",
    "[red]markup[/red] [/] [bold",
    "[@click=app.exit]x[/]",
    "\\[escaped\\] $text-error {x} %s",
    "line\nbreak\r\n\ttab\x0b\x0c",
    "\u202eright to left\u202c \u2066x\u2069 \u200f\u061c",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "e\u0301\u0302\u0303\u0304" * 3 + "\u0301",
    "\u65e5\u672c\u8a9e\u306e\u540d\u524d" * 3,
    "\u0e01\u0e33\u0e49 \u0915\u094d\u0937\u093f \ud55c\u1112\u1161\u11ab",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308 \u2603\ufe0f \U0001f44d\U0001f3fd",
    "\ufeff\u200b\u00ad\u2028\u2029\u3164\u115f",
    "x" * 300,
    "\uff37\uff29\uff24\uff25" * 60,
    " ",
    "~",
    "!",
    "tag:",
    "/",
    ":q",
    "'\"`",
    "*?[",
    "(",
    "\\",
    "%00",
)
"""Names as nobody should give them."""

POLICIES: Final = (
    "",
    "not json",
    "{",
    "[]",
    "null",
    '"text"',
    '{"Statement": 3}',
    '{"Version": "2012-10-17", "Statement": []}',
    json.dumps({"Statement": {"Effect": "\x1b[31mAllow", "Action": TEXTS[4], "Resource": [TEXTS[8], 7, None, {}]}}),
    json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": text, "Effect": "Deny", "Principal": {"AWS": text}, "NotAction": text, "Resource": text}
                | {"Condition": {text: {text: text}, "StringLike": {"aws:PrincipalOrgID": [text, "o-*"]}}}
                for text in TEXTS[:16]
            ],
        },
        ensure_ascii=False,
        indent=1,
    ),
    "[" * 3000,
    '{"Statement": [{"Effect": "Allow", "Effect": "Deny", "Action": 1e999, "Resource": "' + "\\ud800" + '"}]}',
)
"""Policy documents, some of them none."""

OTHER: Final = Scope("444455556666", "us-west-2")


def hostile_builder(seed: int = 0) -> Builder:
    """Return a small world in two scopes in which every free text is hostile."""
    some = random.Random(seed)
    builder = Builder()
    for scope in (DEMO_SCOPE, OTHER):
        builder.scope = scope
        for _ in range(2):
            _build_vpc(builder, some)
    builder.hosted_zone("\x1b[31mzone\u202e.example", builder.latest_vpc, records={f"{TEXTS[4]}.example": "10.0.0.9"})
    builder.resolver_rule("\u65e5\u672c.example", builder.latest_vpc)
    return builder


def _build_vpc(builder: Builder, some: random.Random) -> None:
    def text() -> str:
        return some.choice(TEXTS)

    vpc = builder.vpc(name=text())
    builder.internet_gateway(name=text())
    table = builder.route_table(vpc=vpc, name=text())
    acl = builder.network_acl(acl_entry(100), acl_entry(100, egress=True, protocol="99"), vpc=vpc, name=text())
    group = builder.security_group(
        allow(443), allow((0, 9), cidr="::/0"), vpc=vpc, group_name=text(), description=text()
    )
    for zone in "ab":
        subnet = builder.subnet(zone=zone, name=text(), table=table, acl=acl if zone == "b" else None)
        for _ in range(2):
            builder.network_interface(subnet=subnet, groups=(group,), name=text(), description=text())
        builder.instance(subnet=subnet, name=text(), state=text())
    for service in ("ssm", "ecr.api"):
        builder.interface_endpoint(
            service,
            groups=(group,),
            policy=some.choice(POLICIES),
            name=text(),
            state=some.choice(("available", text())),
        )
    builder.gateway_endpoint("s3", tables=(table,), policy=some.choice(POLICIES), name=text())
    broken = builder.interface_endpoint("kms", policy=text(), last_error=text(), name=text())
    builder.change(broken, service_name=text(), vpc_endpoint_type=text(), ip_address_type=text())
    builder.add_routes(table, route("0.0.0.0/0", "nat-0gone", state=text()), route("10.99.0.0/16", f"x-{text()}"))
    odd = builder.subnet("10.250.0.0/24", name=text())
    builder.change(odd, cidr_block=some.choice(("", "not a block", "10.0.0.0/99", "::/0", None)), state=text())
    builder.change(odd, tags=tuple(Tag(key=key, value=text()) for key in TEXTS))
    nic = builder.network_interface(subnet=builder.subnet(name=text()), name=text())
    builder.change(nic, private_ip_address=text(), private_ip_addresses=(), interface_type=text(), status=text())


def hostile_events() -> Iterator[CollectEvent]:
    """Yield that world as a source does, with a list that failed and one that was stopped."""
    yield from hostile_builder().events()
    yield ScopeOpened(Scope("\x1b[31m\u202e", "[red]\u65e5\u672c"))
    yield ReadStarted(Subnet, OTHER)
    yield ReadEnded(Subnet, OTHER, Coverage(Progress.FAILED, Reason.FORBIDDEN, code=TEXTS[0], message=TEXTS[4]))


def news(some: random.Random, known: dict[tuple[type[Record], Scope], tuple[Record, ...]]) -> Iterator[CollectEvent]:
    """Yield what reading a list again may tell: records gone, new, renamed, and lists that end halfway."""
    record_type, scope = some.choice(sorted(known, key=lambda where: (where[0].__name__, str(where[1]))))
    records = list(known[record_type, scope])
    some.shuffle(records)
    kept = [_renamed(record, some) if some.random() < 0.3 else record for record in records[some.randrange(3) :]]
    yield ReadStarted(record_type, scope)
    for at in range(0, len(kept), 20):
        yield PageRead(record_type, scope, tuple(kept[at : at + 20]))
    refused = Coverage(Progress.FAILED, Reason.OTHER, message=some.choice(TEXTS), help=some.choice(TEXTS))
    yield ReadEnded(record_type, scope, some.choice((COMPLETE, COMPLETE, CANCELLED, refused)))


def _renamed(record: Record, some: random.Random) -> Record:
    tags = (Tag(key="Name", value=some.choice(TEXTS)),)
    match record:
        case NetworkInterface():
            return msgspec.structs.replace(record, tag_set=tags, status=some.choice(TEXTS))
        case Vpc() | Subnet():
            return msgspec.structs.replace(record, tags=tags, state=some.choice(TEXTS))
        case VpcEndpoint():
            return msgspec.structs.replace(record, tags=tags, policy_document=some.choice(POLICIES))
    return record
