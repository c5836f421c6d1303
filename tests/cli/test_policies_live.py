"""Do the commands read the policies that they need of live AWS, and say what they could not read? moto, over HTTP."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from vpce_tui.cli.main import run
from vpce_tui.resources.managed_policy import ManagedPolicyDetail
from vpce_tui.resources.organization import Organization
from vpce_tui.resources.role import RoleDetail
from vpce_tui.snapshot import load

REGION = "eu-west-1"
BUCKET = "arn:aws:s3:::cli-data/x"


def document(effect: str = "Allow", **members: Any) -> str:
    statement = {"Effect": effect, "Action": "s3:*", "Resource": "*", **members}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass
class World:
    """An instance with a role, and an endpoint for S3."""

    url: str
    instance_id: str = ""
    table_id: str = ""

    def forget(self) -> None:
        """Empty the world, which all of moto's servers in one process share."""
        urllib.request.urlopen(f"{self.url}/moto-api/reset", data=b"").close()

    def client(self, service: str) -> Any:
        made: Any = boto3.client  # its types want a literal name
        keys = {"aws_access_key_id": "made-up", "aws_secret_access_key": "made-up"}
        return made(service, region_name=REGION, endpoint_url=self.url, **keys)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    made = World(f"http://{host}:{port}")
    made.forget()
    iam = made.client("iam")
    iam.create_role(RoleName="cli", AssumeRolePolicyDocument=document(Principal="*", Action="sts:AssumeRole"))
    iam.put_role_policy(RoleName="cli", PolicyName="read", PolicyDocument=document(Action="s3:GetObject"))
    edge = iam.create_policy(PolicyName="edge", PolicyDocument=document())["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="cli", PolicyArn=edge)
    profile = iam.create_instance_profile(InstanceProfileName="cli-profile")["InstanceProfile"]["Arn"]
    iam.add_role_to_instance_profile(InstanceProfileName="cli-profile", RoleName="cli")
    ec2 = made.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.8.1.0/24")["Subnet"]["SubnetId"]
    image = ec2.describe_images()["Images"][0]["ImageId"]
    instances = ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, IamInstanceProfile={"Arn": profile}
    )
    made.instance_id = instances["Instances"][0]["InstanceId"]
    s3 = made.client("s3")
    s3.create_bucket(Bucket="cli-data", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_policy(
        Bucket="cli-data",
        Policy=document("Deny", Principal="*", Action="s3:PutObject", Resource="arn:aws:s3:::cli-data/*"),
    )
    yield made
    made.forget()
    server.stop()


@pytest.fixture
def vpce(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")

    def call(*words: str, live: bool = True) -> tuple[int, str, str]:
        where = ("--endpoint-url", world.url, "--region", REGION) if live else ()
        code = int(run((*words, *where)))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def steps(out: str) -> dict[str, dict[str, str]]:
    return {step["stage"]: step for step in json.loads(out)["steps"] if step["stage"].endswith(("Policy", "Boundary"))}


def trace_words(world: World, action: str) -> tuple[str, ...]:
    return ("trace", "--json", "--from", world.instance_id, "--to", "s3", "--action", action, "--resource", BUCKET)


def test_a_trace_reads_the_role_behind_the_instance_and_the_buckets_policy(vpce: Any, world: World) -> None:
    _, out, _ = vpce(*trace_words(world, "s3:PutObject"))
    found = steps(out)

    assert found["identityPolicy"]["verdict"] == "pass", found
    assert ":assumed-role/cli/" in found["identityPolicy"]["component"]  # the profile has another name than its role
    assert found["resourcePolicy"]["verdict"] == "block"
    # moto's account is in no organization, and the role has no boundary: nothing of that is left out. And whoever may
    # read a bucket's policy is of the account that owns it, so that its resource control policies are known: none.
    assert json.loads(out)["notEvaluated"] == ["sessionPolicy"]


def test_a_snapshot_with_policies_answers_offline_what_live_aws_answered(
    vpce: Any, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "with.jsonl.gz"
    vpce("snapshot", "-o", str(file), "--policies", "--quiet")
    topology = load(file)

    assert [role.role_name for role in topology.records(RoleDetail)] == ["cli"]
    assert [policy.policy_name for policy in topology.records(ManagedPolicyDetail)] == ["edge"]
    assert [each.id for each in topology.records(Organization)] == ["none"]
    _, out, _ = vpce(*trace_words(world, "s3:GetObject"), "--source", str(file), live=False)
    assert steps(out)["identityPolicy"]["verdict"] == "pass"
    assert "resourcePolicy" in json.loads(out)["notEvaluated"]  # nobody asked for the bucket's


def test_a_snapshot_without_the_option_holds_no_policies_and_misses_none(
    vpce: Any, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "without.jsonl.gz"
    vpce("snapshot", "-o", str(file), "--quiet")
    topology = load(file)

    assert not topology.count(RoleDetail)
    assert not any(record_type.on_demand for record_type, _, _ in topology.gaps())


def test_policies_that_were_read_can_be_listed(vpce: Any, world: World, tmp_path: Path) -> None:
    file = tmp_path / "with.jsonl.gz"
    vpce("snapshot", "-o", str(file), "--policies", "--quiet")
    code, out, err = vpce("list", "roles", "--json", "--source", str(file), live=False)

    (role,) = json.loads(out)
    assert role["RolePolicyList"][0]["PolicyName"] == "read"
    assert code == 4  # the account may have other roles
    assert "only what was asked for was read" in err


def test_roles_of_live_instances_can_be_listed(vpce: Any, world: World) -> None:
    _, out, _ = vpce("list", "roles", "--json")

    assert [role["RoleName"] for role in json.loads(out)] == ["cli"]
