"""Are identity and resource policies read as another implementation of the APIs gives them? moto, over HTTP."""

from __future__ import annotations

import io
import json
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.collect.recorder import Recorder
from tests.patience import PATIENCE
from vpce_tui.collect.choice import Choice, Settings
from vpce_tui.collect.live import LiveSource
from vpce_tui.collect.wanted import WantedPolicies
from vpce_tui.model.coverage import Progress
from vpce_tui.model.events import Noted, ReadEnded
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Scope
from vpce_tui.resources.function import FunctionConfiguration
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.iam import by_account_and_name
from vpce_tui.resources.managed_policy import ManagedPolicyDetail, default_document
from vpce_tui.resources.organization import NONE, ControlPolicies, Organization
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.role import RoleDetail, by_instance_profile
from vpce_tui.resources.user import UserDetail
from vpce_tui.resources.vpc import Vpc

REGION = "eu-west-1"
ACCOUNT = "123456789012"
SCOPE = Scope(ACCOUNT, REGION)


def document(effect: str = "Allow", **members: Any) -> str:
    statement = {"Effect": effect, "Action": "s3:GetObject", "Resource": "*", **members}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass
class World:
    """What moto holds, by what it is called here."""

    url: str
    arns: dict[str, str] = field(default_factory=dict)

    def forget(self) -> None:
        """Empty the world, which all of moto's servers in one process share."""
        urllib.request.urlopen(f"{self.url}/moto-api/reset", data=b"").close()

    def client(self, service: str) -> Any:
        made: Any = boto3.client  # its types want a literal name
        return made(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="made-up",
            aws_secret_access_key="made-up",
        )


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    made = World(f"http://{host}:{port}")
    made.forget()
    _roles(made)
    _people(made)
    _functions(made)
    _resources(made)
    yield made
    made.forget()
    server.stop()


def _roles(world: World) -> None:
    iam = world.client("iam")
    boundary = iam.create_policy(PolicyName="edge", PolicyDocument=document(Action="*"))["Policy"]["Arn"]
    managed = iam.create_policy(PolicyName="read", PolicyDocument=document(Action="s3:Get*"))["Policy"]["Arn"]
    version = iam.create_policy_version(
        PolicyArn=managed, PolicyDocument=document(Action="s3:List*"), SetAsDefault=True
    )
    world.arns["version"] = version["PolicyVersion"]["VersionId"]
    trust = document(Principal={"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole")
    role = iam.create_role(
        RoleName="app",
        Path="/team/",
        AssumeRolePolicyDocument=trust,
        PermissionsBoundary=boundary,
        Tags=[{"Key": "team", "Value": "blue"}],
    )["Role"]["Arn"]
    for number in range(3):
        iam.put_role_policy(RoleName="app", PolicyName=f"inline-{number}", PolicyDocument=document(Sid=f"S{number}"))
    iam.attach_role_policy(RoleName="app", PolicyArn=managed)
    profile = iam.create_instance_profile(InstanceProfileName="app-profile")["InstanceProfile"]["Arn"]
    iam.add_role_to_instance_profile(InstanceProfileName="app-profile", RoleName="app")
    empty = iam.create_instance_profile(InstanceProfileName="empty")["InstanceProfile"]["Arn"]
    world.arns.update(role=role, boundary=boundary, managed=managed, profile=profile, empty=empty)
    iam.close()


def _people(world: World) -> None:
    iam = world.client("iam")
    ada = iam.create_user(UserName="ada", Path="/team/", Tags=[{"Key": "team", "Value": "blue"}])
    iam.put_user_policy(UserName="ada", PolicyName="own", PolicyDocument=document(Sid="Own"))
    iam.create_group(GroupName="auditors")
    iam.put_group_policy(GroupName="auditors", PolicyName="look", PolicyDocument=document(Sid="Look"))
    iam.attach_group_policy(GroupName="auditors", PolicyArn=world.arns["managed"])
    iam.add_user_to_group(GroupName="auditors", UserName="ada")
    world.arns["ada"] = ada["User"]["Arn"]
    iam.close()


def _functions(world: World) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("app.py", "")
    client = world.client("lambda")
    for name in ("bill", "plain"):
        world.arns[name] = client.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=world.arns["role"],
            Handler="app.handle",
            Code={"ZipFile": archive.getvalue()},
            Environment={"Variables": {"PASSWORD": "sesame"}},
        )["FunctionArn"]
    client.add_permission(
        FunctionName="bill", StatementId="timer", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
    )
    client.close()


def _resources(world: World) -> None:
    s3 = world.client("s3")
    for name in ("app-data", "plain"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_policy(Bucket="app-data", Policy=document(Principal="*", Resource="arn:aws:s3:::app-data/*"))
    s3.put_public_access_block(
        Bucket="app-data", PublicAccessBlockConfiguration={"RestrictPublicBuckets": True, "BlockPublicPolicy": False}
    )
    sqs = world.client("sqs")
    sqs.create_queue(QueueName="jobs", Attributes={"Policy": document(Principal="*", Action="sqs:SendMessage")})
    sqs.create_queue(QueueName="bare")
    key = world.client("kms").create_key(Policy=document(Principal="*", Action="kms:*"))["KeyMetadata"]["Arn"]
    world.client("kms").create_alias(AliasName="alias/app", TargetKeyId=key)
    secrets = world.client("secretsmanager")
    secret = secrets.create_secret(Name="db", SecretString="x")["ARN"]
    secrets.put_resource_policy(SecretId=secret, ResourcePolicy=document(Principal="*", Action="secretsmanager:*"))
    dynamodb = world.client("dynamodb")
    for name in ("orders", "open"):
        table = dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )["TableDescription"]["TableArn"]
        world.arns[name] = table
    dynamodb.put_resource_policy(
        ResourceArn=world.arns["orders"], Policy=document(Principal="*", Action="dynamodb:GetItem")
    )
    topic = world.client("sns").create_topic(Name="news")["TopicArn"]
    world.arns.update(key=key, secret=secret, topic=topic)


def read(world: World, recorder: Recorder, **wanted: Any) -> Recorder:
    settings = Settings(endpoint_url=world.url, attempts=2, longest_pause_seconds=0.001)
    with LiveSource(Choice(regions=(REGION,)), recorder, settings=settings, record_types=(Vpc,)) as source:
        assert source.wait(PATIENCE)
        source.read_policies(WantedPolicies(SCOPE, **wanted))
        assert source.wait(PATIENCE)
    return recorder


def test_the_role_of_an_instance_profile_is_read_whole(world: World, recorder: Recorder) -> None:
    read(world, recorder, instance_profiles=(world.arns["profile"],))

    (role,) = recorder.records(RoleDetail)
    assert role.arn == world.arns["role"] == f"arn:aws:iam::{ACCOUNT}:role/team/app"
    assert list(by_instance_profile(role)) == [world.arns["profile"]]
    assert list(by_account_and_name(role)) == [f"{ACCOUNT}/app"]
    assert [policy.policy_name for policy in role.role_policy_list] == ["inline-0", "inline-1", "inline-2"]
    assert json.loads(role.role_policy_list[1].policy_document)["Statement"][0]["Sid"] == "S1"
    assert json.loads(role.assume_role_policy_document)["Statement"][0]["Action"] == "sts:AssumeRole"
    assert role.permissions_boundary.permissions_boundary_arn == world.arns["boundary"]
    assert role.tag_pairs == {"team": "blue"}
    assert role.was_read
    assert role.reading.read_at
    assert role.create_date[10] == "T"


def test_managed_policies_and_the_boundary_come_with_the_version_that_counts(world: World, recorder: Recorder) -> None:
    read(world, recorder, principals=(f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-0abc",))

    policies = {policy.arn: policy for policy in recorder.records(ManagedPolicyDetail)}
    assert policies.keys() == {world.arns["managed"], world.arns["boundary"]}
    read_policy = policies[world.arns["managed"]]
    assert read_policy.default_version_id == world.arns["version"]
    assert json.loads(default_document(read_policy) or "")["Statement"][0]["Action"] == "s3:List*"
    assert recorder.coverage(ManagedPolicyDetail).progress is Progress.NOT_READ  # there are others, nobody asked


def test_a_role_that_is_not_there_says_so_and_is_kept_as_unread(world: World, recorder: Recorder) -> None:
    read(world, recorder, principals=(f"arn:aws:iam::{ACCOUNT}:role/nobody",))

    (role,) = recorder.records(RoleDetail)
    assert role.reading.code == "NoSuchEntity"
    assert not role.was_read
    assert recorder.coverage(RoleDetail).code == "NoSuchEntity"


def test_an_instance_profile_without_a_role_says_so(world: World, recorder: Recorder) -> None:
    read(world, recorder, instance_profiles=(world.arns["empty"],))

    (role,) = recorder.records(RoleDetail)
    assert role.reading.message == "the instance profile empty holds no role"


def test_a_user_is_read_whole_and_its_groups_with_their_policies(world: World, recorder: Recorder) -> None:
    read(world, recorder, principals=(world.arns["ada"],))

    (user,) = recorder.records(UserDetail)
    assert user.arn == world.arns["ada"] == f"arn:aws:iam::{ACCOUNT}:user/team/ada"
    assert user.was_read
    assert [policy.policy_name for policy in user.user_policy_list] == ["own"]
    assert (user.group_list, user.tag_pairs) == (("auditors",), {"team": "blue"})
    (group,) = recorder.records(GroupDetail)
    assert json.loads(group.group_policy_list[0].policy_document)["Statement"][0]["Sid"] == "Look"
    assert [policy.arn for policy in recorder.records(ManagedPolicyDetail)] == [world.arns["managed"]]


def test_a_user_that_is_not_there_says_so(world: World, recorder: Recorder) -> None:
    read(world, recorder, principals=(f"arn:aws:iam::{ACCOUNT}:user/nobody",))

    (user,) = recorder.records(UserDetail)
    assert (user.reading.code, user.was_read) == ("NoSuchEntity", False)


def test_a_function_is_read_with_the_role_that_it_calls_as_and_without_its_secrets(
    world: World, recorder: Recorder
) -> None:
    read(world, recorder, functions=(world.arns["bill"],))

    (function,) = recorder.records(FunctionConfiguration)
    assert (function.role, function.was_read) == (world.arns["role"], True)
    assert "sesame" not in repr(function)
    assert function.unknown_members is None
    assert [role.arn for role in recorder.records(RoleDetail)] == [world.arns["role"]]


def test_a_function_that_is_not_there_says_so(world: World, recorder: Recorder) -> None:
    read(world, recorder, functions=(f"{world.arns['bill']}-no-more",))

    (function,) = recorder.records(FunctionConfiguration)
    assert (function.reading.code, function.role) == ("ResourceNotFoundException", None)


def test_a_function_without_a_policy_is_told_from_one_that_is_not_there(world: World, recorder: Recorder) -> None:
    gone = f"{world.arns['bill']}-no-more"
    read(world, recorder, resources=(world.arns["bill"], world.arns["plain"], gone))

    found = {policy.resource_arn: policy for policy in recorder.records(ResourcePolicy)}
    assert "lambda:InvokeFunction" in found[world.arns["bill"]].policy
    assert (found[world.arns["plain"]].was_read, found[world.arns["plain"]].policy) == (True, None)
    assert found[gone].reading.code == "ResourceNotFoundException"


def test_a_bucket_is_of_the_account_that_was_told_its_policy(world: World, recorder: Recorder) -> None:
    read(world, recorder, resources=("arn:aws:s3:::app-data",))

    (found,) = recorder.records(ResourcePolicy)
    assert found.resource_account == ACCOUNT
    assert found.account_public_access_block_configuration is None  # the bucket's own is on already


RESOURCES = {
    "bucket": ("arn:aws:s3:::app-data/deep/er.csv", "arn:aws:s3:::app-data", "s3:GetObject"),
    "queue": (f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs", "", "sqs:SendMessage"),
    "key": ("{key}", "", "kms:*"),
    "alias": (f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/app", "", "kms:*"),
    "secret": ("{secret}", "", "secretsmanager:*"),
    "index": ("{orders}/index/by-day", "{orders}", "dynamodb:GetItem"),
}


@pytest.mark.parametrize("name", RESOURCES)
def test_the_policy_of_a_resource_is_read_from_its_service(world: World, recorder: Recorder, name: str) -> None:
    asked, holder, action = (text.format(**world.arns) for text in RESOURCES[name])
    read(world, recorder, resources=(asked,), resource_account=ACCOUNT)

    (found,) = recorder.records(ResourcePolicy)
    assert found.was_read, found.reading
    assert found.resource_arn == (holder or asked)
    assert json.loads(found.policy)["Statement"][0]["Action"] == action


def test_what_has_no_policy_is_known_to_have_none(world: World, recorder: Recorder) -> None:
    bare = ("arn:aws:s3:::plain", f"arn:aws:sqs:{REGION}:{ACCOUNT}:bare", world.arns["open"])
    read(world, recorder, resources=bare)

    found = {policy.resource_arn: policy for policy in recorder.records(ResourcePolicy)}
    assert found.keys() == set(bare)
    assert [(policy.was_read, policy.policy) for policy in found.values()] == [(True, None)] * 3


def test_a_topics_policy_is_read(world: World, recorder: Recorder) -> None:
    read(world, recorder, resources=(world.arns["topic"],))

    (found,) = recorder.records(ResourcePolicy)
    assert "SNS:Publish" in found.policy


def test_block_public_access_comes_with_the_buckets_policy(world: World, recorder: Recorder) -> None:
    read(world, recorder, resources=("arn:aws:s3:::app-data",))

    (found,) = recorder.records(ResourcePolicy)
    assert found.public_access_block_configuration.restrict_public_buckets is True
    assert found.public_access_block_configuration.block_public_policy is False


def test_a_bucket_that_is_not_there_is_no_bucket_without_a_policy(world: World, recorder: Recorder) -> None:
    read(world, recorder, resources=("arn:aws:s3:::not-there-at-all",))

    (found,) = recorder.records(ResourcePolicy)
    assert found.reading.code == "NoSuchBucket"
    assert not found.was_read


def test_an_account_in_no_organization_is_known_to_be_in_none(world: World, recorder: Recorder) -> None:
    read(world, recorder, accounts=(ACCOUNT,))

    (organization,) = recorder.records(Organization)
    (control,) = recorder.records(ControlPolicies)
    assert organization.id == NONE
    assert organization.was_read
    assert not control.was_read


def test_an_organization_is_read_with_its_control_policies_level_by_level(world: World, recorder: Recorder) -> None:
    client = world.client("organizations")
    created = client.create_organization(FeatureSet="ALL")["Organization"]
    try:
        root = client.list_roots()["Roots"][0]["Id"]
        client.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
        unit = client.create_organizational_unit(ParentId=root, Name="prod")["OrganizationalUnit"]["Id"]
        account = client.create_account(Email="a@example.com", AccountName="app")["CreateAccountStatus"]["AccountId"]
        client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
        policy = client.create_policy(
            Content=document("Deny", Action="s3:DeleteBucket"),
            Name="keep",
            Type="SERVICE_CONTROL_POLICY",
            Description="no bucket goes",
        )["Policy"]["PolicySummary"]["Id"]
        client.attach_policy(PolicyId=policy, TargetId=unit)
        read(world, recorder, accounts=(ACCOUNT, account))
    finally:
        client.close()

    assert {each.id for each in recorder.records(Organization)} == {created["Id"]}
    levels = next(each for each in recorder.records(ControlPolicies) if each.account_id == account).levels
    assert [level.type for level in levels] == ["ROOT", "ORGANIZATIONAL_UNIT", "ACCOUNT"]
    attached = [each.policy_summary.name for each in levels[1].service_control_policies]
    assert "keep" in attached
    kept = next(each for each in levels[1].service_control_policies if each.policy_summary.name == "keep")
    assert json.loads(kept.content or "")["Statement"][0]["Action"] == "s3:DeleteBucket"


def test_everything_that_was_read_can_be_told_again_from_an_inventory(world: World, recorder: Recorder) -> None:
    read(world, recorder, instance_profiles=(world.arns["profile"],), resources=("arn:aws:s3:::app-data",))
    read(world, recorder, principals=(f"arn:aws:iam::{ACCOUNT}:role/nobody",))
    inventory = Inventory()
    for event in recorder.events:
        inventory.apply(event)

    topology = inventory.topology()
    assert {role.arn.rpartition("/")[2] for role in topology.records(RoleDetail)} == {"app", "nobody"}
    assert topology.count(ResourcePolicy) == 1
    assert not [note for note in recorder.of(Noted) if "twice with different" in note.text]


def test_only_calls_that_read_are_made(world: World, recorder: Recorder) -> None:
    read(world, recorder, resources=(f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/app", "*", "nonsense"))

    assert recorder.records(ResourcePolicy) == []  # nothing is known of them, so nothing is asked
    assert {end.record_type for end in recorder.of(ReadEnded)} == {Vpc}
