"""What is true of the records where something is missing: an endpoint, an association, a zone?"""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.conditions.routes import in_state
from tests.demo.looking import (
    endpoint,
    get,
    interface,
    is_public_here,
    services_in,
    subnet,
    table,
    table_has_no_way_out,
    targets,
    uses,
    vpc,
    world,
)
from vpce_tui.demo.accounts import STAGING, UNREAD_ACCOUNT
from vpce_tui.demo.base import AWS_LISTS
from vpce_tui.demo.partner import FRAUD, service_of
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

S3 = AWS_LISTS["s3", "us-east-1"][0]
HUB = "10.0.0.0/16"


def session_manager() -> bool:
    return "ssm" in services_in("analytics") and is_public_here("analytics", "ssmmessages") and _lake_is_private()


def _lake_is_private() -> bool:
    lists = {AWS_LISTS[service, "us-east-1"][0] for service in ("s3", "dynamodb")}
    return uses("analytics-a", "analytics-private") and table_has_no_way_out("analytics-private", HUB, *lists)


def staging_image_pull() -> bool:
    refused = not world().coverage(RouteTable, STAGING).complete
    return "ecr.api" in services_in("staging") and is_public_here("staging", "ecr.dkr") and refused


def layers_without_s3() -> bool:
    return uses("app-tasks-b", "app-tasks-b") and table_has_no_way_out("app-tasks-b", "10.0.0.0/8")


def cluster_lacks(service: str) -> Callable[[], bool]:
    def condition() -> bool:
        return is_public_here("eks", service) and table_has_no_way_out("eks-private", HUB)

    return condition


def cluster_s3() -> bool:
    return endpoint("eks-s3").route_table_ids == () and table_has_no_way_out("eks-private", HUB)


def isolated_function(name: str, service: str) -> Callable[[], bool]:
    def condition() -> bool:
        isolated = table_has_no_way_out("data-private", S3) and is_public_here("data", service)
        return isolated and interface(name).interface_type == "lambda"

    return condition


def public_function() -> bool:
    webhooks = interface("webhooks")
    out = targets(table("app-public"))["0.0.0.0/0"]
    public = webhooks.subnet_id == subnet("app-public-a").subnet_id and out.startswith("igw-")
    return public and webhooks.interface_type == "lambda" and webhooks.association is None


def glue_without_s3() -> bool:
    return uses("analytics-glue-a", "analytics-glue") and table_has_no_way_out("analytics-glue", HUB)


def service_in_one_zone() -> bool:
    detail = get(ServiceDetail, f"{service_of(FRAUD)}/{FRAUD}")
    wanted = {subnet(f"app-{zone}").availability_zone for zone in "abc"}
    return set(detail.availability_zones) < wanted


def endpoint_in_one_zone() -> bool:
    return len(endpoint("hub-events").subnet_ids) == 1 and len(endpoint("hub-ssm").subnet_ids) == 3


def shared_subnet() -> bool:
    shared = subnet("corp-shared-a")
    owned = shared.owner_id == UNREAD_ACCOUNT and get(Vpc, shared.vpc_id or "").owner_id == UNREAD_ACCOUNT
    known = [scope for scope in world().scopes if scope.account_id == UNREAD_ACCOUNT]
    return owned and not known and interface("reports-shared-1").subnet_id == shared.subnet_id


def many_endpoints() -> bool:
    in_hub = [
        found
        for found in world().records(VpcEndpoint)
        if found.vpc_id == vpc("hub").vpc_id and endpoint_type(found) == "Interface"
    ]
    return len(in_hub) == 15 and sum(len(found.subnet_ids) for found in in_hub) == 13 * 3 + 1 + 2


CONDITIONS: dict[int, Callable[[], bool]] = {
    1: session_manager,
    2: staging_image_pull,
    3: layers_without_s3,
    4: cluster_lacks("ecr.api"),
    5: cluster_lacks("sts"),
    6: cluster_s3,
    7: isolated_function("nightly-export", "sns"),
    8: public_function,
    9: isolated_function("report-scheduler", "lambda"),
    10: glue_without_s3,
    54: in_state("app-fraud-score", "available"),
    55: service_in_one_zone,
    58: endpoint_in_one_zone,
    69: shared_subnet,
    70: many_endpoints,
}
