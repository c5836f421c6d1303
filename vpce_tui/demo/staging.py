"""Staging: an account whose route tables may not be read, with a sandbox where people try things out.

The sandbox holds what a reader of other people's text must bear: tags with escape sequences, markup, wide and
right-to-left letters, and an endpoint of a type that nobody has heard of yet.
"""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.accounts import STAGING
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.hub import TRANSIT
from vpce_tui.resources.shapes import Tag

AWKWARD: Final = {
    "terminal-escapes": "\x1b[2J\x1b]0;owned\x07 not a title\x1b[31m",
    "markup": "[red]alert[/red] [bold]x[/] [@click=app.quit]press me[/]",
    "cjk": "請求書バッチ処理サーバー 결제",
    "right-to-left": "خادم الفواتير \u202eelif\u202c קובץ",
    "combining": "Z͑ͫ̓a̴͇l̷g̶o̵ e\u0301te\u0301 👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "very-long": "a-name-that-somebody-built-from-every-field-they-had-" * 4 + "end",
    "line-breaks": "first line\nsecond line\r\tindented\x00end",
    "empty-looking": "\u200b\u00a0\ufeff",
}
"""Names of instances in the sandbox, by what is awkward about them. AWS takes them all but the control characters."""


def build_staging(world: WorldBuilder) -> None:
    """Make the staging VPC, where image pulls fail and two endpoints want the same name (planted)."""
    world.enter(STAGING)
    staging = world.vpc("10.5.0.0/16", name="staging")
    private = world.route_table(route("10.0.0.0/8", TRANSIT), vpc=staging, name="staging-private")
    places = [
        world.subnet(f"10.5.{number}.0/24", vpc=staging, zone=zone, name=f"staging-{zone}", table=private)
        for number, zone in enumerate("ab")
    ]
    endpoints = world.security_group(allow(443, cidr="10.5.0.0/16"), vpc=staging, name="staging-endpoints")
    # ecr.dkr is missing.
    for service in ("ecr.api", "secretsmanager", "sqs"):
        world.interface_endpoint(service, subnets=places, groups=[endpoints], name=f"staging-{service}")
    second = world.interface_endpoint(
        "sqs",
        subnets=places[1:],
        groups=[endpoints],
        state="failed",
        last_error="InvalidParameter",
        name="staging-sqs-second",
    )
    assert second.last_error is not None
    message = (
        "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
        f"sqs.us-east-1.amazonaws.com in the VPC {staging.vpc_id}"
    )
    world.change(second, last_error=type(second.last_error)(code="InvalidParameter", message=message))
    tasks = world.security_group(vpc=staging, name="staging-tasks")
    world.task("preview-web", places[0], tasks)
    world.task("preview-api", places[1], tasks)
    _sandbox(world)


def _sandbox(world: WorldBuilder) -> None:
    sandbox = world.vpc("10.6.0.0/16", name="sandbox")
    subnet = world.subnet("10.6.1.0/24", vpc=sandbox, zone="a", name="sandbox-a")
    group = world.security_group(vpc=sandbox, name="sandbox-people")
    world.instance(name="sandbox-1", subnet=subnet, groups=[group], role="Sandbox")
    for kind, text in AWKWARD.items():
        instance, interface = world.instance(name=f"sandbox-{kind}", subnet=subnet, groups=[group])
        tags = (Tag(key="Name", value=text), Tag(key=f"why {text[:12]}", value=kind))
        world.change(instance, tags=tags)
        world.change(interface, tag_set=tags)
    endpoint = world.interface_endpoint(
        "com.amazonaws.us-east-1.teleport",
        subnets=[subnet],
        groups=[group],
        vpc_endpoint_type="Wormhole",
        state="warmingUp",
        name="sandbox-future",
    )
    world.change(endpoint, unknown_members={"/WormholeOptions": {"ThroatDiameter": 3, "Stable": False}})
