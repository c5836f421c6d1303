"""How do our traces compare with those of the package `aws-vpc-analyzer`, on questions whose answers are known?

    python -m tests.bench.peer_traces --peer-python PYTHON [--repeats N]

PYTHON is that of a virtual environment with the package (`pip install aws-vpc-analyzer`). It runs in a process of its
own and reads the same records from the fake EC2 API on the loopback interface; nothing of it is part of this project.

Two sets of questions: simple ones that are built here, and those planted in the demo world. The package takes addresses
only, so of the demo's questions those count whose destination has one: an address, an interface or an endpoint, or a
name that certainly resolves to an address, which the package is then told. Right answers are what the questions state.

Printed are right answers, the median time of a question that was asked before with everything loaded (of all questions,
and of those that both answer right, for a wrong answer may come of looking at less), and every question that one of the
two does not answer right. Asked again, our tracer uses what it remembers of groups and routes, and the package the
records that it holds; what ours takes with nothing to remember is printed as well.

Exit code 3: the package is not there.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.peer.cases import Case, built_cases, demo_cases
from tests.bench.peer.wire import on_the_wire
from tests.fake_api import FakeEc2, access_key_id
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Trace, trace
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

RUNNER: Final = Path(__file__).parent / "peer" / "runner.py"
NOT_INSTALLED: Final = 3
VERDICTS: Final = {"reachable": "reachable", "blocked": "notReachable", "unknown": "unknown"}
"""The package's words, and ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    verdict: str
    reason: str
    seconds: float
    """The median of the repetitions."""


def ours(known: Topology, cases: Iterable[Case], repeats: int, *, fixes: bool = False) -> list[Answer]:
    found = []
    for case in cases:
        answer = trace(case.flow, known, fixes=fixes)
        seconds = []
        for _ in range(repeats):
            started = time.perf_counter()
            trace(case.flow, known, fixes=fixes)
            seconds.append(time.perf_counter() - started)
        found.append(Answer(str(answer.verdict), deciding(answer), statistics.median(seconds)))
    return found


def first_asked(known: Topology, cases: Iterable[Case]) -> list[float]:
    """Return the seconds of each question asked as the first of all: our tracer remembers what it worked out."""
    seconds = []
    for case in cases:
        fresh = Topology(known.tables, known.coverages, known.opened)
        started = time.perf_counter()
        trace(case.flow, fresh, fixes=False)
        seconds.append(time.perf_counter() - started)
    return seconds


def deciding(answer: Trace) -> str:
    """Return the steps that decide, each with its component and rule."""
    steps = answer.blocking_steps or answer.unknown_steps
    return "; ".join(f"{step.component} {step.rule} {step.code}: {step.text}" for step in steps)


def peers(python: str, known: Topology, cases: Sequence[Case], repeats: int) -> list[Answer]:
    """Ask the peer: one job an account and Region, for it reads one at a time."""
    scopes = sorted({case.scope for case in cases})
    with FakeEc2(on_the_wire(known)) as api:
        jobs = [job(known, scope, [case for case in cases if case.scope == scope]) for scope in scopes]
        task = json.dumps({"endpoint": api.url, "repeats": repeats, "jobs": jobs})
        done = subprocess.run([python, str(RUNNER)], input=task, stdout=subprocess.PIPE, text=True, check=True)
    told = dict(zip(scopes, json.loads(done.stdout), strict=True))
    for scope in scopes:
        for warning in told[scope]["warnings"]:
            say(f"peer, loading {scope.account_id}/{scope.region}: {' '.join(warning.split())}")
    by_scope = {scope: iter(answered["answers"]) for scope, answered in told.items()}
    return [peer_answer(next(by_scope[case.scope])) for case in cases]


def job(known: Topology, scope: Scope, cases: Iterable[Case]) -> dict[str, Any]:
    return {
        "account": scope.account_id,
        "region": scope.region,
        "accessKey": access_key_id(scope.account_id),
        "vpcs": [vpc.vpc_id for vpc in known.records(Vpc, scope)],
        "subnets": [subnet.subnet_id for subnet in known.records(Subnet, scope)],
        "interfaces": [interface.network_interface_id for interface in known.records(NetworkInterface, scope)],
        "questions": [
            {
                "source": case.flow.source,
                "address": case.address,
                "port": case.flow.port,
                "protocol": case.flow.protocol,
            }
            for case in cases
        ],
    }


def peer_answer(told: dict[str, Any]) -> Answer:
    return Answer(VERDICTS[told["status"]], told["reason"], statistics.median(told["seconds"]))


def installed(python: str) -> str:
    """Return the peer's version, or an empty string where this Python is none or has no such package."""
    try:
        done = subprocess.run([python, str(RUNNER), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def report(title: str, cases: Sequence[Case], mine: Sequence[Answer], theirs: Sequence[Answer]) -> None:
    """Print one set of questions: counts, times, and what is not right."""
    say(f"{title}: {len(cases)} questions")
    for name, answers in (("ours", mine), ("peer", theirs)):
        told = Counter(score(case, answer) for case, answer in zip(cases, answers, strict=True))
        say(f"  {name}  right {told['right']}, says unknown {told['unknown']}, wrong {told['wrong']}")
    for case, own, other in zip(cases, mine, theirs, strict=True):
        if own.verdict != case.right or other.verdict != case.right:
            say(f"  - {case.title}: {case.right} ({case.rule})")
            for name, answer in (("ours", own), ("peer", other)):
                say(f"      {name} {score(case, answer)}: {answer.verdict} {answer.reason}".rstrip())
    say()


def score(case: Case, answer: Answer) -> str:
    if answer.verdict == case.right:
        return "right"
    return "unknown" if answer.verdict == "unknown" else "wrong"


def median_us(answers: Iterable[Answer]) -> float:
    return statistics.median(answer.seconds for answer in answers) * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peer_traces", description="traces beside a peer's")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python that has aws-vpc-analyzer")
    parser.add_argument("--repeats", type=int, default=15, help="timed repetitions of each question (%(default)s)")
    arguments = parser.parse_args()
    version = installed(arguments.peer_python)
    if not version:
        sys.stderr.write(
            f"{arguments.peer_python} has no aws-vpc-analyzer. Make it an environment of its own:\n"
            "  python3 -m venv PEER && PEER/bin/pip install aws-vpc-analyzer\n"
            "  python -m tests.bench.peer_traces --peer-python PEER/bin/python\n"
        )
        return NOT_INSTALLED
    say(f"peer: aws-vpc-analyzer {version}; medians of {arguments.repeats} repetitions")
    compare(arguments.peer_python, arguments.repeats)
    return 0


def compare(python: str, repeats: int) -> None:
    """Ask both sides everything and print what they say."""
    built, simple = built_cases()
    demo, planted_cases, left_out = demo_cases()
    everything: list[Case] = []
    all_mine: list[Answer] = []
    all_theirs: list[Answer] = []
    with_fixes: list[Answer] = []
    first: list[float] = []
    demo_title = f"demo world ({left_out} more have no sure address that the peer could be asked about)"
    for title, known, cases in (("built", built, simple), (demo_title, demo, planted_cases)):
        mine, theirs = ours(known, cases, repeats), peers(python, known, cases, repeats)
        with_fixes += ours(known, cases, repeats, fixes=True)
        first += first_asked(known, cases)
        report(title, cases, mine, theirs)
        everything += cases
        all_mine += mine
        all_theirs += theirs
    say_sums(everything, all_mine, all_theirs)
    say(f"ours with fixes tried: {median_us(with_fixes):,.0f} µs")
    say(f"ours as the very first question about the loaded topology: {statistics.median(first) * 1e6:,.0f} µs")


def say_sums(cases: Sequence[Case], mine: Sequence[Answer], theirs: Sequence[Answer]) -> None:
    for name, answers in (("ours", mine), ("peer", theirs)):
        right = sum(score(case, answer) == "right" for case, answer in zip(cases, answers, strict=True))
        say(f"{name}: {right} right out of {len(cases)}; {median_us(answers):,.0f} µs a question")
    own, other = median_us(mine), median_us(theirs)
    say(f"peer / ours: {other / own:.2f}")
    both = [
        (left, right)
        for case, left, right in zip(cases, mine, theirs, strict=True)
        if left.verdict == right.verdict == case.right
    ]
    if both:
        own, other = median_us(left for left, _ in both), median_us(right for _, right in both)
        say(
            f"the {len(both)} that both answer right: ours {own:,.0f} µs, peer {other:,.0f} µs; ratio {other / own:.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
