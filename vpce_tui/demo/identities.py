"""As whom do the made-up company's machines, functions and people call AWS, and what may they?

One role of each kind is read whole: an instance's with a boundary, a function's, an instance's of another account; and
a user with a group.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from vpce_tui.demo.accounts import APP, DATA
from vpce_tui.demo.ids import an_id, digest, moment, uuid
from vpce_tui.demo.policies import document
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.function import FunctionConfiguration, FunctionVpcConfig
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.managed_policy import ManagedPolicyDetail, PolicyVersion
from vpce_tui.resources.role import (
    AttachedPermissionsBoundary,
    AttachedPolicy,
    InstanceProfile,
    PolicyDetail,
    RoleDetail,
)
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.task_role import TaskRole
from vpce_tui.resources.user import UserDetail

BILLING: Final = f"arn:aws:lambda:{APP.region}:{APP.account_id}:function:billing"
INVOICES: Final = f"arn:aws:lambda:{APP.region}:{APP.account_id}:function:invoices"
KEY: Final = f"arn:aws:kms:{DATA.region}:{DATA.account_id}:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
ORDERS_QUEUE: Final = f"arn:aws:sqs:{APP.region}:{APP.account_id}:orders"
DATABASE_SECRET: Final = f"arn:aws:secretsmanager:{DATA.region}:{DATA.account_id}:secret:orders-db-a1B2c3"
CARTS: Final = f"arn:aws:dynamodb:{APP.region}:{APP.account_id}:table/carts"


def allowing(sid: str, action: str | list[str], resource: str | list[str], effect: str = "Allow") -> dict[str, Any]:
    """Return a statement of an identity policy."""
    return {"Sid": sid, "Effect": effect, "Action": action, "Resource": resource}


def identities() -> Iterator[tuple[Scope, Record]]:
    """Yield the roles, users, groups, functions and managed policies that are known, each after what it refers to."""
    yield APP, _managed("ShopBasics", _BASICS)
    yield APP, _managed("ShopBoundary", _BOUNDARY)
    yield APP, _app_server()
    yield APP, _role(APP, "BillingFunction", "lambda.amazonaws.com", invoicing=_INVOICING)
    yield APP, _function(BILLING, "BillingFunction", "app-functions-a")
    yield APP, _role(APP, "CheckoutTask", "ecs-tasks.amazonaws.com", orders=_CHECKOUT)
    yield APP, _checkout()
    yield APP, _operators()
    yield APP, _grace()
    yield DATA, _etl()


_BASICS: Final = document(
    allowing("Carts", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], CARTS),
    allowing("Sessions", ["ssmmessages:*", "ssm:UpdateInstanceInformation", "ssm:GetParameter"], "*"),
    allowing("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
)
_BOUNDARY: Final = document(
    allowing(
        "WhatTheShopMayUse",
        ["s3:*", "dynamodb:*", "sqs:*", "sns:*", "ssm:*", "ssmmessages:*", "logs:*", "sts:AssumeRole"],
        "*",
    )
)
_ORDERS: Final = document(
    allowing(
        "Orders", ["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::shop-orders/*", "arn:aws:s3:::shop-invoices/*"]
    ),
    allowing("Statements", "s3:GetObject", "arn:aws:s3:::payments-partner-statements/*"),
    allowing("Queue", "sqs:SendMessage", ORDERS_QUEUE),
    # Beyond the boundary, and so without effect.
    allowing("Key", "kms:Decrypt", KEY),
)
_INVOICING: Final = document(
    allowing("Write", "s3:PutObject", "arn:aws:s3:::shop-invoices/*"),
    allowing("Orders", "s3:GetObject", "arn:aws:s3:::shop-orders/*"),
    allowing("Next", "lambda:InvokeFunction", INVOICES),
)
_CHECKOUT: Final = document(
    allowing("Orders", "s3:PutObject", "arn:aws:s3:::shop-orders/*"),
    allowing("Next", "sqs:SendMessage", ORDERS_QUEUE),
)
_ETL: Final = document(
    allowing("Lake", ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "arn:aws:s3:::data-lake-orders*"),
    allowing("Decrypt", ["kms:Decrypt", "kms:GenerateDataKey"], KEY),
    allowing("Database", "secretsmanager:GetSecretValue", DATABASE_SECRET),
    allowing("Done", "sqs:SendMessage", ORDERS_QUEUE),
)


def _app_server() -> RoleDetail:
    profile = f"arn:aws:iam::{APP.account_id}:instance-profile/AppServer"
    return _role(
        APP,
        "AppServer",
        "ec2.amazonaws.com",
        orders=_ORDERS,
        profile=profile,
        attached=("ShopBasics",),
        boundary="ShopBoundary",
        tags=(Tag(key="team", value="shop"),),
    )


def _etl() -> RoleDetail:
    profile = f"arn:aws:iam::{DATA.account_id}:instance-profile/Etl"
    return _role(DATA, "Etl", "ec2.amazonaws.com", profile=profile, etl=_ETL)


def _role(
    scope: Scope,
    name: str,
    service: str,
    *,
    profile: str = "",
    attached: tuple[str, ...] = (),
    boundary: str = "",
    tags: tuple[Tag, ...] = (),
    **inline: str,
) -> RoleDetail:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    arn = f"arn:aws:iam::{scope.account_id}:role/{name}"
    bound = AttachedPermissionsBoundary(
        permissions_boundary_type="Policy", permissions_boundary_arn=_policy_arn(boundary)
    )
    return RoleDetail(
        path="/",
        role_name=name,
        role_id=_unique("AROA", arn),
        arn=arn,
        create_date=moment(arn),
        assume_role_policy_document=document(trust),
        instance_profile_list=(InstanceProfile(arn=profile, instance_profile_name=name),) if profile else (),
        role_policy_list=_inline(inline),
        attached_managed_policies=tuple(
            AttachedPolicy(policy_name=each, policy_arn=_policy_arn(each)) for each in attached
        ),
        permissions_boundary=bound if boundary else None,
        tags=tags,
    )


def _inline(policies: dict[str, str]) -> tuple[PolicyDetail, ...]:
    return tuple(PolicyDetail(policy_name=name, policy_document=text) for name, text in policies.items())


def _policy_arn(name: str) -> str:
    return f"arn:aws:iam::{APP.account_id}:policy/{name}"


def _managed(name: str, text: str) -> ManagedPolicyDetail:
    arn = _policy_arn(name)
    version = PolicyVersion(document=text, version_id="v1", is_default_version=True, create_date=moment(arn))
    return ManagedPolicyDetail(
        policy_name=name,
        policy_id=_unique("ANPA", arn),
        arn=arn,
        path="/",
        default_version_id="v1",
        is_attachable=True,
        create_date=moment(arn),
        policy_version_list=(version,),
    )


def _function(arn: str, role: str, subnet: str) -> FunctionConfiguration:
    return FunctionConfiguration(
        function_name=arn.rpartition(":")[2],
        function_arn=arn,
        runtime="python3.13",
        role=f"arn:aws:iam::{APP.account_id}:role/{role}",
        handler="app.handle",
        timeout=30,
        memory_size=512,
        version="$LATEST",
        vpc_config=FunctionVpcConfig(
            subnet_ids=(an_id("subnet", subnet),),
            security_group_ids=(an_id("sg", "app-functions"),),
            vpc_id=an_id("vpc", "app"),
        ),
        state="Active",
    )


def _checkout() -> TaskRole:
    task = f"arn:aws:ecs:{APP.region}:{APP.account_id}"
    return TaskRole(
        attachment_arn=f"{task}:attachment/{uuid('checkout')}",
        cluster_arn=f"{task}:cluster/shop",
        task_arn=f"{task}:task/shop/{digest('task checkout', 16)}",
        task_definition_arn=f"{task}:task-definition/checkout:42",
        task_role_arn=f"arn:aws:iam::{APP.account_id}:role/CheckoutTask",
    )


def _operators() -> GroupDetail:
    arn = f"arn:aws:iam::{APP.account_id}:group/operators"
    text = document(allowing("Look", ["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::shop-*"))
    return GroupDetail(
        path="/",
        group_name="operators",
        group_id=_unique("AGPA", arn),
        arn=arn,
        create_date=moment(arn),
        group_policy_list=_inline({"look": text}),
        attached_managed_policies=(),
    )


def _grace() -> UserDetail:
    arn = f"arn:aws:iam::{APP.account_id}:user/ops/grace"
    return UserDetail(
        path="/ops/",
        user_name="grace",
        user_id=_unique("AIDA", arn),
        arn=arn,
        create_date=moment(arn),
        user_policy_list=(),
        group_list=("operators",),
        attached_managed_policies=(),
        tags=(),
    )


def _unique(prefix: str, arn: str) -> str:
    """Return an id as IAM makes them: 4 letters that tell the kind, and 17 more characters."""
    return f"{prefix}{digest(arn, 9).upper()[:17]}"
