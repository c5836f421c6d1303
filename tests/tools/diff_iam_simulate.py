"""Where do this evaluator and cloud-copilot's iam-simulate answer a case differently, and which is faster?

    npm install --prefix /somewhere/else @cloud-copilot/iam-simulate
    python -m tests.tools.diff_iam_simulate /somewhere/else/node_modules [--random N] [--seed S] [--show N]
    python -m tests.tools.diff_iam_simulate /somewhere/else/node_modules --speed [RUNS]

A script for development, not a test: the other program comes under the AGPL, is installed outside of this
repository and is only run. Deviations are listed by the line of tests/policy/known_deviations.md that they come
under; those under none come last. Exit codes: 0 nothing new, 1 new deviations, 3 node or the module is absent.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench import policy_evaluations as bench
from tests.tools import diff_cases, diff_random
from vpce_tui.policy import AuthorizationRequest, Policies, PolicyDocument, evaluate, simulate

RUNNER: Final = Path(__file__).with_name("iam_simulate_runner.mjs")
MODULE: Final = "@cloud-copilot/iam-simulate"
NEW: Final = "new"

KNOWN: Final = (
    ("R01 root", r"\broot (same|cross)\b|principal root |by \S*:root\b"),
    ("R02 session policy", r"(user|session|role|federated|path|linked|china) .*(limits=session|session=other)"),
    ("R03 NotPrincipal with Deny", r"^principal \S+( \S+)* by deny not_principal"),
    ("R04 endpoint principals", r"^endpoint principal"),
    ("R05 control policies and linked roles", r"service-role|\blinked"),
    ("R06 SCPs of others", r"^service .*: (service|oidc|saml) .*(denied by|lacking) scps"),
    ("R07 RCPs out of reach", r"^service (sns|lambda|kms retire|iam role): .*rcps"),
    ("R08 identity providers", r"\b(oidc|saml)\b"),
    ("R09 GetCallerIdentity", r"^service sts whoami"),
    ("R10 no trust policy", r"^service sts( web)?: .* same resource=none identity=True"),
    ("R11 refused by IAM", r"^service (iam managed|iam reserved|kms alias)"),
    ("C01 absent variables", r"^condition .*k:absent"),
    ("C02 empty values of sets", r"^condition For(All|Any)\S+ (single|list): (''|\[''\]) against"),
    (
        "C03 literal stars",
        r"^condition String.*'a\*' against 'a\$\{\*\}'|^condition For\S+ .*'a\*' against 'a\$\{\*\}'",
    ),
    ("C04 numbers", r"^condition (For\w+:)?Numeric"),
    ("C05 epoch dates", r"^condition (For\w+:)?Date"),
    ("C06 addresses", r"^condition (For\w+:)?(Not)?IpAddress"),
    ("C07 ARN values", r"^condition (For\w+:)?Arn"),
    ("C08 Null", r"^condition (For\w+:)?Null"),
    ("E01 actions", r"^(not_)?action "),
    ("E02 no resource-level permissions", r" only=True"),
    ("E03 variables without Version", r"without Version"),
    ("E04 no ARN", r"resource ('(\?|app-data|\*q3\.csv|\*app-data\*|a\*|\*/\*|\*:\*|ARN:\S+)?') for"),
    ("E05 short ARNs", r"resource '(arn:aws:s3|arn:\*|arn:aws:\*|arn:aws:s3:\*|arn:aws:sns:(us-east-1:\*|\*:t))' for"),
    (
        "E06 the service part",
        r"resource '(arn:aws:\*:::app-data|arn:aws:s\?:::app-data|arn:aws:S3\S+|arn:\*:\*:\*:\*:\*)' for",
    ),
    ("E07 variables without value", r"\$\{k:(absent|list)\}"),
)
"""Deviations that were looked into, by the group they show in; the first that fits counts."""


@dataclass(frozen=True)
class Deviation:
    """One case that the two programs answer differently."""

    group: str
    ours: str
    theirs: str
    case: dict[str, Any]

    @property
    def label(self) -> str:
        return next((name for name, pattern in KNOWN if re.search(pattern, self.group)), NEW)


class NotInstalledError(Exception):
    """node or the module is not there."""


def run_theirs(modules: Path, cases: Iterable[dict[str, Any]], *arguments: str) -> list[dict[str, Any]]:
    """Let the other program answer cases, one result a case (or one in all with `arguments`).

    Raises:
        NotInstalledError: node is not on the path, or the module is not in `modules`.
    """
    node = shutil.which("node")
    if node is None:
        raise NotInstalledError("node is not installed")
    if not (modules / MODULE / "package.json").is_file():
        raise NotInstalledError(f"{MODULE} is not in {modules}: npm install --prefix FOLDER {MODULE}")
    lines = "\n".join(json.dumps(case) for case in cases)
    command = [node, str(RUNNER), str(modules), *arguments]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotInstalledError(f"{MODULE} could not be run: {done.stderr.strip()[-400:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def deviations(modules: Path, grouped: Sequence[tuple[str, dict[str, Any]]]) -> list[Deviation]:
    theirs = run_theirs(modules, (case for _, case in grouped))
    found = []
    for (group, case), other in zip(grouped, theirs, strict=True):
        result = simulate(case)
        mine = result.get("decision") or f"error: {result['error']}"
        other_answer = other.get("decision") or f"error: {other['error']}"
        if mine != other_answer:
            found.append(Deviation(group, str(mine), str(other_answer), case))
    return found


def report(found: Sequence[Deviation], *, asked: int, show: int) -> bool:
    """Print deviations by label; say whether some are new."""
    by_label: dict[str, list[Deviation]] = defaultdict(list)
    for each in found:
        by_label[each.label].append(each)
    out = sys.stdout.write
    out(f"{asked} cases, {len(found)} deviations\n")
    for label in sorted(by_label, key=lambda name: (name == NEW, name)):
        pairs = Counter((each.ours, each.theirs[:40]) for each in by_label[label])
        said = ", ".join(f"{ours} / {theirs} ×{count}" for (ours, theirs), count in pairs.most_common(4))
        out(f"{label}: {len(by_label[label])}  (ours / theirs: {said})\n")
        for each in by_label[label][: show if label == NEW else 0]:
            out(f"    {each.group}: {each.ours} / {each.theirs}\n      {json.dumps(each.case)}\n")
    return NEW in by_label


def speed(modules: Path, runs: int) -> None:
    """Print evaluations a second of both on one endpoint, identity and bucket policy; runs take turns."""
    allowed, refused = _speed_case(bench.CONTEXT), _speed_case({**bench.CONTEXT, "aws:ResourceOrgID": "o-z9y8x7w6v5"})
    policies = Policies(
        identity=(PolicyDocument.from_object(bench.IDENTITY, "app"),),
        resource=PolicyDocument.from_object(bench.BUCKET_POLICY, "bucket"),
        endpoint=(PolicyDocument.from_object(bench.ENDPOINT, "vpce"),),
        endpoint_type="gateway",
    )
    for name, cases in (("allowed", [allowed]), ("refused", [refused]), ("both", [allowed, refused])):
        requests = [_request(case) for case in cases]
        answers = [evaluate(request, policies).decision.value for request in requests]
        if answers != [each["decision"] for each in run_theirs(modules, cases)]:
            raise SystemExit("the two do not agree on the case that is timed")
        ours, theirs = [], []
        for _ in range(runs):
            ours.append(bench.evaluations_per_second(requests, policies, seconds=1.0))
            theirs.append(run_theirs(modules, cases, "1")[0]["rate"])
        mine, other = statistics.median(ours), statistics.median(theirs)
        sys.stdout.write(f"{name:8} ours {mine:8,.0f}/s  theirs {other:8,.0f}/s  ratio {mine / other:.2f}\n")


def _speed_case(context: dict[str, Any]) -> dict[str, Any]:
    case = diff_cases.case(principal=bench.CALLER, resource="arn:aws:s3:::app-data/q3.csv", context=context)
    case["policies"] |= {
        "identity": [{"name": "app", "policy": bench.IDENTITY}],
        "resource": bench.BUCKET_POLICY,
        "endpoint": [{"name": "vpce", "policy": bench.ENDPOINT}],
    }
    return case


def _request(case: dict[str, Any]) -> AuthorizationRequest:
    asked = case["request"]
    resource = asked["resource"]
    return AuthorizationRequest(
        asked["action"], resource["arn"], asked["principal"], resource["accountId"], asked["context"]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", type=Path, help="the node_modules folder that holds the other program")
    parser.add_argument("--random", type=int, default=2000, metavar="N", help="random cases to ask (default 2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5, metavar="N", help="new deviations to print whole (default 5)")
    parser.add_argument("--speed", type=int, nargs="?", const=5, metavar="RUNS", help="measure instead of comparing")
    options = parser.parse_args(arguments)
    try:
        if options.speed:
            speed(options.modules, options.speed)
            return 0
        grouped = [*diff_cases.directed(), *diff_random.random_cases(options.random, options.seed)]
        return int(report(deviations(options.modules, grouped), asked=len(grouped), show=options.show))
    except NotInstalledError as error:
        sys.stderr.write(f"{error}\n")
        return 3


if __name__ == "__main__":
    sys.exit(main())
