"""Which simulation cases are worth asking two evaluators?

Every function yields (group, case): small tables multiplied out, so that each operator, pattern form, kind of
caller and combination of layers is met at least once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Final

from tests.policy.builders import ACCOUNT, FEDERATED, OBJECT, OTHER_ACCOUNT, ROLE, ROOT, SESSION, USER, allow, deny

Case = dict[str, Any]
Grouped = Iterator[tuple[str, Case]]
CALLERS: Final = {
    "user": USER,
    "session": SESSION,
    "role": ROLE,
    "federated": FEDERATED,
    "root": ROOT,
    "linked": f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForECS/s",
    "linked role": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    "path": f"arn:aws:iam::{ACCOUNT}:user/team/ann",
    "service": "logs.amazonaws.com",
    "oidc": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com",
    "saml": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp",
    "unsigned": None,
    "china": f"arn:aws-cn:iam::{ACCOUNT}:user/ann",
}
NAMED: Final[dict[str, Any]] = {
    "star": "*",
    "AWS star": {"AWS": "*"},
    "AWS star in a list": {"AWS": ["*"]},
    "account id": {"AWS": ACCOUNT},
    "root ARN": {"AWS": ROOT},
    "other account": {"AWS": OTHER_ACCOUNT},
    "user": {"AWS": USER},
    "role": {"AWS": ROLE},
    "session": {"AWS": SESSION},
    "federated": {"AWS": FEDERATED},
    "pattern": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"},
    "unique id": {"AWS": "AIDAEXAMPLE"},
    "user in capitals": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ANN"},
    "path user": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/team/ann"},
    "role with path": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/team/app-role"},
    "service": {"Service": "logs.amazonaws.com"},
    "services": {"Service": ["ec2.amazonaws.com", "logs.amazonaws.com"]},
    "service star": {"Service": "*"},
    "oidc": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com"},
    "saml": {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"},
    "federated star": {"Federated": "*"},
    "canonical": {"CanonicalUser": "79a59df900b949e55d96a1e698fbaced"},
    "china root": {"AWS": f"arn:aws-cn:iam::{ACCOUNT}:root"},
    "user and role": {"AWS": [USER, ROLE]},
    "session, role and account": {"AWS": [SESSION, ROLE, ROOT]},
    "session and role": {"AWS": [SESSION, ROLE]},
    "user and account": {"AWS": [USER, ROOT]},
}


def case(
    *,
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    principal: str | None = USER,
    account: str = ACCOUNT,
    context: dict[str, Any] | None = None,
    version: str | None = "2012-10-17",
    wildcard_only: bool = False,
    **layers: list[dict[str, Any]] | None,
) -> Case:
    """Return a case; each layer is given as the statements of one policy."""

    def policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
        return {**({"Version": version} if version else {}), "Statement": statements}

    def named(layer: str) -> list[dict[str, Any]]:
        statements = layers.get(layer)
        return [] if statements is None else [{"name": layer, "policy": policy(statements)}]

    def levels(layer: str) -> list[dict[str, Any]]:
        return [{"level": "l", "policies": named(layer)}] if layers.get(layer) is not None else []

    resource_policy, session = layers.get("resource_policy"), layers.get("session")
    return {
        "id": "directed",
        "request": {
            "action": action,
            "resource": {"arn": resource, "accountId": account},
            "principal": principal,
            "context": context or {},
        },
        "policies": {
            "identity": named("identity"),
            "resource": None if resource_policy is None else policy(resource_policy),
            "endpoint": named("endpoint"),
            "scps": levels("scps"),
            "rcps": levels("rcps"),
            "boundary": named("boundary"),
            "session": None if session is None else policy(session),
        },
        "wildcardOnlyAction": wildcard_only,
    }


VALUES: Final[dict[str, tuple[list[Any], list[Any]]]] = {
    "String": (
        ["a", "A", "", "a*", "ab", "a:b", ["a"], ["a", "b"], [], [""], ["b", "c"]],
        ["a", "a*", "?", ["a", "b"], "", [], "${aws:username}", "${k:absent}", "${k:absent, 'a'}", "${*}", "a${*}"],
    ),
    "Numeric": (
        ["1", "1.0", "01", "-1", "1e1", "x", "", " 1", ["1"], ["1", "2"], "0x1", "1,5", "2147483648"],
        ["1", "1.00", "-1", "10", "x", ["1", "x"], "", "+1", "0x1"],
    ),
    "Date": (
        ["2026-11-22T12:00:00Z", "1795348800", "2026-11-22", "x", "2026-11-22T13:00:00+01:00", "1795348800000", "2026"],
        ["2026-11-22T12:00:00Z", "2026-11-22", "1795348800", "x", "2026-11-22T12:00:00.000Z", "2026-11", "2026"],
    ),
    "Bool": (["true", "TRUE", "false", "x", "1", "", ["true"]], ["true", "True", "false", "x", ["true", "false"], "1"]),
    "Binary": (["QmluYXJ5", "QQ==", "x", "QQ", "AQ=="], ["QmluYXJ5", "QQ==", "!", "AQ=="]),
    "Ip": (
        ["10.0.0.1", "10.0.1.1", "::1", "2001:db8::1", "x", "10.0.0.0/24", "::ffff:10.0.0.1", "2001:DB8:0:0::1"],
        ["10.0.0.1", "10.0.0.0/24", "10.0.0.9/24", "2001:db8::/32", "0.0.0.0/0", "::/0", "x", "10.0.0.0/33", "::1"],
    ),
    "Arn": (
        ["arn:aws:iam::1:role/a", "arn:aws:iam::1:role/a:b", "x", "arn:aws:s3:::b", "arn:aws:s3", "arn:aws:iam:::r/a"],
        [
            "arn:aws:iam::1:role/a",
            "arn:aws:iam::1:role/*",
            "arn:aws:iam:*:role/a",
            "arn:aws:*::1:role/a",
            "arn:*:*:*:*:*",
            "*",
            "arn:aws:iam::*",
            "arn:aws:iam::1:role/?",
            "arn:aws:s3",
            "arn*:aws:iam::1:role/a",
            "${aws:PrincipalArn}",
        ],
    ),
}
OPERATORS: Final = {
    "String": ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"],
    "Numeric": ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"],
    "Date": ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"],
    "Bool": [""],
    "Binary": ["Equals"],
    "Ip": ["IpAddress", "NotIpAddress"],
    "Arn": ["Equals", "Like", "NotEquals", "NotLike"],
}
SETS: Final = ["", "ForAllValues:", "ForAnyValue:"]
SUFFIXES: Final = ["", "IfExists"]


def conditions() -> Grouped:
    """Every operator on every kind of value, with and without the key."""
    for family, names in OPERATORS.items():
        given_values, wanted_values = VALUES[family]
        for prefix, name, suffix, wanted in product(SETS, names, SUFFIXES, wanted_values):
            operator = f"{prefix}{name if family == 'Ip' else family + name}{suffix}"
            for given_value in (None, *given_values):
                context: dict[str, Any] = {"aws:username": "a", "aws:PrincipalArn": "arn:aws:iam::1:role/a"}
                context |= {} if given_value is None else {"k:ey": given_value}
                statement = allow(condition={operator: {"k:ey": wanted}})
                kind = "absent" if given_value is None else "list" if isinstance(given_value, list) else "single"
                shown = f"{given_value!r} against {wanted!r}"
                yield f"condition {operator} {kind}: {shown}", case(context=context, identity=[statement])
    for wanted, given_value in product(["true", "false", "True", ["true", "false"], "x"], [None, "", "a", [], ["a"]]):
        for prefix, suffix in product(SETS, SUFFIXES):
            context = {} if given_value is None else {"k:ey": given_value}
            statement = allow(condition={f"{prefix}Null{suffix}": {"k:ey": wanted}})
            group = f"condition {prefix}Null{suffix}: {given_value!r} against {wanted!r}"
            yield group, case(context=context, identity=[statement])


ACTIONS: Final = ["s3:GetObject", "iam:PassRole", "S3:getobject"]
ACTION_PATTERNS: Final = [
    "*",
    "*:*",
    "s3:*",
    "S3:GETOBJECT",
    "s3:Get*",
    "s3:*Object",
    "s3:G?tObject",
    "s*:GetObject",
    "*:GetObject",
    "s3:",
    "s3",
    ":GetObject",
    "",
    "s3:GetObject ",
    "s3:getobject*",
    "s3:*:*",
    "?3:GetObject",
    "**",
    "s3:**",
    "*GetObject",
    "s3*",
    "s3:Get*Object*",
    "s3:Get${aws:username}",
]
RESOURCES: Final = [
    OBJECT,
    "arn:aws:s3:::app-data",
    "arn:aws:s3:::app-data/a:b/c",
    "arn:aws:sns:us-east-1:111122223333:t",
    "arn:aws:dynamodb:us-east-1:111122223333:table/T/index/I",
    "arn:aws:logs:us-east-1:111122223333:log-group:g:log-stream:s",
    "arn:aws-cn:s3:::app-data",
    "*",
]
RESOURCE_PATTERNS: Final = [
    "*",
    "**",
    "?",
    "arn:*",
    "arn:aws:*",
    "arn:aws:s3:*",
    "arn:aws:s3:::*",
    "arn:aws:s3",
    "arn:aws:s3:::app-data",
    "arn:aws:s3:::app-data/*",
    "arn:aws:s3:::app-data*",
    "arn:aws:s3:::a*/*",
    "arn:aws:s3:::*/q3.csv",
    "arn:aws:s3:*:*:*",
    "arn:aws:s3:*:*:app-data/reports/q3.csv",
    "arn:*:s3:::app-data",
    "arn:aws*:s3:::app-data",
    "arn:aws:*:::app-data",
    "arn:aws:s?:::app-data",
    "arn:aws:s3:::app-dat?",
    "arn:aws:s3:::APP-DATA",
    "arn:aws:S3:::app-data",
    "*:*",
    "*/*",
    "a*",
    "arn:aws:s3:::app-data/a:*",
    "arn:aws:s3:::app-data/*:*/c",
    "arn:aws:sns:*:*:t",
    "arn:aws:sns:us-*-1:111122223333:*",
    "arn:aws:sns:*:t",
    "arn:aws:sns:us-east-1:*",
    "arn:aws:dynamodb:*:*:table/T",
    "arn:aws:dynamodb:*:*:table/T*",
    "arn:aws:dynamodb:*:*:table/T/index/*",
    "arn:aws:dynamodb:*:*:table/*",
    "arn:aws:logs:*:*:log-group:g:*",
    "arn:aws:logs:*:*:*",
    "arn:aws:logs:*:*:log-group:*:log-stream:s",
    "",
    "arn:*:*:*:*:*",
    "arn:aws:sns:us-east-1:1*:t",
    "arn:aws:s3:::${aws:username}pp-data",
    "arn:aws:s3:::${k:absent}",
    "arn:aws:s3:::${k:absent, 'app-data'}",
    "arn:aws:s3:::app-data/${*}",
    "arn:aws:${k:s3}:::app-data",
    "arn:aws:s3:::${k:list}",
    "arn:aws:s3:::${k:star}",
    "*app-data*",
    "*q3.csv",
    "arn:aws:sns:${k:region}:111122223333:t",
    "arn:aws:s3:::app-data/reports/q3.csv:x",
    "app-data",
    "arn:aws:s3:::app-data/./reports/q3.csv",
    "ARN:aws:s3:::app-data",
]
CONTEXT: Final = {
    "aws:username": "a",
    "k:s3": "s3",
    "k:list": ["app-data"],
    "k:star": "*",
    "k:region": "us-east-1",
}


def elements() -> Grouped:
    """Every form of Action and Resource, in identity, endpoint and control policies."""
    for action, wanted, element in product(ACTIONS, ACTION_PATTERNS, ["action", "not_action"]):
        yield f"{element} {wanted!r} for {action}", case(action=action, identity=[allow(**{element: wanted})])
    layers = ["identity", "endpoint", "scps", "rcps", "boundary", "session", "resource_policy"]
    for resource, wanted, element, layer in product(RESOURCES, RESOURCE_PATTERNS, ["resource", "not_resource"], layers):
        # Where the action has no resource-level permissions, one service's ARNs and * show it all.
        for effect, only in product([allow, deny], [False, True] if resource in (OBJECT, "*") else [False]):
            given: dict[str, Any] = {"identity": [allow()]}
            full = [allow(principal="*")]
            given[layer] = [*(full if effect is deny else []), effect(**{element: wanted}, principal="*")]
            if layer == "identity":
                given[layer] = [{k: v for k, v in each.items() if k != "Principal"} for each in given[layer]]
            principal = "arn:aws:iam::999999999999:user/x" if layer == "resource_policy" else USER
            group = f"{layer} {effect.__name__} {element} {wanted!r} for {resource} only={only}"
            version = "2012-10-17"
            yield (
                group,
                case(
                    resource=resource,
                    principal=principal,
                    context=CONTEXT,
                    wildcard_only=only,
                    version=version,
                    **given,
                ),
            )
            if "${" in wanted:
                yield (
                    f"{group} without Version",
                    case(
                        resource=resource,
                        principal=principal,
                        context=CONTEXT,
                        wildcard_only=only,
                        version=None,
                        **given,
                    ),
                )


SERVICES: Final = {
    "s3": ("s3:GetObject", OBJECT),
    "kms": ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"),
    "kms alias": ("kms:CreateAlias", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/aws/s3"),
    "kms own alias": ("kms:CreateAlias", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/mine"),
    "kms list": ("kms:ListKeys", "*"),
    "kms retire": ("kms:RetireGrant", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"),
    "sts": ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/target"),
    "sts web": ("sts:AssumeRoleWithWebIdentity", f"arn:aws:iam::{ACCOUNT}:role/target"),
    "sts whoami": ("sts:GetCallerIdentity", "*"),
    "sts session": ("sts:GetSessionToken", "*"),
    "iam managed": ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    "iam reserved": ("iam:DeleteRole", f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/R"),
    "iam linked": ("iam:DeleteRole", f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/R"),
    "iam role": ("iam:DeleteRole", f"arn:aws:iam::{ACCOUNT}:role/R"),
    "sns": ("sns:Publish", f"arn:aws:sns:eu-west-1:{ACCOUNT}:t"),
    "lambda": ("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f"),
    "dynamodb": ("dynamodb:Query", f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/T/index/I"),
    "sqs": ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"),
}


def principals() -> Grouped:
    """Every kind of caller against every form of Principal, in one account and across two."""
    for (who, caller), (how, named), account in product(CALLERS.items(), NAMED.items(), [ACCOUNT, OTHER_ACCOUNT]):
        for element, effect in (("principal", allow), ("principal", deny), ("not_principal", deny)):
            for limits in ("none", "boundary", "session"):
                if limits != "none" and (caller is None or "amazonaws" in caller or "provider" in caller):
                    continue
                statements = [effect(**{element: named})] + ([allow(principal="*")] if effect is deny else [])
                given: dict[str, Any] = {"resource_policy": statements}
                if limits != "none":
                    given[limits] = [allow(action="ec2:*")]
                identities = [None, [allow()]]
                for identity in identities:
                    given["identity"] = identity
                    where = "same" if account == ACCOUNT else "cross"
                    group = f"principal {who} by {effect.__name__} {element} {how} {where} limits={limits}"
                    group += f" identity={identity is not None}"
                    yield group, case(principal=caller, account=account, **given)
        for element, effect in (("principal", allow), ("principal", deny), ("not_principal", deny)):
            statements = [effect(**{element: named})] + ([allow(principal="*")] if effect is deny else [])
            group = f"endpoint principal {who} by {effect.__name__} {element} {how}"
            if account == ACCOUNT:
                yield (
                    group,
                    case(
                        principal=caller,
                        identity=[allow()],
                        endpoint=statements,
                        resource_policy=[allow(principal="*")],
                    ),
                )


def services() -> Grouped:
    """Services with rules of their own, for every caller, in one account and across two."""
    trust = ["none", "account", "caller", "star", "deny"]
    for (name, (action, resource)), (who, caller), account in product(
        SERVICES.items(), CALLERS.items(), [ACCOUNT, OTHER_ACCOUNT]
    ):
        for kind, has_identity in product(trust, [False, True]):
            named = {"account": {"AWS": ROOT}, "caller": _naming(caller), "star": "*"}.get(kind)
            if kind == "caller" and named is None:
                continue
            statements = (
                None if kind == "none" else [deny(principal="*")] if kind == "deny" else [allow(principal=named)]
            )
            where = "same" if account == ACCOUNT else "cross"
            group = f"service {name}: {who} {where} resource={kind} identity={has_identity}"
            moved = resource.replace(ACCOUNT, account)
            given: dict[str, Any] = {"identity": [allow()] if has_identity else None, "resource_policy": statements}
            yield group, case(action=action, resource=moved, principal=caller, account=account, **given)
            for layer in ("scps", "rcps", "endpoint"):
                denied = {**given, layer: [allow(principal="*"), deny(principal="*")]}
                yield (
                    f"{group} denied by {layer}",
                    case(action=action, resource=moved, principal=caller, account=account, **denied),
                )
                lacking = {**given, layer: [allow(principal="*", action="ec2:*")]}
                yield (
                    f"{group} lacking {layer}",
                    case(action=action, resource=moved, principal=caller, account=account, **lacking),
                )


def _naming(caller: str | None) -> Any:
    if caller is None:
        return None
    if caller.endswith(".amazonaws.com"):
        return {"Service": caller}
    return {"Federated" if "-provider/" in caller else "AWS": caller}


def layers() -> Grouped:
    """Every combination of what identity, resource, boundary, session, SCP and endpoint policies say."""
    says = {"none": None, "allow": [allow(principal="*")], "other": [allow(action="ec2:*", principal="*")]}
    says["deny"] = [allow(principal="*"), deny(principal="*")]
    names = ["identity", "resource_policy", "boundary", "session", "scps", "endpoint"]
    for who, account in product(["user", "session", "root", "unsigned"], [ACCOUNT, OTHER_ACCOUNT]):
        for words in product(["none", "allow", "other"], repeat=len(names)):
            given: dict[str, Any] = {layer: says[word] for layer, word in zip(names, words, strict=True)}
            shown = " ".join(f"{layer}={word}" for layer, word in zip(names, words, strict=True) if word != "none")
            where = "same" if account == ACCOUNT else "cross"
            yield f"layers {who} {where}: {shown}", case(principal=CALLERS[who], account=account, **given)


def directed() -> Grouped:
    for family in (conditions, elements, principals, services, layers):
        yield from family()
