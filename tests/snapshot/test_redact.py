"""Does a redacted snapshot hide what it shall, and still answer every question the same way?"""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record_strategies import records
from vpce_tui.demo import world
from vpce_tui.demo.planted import PLANTED, SOUND, Question
from vpce_tui.errors import UsageError
from vpce_tui.model.decoding import to_members, to_record
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy import simulate
from vpce_tui.reach import Flow, Trace, trace
from vpce_tui.reach.access import Access, trace_access
from vpce_tui.reach.questions import matrix
from vpce_tui.resources.availability_zone import AvailabilityZone
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.snapshot.redact import Redaction, Redactor, redactions
from vpce_tui.snapshot.redact.addresses import AddressMap
from vpce_tui.snapshot.redact.words import WordMap
from vpce_tui.view.access_words import likely_principal

SALT = b"a salt of no secrecy whatsoever"
EVERYTHING = frozenset(Redaction)
HERE = Scope("111122223333", "eu-west-1")
CASES = Path(__file__).parents[1] / "policy" / "cases"

v4 = st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address)
v6 = st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address)


def redactor(*records: Record, what: frozenset[Redaction] = EVERYTHING, seed: str = "seed") -> Redactor:
    return Redactor(what, [PageRead(type(record), HERE, (record,)) for record in records], seed=seed)


def shared_bits(one: Any, other: Any) -> int:
    return int(one.max_prefixlen - (int(one) ^ int(other)).bit_length())


def turned(addresses_map: AddressMap, address: Any) -> Any:
    return ipaddress.ip_address(addresses_map.text(str(address)))


# --- addresses -------------------------------------------------------------------------------------------------------


@given(st.one_of(st.tuples(v4, v4), st.tuples(v6, v6)), st.binary(max_size=32))
@settings(max_examples=200, deadline=None)
def test_any_two_addresses_share_as_many_leading_bits_as_before(pair: tuple[Any, Any], salt: bytes) -> None:
    known = AddressMap(
        salt, with_reserved_ends=[ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("10.1.3.0/24")]
    )
    one, other = pair
    assert shared_bits(turned(known, one), turned(known, other)) == shared_bits(one, other)


@given(v4, st.integers(0, 32), v4)
@settings(max_examples=200, deadline=None)
def test_an_address_is_in_a_block_exactly_if_it_was(block: Any, length: int, address: Any) -> None:
    known = AddressMap(SALT)
    network = ipaddress.ip_network((block, length), strict=False)
    assert (turned(known, address) in ipaddress.ip_network(known.text(str(network)))) == (address in network)


@pytest.mark.parametrize(
    "block",
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "0.0.0.0/0", "::/0", "0.0.0.0/1", "fd00::/8"],
)
def test_a_range_with_a_meaning_of_its_own_stays_where_it_is(block: str) -> None:
    assert AddressMap(SALT).text(block) == block


@pytest.mark.parametrize(
    "text",
    ["169.254.169.253", "127.0.0.1", "224.0.0.5", "255.255.255.255", "fe80::1", "fd00:ec2::253", "::1", "ff02::1"],
)
def test_an_address_that_is_nobodys_stays(text: str) -> None:
    assert AddressMap(SALT).text(text) == text


@pytest.mark.parametrize("text", ["10.1.2.3", "203.0.113.77", "2600:1f18::1234", "fd12:3456::1", "192.168.77.1"])
def test_any_other_address_becomes_another(text: str) -> None:
    assert AddressMap(SALT).text(text) != text


@pytest.mark.parametrize("text", ["", "10.1.2", "10.1.2.3/33", "10.1.2.3/x", "fe80::1%eth0", "not an address"])
def test_what_is_no_address_stays(text: str) -> None:
    assert AddressMap(SALT).text(text) == text


@pytest.mark.parametrize(("block", "base"), [("10.1.0.0/16", "10.1.3.0/24"), ("10.1.3.0/24", "10.1.3.0/24")])
@pytest.mark.parametrize("offset", [0, 1, 2, 3, 255])
def test_what_aws_reserves_in_a_subnet_is_still_reserved(block: str, base: str, offset: int) -> None:
    known = AddressMap(
        SALT, with_reserved_ends=[ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("10.1.3.0/24")]
    )
    subnet = ipaddress.ip_network(base)
    afterwards = ipaddress.ip_network(known.text(base))
    assert turned(known, subnet[offset]) == afterwards[offset]
    assert turned(known, ipaddress.ip_network("10.1.0.0/16")[2]) == ipaddress.ip_network(known.text("10.1.0.0/16"))[2]


def test_blocks_that_aws_publishes_stay() -> None:
    known = AddressMap(SALT, kept=[ipaddress.ip_network("52.216.0.0/15")])
    assert known.text("52.217.8.9") == "52.217.8.9"
    assert known.text("52.218.8.9") != "52.218.8.9"


# --- words -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.from_regex(r"[a-z]{3,12}", fullmatch=True), unique=True, max_size=60))
@settings(max_examples=50, deadline=None)
def test_different_words_never_become_the_same(words: list[str]) -> None:
    known = WordMap(SALT)
    assert len({known.word(word) for word in words}) == len(words)


def test_a_word_keeps_its_length_and_its_capitals() -> None:
    made = WordMap(SALT).text("app-Payments-PROD-12-b")
    assert re.fullmatch(r"[a-z]{3}-[A-Z][a-z]{7}-[A-Z]{4}-12-b", made), made
    assert made != "app-Payments-PROD-12-b"


def test_a_word_is_the_same_wherever_it_stands() -> None:
    known = WordMap(SALT)
    assert known.text("web").title() == known.text("Web")
    assert known.text("app-web") == f"{known.text('app')}-{known.text('web')}"


@pytest.mark.parametrize("word", ["straße", "支付", "Z͑͌algo", "\x1b[2J", "a1b2c3d4e5"])
def test_a_word_of_any_script_is_replaced(word: str) -> None:
    assert WordMap(SALT).text(word) != word


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [("prod*", "production"), ("*ction", "production"), ("pr*", "prod"), ("data-ex*", "data-exports")],
)
def test_a_wildcard_within_a_word_still_matches(pattern: str, matched: str) -> None:
    known = WordMap(SALT)
    for other in ("prod*", "pr*", "*ction", "*tion", "data-ex*"):
        known.learn_pattern(other)
    as_pattern = re.escape(known.text(pattern)).replace(r"\*", ".*")
    assert re.fullmatch(as_pattern, known.text(matched))
    assert not re.fullmatch(as_pattern, known.text("something-else"))


# --- texts -----------------------------------------------------------------------------------------------------------

TEXTS = [
    ("an account id", "111122223333", r"\d{12}"),
    ("an account id in a name", "logs-111122223333", r"[a-z]{4}-\d{12}"),
    ("an ARN", "arn:aws:iam::111122223333:role/App", r"arn:aws:iam::\d{12}:role/[A-Z][a-z]{2}"),
    ("a path in an ARN", "arn:aws:iam::111122223333:role/team/App", r"arn:aws:iam::\d{12}:role/[a-z]{4}/[A-Z][a-z]{2}"),
    ("a bucket", "arn:aws:s3:::app-data/*", r"arn:aws:s3:::[a-z]{3}-[a-z]{4}/\*"),
    ("an organization", "o-a1b2c3d4e5", r"o-[a-z0-9]{10}"),
    ("a path of one", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/", r"o-\w{10}/r-\w{4}/ou-\w{4}-\w{8}/"),
    ("a principal's id", "AROAEXAMPLEFEATURESTR", r"AROA[A-Z0-9]{17}"),
    ("an address", "from 10.1.2.3 and", r"\w{4} 10\.\d+\.\d+\.\d+ \w{3}"),
    ("a block", "10.1.2.0/24", r"10\.\d+\.\d+\.0/24"),
    ("a MAC address", "02:64:1c:69:d9:97", r"02(:[0-9a-f]{2}){5}"),
    ("a name made of an address", "ip-10-1-2-3.ec2.internal", r"ip-10-\d+-\d+-\d+\.ec2\.internal"),
    ("a host of ours", "db.corp.example.com", r"\w{3,}\.[a-z]{4}\.[a-z]{7}\.com"),
    ("a balancer", "my-alb-1234567890.eu-west-1.elb.amazonaws.com", r"[\w-]+\.eu-west-1\.elb\.amazonaws\.com"),
    ("a name in a message", "conflict for db.corp.acme.com in it", r"\w+ \w{3} \w{3,}\.\w{4}\.\w{4}\.com \w+ \w+"),
    ("a reverse zone", "2.1.10.in-addr.arpa.", r"\d+\.\d+\.10\.in-addr\.arpa\."),
]  # fmt: skip


@pytest.mark.parametrize(("says", "text", "want"), TEXTS, ids=[case[0] for case in TEXTS])
def test_what_tells_whose_it_is_is_replaced(says: str, text: str, want: str) -> None:
    texts = redactor().texts
    made = texts.host(text) if "host" in says or "balancer" in says or "zone" in says else texts.text(text, names=True)
    assert re.fullmatch(want, made), made
    assert made != text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (
            "User: arn:aws:sts::111122223333:assumed-role/Audit/jane is not authorized",
            ("111122223333", "Audit", "jane"),
        ),
        ("conflicting DNS domain for db.corp.acme.com in the VPC", ("corp", "acme")),
        ("cannot assume role in 111122223333: see https://wiki.acme.internal/x", ("111122223333", "acme")),
    ],
)
def test_a_message_keeps_its_words_and_hides_what_it_names(text: str, hidden: tuple[str, ...]) -> None:
    made = redactor().texts.text(text)
    assert not [word for word in hidden if word in made]
    assert len(made.split()) == len(text.split())
    assert any(word in made for word in ("authorized", "conflicting", "assume"))


KEPT = [
    "vpce-0123456789abcdef0",
    "com.amazonaws.eu-west-1.s3",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
    "arn:aws:iam::*:role/*",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_aws_own_stays(text: str) -> None:
    assert redactor().texts.text(text) == text


@pytest.mark.parametrize(
    "host",
    [
        "sqs.eu-west-1.amazonaws.com",
        "*.dkr.ecr.us-east-1.amazonaws.com",
        "vpce-0123456789abcdef0-1234abcd-us-east-1a.ssm.us-east-1.vpce.amazonaws.com.",
        "us-east-1.queue.amazonaws.com",
        "\\052.s3.us-east-1.amazonaws.com.",
        "AmazonProvidedDNS",
        "amazonaws.com.",
    ],
)
def test_a_host_of_aws_stays(host: str) -> None:
    assert redactor().texts.host(host) == host


@pytest.mark.parametrize("kind", Redaction)
def test_what_was_not_chosen_stays(kind: Redaction) -> None:
    text = "arn:aws:iam::111122223333:role/App 10.1.2.3"
    made = redactor(what=EVERYTHING - {kind}).texts.text(text)
    assert ("111122223333" in made) == (kind is Redaction.ACCOUNTS)
    assert ("10.1.2.3" in made) == (kind is Redaction.IPS)
    assert ("role/App" in made) == (kind is Redaction.NAMES)


# --- policies --------------------------------------------------------------------------------------------------------


def test_a_policy_keeps_its_form_to_the_line() -> None:
    policy = """{
  "Version": "2012-10-17",
  "Statement": [{"Sid": "OurBuckets", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"},
    "Action": "s3:GetObject",  "Resource": ["arn:aws:s3:::app-*/${aws:PrincipalTag/team}/*"],
    "Condition": {"StringEquals": {"aws:PrincipalTag/team": "web", "aws:RequestedRegion": "eu-west-1"},
                  "StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}, "Bool": {"aws:SecureTransport": "true"}}
  }]
}"""
    made = redactor().policies.document(policy)
    assert [len(re.findall(r"\s", line)) for line in made.splitlines()] == [
        len(re.findall(r"\s", line)) for line in policy.splitlines()
    ]
    for kept in ("2012-10-17", "s3:GetObject", "eu-west-1", "vpce-0123456789abcdef0", '"true"', "${aws:PrincipalTag/"):
        assert kept in made
    for hidden in ("OurBuckets", "111122223333", "App", "app-", "team", "web"):
        assert hidden not in made
    assert made.count('"StringEquals"') == 2


@pytest.mark.parametrize("text", ["", "no JSON: our-bucket", '{"Statement": [', "[" * 100_000, '"\ud800"'])
def test_a_policy_that_is_none_is_replaced_all_the_same(text: str) -> None:
    assert "our-bucket" not in redactor().policies.document(text)


def _policies(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _policies(item)]
    if isinstance(value, dict) and "Statement" not in value:
        return [text for item in value.values() for text in _policies(item)]
    return [] if value is None or not isinstance(value, dict) else [json.dumps(value)]


def _redacted_case(case: dict[str, Any]) -> dict[str, Any]:
    texts = _policies(case["policies"])
    made = redactor(*(VpcEndpoint(vpc_endpoint_id=f"vpce-{at}", policy_document=text) for at, text in enumerate(texts)))

    def policies(value: Any) -> Any:
        if isinstance(value, list):
            return [policies(item) for item in value]
        if not isinstance(value, dict):
            return made.texts.text(value) if isinstance(value, str) else value
        if "Statement" in value:
            return made.policies.document(json.dumps(value))
        return {key: policies(item) for key, item in value.items()}

    def values(key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [values(key, item) for item in value]
        return made.policies.condition_value("", key, value) if isinstance(value, str) else value

    request = case["request"]
    resource = {"arn": made.policies.resource(request["resource"]["arn"])}
    if request["resource"].get("accountId"):
        resource["accountId"] = made.texts.text(request["resource"]["accountId"])
    context = {made.policies.condition_key(key): values(key, value) for key, value in request["context"].items()}
    principal = request["principal"] and made.policies.principal(request["principal"])
    asked = {"action": request["action"], "resource": resource, "principal": principal, "context": context}
    return {**case, "request": asked, "policies": policies(case["policies"])}


SIMULATIONS = [json.loads(line) for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("case", SIMULATIONS, ids=[case["id"] for case in SIMULATIONS])
def test_a_simulation_of_redacted_policies_decides_the_same(case: dict[str, Any]) -> None:
    before, after = simulate(case), simulate(_redacted_case(case))
    assert "error" not in before
    assert after.get("decision") == before["decision"], after
    assert after["blockedBy"] == before["blockedBy"]
    assert [found["index"] for found in after["matchedStatements"]] == [
        found["index"] for found in before["matchedStatements"]
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def _form(value: Any) -> Any:
    """A JSON value without what its texts say."""
    if isinstance(value, dict):
        return [_form(item) for item in value.values()]
    if isinstance(value, list):
        return [[_form(item) for item in value]]
    return str if isinstance(value, str) else value


@given(JSON, st.sampled_from([None, 2]))
@settings(max_examples=100, deadline=None)
def test_any_json_keeps_its_form(value: Any, indent: int | None) -> None:
    policy = {"Statement": value}
    made = redactor().policies.document(json.dumps(policy, indent=indent))
    assert _form(json.loads(made)) == _form(policy)


@given(st.lists(records(), max_size=5))
@settings(max_examples=100, deadline=None)
def test_records_of_every_type_stay_distinct_records_of_their_type(found: list[Record]) -> None:
    made = redactor(*found)
    redacted = [made.record(record) for record in found]

    assert list(map(type, redacted)) == list(map(type, found))
    assert len({(type(record), record.record_id) for record in redacted}) == len(
        {(type(record), record.record_id) for record in found}
    )
    assert [to_record(json.loads(json.dumps(to_members(record))), type(record)) for record in redacted] == redacted


def test_a_number_that_stood_for_a_text_does_not_tell_what_the_text_hides() -> None:
    written = {"VpcId": "vpc-1", "OwnerId": 111122223333, "Tags": [{"Key": "floor", "Value": 4711}]}
    vpc = to_record(written, Vpc)

    shown = json.dumps(to_members(redactor(vpc).record(vpc)))

    assert "4711" not in shown
    assert "111122223333" not in shown
    assert to_members(redactor(vpc, what=frozenset({Redaction.IPS})).record(vpc)) == written


# --- the demo world --------------------------------------------------------------------------------------------------

EVENTS = list(world.events())
DEMO = Redactor(EVERYTHING, EVENTS, seed="seed")
REDACTED = [DEMO.event(event) for event in EVENTS]


def topology_of(events: list[CollectEvent]) -> Topology:
    inventory = Inventory()
    for event in events:
        inventory.apply(event)
    return inventory.topology()


BEFORE, AFTER = topology_of(EVENTS), topology_of(REDACTED)
QUESTIONS = [planted.question for planted in PLANTED if planted.question] + list(SOUND)


def _judged(found: Trace) -> list[tuple[str, ...]]:
    return [(step.direction, step.stage, step.verdict, step.code, step.component) for step in found.steps]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: " ".join(question.words))
def test_a_trace_of_the_redacted_world_judges_every_step_the_same(question: Question) -> None:
    asked = Flow(question.source, question.destination, port=question.port)
    again = Flow(DEMO.asked(question.source), DEMO.asked(question.destination), port=question.port)
    before, after = trace(asked, BEFORE, fixes=False), trace(again, AFTER, fixes=False)

    assert after.verdict is before.verdict
    assert _judged(after) == _judged(before)


ASKED = [question for question in QUESTIONS if question.action]


@pytest.mark.parametrize("question", ASKED, ids=lambda question: " ".join(question.words))
def test_the_policies_of_the_redacted_world_decide_the_same(question: Question) -> None:
    def asked(source: str, to: str, resource: str, topology: Topology) -> Trace:
        access = Access(question.action, resource, likely_principal(topology, source))
        assert access.principal
        return trace_access(Flow(source, to, port=question.port), topology, access, fixes=False)

    before = asked(question.source, question.destination, question.resource, BEFORE)
    resource = DEMO.policies.resource(question.resource)
    after = asked(DEMO.asked(question.source), DEMO.asked(question.destination), resource, AFTER)

    assert resource != question.resource
    assert [(step.stage, step.verdict, step.code) for step in after.steps] == [
        (step.stage, step.verdict, step.code) for step in before.steps
    ]
    assert after.not_evaluated == before.not_evaluated


def _cells(topology: Topology) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (cell.subnet_id, cell.service): (cell.reachable, cell.not_reachable, cell.unknown, cell.code, cell.via)
        for progress in matrix(topology)
        for cell in progress.cells
    }


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_the_matrix_of_a_redacted_world_is_the_same_whatever_the_salt(seed: str) -> None:
    other = Redactor(EVERYTHING, EVENTS, seed=seed)
    assert _cells(topology_of([other.event(event) for event in EVENTS])) == _cells(BEFORE)


def test_an_address_can_be_asked_about_as_well() -> None:
    found = next(item for item in BEFORE.records(NetworkInterface) if item.private_ip_address)
    asked = DEMO.asked(found.private_ip_address or "")
    again = next(item for item in AFTER.records(NetworkInterface) if asked in addresses(item))
    assert again.network_interface_id == found.network_interface_id


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _file_text(events: list[CollectEvent]) -> str:
    told = []
    for event in events:
        match event:
            case PageRead():
                told += [json.dumps(to_members(record), ensure_ascii=False) for record in event.records]
            case ScopeOpened():
                told.append(f"{event.scope} {event.profile} {event.caller_arn} {event.account_name}")
            case ReadEnded():
                told.append(f"{event.scope} {event.coverage}")
    return "\n".join(told)


TEXT = _file_text(REDACTED)


def test_no_account_id_survives() -> None:
    members = [to_members(record) for event in EVENTS if isinstance(event, PageRead) for record in event.records]
    accounts = {text for text in _texts(members) if re.fullmatch(r"\d{12}", text)}
    accounts |= {event.scope.account_id for event in EVENTS if isinstance(event, ScopeOpened)}
    assert len(accounts) > 5
    assert not {account for account in accounts if account in TEXT}


def test_no_address_of_an_interface_stays_at_it() -> None:
    for before in BEFORE.records(NetworkInterface):
        after = AFTER.find(NetworkInterface, before.network_interface_id)
        assert isinstance(after, NetworkInterface)
        assert not set(addresses(before)) & set(addresses(after)), before.network_interface_id


def test_no_block_of_a_vpc_or_subnet_stays_at_it() -> None:
    before: dict[str, str | None] = {vpc.vpc_id: vpc.cidr_block for vpc in BEFORE.records(Vpc)}
    before |= {subnet.subnet_id: subnet.cidr_block for subnet in BEFORE.records(Subnet)}
    after: dict[str, str | None] = {vpc.vpc_id: vpc.cidr_block for vpc in AFTER.records(Vpc)}
    after |= {subnet.subnet_id: subnet.cidr_block for subnet in AFTER.records(Subnet)}
    assert before.keys() == after.keys()
    assert not [record_id for record_id in before if before[record_id] == after[record_id]]


def test_no_name_tag_or_description_survives() -> None:
    secrets = set()
    for event in EVENTS:
        for record in (
            event.records if isinstance(event, PageRead) and event.record_type is not AvailabilityZone else ()
        ):
            secrets |= set(record.tag_pairs.values()) | {record.name_tag}
            secrets |= {key for key in record.tag_pairs if key != "Name" and not key.startswith("aws:")}
            secrets |= {
                getattr(record, name, None) or "" for name in ("group_name", "key_name", "service_network_name")
            }
    names = {secret for secret in secrets if len(secret) > 3 and secret != "default"}
    assert len(names) > 100
    kept = {name for name in names if f'"{name}"' in TEXT}
    assert not kept


@pytest.mark.parametrize(
    "hidden",
    [
        *("ledger-db", "orders-api", "corp.example.com", "data.example.com"),
        *("Bastion", "GlueLake", "checkout", "thumbnails", "feed buckets", "joins all VPCs"),
        *("flow-logs", "OnlyFromTheOffice", "OwnQueues", "o-a1b2c3d4e5", "AROAEXAMPLEFEATURESTR", "203.0.113."),
        *("assumed-role/ReadOnly", "PartnerView", "10.200.0.53"),
    ],
)
def test_nothing_that_somebody_wrote_survives(hidden: str) -> None:
    assert hidden in _file_text(EVENTS), "or else this would prove nothing"
    assert hidden not in TEXT


def test_what_the_network_is_made_of_stays() -> None:
    assert {key[0] for key in AFTER.tables} == {key[0] for key in BEFORE.tables}
    for (record_type, scope), table in BEFORE.tables.items():
        assert len(AFTER.table(record_type, DEMO.scope(scope)).records) == len(table.records), record_type


def test_the_same_seed_gives_the_same_and_no_seed_gives_another() -> None:
    assert list(map(Redactor(EVERYTHING, EVENTS, seed="seed").event, EVENTS)) == REDACTED
    assert list(map(Redactor(EVERYTHING, EVENTS).event, EVENTS)) != list(
        map(Redactor(EVERYTHING, EVENTS).event, EVENTS)
    )


def test_a_member_that_is_not_known_counts_as_a_name() -> None:
    record = to_record({"VpcId": "vpc-1", "NewMember": {"Owner": "payments", "Accounts": [111122223333]}}, Vpc)
    members = to_members(redactor().record(record))
    assert "payments" not in json.dumps(members)
    assert "111122223333" not in json.dumps(members)
    assert members["VpcId"] == "vpc-1"


def test_nothing_chosen_changes_nothing() -> None:
    plain = Redactor((), EVENTS, seed="seed")
    assert list(map(plain.event, EVENTS)) == EVENTS


@pytest.mark.parametrize(
    ("words", "want"), [("accounts,ips", {"accounts", "ips"}), (" Tags ", {"tags"}), ("all", set(Redaction))]
)
def test_the_words_choose(words: str, want: set[str]) -> None:
    assert redactions(words) == want


@pytest.mark.parametrize("words", ["", "acounts", "ips,nonsense"])
def test_a_word_that_names_nothing_is_refused(words: str) -> None:
    with pytest.raises(UsageError):
        redactions(words)
