"""Do the commands keep to their contract: data on stdout, narration on stderr, the exit code as an answer?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vpce_tui.cli.main import COMMANDS, run
from vpce_tui.demo.world import events as demo_events
from vpce_tui.model.inventory import Inventory
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

VPCS: list[dict[str, Any]] = [
    {
        "VpcId": "vpc-0a",
        "CidrBlock": "10.0.0.0/16",
        "State": "available",
        "OwnerId": "111122223333",
        "Tags": [{"Key": "Name", "Value": "hub"}, {"Key": "tier", "Value": "core"}],
        "CidrBlockAssociationSet": [],
        "InventedNextWeek": {"Deep": [1, 2, {"Er": True}]},
    },
    {
        "VpcId": "vpc-0b",
        "CidrBlock": "10.1.0.0/16",
        "State": "available",
        "OwnerId": "111122223333",
        "IsDefault": False,
    },
]


class Outcome:
    """What a command printed and returned."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def vpce(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command line in this process."""

    def call(*words: str) -> Outcome:
        code = run(words)
        said = capsys.readouterr()
        return Outcome(int(code), said.out, said.err)

    return call


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A directory of API answers with two VPCs in eu-west-1, and nothing else."""
    folder = tmp_path / "111122223333" / "eu-west-1"
    folder.mkdir(parents=True)
    (folder / "whatever.json").write_text(json.dumps({"Vpcs": VPCS}))
    return tmp_path


def test_list_prints_whole_records_with_nothing_lost(vpce: Any, answers: Path) -> None:
    outcome = vpce("list", "vpcs", "--json", "--source", str(answers))
    assert outcome.code == 0
    assert outcome.json == VPCS


def test_list_prints_a_table_with_columns_in_the_order_asked(vpce: Any, answers: Path) -> None:
    outcome = vpce("list", "vpcs", "--source", str(answers), "--columns", "cidr,id")
    assert outcome.out.splitlines() == ["CIDR         ID", "10.0.0.0/16  vpc-0a", "10.1.0.0/16  vpc-0b"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("hub", ["vpc-0a"]),
        ("!hub", ["vpc-0b"]),
        ("tag:tier=co", ["vpc-0a"]),
        ("tag:tier", ["vpc-0a"]),
        ("state:avail", ["vpc-0a", "vpc-0b"]),
        ("id:0b", ["vpc-0b"]),
        ("~v0a", ["vpc-0a"]),
        ("avail 10.1", ["vpc-0b"]),
        ('"no such', []),
    ],
)
def test_list_filters(vpce: Any, answers: Path, text: str, ids: list[str]) -> None:
    outcome = vpce("list", "vpcs", "--json", "--source", str(answers), "--filter", text)
    assert [record["VpcId"] for record in outcome.json] == ids


def test_a_type_that_no_file_speaks_of_is_unknown_and_not_empty(vpce: Any, answers: Path) -> None:
    outcome = vpce("list", "subnets", "--json", "--source", str(answers))
    assert outcome.json == []
    assert outcome.code == 4
    assert "not read: subnets in 111122223333/eu-west-1" in outcome.err


def test_a_type_whose_file_is_empty_is_empty(vpce: Any, answers: Path) -> None:
    (answers / "111122223333" / "eu-west-1" / "s.json").write_text('{"Subnets": []}')
    assert vpce("list", "subnets", "--json", "--source", str(answers)).code == 0


def test_what_the_source_skips_is_named_on_stderr(vpce: Any, answers: Path) -> None:
    (answers / "other.json").write_text('{"Buckets": []}')
    outcome = vpce("list", "vpcs", "--json", "--source", str(answers))
    assert "other.json" in outcome.err
    assert outcome.code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("list", "vpcz", "--demo"), 2, "did you mean `vpcs`"),
        (("list", "vpcs", "--demo", "--columns", "nope"), 2, "its columns are"),
        (("lisst",), 2, "did you mean `list`"),
        (("list", "vpcs", "--nonsense"), 2, "No such option"),
        (("list", "vpcs", "--demo", "--profile", "p"), 2, "--profile is for live AWS"),
        (("list", "vpcs", "--demo", "--source", "x"), 2, "two sources"),
        (("list", "vpcs", "--source", "/no/such/place"), 3, "/no/such/place"),
        (("open", "/no/such/place"), 3, "/no/such/place"),
        (("demo",), 2, "needs a terminal"),
        (("list", "vpcs", "--profile", "nope"), 2, "no profile `nope`"),
        (("--demo", "list", "vpcs"), 2, "behind the command"),
        (("simulate", "/no/such/file"), 3, "/no/such/file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_errors_say_what_and_what_to_do(vpce: Any, words: tuple[str, ...], code: int, said: str) -> None:
    outcome = vpce(*words)
    assert (outcome.code, outcome.out) == (code, "")
    assert said in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("content", ["{", "[1,", "\x00", '{"Vpcs": 7}', '{"Vpcs": [7]}', '{"Vpcs": [{}]}', "null", ""])
def test_damaged_files_are_told_and_never_a_traceback(vpce: Any, tmp_path: Path, content: str) -> None:
    path = tmp_path / "damaged.json"
    path.write_text(content)
    outcome = vpce("list", "vpcs", "--json", "--source", str(tmp_path))
    assert outcome.code in (2, 3, 4)
    assert "damaged.json" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_snapshot_lists_the_same_as_its_source(vpce: Any, answers: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.jsonl.gz"
    assert vpce("snapshot", "-o", str(saved), "--source", str(answers), "--quiet").code == 0
    assert vpce("list", "vpcs", "--json", "--source", str(saved)).json == VPCS
    assert saved.stat().st_mode & 0o777 == 0o600


def test_a_snapshot_of_the_demo_says_what_was_not_read(vpce: Any, tmp_path: Path) -> None:
    outcome = vpce("snapshot", "-o", str(tmp_path / "demo.jsonl.gz"), "--demo")
    assert outcome.code == 4
    assert "Region off" in outcome.err
    assert outcome.out == ""


def test_a_snapshot_passes_through_a_pipe() -> None:
    program = [sys.executable, "-m", "vpce_tui"]
    written = subprocess.run([*program, "snapshot", "-o", "-", "--demo", "--quiet"], capture_output=True, check=False)
    assert (written.returncode, written.stderr) == (4, b"")
    read = subprocess.run(
        [*program, "list", "vpcs", "--json", "--source", "-"], input=written.stdout, capture_output=True, check=False
    )
    inventory = Inventory()
    for event in demo_events():
        inventory.apply(event)
    assert len(json.loads(read.stdout)) == inventory.topology().count(Vpc)


def test_every_type_of_the_demo_lists_as_table_and_json(vpce: Any) -> None:
    for resource in RESOURCES:
        outcome = vpce("list", resource.name, "--json", "--demo")
        assert outcome.code == 4, "one Region of the demo is off, so no list is complete"
        records = outcome.json
        table = vpce("list", resource.name, "--demo").out.splitlines()
        assert len(table) == len(records) + 1, resource.name


def test_tables_show_other_peoples_text_literally(vpce: Any, answers: Path) -> None:
    evil = {**VPCS[0], "Tags": [{"Key": "Name", "Value": "\x1b[31mred\u202e"}]}
    (answers / "111122223333" / "eu-west-1" / "whatever.json").write_text(json.dumps({"Vpcs": [evil]}))
    for words in (("list", "vpcs"), ("list", "vpcs", "--json")):
        out = vpce(*words, "--source", str(answers)).out
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_doctor_names_the_permission_of_what_was_refused(vpce: Any) -> None:
    outcome = vpce("doctor", "--demo", "--json")
    assert outcome.code == 4
    scopes = {scope["scope"]: scope for scope in outcome.json["scopes"]}
    refused = [
        entry
        for scope in scopes.values()
        for entry in scope["lists"]
        if "UnauthorizedOperation" in entry.get("says", "")
    ]
    assert refused
    assert all(entry["permission"].startswith(("ec2:Describe", "ec2:Get", "ec2:Search")) for entry in refused)


def test_doctor_offline_looks_at_this_machine_only(vpce: Any) -> None:
    outcome = vpce("doctor", "--offline")
    assert outcome.code == 0
    assert "textual" in outcome.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_or_a_type_list(vpce: Any, name: str) -> None:
    outcome = vpce(name, "--help")
    assert outcome.code == 0
    assert f"vpce-tui {name}" in outcome.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_program(vpce: Any, shell: str) -> None:
    assert "_VPCE_TUI_COMPLETE" in vpce("completion", shell).out


def test_simulate_answers_every_line_and_ends_with_2_where_one_cannot_be_read(vpce: Any, tmp_path: Path) -> None:
    good = {
        "id": "good",
        "request": {
            "action": "s3:GetObject",
            "resource": {"arn": "arn:aws:s3:::b/k", "accountId": "111122223333"},
            "principal": "arn:aws:iam::111122223333:role/r",
            "context": {},
        },
        "policies": {
            "identity": [
                {"name": "p", "policy": {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}}
            ]
        },
    }
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(good) + "\n{\n" + json.dumps(good | {"id": "again"}) + "\n")
    outcome = vpce("simulate", str(path), "--json")
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert [line.get("decision", "error") for line in lines] == ["allowed", "error", "allowed"]
    assert outcome.code == 2


def test_headless_commands_load_neither_the_screen_nor_the_aws_libraries() -> None:
    program = (
        "import sys; from vpce_tui.cli.main import run; run(['list', 'vpcs', '--demo', '--json']);"
        "import vpce_tui.reach, vpce_tui.policy, vpce_tui.snapshot;"
        "heavy = {'textual', 'rich', 'aiobotocore', 'botocore', 'boto3'} & set(sys.modules);"
        "sys.exit(f'loaded: {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_list_read_to_its_end_gives_no_gap(vpce: Any, answers: Path) -> None:
    del vpce
    inventory = Inventory()
    from vpce_tui.snapshot import open_source

    for event in open_source(str(answers)):
        inventory.apply(event)
    topology = inventory.topology()
    assert topology.count(Vpc) == 2
    assert topology.count(Subnet) == 0
    [scope] = topology.scopes
    assert topology.coverage(Vpc, scope).complete
    assert not topology.coverage(NetworkAcl, scope).complete
