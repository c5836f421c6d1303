"""Is it told apart what was read, what was refused, what there is not, and what nobody asked?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.events import PageRead
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import NOT_SENT, Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.judgement import Judged, Standing, judge
from vpce_tui.policy.known import (
    KnownLayer,
    State,
    caller_facts,
    find_role,
    known_policies,
    membership_of,
    owner_of,
    resource_facts,
    session_of_profile,
)
from vpce_tui.policy.publicity import Publicity, publicity
from vpce_tui.policy.request_building import derived_context
from vpce_tui.policy.request_facts import Membership, RequestPath
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.managed_policy import ManagedPolicyDetail, PolicyVersion
from vpce_tui.resources.organization import (
    NONE,
    ControlLevel,
    ControlPolicies,
    ControlPolicy,
    Organization,
    PolicySummary,
)
from vpce_tui.resources.resource_policy import PublicAccessBlockConfiguration, ResourcePolicy
from vpce_tui.resources.role import (
    AttachedPermissionsBoundary,
    AttachedPolicy,
    InstanceProfile,
    PolicyDetail,
    RoleDetail,
)
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.user import UserDetail

ACCOUNT, OTHER = "111122223333", "444455556666"
SCOPE = Scope(ACCOUNT, "eu-west-1")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/app"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-0abc"
EDGE = f"arn:aws:iam::{ACCOUNT}:policy/edge"
BUCKET = "arn:aws:s3:::app-data"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs"
ORG = "o-a1b2c3d4e5"
_OTHERS = f"arn:aws:sts::{OTHER}:assumed-role/theirs/s"


def document(effect: str = "Allow", **members: Any) -> str:
    statement = {"Effect": effect, "Action": "*", "Resource": "*", **members}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def refused(permission: str, at: str = "") -> Coverage:
    return Coverage(Progress.FAILED, Reason.FORBIDDEN, "AccessDenied", "no", f"allow {permission} for this role", at)


def role(*inline: str | None, attached: tuple[str, ...] | None = (), **members: Any) -> RoleDetail:
    own: dict[str, Any] = {"role_id": "AROAEXAMPLE", "reading": COMPLETE, **members}
    own["role_policy_list"] = tuple(
        PolicyDetail(policy_name=f"inline-{at}", policy_document=text) for at, text in enumerate(inline)
    )
    if attached is not None:
        own["attached_managed_policies"] = tuple(AttachedPolicy(policy_arn=arn) for arn in attached)
    return RoleDetail(arn=ROLE, role_name="app", **own)


def managed(text: str | None = None, arn: str = EDGE, reading: Coverage = COMPLETE) -> ManagedPolicyDetail:
    versions = (PolicyVersion(document=text, version_id="v1", is_default_version=True),) if text else ()
    return ManagedPolicyDetail(arn=arn, default_version_id="v1", policy_version_list=versions, reading=reading)


def bounded(arn: str = EDGE) -> AttachedPermissionsBoundary:
    return AttachedPermissionsBoundary(permissions_boundary_arn=arn)


def bucket(text: str | None = None, reading: Coverage = COMPLETE) -> ResourcePolicy:
    return ResourcePolicy(resource_arn=BUCKET, policy=text, reading=reading)


def known(*records: Record, scope: Scope = SCOPE) -> Topology:
    made = Inventory()
    for record in records:
        made.apply(PageRead(type(record), scope, (record,)))
    return made.topology()


IDENTITY = [
    ("nobody asked", (), SESSION, State.NOT_ASKED, 0),
    ("inline policies", (role(document(), document()),), SESSION, State.READ, 2),
    ("the role itself asks", (role(document()),), ROLE, State.READ, 1),
    ("an attached one", (role(attached=(EDGE,)), managed(document())), SESSION, State.READ, 1),
    ("an attached one that was not read", (role(document(), attached=(EDGE,)),), SESSION, State.PARTLY, 1),
    ("an attached one that was refused", (role(attached=(EDGE,)), managed()), SESSION, State.PARTLY, 0),
    ("an inline one that was refused", (role(None, reading=refused("iam:GetRolePolicy")),), SESSION, State.PARTLY, 0),
    ("no list of attached ones", (role(document(), attached=None),), SESSION, State.PARTLY, 1),
    ("a document that is none", (role("{"),), SESSION, State.PARTLY, 0),
    ("a role without policies", (role(),), SESSION, State.NONE, 0),
    ("all was refused", (RoleDetail(arn=ROLE, reading=refused("iam:GetRole")),), SESSION, State.UNREAD, 0),
    ("a service has none", (), "logs.amazonaws.com", State.NONE, 0),
    ("nobody signs", (), None, State.NONE, 0),
    ("a user that nobody asked for", (), f"arn:aws:iam::{ACCOUNT}:user/u", State.NOT_ASKED, 0),
    ("another account's role", (role(document()),), SESSION.replace(ACCOUNT, OTHER), State.NOT_ASKED, 0),
]


@pytest.mark.parametrize(("says", "records", "principal", "state", "count"), IDENTITY, ids=[row[0] for row in IDENTITY])
def test_what_is_known_of_the_callers_policies(
    says: str, records: tuple[Record, ...], principal: str | None, state: State, count: int
) -> None:
    layer = known_policies(known(*records), principal, BUCKET, None).identity

    assert (layer.state, len(layer.documents)) == (state, count), (says, layer)
    assert layer.says or layer.state in (State.READ, State.NOT_ASKED)


BOUNDARY = [
    ("nobody asked", (), State.NOT_ASKED),
    ("there is none", (role(),), State.NONE),
    ("it was read", (role(permissions_boundary=bounded()), managed(document())), State.READ),
    (
        "its policy was refused",
        (role(permissions_boundary=bounded()), managed(reading=refused("iam:GetPolicy"))),
        State.UNREAD,
    ),
    ("the role was refused", (role(role_id=None, reading=refused("iam:GetRole")),), State.UNREAD),
]


@pytest.mark.parametrize(("says", "records", "state"), BOUNDARY, ids=[row[0] for row in BOUNDARY])
def test_what_is_known_of_the_boundary(says: str, records: tuple[Record, ...], state: State) -> None:
    layer = known_policies(known(*records), SESSION, BUCKET, None).boundary

    assert layer.state is state, (says, layer)
    if state is State.UNREAD:
        assert "not permitted: iam:Get" in layer.says


RESOURCE = [
    ("nobody asked", (), State.NOT_ASKED, ""),
    ("it was read", (bucket(document(Principal="*")),), State.READ, ""),
    ("it has none", (bucket(),), State.NONE, "has no policy"),
    (
        "it was refused",
        (bucket(reading=refused("s3:GetBucketPolicy")),),
        State.UNREAD,
        "not permitted: s3:GetBucketPolicy",
    ),
    ("it cannot be parsed", (bucket("{"),), State.PARTLY, "is no policy"),
]


@pytest.mark.parametrize(("says", "records", "state", "words"), RESOURCE, ids=[row[0] for row in RESOURCE])
def test_what_is_known_of_a_buckets_policy(says: str, records: tuple[Record, ...], state: State, words: str) -> None:
    layer = known_policies(known(*records), SESSION, f"{BUCKET}/deep/er.csv", None).resource

    assert layer.state is state, says
    assert words in layer.says


def test_a_roles_trust_policy_is_its_resource_policy() -> None:
    topology = known(role(assume_role_policy_document=document(Principal="*", Action="sts:AssumeRole")))

    assert known_policies(topology, SESSION, ROLE, None).resource.state is State.READ


def test_of_several_copies_the_one_that_was_read_last_counts() -> None:
    made = Inventory()
    for region, text, at in (("eu-west-1", document(), "2026-01-01"), ("us-east-1", document("Deny"), "2026-01-02")):
        reading = Coverage(Progress.COMPLETE, read_at=at)
        made.apply(PageRead(RoleDetail, Scope(ACCOUNT, region), (role(text, reading=reading),)))
    later = role(reading=refused("iam:GetRole", "2026-01-03"))
    made.apply(PageRead(RoleDetail, Scope(ACCOUNT, "eu-north-1"), (later,)))

    (policy,) = known_policies(made.topology(), SESSION, BUCKET, None).identity.documents
    assert policy.statements[0].effect == "Deny"


def control(*levels: ControlLevel, account: str = ACCOUNT, reading: Coverage = COMPLETE) -> ControlPolicies:
    return ControlPolicies(account_id=account, levels=levels, reading=reading)


def level(target: str, kind: str, *texts: str | None, rcps: tuple[str, ...] | None = ()) -> ControlLevel:
    def attached(found: tuple[str | None, ...]) -> tuple[ControlPolicy, ...]:
        return tuple(ControlPolicy(policy_summary=PolicySummary(name="p"), content=text) for text in found)

    more = {} if rcps is None else {"resource_control_policies": attached(rcps)}
    return ControlLevel(target_id=target, type=kind, service_control_policies=attached(texts), **more)


TREE = (
    level("r-1", "ROOT", document()),
    level("ou-1", "ORGANIZATIONAL_UNIT", document("Deny")),
    level(ACCOUNT, "ACCOUNT", document()),
)
CONTROL = [
    ("nobody asked", (), State.NOT_ASKED, 0),
    ("each level", (control(*TREE),), State.READ, 3),
    ("one text was refused", (control(level("r-1", "ROOT", document(), None)),), State.PARTLY, 1),
    ("the tree was refused", (control(reading=refused("organizations:ListParents")),), State.UNREAD, 0),
    ("no organization", (Organization(id=NONE, reading=COMPLETE),), State.NONE, 0),
    ("the management account", (Organization(id=ORG, master_account_id=ACCOUNT), control(*TREE)), State.NONE, 0),
    (
        "whether there is one was refused",
        (Organization(id=NONE, reading=refused("organizations:x")),),
        State.NOT_ASKED,
        0,
    ),
]


@pytest.mark.parametrize(("says", "records", "state", "levels"), CONTROL, ids=[row[0] for row in CONTROL])
def test_what_is_known_of_control_policies(says: str, records: tuple[Record, ...], state: State, levels: int) -> None:
    layer = known_policies(known(*records), SESSION, QUEUE, None).scp

    assert (layer.state, len(layer.levels)) == (state, levels), (says, layer)


def test_resource_control_policies_are_those_above_the_resources_owner() -> None:
    topology = known(control(level("r-1", "ROOT", document(), rcps=(document("Deny"),)), account=OTHER))
    found = known_policies(topology, SESSION, QUEUE.replace(ACCOUNT, OTHER), None)

    assert (found.rcp.state, found.scp.state) == (State.READ, State.NOT_ASKED)
    assert found.rcp.levels[0].policies[0].statements[0].effect == "Deny"


MEMBERS = [
    ("nobody asked", (), None),
    ("in none", (Organization(id=NONE, reading=COMPLETE),), Membership()),
    ("refused", (Organization(id=NONE, reading=refused("organizations:DescribeOrganization")),), None),
    ("in one", (Organization(id=ORG, reading=COMPLETE),), Membership(ORG)),
    ("with its place", (Organization(id=ORG), control(*TREE)), Membership(ORG, (f"{ORG}/r-1/ou-1/",))),
]


@pytest.mark.parametrize(("says", "records", "wanted"), MEMBERS, ids=[row[0] for row in MEMBERS])
def test_where_an_account_stands(says: str, records: tuple[Record, ...], wanted: Membership | None) -> None:
    assert membership_of(known(*records), ACCOUNT) == wanted, says


def test_an_account_whose_levels_the_management_account_read_is_in_its_organization() -> None:
    tree = control(*TREE[:2], level(OTHER, "ACCOUNT", document()), account=OTHER)
    topology = known(Organization(id=ORG, master_account_id=ACCOUNT), tree)

    assert membership_of(topology, OTHER) == Membership(ORG, (f"{ORG}/r-1/ou-1/",))


def test_a_callers_facts_come_from_its_role() -> None:
    topology = known(role(tags=(Tag(key="team", value="blue"),)), Organization(id=ORG))
    facts = caller_facts(topology, SESSION)

    assert facts.role_arn == ROLE
    assert facts.user_id == "AROAEXAMPLE:i-0abc"
    assert facts.tags == (("team", "blue"),)
    assert facts.membership == Membership(ORG)


def test_a_bucket_of_aws_is_in_nobodys_organization() -> None:
    facts = resource_facts(known(), "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/x", None)
    mine = resource_facts(known(), "arn:aws:s3:::prod-us-east-1-starport-layer-bucket-of-mine/x", None)

    assert facts.membership is not None
    assert facts.membership.organization_id
    assert mine.membership is None


def test_the_session_of_a_profile_is_of_the_role_in_it_and_else_of_its_name() -> None:
    profile = f"arn:aws:iam::{ACCOUNT}:instance-profile/web"
    held = role(instance_profile_list=(InstanceProfile(arn=profile),))

    assert session_of_profile(known(held), profile, "i-1") == f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-1"
    assert session_of_profile(known(), profile, "i-1") == f"arn:aws:sts::{ACCOUNT}:assumed-role/web/i-1"
    assert session_of_profile(known(), "nonsense", "i-1") is None
    assert find_role(known(held), "nonsense") is None


# What the layers come to


def judged(*records: Record, resource: str = f"{BUCKET}/x", principal: str | None = SESSION, **given: Any) -> Judged:
    topology = known(*records)
    request = derived_context(
        action=given.pop("action", "s3:GetObject"),
        caller=caller_facts(topology, principal),
        resource=resource_facts(topology, resource, given.pop("owner", ACCOUNT)),
        path=RequestPath.INTERNET if principal else RequestPath.UNSIGNED,
        region="eu-west-1",
        now=datetime(2026, 1, 2, tzinfo=UTC),
        source_address="203.0.113.9",
    )
    layers = known_policies(topology, principal, resource, ACCOUNT)
    return judge(request, layers, given.pop("endpoint", ()), None)


def standing(found: Judged, layer: str) -> Standing | None:
    return next((each.standing for each in found.judgements if each.layer == layer), None)


NOBODY = document(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"})
ORG_ONLY = document(Condition={"StringEquals": {"aws:PrincipalOrgID": ORG}})
NOT_ORG = document("Deny", Principal="*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": ORG}})
STANDINGS = [
    ("nothing known judges nothing", (), "identity", None),
    ("an Allow passes", (role(document()),), "identity", Standing.PASSES),
    ("a Deny blocks", (role(document("Deny")),), "identity", Standing.BLOCKS),
    ("no Allow, and the bucket's policy unread", (role(document(Action="sqs:*")),), "identity", Standing.UNDECIDED),
    ("no Allow, and the bucket has no policy", (role(document(Action="sqs:*")), bucket()), "identity", Standing.BLOCKS),
    ("no Allow, and the bucket's policy allows nobody", (role(), bucket(NOBODY)), "identity", Standing.BLOCKS),
    ("no Allow in part of it", (role(None), bucket()), "identity", Standing.UNDECIDED),
    ("an Allow in part of it", (role(document(), None),), "identity", Standing.UNDECIDED),
    ("a Deny in part of it", (role(document("Deny"), None),), "identity", Standing.BLOCKS),
    ("a refusal", (RoleDetail(arn=ROLE, reading=refused("iam:GetRole")),), "identity", Standing.UNREAD),
    ("the bucket's policy alone allows nobody", (bucket(NOBODY),), "resource", Standing.UNDECIDED),
    ("and the caller's policies allow", (bucket(NOBODY), role(document())), "resource", Standing.PASSES),
    ("a refused bucket policy", (bucket(reading=refused("s3:GetBucketPolicy")),), "resource", Standing.UNREAD),
    ("an organization that is not known", (role(ORG_ONLY), bucket()), "identity", Standing.UNDECIDED),
    ("an organization that is known", (role(ORG_ONLY), Organization(id=ORG)), "identity", Standing.PASSES),
    ("another organization", (role(ORG_ONLY), bucket(), Organization(id="o-other")), "identity", Standing.BLOCKS),
    ("an Allow beside one that is not known", (role(ORG_ONLY, document()),), "identity", Standing.PASSES),
    ("a Deny by what is not known", (role(document()), bucket(NOT_ORG)), "resource", Standing.UNDECIDED),
    (
        "a boundary without an Allow",
        (role(document(), permissions_boundary=bounded()), managed(document(Action="sqs:*"))),
        "boundary",
        Standing.BLOCKS,
    ),
    (
        "a level without an Allow",
        (role(document()), control(*TREE[:1], level(ACCOUNT, "ACCOUNT", document(Action="sqs:*")))),
        "scp",
        Standing.BLOCKS,
    ),
]


@pytest.mark.parametrize(("says", "records", "layer", "wanted"), STANDINGS, ids=[row[0] for row in STANDINGS])
def test_what_a_layer_does_to_a_request(
    says: str, records: tuple[Record, ...], layer: str, wanted: Standing | None
) -> None:
    found = judged(*records)

    assert standing(found, layer) is wanted, (says, found.judgements)


def test_another_accounts_caller_needs_a_policy_where_there_is_none() -> None:
    found = judged(role(document()), bucket(), owner=OTHER)

    assert standing(found, "resource") is Standing.BLOCKS


def test_what_nobody_read_is_named_and_what_cannot_apply_is_not() -> None:
    assert judged().not_evaluated == ("identity", "boundary", "resource", "scp", "rcp", "session")
    assert judged(principal=None).not_evaluated == ("resource", "rcp")
    topic = judged(resource=f"arn:aws:sns:eu-west-1:{ACCOUNT}:news", action="sns:Publish")
    assert "rcp" not in topic.not_evaluated  # RCPs do not reach SNS


def test_a_layer_that_was_given_counts_as_read() -> None:
    layer = KnownLayer("identity", State.READ, (PolicyDocument.parse(document()),))

    assert layer.is_known
    assert not layer.is_open


PUBLIC = document(Principal="*")
BLOCKED = PublicAccessBlockConfiguration(restrict_public_buckets=True)
FREE = PublicAccessBlockConfiguration()
BOUND = document(Principal="*", Condition={"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}})
IN_A_WAY = document(Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}})
NAMED = document(Principal={"AWS": OTHER})
BESIDE = json.dumps(
    {"Version": "2012-10-17", "Statement": [json.loads(each)["Statement"][0] for each in (NAMED, PUBLIC)]}
)
PUBLICLY = [
    ("everybody may, and the block is on", PUBLIC, BLOCKED, FREE, None, Standing.BLOCKS),
    ("everybody may, and the account's block is on", PUBLIC, FREE, BLOCKED, None, Standing.BLOCKS),
    ("everybody may, and there is no block", PUBLIC, FREE, FREE, None, Standing.PASSES),
    ("everybody may, and the bucket's was not read", PUBLIC, None, FREE, None, Standing.UNDECIDED),
    ("everybody may, and the account's was not read", PUBLIC, FREE, None, None, Standing.UNDECIDED),
    ("one that is on settles it, the other unread", PUBLIC, BLOCKED, None, None, Standing.BLOCKS),
    ("the block lets the own account in", PUBLIC, BLOCKED, FREE, SESSION, Standing.PASSES),
    ("and a service", PUBLIC, BLOCKED, FREE, "logs.amazonaws.com", Standing.PASSES),
    ("and a named caller of another account", NAMED, BLOCKED, FREE, _OTHERS, Standing.PASSES),
    ("and no unnamed one", PUBLIC, BLOCKED, FREE, _OTHERS, Standing.BLOCKS),
    ("nor a named one beside everybody", BESIDE, BLOCKED, FREE, _OTHERS, Standing.BLOCKS),
    ("what nobody judges is undecided", IN_A_WAY, BLOCKED, FREE, _OTHERS, Standing.UNDECIDED),
    ("a policy that is not public needs no block read", NAMED, None, None, _OTHERS, Standing.PASSES),
]


@pytest.mark.parametrize(
    ("says", "text", "block", "of_account", "principal", "wanted"), PUBLICLY, ids=[row[0] for row in PUBLICLY]
)
def test_block_public_access_restricts_what_a_public_policy_allows(
    says: str,
    text: str,
    block: PublicAccessBlockConfiguration | None,
    of_account: PublicAccessBlockConfiguration | None,
    principal: str | None,
    wanted: Standing,
) -> None:
    held = ResourcePolicy(
        resource_arn=BUCKET,
        policy=text,
        public_access_block_configuration=block,
        account_public_access_block_configuration=of_account,
        reading=COMPLETE,
    )

    assert standing(judged(held, principal=principal), "resource") is wanted, says


POLICIES = [
    ("everybody", PUBLIC, Publicity.PUBLIC),
    ("everybody beside somebody", BESIDE, Publicity.PUBLIC),
    ("every AWS principal", document(Principal={"AWS": ["*"]}), Publicity.PUBLIC),
    ("somebody", NAMED, Publicity.NOT_PUBLIC),
    ("a service", document(Principal={"Service": "logs.amazonaws.com"}), Publicity.NOT_PUBLIC),
    ("nobody, for it only denies", document("Deny", Principal="*"), Publicity.NOT_PUBLIC),
    ("everybody through one endpoint", BOUND, Publicity.NOT_PUBLIC),
    ("everybody through any endpoint", BOUND.replace("0123456789abcdef0", "*"), Publicity.NOT_JUDGED),
    ("everybody in a way", IN_A_WAY, Publicity.NOT_JUDGED),
    ("everybody but somebody", document(NotPrincipal={"AWS": OTHER}), Publicity.NOT_JUDGED),
    (
        "everybody where the key may be missing",
        document(Principal="*", Condition={"StringEqualsIfExists": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}),
        Publicity.NOT_JUDGED,
    ),
    (
        "everybody from some addresses",
        document(Principal="*", Condition={"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}),
        Publicity.NOT_PUBLIC,
    ),
    (
        "everybody from half of all addresses",
        document(Principal="*", Condition={"IpAddress": {"aws:SourceIp": ["0.0.0.0/1"]}}),
        Publicity.NOT_JUDGED,
    ),
    (
        "everybody from no address",
        document(Principal="*", Condition={"IpAddress": {"aws:SourceIp": ["here"]}}),
        Publicity.NOT_JUDGED,
    ),
]


@pytest.mark.parametrize(("says", "text", "wanted"), POLICIES, ids=[row[0] for row in POLICIES])
def test_what_is_public_to_block_public_access(says: str, text: str, wanted: Publicity) -> None:
    assert publicity(PolicyDocument.parse(text)) is wanted, says


# Users and groups

USER = f"arn:aws:iam::{ACCOUNT}:user/team/ada"
AUDITORS = f"arn:aws:iam::{ACCOUNT}:group/auditors"


def user(*inline: str | None, groups: tuple[str, ...] | None = (), **members: Any) -> UserDetail:
    own: dict[str, Any] = {"user_id": "AIDAEXAMPLE", "attached_managed_policies": (), "reading": COMPLETE, **members}
    own["user_policy_list"] = tuple(
        PolicyDetail(policy_name=f"inline-{at}", policy_document=text) for at, text in enumerate(inline)
    )
    if groups is not None:
        own["group_list"] = groups
    return UserDetail(arn=USER, user_name="ada", **own)


def group(*inline: str, **members: Any) -> GroupDetail:
    policies = tuple(PolicyDetail(policy_name=f"group-{at}", policy_document=text) for at, text in enumerate(inline))
    return GroupDetail(
        arn=AUDITORS,
        group_name="auditors",
        **{"group_policy_list": policies, "attached_managed_policies": (), "reading": COMPLETE, **members},
    )


OF_USERS = [
    ("nobody asked", (), State.NOT_ASKED, 0),
    ("inline policies", (user(document()),), State.READ, 1),
    ("and its group's", (user(document(), groups=("auditors",)), group(document("Deny"))), State.READ, 2),
    (
        "and what is attached to the group",
        (
            user(groups=("auditors",)),
            group(attached_managed_policies=(AttachedPolicy(policy_arn=EDGE),)),
            managed(document()),
        ),
        State.READ,
        1,
    ),
    ("a group that was not read", (user(document(), groups=("auditors",)),), State.PARTLY, 1),
    (
        "a group whose attached policies were refused",
        (user(document(), groups=("auditors",)), group(attached_managed_policies=NOT_SENT)),
        State.PARTLY,
        1,
    ),
    ("its groups were refused", (user(document(), groups=None),), State.PARTLY, 1),
    ("nothing at all", (user(),), State.NONE, 0),
    ("all was refused", (UserDetail(arn=USER, reading=refused("iam:GetUser")),), State.UNREAD, 0),
]


@pytest.mark.parametrize(("says", "records", "state", "count"), OF_USERS, ids=[row[0] for row in OF_USERS])
def test_what_is_known_of_a_users_policies(says: str, records: tuple[Record, ...], state: State, count: int) -> None:
    layer = known_policies(known(*records), USER, BUCKET, None).identity

    assert (layer.state, len(layer.documents)) == (state, count), (says, layer)
    assert layer.says or layer.state in (State.READ, State.NOT_ASKED)


def test_a_user_has_a_boundary_an_id_and_tags() -> None:
    tagged = user(document(), permissions_boundary=bounded(), tags=(Tag(key="team", value="blue"),))
    topology = known(tagged, managed(document(Action="sqs:*")))

    assert known_policies(topology, USER, BUCKET, None).boundary.state is State.READ
    assert known_policies(known(user()), USER, BUCKET, None).boundary.says == "the user has no boundary"
    refusal = UserDetail(arn=USER, reading=refused("iam:GetUser"))
    assert known_policies(known(refusal), USER, BUCKET, None).boundary.says == "not permitted: iam:GetUser"
    facts = caller_facts(topology, USER)
    assert (facts.user_id, facts.tags, facts.role_arn) == ("AIDAEXAMPLE", (("team", "blue"),), None)


def test_a_user_and_a_role_of_the_same_name_are_not_taken_for_each_other() -> None:
    topology = known(user(document("Deny")), role(document()))

    assert known_policies(topology, ROLE.replace("/app", "/ada"), BUCKET, None).identity.state is State.NOT_ASKED
    assert known_policies(topology, USER.replace("/ada", "/app"), BUCKET, None).identity.state is State.NOT_ASKED
    federated = f"arn:aws:sts::{ACCOUNT}:federated-user/ada"
    assert known_policies(topology, federated, BUCKET, None).identity.state is State.NOT_ASKED


# Whose a bucket is


def test_a_bucket_is_of_the_account_that_was_told_its_policy_whatever_was_typed() -> None:
    held = ResourcePolicy(resource_arn=BUCKET, resource_account=OTHER, policy=NAMED, reading=COMPLETE)
    topology = known(held)

    assert owner_of(topology, f"{BUCKET}/x") == owner_of(topology, f"{BUCKET}/x", ACCOUNT) == OTHER
    assert owner_of(topology, "arn:aws:s3:::another", ACCOUNT) == ACCOUNT
    assert owner_of(topology, "arn:aws:s3:::another") is None
    assert owner_of(topology, QUEUE, OTHER) == ACCOUNT
    assert resource_facts(topology, BUCKET, None).account_id == OTHER


def test_the_policy_of_a_function_is_its_resource_policy() -> None:
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:bill"
    text = document(Principal={"Service": "events.amazonaws.com"}, Action="lambda:InvokeFunction")
    topology = known(ResourcePolicy(resource_arn=arn, policy=text, reading=COMPLETE))

    assert known_policies(topology, SESSION, arn, None).resource.state is State.READ
    assert known_policies(topology, SESSION, f"{arn}:live", None).resource.state is State.NOT_ASKED
