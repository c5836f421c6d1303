"""A second, slow evaluator written straight from AWS's rules, to hold the first one against.

It shares no code and no shape with the package: it walks plain JSON values, tries wildcards by
trying every way to fill them, and asks each rule as a question in words. It knows valid
documents only, and no unknown operators.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import ipaddress
from collections.abc import Callable
from typing import Any

Case = dict[str, Any]


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@functools.cache
def fits(text: str, wild: str) -> bool:
    """`wild` holds \x01 for a star and \x02 for a question mark."""
    if not wild:
        return not text
    if wild[0] == "\x01":
        return fits(text, wild[1:]) or (bool(text) and fits(text[1:], wild))
    return bool(text) and wild[0] in (text[0], "\x02") and fits(text[1:], wild[1:])


def as_wild(text: str) -> str:
    return text.replace("*", "\x01").replace("?", "\x02")


def fill(text: str, context: dict[str, Any], modern: bool, wild: bool) -> str | None:
    """Put values in for variables; None where one has no value."""
    out = ""
    while text:
        close = text.find("}") if text.startswith("${") and modern else -1
        if close < 0:
            out += as_wild(text[0]) if wild else text[0]
            text = text[1:]
            continue
        inside, text = text[2:close], text[close + 1 :]
        if inside in ("*", "?", "$"):
            out += inside
            continue
        key, comma, default = inside.partition(", ")
        value = context.get(key.lower(), default.strip("'") if comma else None)
        if value is None or isinstance(value, list):
            return None
        out += value
    return out


def action_is(action: str, wanted: str) -> bool:
    if wanted == "*":
        return True
    service, _, name = wanted.lower().partition(":")
    mine, _, called = action.lower().partition(":")
    return service == mine and bool(name) and fits(called, as_wild(name))


def resource_is(arn: str, wanted: str, context: dict[str, Any], modern: bool) -> bool:
    if wanted == "*":
        return True
    mine, parts = arn.split(":", 5), wanted.split(":", 5)
    if len(mine) < 6 or len(parts) < 6 or "*" in parts[2] or "?" in parts[2]:
        return False
    last = fill(parts[5], context, modern, True)
    head = all(fits(text, as_wild(part)) for text, part in zip(mine[:5], parts[:5], strict=True))
    return head and last is not None and fits(mine[5], last)


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def moment(text: str) -> float | None:
    if text.isdigit() and len(text) > 4:
        return float(text)
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).timestamp()


def address(text: str) -> Any:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def octets(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def inside(mine: Any, theirs: Any) -> bool:
    return mine.version == theirs.version and bool(mine.subnet_of(theirs))


def arn_like(mine: str, theirs: str) -> bool:
    pairs = zip(mine.split(":", 5), theirs.split(":", 5), strict=True)
    return all(fits(text, part) for text, part in pairs)


def arn_text(text: str) -> str | None:
    return text if text.count(":") >= 5 else None


def compare(operator: str, mine: str, theirs: str) -> bool | None:
    """Compare as if no operator were negated; None where a value is of another type."""
    name = operator.replace("Not", "")
    reader: Callable[[str], Any] = str
    test: Callable[[Any, Any], bool] = lambda a, b: a == b  # noqa: E731
    if name.startswith(("Numeric", "Date")):
        reader = number if name.startswith("Numeric") else moment
        for ending, how in (
            ("LessThan", lambda a, b: a < b),
            ("LessThanEquals", lambda a, b: a <= b),
            ("GreaterThan", lambda a, b: a > b),
            ("GreaterThanEquals", lambda a, b: a >= b),
        ):
            if name.endswith(ending):
                test = how
    elif name == "IpAddress":
        reader, test = address, inside
    elif name.startswith("Arn"):
        if theirs.startswith("arn:") and arn_text(theirs) is None:
            return None if arn_text(mine) is None else False
        reader, test = arn_text, arn_like
    elif name == "StringLike":
        test = fits
    elif name == "StringEqualsIgnoreCase":
        mine, theirs = mine.lower(), theirs.lower()
    elif name == "Bool":
        reader = lambda text: text.lower() if text.lower() in ("true", "false") else None  # noqa: E731
    elif name == "BinaryEquals":
        reader = octets
    left, right = reader(mine), reader(theirs)
    return None if left is None or right is None else test(left, right)


def value_passes(operator: str, mine: str, wanted: list[str | None]) -> bool:
    results = [False if each is None else compare(operator, mine, each) for each in wanted]
    if "Not" in operator:
        return all(result is False for result in results)
    return any(result is True for result in results)


def condition_holds(operator: str, key: str, wanted: Any, context: dict[str, Any], modern: bool) -> bool:
    set_name, _, base = operator.rpartition(":")
    if_exists, base = base.endswith("IfExists"), base.removesuffix("IfExists")
    mine = context.get(key.lower())
    if base == "Null":
        return ("true" if mine is None or mine == [] else "false") in [str(each).lower() for each in many(wanted)]
    if mine is None or (set_name and mine in ([], "", [""])):
        return set_name == "ForAllValues" if set_name else if_exists or "Not" in base
    if isinstance(mine, list) and not set_name:
        return False
    wild = base.startswith("Arn") or base in ("StringLike", "StringNotLike")
    fillable = modern and (base.startswith(("String", "Arn")) or base == "Bool")
    filled = [fill(each, context, fillable, wild) for each in many(wanted)]
    passing = [value_passes(base, each, filled) for each in many(mine)]
    return all(passing) if set_name == "ForAllValues" else any(passing)


def names(kind: str, value: str, case: Case, gateway: bool) -> str:
    """Return how a principal names the caller: "", "account", "role" or "caller"."""
    caller = case["request"]["principal"]
    if kind == "*":
        return "caller"
    if kind != "AWS":
        return "caller" if value == caller else ""
    federated = caller is None or ":oidc-provider/" in caller
    if value == "*":
        return "" if case["request"]["action"].startswith("sts:") and federated else "caller"
    if caller is None or caller.endswith(".amazonaws.com") or federated:
        return "caller" if value == caller else ""
    account = caller.split(":")[4]
    if value in (account, f"arn:aws:iam::{account}:root"):
        return "caller" if caller.endswith(":root") else "" if gateway else "account"
    if value == caller:
        return "role" if ":role/" in caller else "caller"
    if ":assumed-role/" in caller and value == f"arn:aws:iam::{account}:role/{caller.split('/')[1]}":
        return "role"
    if ":federated-user/" in caller and value == f"arn:aws:iam::{account}:user/{caller.split('/')[1]}":
        return "role"
    return ""


def listed(element: Any, case: Case, gateway: bool) -> set[str]:
    if element == "*":
        return {"caller"}
    return {names(kind, value, case, gateway) for kind, values in element.items() for value in many(values)} - {""}


def principal_named(statement: Any, layer: str, case: Case) -> str:
    """Return how the statement's principals name the caller, "" if they do not."""
    if layer not in ("endpoint", "resource"):
        return "caller"
    gateway = layer == "endpoint" and case.get("endpointType") == "gateway"
    if "Principal" in statement:
        found = listed(statement["Principal"], case, gateway)
        return next((how for how in ("caller", "role", "account") if how in found), "")
    if "NotPrincipal" not in statement:
        return "caller" if layer == "endpoint" else ""
    found = listed(statement["NotPrincipal"], case, gateway)
    caller = case["request"]["principal"]
    spared = bool(found)
    is_star = statement["NotPrincipal"] == "*" or "*" in many(statement["NotPrincipal"].get("AWS", []))
    member = caller is not None and not caller.endswith(".amazonaws.com") and ":oidc-provider/" not in caller
    if statement["Effect"] == "Deny" and spared and member:
        if case["policies"].get("boundary"):
            spared = False
        elif not is_star and ":assumed-role/" in caller:
            spared = {"caller", "role"} <= found
        elif not is_star:
            spared = ("role" if ":role/" in caller else "caller") in found
    return "" if spared else "caller"


def applies(statement: Any, version: str | None, layer: str, case: Case) -> str:
    """Return "" where the statement does not apply, else how it names the caller."""
    request = case["request"]
    context = {key.lower(): value for key, value in request["context"].items()}
    modern = version == "2012-10-17"
    if "Action" in statement:
        if not any(action_is(request["action"], each) for each in many(statement["Action"])):
            return ""
    elif any(action_is(request["action"], each) for each in many(statement["NotAction"])):
        return ""
    arn = request["resource"]["arn"]
    element = "Resource" if "Resource" in statement else "NotResource"
    if element in statement:
        if case.get("wildcardOnlyAction"):
            covered = "*" in many(statement[element])
        else:
            covered = any(resource_is(arn, each, context, modern) for each in many(statement[element]))
        if covered != (element == "Resource"):
            return ""
    elif layer != "resource":
        return ""
    for operator, keys in statement.get("Condition", {}).items():
        for key, wanted in keys.items():
            if not condition_holds(operator, key, wanted, context, modern):
                return ""
    return principal_named(statement, layer, case)


def said(policies: list[Any], layer: str, case: Case) -> tuple[bool, set[str]]:
    """Return whether a policy denies, and how its Allows name the caller."""
    denied, allowed = False, set()
    for policy in policies:
        for statement in many(policy["Statement"]):
            how = applies(statement, policy.get("Version"), layer, case)
            if how and statement["Effect"] == "Deny":
                denied = True
            elif how:
                allowed.add(how)
    return denied, allowed


def decide(case: Case) -> str:
    """Return `allowed`, `explicitDeny` or `implicitDeny`."""
    given, request = case["policies"], case["request"]
    caller, action = request["principal"], request["action"].lower()
    linked = caller is not None and "AWSServiceRoleFor" in caller
    principal = caller is not None and not caller.endswith(".amazonaws.com") and ":oidc-provider/" not in caller
    root = principal and caller.endswith(":root")

    def documents(layer: str) -> list[Any]:
        value = given.get(layer)
        if layer in ("resource", "session"):
            return [value] if value else []
        return [entry["policy"] for entry in value or []]

    def levels(layer: str) -> list[list[Any]]:
        return [[entry["policy"] for entry in level["policies"]] for level in given.get(layer) or []]

    results = {layer: said(documents(layer), layer, case) for layer in ("identity", "resource", "endpoint")}
    for layer in ("boundary", "session"):
        results[layer] = (False, {"caller"}) if root or not documents(layer) else said(documents(layer), layer, case)
    endpoint_open = not documents("endpoint") or bool(results["endpoint"][1])
    if action == "sts:getcalleridentity" and caller is not None:
        return "explicitDeny" if results["endpoint"][0] else "allowed" if endpoint_open else "implicitDeny"

    scps = [] if linked or not principal else [said(level, "scp", case) for level in levels("scps")]
    spared = linked or action == "kms:retiregrant" or action.startswith(("sns:", "lambda:"))
    rcps = [] if spared else [said(level, "rcp", case) for level in levels("rcps")]
    denies = [results["resource"][0], results["endpoint"][0], *(level[0] for level in [*scps, *rcps])]
    if principal:
        denies += [results[layer][0] for layer in ("identity", "boundary", "session")]
    if any(denies):
        return "explicitDeny"
    if not endpoint_open or not all(level[1] for level in [*scps, *rcps]):
        return "implicitDeny"
    return "allowed" if is_granted(case, results, principal=principal, root=root) else "implicitDeny"


def is_granted(case: Case, results: dict[str, tuple[bool, set[str]]], *, principal: bool, root: bool) -> bool:
    request = case["request"]
    by_resource = results["resource"][1]
    if root and request["action"].lower() == "sts:assumerole":
        return False
    if not principal:
        return bool(by_resource)
    unlimited = bool(results["boundary"][1]) and bool(results["session"][1])
    by_caller = (root or bool(results["identity"][1])) and unlimited
    if request["principal"].split(":")[4] != request["resource"]["accountId"]:
        return by_caller and bool(by_resource)
    if "caller" in by_resource or ("role" in by_resource and unlimited):
        return True
    arn = request["resource"]["arn"]
    resource_decides = (request["action"].startswith("kms:") and ":key/" in arn) or (
        request["action"].startswith("sts:") and ":role/" in arn
    )
    return by_caller and (bool(by_resource) or not resource_decides)
