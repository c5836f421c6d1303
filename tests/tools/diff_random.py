"""What might a request through a VPC endpoint and its policies look like? Random cases on ground that AWS documents.

The vocabulary keeps to valid ARNs, known operators and callers of whom both evaluators hold the same view, so
that a deviation here is news. The same seed gives the same cases.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from tests.policy.builders import ACCOUNT, FEDERATED, OTHER_ACCOUNT, ROLE, ROOT, SESSION, USER

KEY: Final = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"
TABLE: Final = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders"
TARGET: Final = f"arn:aws:iam::{ACCOUNT}:role/target"
ASKED: Final = [
    ("s3:GetObject", "arn:aws:s3:::app-data/team/red/q3.csv"),
    ("s3:PutObject", "arn:aws:s3:::app-data/a:b"),
    ("s3:ListBucket", "arn:aws:s3:::app-data"),
    ("kms:Decrypt", KEY),
    ("dynamodb:Query", f"{TABLE}/index/by-date"),
    ("dynamodb:GetItem", TABLE),
    ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs"),
    ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:db-AbCdEf"),
    ("logs:PutLogEvents", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:app:log-stream:i-1"),
    ("sts:AssumeRole", TARGET),
]
ACTIONS: Final = [
    "*",
    "s3:*",
    "S3:Get*",
    "s3:?etObject",
    "kms:*",
    "dynamodb:*",
    "dynamodb:Q*",
    "*",
    "sqs:*",
    "logs:Put*",
]
ACTIONS_MORE: Final = ["secretsmanager:Get*Value", "sts:AssumeRole", "s3:ListBucket", "s3:GetObject"]
RESOURCES: Final = [
    "*",
    "*",
    "*",
    "arn:aws:s3:::app-data",
    "arn:aws:s3:::app-data/*",
    "arn:aws:s3:::app-dat?*",
    "arn:aws:s3:::*/q3.csv",
    "arn:aws:s3:::app-data/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::app-data/${k:none, 'team'}/*",
    "arn:*:s3:::app*",
    KEY,
    "arn:aws:kms:*:*:key/*",
    TABLE,
    f"{TABLE}/index/*",
    f"{TABLE}*",
    f"arn:aws:sqs:*:{ACCOUNT}:*",
    TARGET,
    "arn:aws:secretsmanager:*:*:secret:db-??????",
    "arn:aws:logs:*:*:log-group:app:*",
    "arn:aws:logs:*:*:log-group:*:log-stream:*",
    "arn:aws:iam::*:role/*",
    "arn:aws:s3:::app-data/a:*",
]
CONTEXT: Final[dict[str, list[Any]]] = {
    "aws:SourceVpce": ["vpce-1", "vpce-2"],
    "aws:SourceVpc": ["vpc-1"],
    "aws:VpcSourceIp": ["10.1.2.3", "2001:db8::1"],
    "aws:SourceIp": ["203.0.113.9"],
    "aws:PrincipalOrgID": ["o-1", "o-2"],
    "aws:PrincipalOrgPaths": [["o-1/r-1/ou-1/"], ["o-1/r-1/ou-1/", "o-1/r-1/ou-2/"]],
    "aws:TagKeys": [["a"], ["a", "b"], ["c"]],
    "aws:PrincipalTag/team": ["team", "red", "*"],
    "aws:SecureTransport": ["true", "false"],
    "aws:ViaAWSService": ["true", "false"],
    "aws:CurrentTime": ["2026-11-22T12:00:00Z", "2026-01-01T00:00:00Z"],
    "s3:max-keys": ["10", "100"],
    "aws:PrincipalArn": [ROLE, USER],
    "aws:SourceArn": ["arn:aws:sns:us-east-1:1:a:b", "arn:aws:s3:::b"],
}
STRINGS: Final = ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"]
ORDERED: Final = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
WANTED: Final[dict[str, tuple[list[str], list[str]]]] = {
    "aws:SourceVpce": ([f"String{each}" for each in STRINGS], ["vpce-1", "VPCE-1", "vpce-*", "vpce-?"]),
    "aws:SourceVpc": ([f"String{each}" for each in STRINGS], ["vpc-1", "vpc-9"]),
    "aws:VpcSourceIp": (["IpAddress", "NotIpAddress"], ["10.1.0.0/16", "2001:db8::/32", "192.0.2.0/24"]),
    "aws:SourceIp": (["IpAddress", "NotIpAddress"], ["203.0.113.0/24", "198.51.100.0/24"]),
    "aws:PrincipalOrgID": ([f"String{each}" for each in STRINGS], ["o-1", "o-2", "o-*"]),
    "aws:PrincipalOrgPaths": ([f"String{each}" for each in STRINGS], ["o-1/*", "o-1/r-1/ou-1/", "o-1/r-1/ou-2/*"]),
    "aws:TagKeys": ([f"String{each}" for each in STRINGS], ["a", "b", "?"]),
    "aws:PrincipalTag/team": ([f"String{each}" for each in STRINGS], ["team", "t*", "RED", "${aws:PrincipalTag/TEAM}"]),
    "aws:SecureTransport": (["Bool"], ["true", "false", "TRUE"]),
    "aws:ViaAWSService": (["Bool"], ["true", "false"]),
    "aws:CurrentTime": ([f"Date{each}" for each in ORDERED], ["2026-11-22T12:00:00Z", "2026-06-01T00:00:00Z"]),
    "s3:max-keys": ([f"Numeric{each}" for each in ORDERED], ["10", "50", "10.0"]),
    "aws:PrincipalArn": (
        [f"Arn{each}" for each in ("Equals", "Like", "NotEquals", "NotLike")],
        [ROLE, "arn:*:iam::*:role/*"],
    ),
    "aws:SourceArn": (
        [f"Arn{each}" for each in ("Equals", "Like", "NotEquals", "NotLike")],
        ["arn:aws:sns:*:1:a:*", "arn:aws:s3:::b"],
    ),
}
CALLERS: Final = [USER, SESSION, SESSION, ROLE, FEDERATED, "logs.amazonaws.com", None]
NAMED: Final[list[Any]] = [
    "*",
    "*",
    {"AWS": "*"},
    {"AWS": ACCOUNT},
    {"AWS": ROOT},
    {"AWS": OTHER_ACCOUNT},
    {"AWS": [USER, ROLE]},
    {"AWS": SESSION},
    {"AWS": FEDERATED},
    {"Service": ["logs.amazonaws.com", "ec2.amazonaws.com"]},
]
OPEN: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}


class Dice:
    """Draws the parts of cases from one source of randomness."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def one_of(self, values: list[Any]) -> Any:
        return self._random.choice(values)

    def often(self, chance: float) -> bool:
        return self._random.random() < chance

    def some(self, values: list[Any]) -> list[Any]:
        return self._random.sample(values, self._random.randint(1, min(3, len(values))))

    def condition(self) -> dict[str, Any]:
        block: dict[str, Any] = {}
        for key in self.some(sorted(WANTED))[: self.one_of([1, 1, 2])]:
            operators, wanted = WANTED[key]
            if self.often(0.1):
                block.setdefault("Null", {})[key] = self.one_of(["true", "false"])
                continue
            is_list = isinstance(CONTEXT[key][0], list)
            prefix = self.one_of(
                ["ForAllValues:", "ForAnyValue:", "ForAnyValue:", ""] if is_list else ["", "", "ForAnyValue:"]
            )
            operator = prefix + self.one_of(operators) + self.one_of(["", "", "IfExists"])
            block.setdefault(operator, {})[key.upper() if self.often(0.1) else key] = self.some(wanted)
        return block

    def statement(self, principal: str) -> dict[str, Any]:
        """Return a statement; `principal` is `none`, `star` or `any`."""
        statement: dict[str, Any] = {"Effect": self.one_of(["Allow", "Allow", "Allow", "Deny"])}
        statement[self.one_of(["Action"] * 5 + ["NotAction"])] = self.some(ACTIONS + ACTIONS_MORE)
        statement[self.one_of(["Resource"] * 5 + ["NotResource"])] = self.some(RESOURCES)
        if principal == "star":
            statement["Principal"] = "*"
        elif principal == "any":
            statement["Principal"] = self.one_of(NAMED)
        if self.often(0.5):
            statement["Condition"] = self.condition()
        return statement

    def policy(self, principal: str = "none") -> dict[str, Any]:
        statements = [self.statement(principal) for _ in range(self.one_of([1, 1, 2, 3]))]
        if self.often(0.6):
            statements.append({**OPEN, "Principal": "*"} if principal != "none" else dict(OPEN))
        return {"Version": "2012-10-17", "Statement": statements if self.often(0.9) else statements[-1]}

    def named(self, chance: float, principal: str = "none") -> list[dict[str, Any]]:
        return [{"name": "p", "policy": self.policy(principal)}] if self.often(chance) else []

    def levels(self, chance: float, principal: str = "none") -> list[dict[str, Any]]:
        count = self.one_of([1, 2]) if self.often(chance) else 0
        full = {"Version": "2012-10-17", "Statement": {**OPEN, "Principal": "*"} if principal == "star" else OPEN}
        attached = [{"name": "Full", "policy": full}]
        return [{"level": f"l{n}", "policies": attached + self.named(0.5, principal)} for n in range(count)]

    def case(self) -> dict[str, Any]:
        action, resource = self.one_of(ASKED)
        caller = self.one_of(CALLERS)
        is_principal = caller is not None and caller.startswith("arn:")
        context = {key: self.one_of(values) for key, values in CONTEXT.items() if self.often(0.6)}
        # The two differ on variables without value, so the one that is used has one.
        context["aws:PrincipalTag/team"] = self.one_of(CONTEXT["aws:PrincipalTag/team"])
        # Without a trust policy the other evaluator lets identity policies decide; ours never does.
        has_resource_policy = action == "sts:AssumeRole" or self.often(0.6)
        if caller is None and action == "sts:AssumeRole":
            caller, is_principal = USER, True  # STS takes no unsigned request to assume a role
        return {
            "id": "random",
            "request": {
                "action": action,
                "resource": {"arn": resource, "accountId": self.one_of([ACCOUNT, ACCOUNT, OTHER_ACCOUNT])},
                "principal": caller,
                "context": context,
            },
            "policies": {
                "identity": self.named(0.9) if is_principal else [],
                "resource": self.policy("any") if has_resource_policy else None,
                "endpoint": self.named(0.5, "star"),
                "scps": self.levels(0.4) if is_principal else [],
                "rcps": self.levels(0.4, "star"),
                "boundary": self.named(0.3) if is_principal else [],
                "session": None,
            },
        }


def random_cases(count: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (group, case) `count` times; the same for the same seed."""
    dice = Dice(seed)
    for _ in range(count):
        case = dice.case()
        yield f"random {case['request']['action']} by {case['request']['principal']}", case
