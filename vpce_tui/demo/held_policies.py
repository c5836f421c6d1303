"""Which policies do the made-up company's buckets, queue, key, secret, table and function carry?

Bucket and key want requests to come through endpoints. One bucket wants an endpoint that is gone (planted), one is the
partner's, in another organization.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from vpce_tui.demo.accounts import APP, DATA, ORGANIZATION, PARTNER
from vpce_tui.demo.identities import CARTS, DATABASE_SECRET, INVOICES, KEY, ORDERS_QUEUE
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.policies import document
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.resource_policy import PublicAccessBlockConfiguration, ResourcePolicy

GONE_ENDPOINT: Final = an_id("vpce", "app-s3-of-last-year")
"""The endpoint that `app-s3` took the place of."""

_ALL_BLOCKED: Final = PublicAccessBlockConfiguration(
    block_public_acls=True, ignore_public_acls=True, block_public_policy=True, restrict_public_buckets=True
)


def held_policies() -> Iterator[tuple[Scope, Record]]:
    """Yield the policy of each resource that is known to have one, or to have none."""
    yield APP, _bucket(APP, "shop-orders", only_through("arn:aws:s3:::shop-orders/*", "s3:*", an_id("vpce", "app-s3")))
    yield APP, _bucket(APP, "shop-invoices", only_through("arn:aws:s3:::shop-invoices/*", "s3:*", GONE_ENDPOINT))
    yield APP, ResourcePolicy(resource_arn=ORDERS_QUEUE, policy=_QUEUE)
    yield APP, ResourcePolicy(resource_arn=CARTS)
    yield APP, ResourcePolicy(resource_arn=INVOICES, policy=_INVOICES)
    yield DATA, _bucket(DATA, "data-lake-orders", None)
    yield DATA, ResourcePolicy(resource_arn=KEY, policy=_KEY)
    yield DATA, ResourcePolicy(resource_arn=DATABASE_SECRET)
    yield PARTNER, _bucket(PARTNER, "payments-partner-statements", _STATEMENTS)


def only_through(resource: str, action: str, endpoint_id: str) -> str:
    """Return a policy that refuses what does not come through an endpoint, but for AWS's own services."""
    return document(
        {
            "Sid": "OnlyThroughOurEndpoint",
            "Effect": "Deny",
            "Principal": "*",
            "Action": action,
            "Resource": resource,
            "Condition": {
                "StringNotEquals": {"aws:SourceVpce": endpoint_id},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
            },
        }
    )


def _bucket(scope: Scope, name: str, text: str | None) -> ResourcePolicy:
    return ResourcePolicy(
        resource_arn=f"arn:aws:s3:::{name}",
        resource_account=scope.account_id,
        policy=text,
        public_access_block_configuration=_ALL_BLOCKED if text else None,
    )


def _statement(sid: str, principal: Any, action: str | list[str], resource: str, **more: Any) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


_QUEUE: Final = document(
    _statement(
        "OurOrganization",
        "*",
        "sqs:SendMessage",
        ORDERS_QUEUE,
        Condition={"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}},
    )
)
_INVOICES: Final = document(
    _statement("FromOrders", {"Service": "s3.amazonaws.com"}, "lambda:InvokeFunction", INVOICES),
    _statement(
        "FromBilling", {"AWS": f"arn:aws:iam::{APP.account_id}:role/BillingFunction"}, "lambda:InvokeFunction", INVOICES
    ),
)
_KEY: Final = document(
    _statement("TheAccountDecides", {"AWS": f"arn:aws:iam::{DATA.account_id}:root"}, "kms:*", "*"),
    {
        "Sid": "OnlyThroughOurEndpoint",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {
            "StringNotEquals": {"aws:SourceVpce": an_id("vpce", "data-kms")},
            "BoolIfExists": {"aws:ViaAWSService": "false"},
        },
    },
)
_STATEMENTS: Final = document(
    _statement(
        "OurCustomer",
        {"AWS": f"arn:aws:iam::{APP.account_id}:role/AppServer"},
        "s3:GetObject",
        "arn:aws:s3:::payments-partner-statements/*",
    )
)
