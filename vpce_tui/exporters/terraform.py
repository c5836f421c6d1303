"""Endpoints as Terraform: an `import` block and a resource to import into, for each endpoint that a person owns.

`terraform plan` then shows what differs before anything is taken over. Left out, and said so, are endpoints that an
AWS service manages and those that are gone. Where several accounts or Regions stand in one file, each block names a
provider alias, to be declared beside it.
Source: Terraform language, "Import", "Strings and templates"; AWS provider, `aws_vpc_endpoint`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from vpce_tui.exporters.exporter import Exporter
from vpce_tui.model.record import Scope
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, is_type, short_service
from vpce_tui.view.report import Report
from vpce_tui.view.text import printable

_GONE = frozenset({"deleted", "deleting", "rejected", "expired"})
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def quoted(text: str) -> str:
    """Return an HCL string that means the text: no interpolation, no directive, no end of the string inside."""
    # JSON's escapes are HCL's, but for characters beyond the first plane, which stay as they are when printable.
    body = "".join(_character(character) for character in text)
    return '"' + body.replace("${", "$${").replace("%{", "%%{") + '"'


def _character(character: str) -> str:
    if character in '"\\' or character in "\n\r\t":
        return json.dumps(character)[1:-1]
    if character.isprintable():
        return character
    code_point = ord(character)
    if 0xD800 <= code_point <= 0xDFFF:
        return "\\ufffd"
    return f"\\u{code_point:04x}" if code_point <= 0xFFFF else f"\\U{code_point:08x}"


def comment(text: str) -> str:
    """Return a comment of one line."""
    return f"# {printable(text)}\n"


def render(report: Report) -> Iterator[str]:
    """Yield the blocks, account by account."""
    scopes = sorted({scope for scope, _ in report.endpoints})
    aliases = {scope: _alias(scope) for scope in scopes} if len(scopes) > 1 else {}
    yield comment(f"{report.title}: import blocks for {len(report.endpoints)} VPC endpoints")
    yield from (comment(f"{label}: {value}") for label, value in report.facts[:3])
    for scope, alias in aliases.items():
        yield comment(f"needs a provider with alias = {json.dumps(alias)} for {scope}")
    taken: set[str] = set()
    for scope, endpoint in report.endpoints:
        reason = _left_out(endpoint)
        if reason:
            yield "\n" + comment(f"left out: {endpoint.vpc_endpoint_id} {reason}")
        else:
            yield from _blocks(endpoint, _name(endpoint, taken), aliases.get(scope, ""))


def _left_out(endpoint: VpcEndpoint) -> str:
    if endpoint.requester_managed:
        return "is managed by an AWS service"
    state = (endpoint.state or "").lower()
    return f"is {state}" if state in _GONE else ""


def _alias(scope: Scope) -> str:
    return _NOT_IN_NAMES.sub("_", f"aws_{scope.account_id}_{scope.region}".lower())


def _name(endpoint: VpcEndpoint, taken: set[str]) -> str:
    """Return a name for the resource: letters, digits and underscores, never twice."""
    words = f"{short_service(endpoint)}_{endpoint.vpc_endpoint_id.removeprefix('vpce-')}".lower()
    name = "_".join(part for part in _NOT_IN_NAMES.split(words) if part)[:120] or "endpoint"
    name = name if name[0].isalpha() else f"e_{name}"
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}_{number}"
    taken.add(unique)
    return unique


def _blocks(endpoint: VpcEndpoint, name: str, alias: str) -> Iterator[str]:
    provider = [("provider", f"aws.{alias}")] if alias else []
    yield "\nimport {\n"
    yield from _aligned([*provider, ("to", f"aws_vpc_endpoint.{name}"), ("id", quoted(endpoint.vpc_endpoint_id))])
    yield f'}}\n\nresource "aws_vpc_endpoint" "{name}" {{\n'
    yield from _aligned([*provider, *_arguments(endpoint)])
    tags = sorted((key, value) for key, value in endpoint.tag_pairs.items() if key and not key.startswith("aws:"))
    if tags:
        yield "\n  tags = {\n"
        yield from _aligned([(quoted(key), quoted(value)) for key, value in tags], indent=4)
        yield "  }\n"
    yield "}\n"


def _arguments(endpoint: VpcEndpoint) -> list[tuple[str, str]]:
    told = [
        ("vpc_id", endpoint.vpc_id),
        ("vpc_endpoint_type", endpoint_type(endpoint)),
        # Endpoints of resources and service networks have no service name of their own to ask for.
        ("resource_configuration_arn", endpoint.resource_configuration_arn),
        ("service_network_arn", endpoint.service_network_arn),
    ]
    if not (endpoint.resource_configuration_arn or endpoint.service_network_arn):
        told.insert(1, ("service_name", endpoint.service_name))
    arguments = [(key, quoted(value)) for key, value in told if value]
    if is_type(endpoint, "Gateway"):
        arguments.append(("route_table_ids", _list(endpoint.route_table_ids)))
        return arguments
    arguments.append(("subnet_ids", _list(endpoint.subnet_ids)))
    if not is_type(endpoint, "GatewayLoadBalancer"):
        arguments.append(("security_group_ids", _list(group.group_id or "" for group in endpoint.groups)))
    if is_type(endpoint, "Interface"):
        arguments.append(("private_dns_enabled", "true" if endpoint.private_dns_enabled else "false"))
    return arguments


def _list(ids: Iterable[str]) -> str:
    return f"[{', '.join(quoted(item) for item in sorted(ids))}]"


def _aligned(pairs: list[tuple[str, str]], indent: int = 2) -> Iterator[str]:
    """Yield arguments the way `terraform fmt` aligns them."""
    width = max((len(key) for key, _ in pairs), default=0)
    yield from (f"{' ' * indent}{key:<{width}} = {value}\n" for key, value in pairs)


EXPORTER = Exporter("terraform", ".tf", "import blocks for Terraform", render, frozenset(), has_sections=False)
