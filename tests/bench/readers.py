"""How fast, how polite and how big is our reader beside its peers? `python -m tests.bench.readers [--aws-cli PATH]`

A fake EC2 in a process of its own answers with pages that were rendered before. Each reader runs in a fresh process,
in turn with its peers, so that a busy machine is busy for all of them; what counts are the medians and their ratios.
CPU is that of the whole process, imports included, for all three alike.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.quota import Polite, at_quota
from tests.fake_api import access_key_id
from tests.fake_api.big import ACCOUNT

REGION = "eu-west-1"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": access_key_id(ACCOUNT),
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@dataclass
class Measured:
    """What one reader took, a number for each run."""

    cpu: list[float] = field(default_factory=list)
    """Seconds of CPU of the whole process."""
    reading_cpu: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    """The worst lateness of its loop, in milliseconds."""

    def median(self, name: str) -> float:
        values = getattr(self, name)
        return statistics.median(values) if values else float("nan")

    def as_json(self) -> dict[str, float]:
        return {name: self.median(name) for name in ("cpu", "reading_cpu", "clock", "size", "late")}


@contextmanager
def server(interfaces: int, latency: float = 0.0) -> Iterator[str]:
    """Run the fake with so many interfaces; yield its address."""
    command = [sys.executable, "-m", "tests.fake_api", "--interfaces", str(interfaces), "--latency", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def run(command: list[str], url: str, expected: int | None = None) -> tuple[float, float, dict[str, float]]:
    """Run a reader; return the CPU seconds of its process, those of the clock, and what it told."""
    began = time.perf_counter()
    environment = {**os.environ, **ENVIRONMENT}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout is not None
    with process.stdout:
        told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode} on {url}")
    told_values = json.loads(told.splitlines()[-1]) if expected is not None else {}
    if expected is not None and told_values["records"] != expected:
        raise SystemExit(f"{command[-2]} read {told_values['records']} of {expected}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began, told_values


def reader(name: str, url: str, interfaces: int, into: Measured) -> None:
    cpu, _, told = run([sys.executable, "-m", "tests.bench.one_reader", name, url], url, interfaces)
    into.cpu.append(cpu)
    into.reading_cpu.append(told["cpu"])
    into.clock.append(told["clock"])
    into.size.append(told["bytes"])
    into.late.append(told["late"])


def aws_cli(path: str, url: str, into: Measured) -> None:
    """Let the AWS CLI read the same, its output thrown away."""
    command = [path, "ec2", "describe-network-interfaces", "--page-size", "1000", "--output", "json"]
    command = ["/bin/sh", "-c", 'exec "$@" > /dev/null', "sh", *command, "--region", REGION, "--endpoint-url", url]
    cpu, clock, _ = run(command, url)
    into.cpu.append(cpu)
    into.clock.append(clock)


def medians(interfaces: int, runs: int, cli: str | None) -> dict[str, Measured]:
    """Run all readers in turn, after one reading of each kind that lets the server render its pages."""
    names = ["ours", "stock", "ours-late", "stock-late"]
    found = {name: Measured() for name in [*names, "stopped", "cli"]}
    with server(interfaces) as url:
        for name in ("ours", "ours-in-parts"):
            reader(name, url, interfaces, Measured())
        for _ in range(runs):
            for name in names:
                reader(name, url, interfaces, found[name])
            reader("ours-stopped", url, 0, found["stopped"])
            if cli:
                aws_cli(cli, url, found["cli"])
    return found


def in_parts(interfaces: int, runs: int, latency: float) -> dict[str, Measured]:
    """Run both readers against a server that takes its time for each page."""
    found = {name: Measured() for name in ("ours-in-parts", "stock")}
    with server(interfaces, latency) as url:
        reader("ours-in-parts", url, interfaces, Measured())
        for _ in range(runs):
            for name, measured in found.items():
                reader(name, url, interfaces, measured)
    return found


def sizes(interfaces: int, few: int, large: dict[str, Measured]) -> dict[str, float]:
    """Return the bytes that one more interface takes, by the difference between many and few."""
    found = {}
    with server(few) as url:
        for name in ("ours", "stock"):
            small = Measured()
            reader(name, url, few, small)
            found[name] = (large[name].median("size") - small.median("size")) / (interfaces - few)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.readers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--interfaces", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.08, help="seconds a page, for the reading in parts")
    parser.add_argument("--aws-cli", help="an `aws` to measure too; it pins its botocore, so give one of its own")
    parser.add_argument("--json", type=Path, help="also write the medians to this file")
    options = parser.parse_args()
    count = options.interfaces
    large = medians(count, options.runs, options.aws_cli)
    parts = in_parts(count, options.runs, options.latency)
    size = sizes(count, min(1_000, count // 2), large)
    quota = {polite.name: polite for polite in asyncio.run(at_quota())}
    report(count, options, large, parts, size, quota)
    if options.json:
        told: dict[str, object] = {
            "large": {name: one.as_json() for name, one in large.items()},
            "parts": {name: one.as_json() for name, one in parts.items()},
            "bytes": size,
            "quota": {name: vars(one) for name, one in quota.items()},
        }
        options.json.write_text(json.dumps(told, indent=1))


def report(
    count: int,
    options: argparse.Namespace,
    large: dict[str, Measured],
    parts: dict[str, Measured],
    size: dict[str, float],
    quota: dict[str, Polite],
) -> None:
    """Print the table, peers side by side."""
    ours, stock, cli = (large[name] for name in ("ours", "stock", "cli"))
    rows = [
        ("", "ours", "aiobotocore", "AWS CLI"),
        (
            "CPU, the whole process",
            f"{ours.median('cpu'):.2f} s",
            compared(stock.median("cpu"), ours.median("cpu"), "s"),
            compared(cli.median("cpu"), ours.median("cpu"), "s") if cli.cpu else "not measured",
        ),
        (
            "CPU, an interface",
            f"{ours.median('reading_cpu') / count * 1e6:.1f} µs",
            compared(stock.median("reading_cpu") / count * 1e6, ours.median("reading_cpu") / count * 1e6, "µs"),
            "",
        ),
        (
            f"in parts, {options.latency * 1000:.0f} ms a page",
            f"{parts['ours-in-parts'].median('clock'):.2f} s",
            compared(parts["stock"].median("clock"), parts["ours-in-parts"].median("clock"), "s"),
            "",
        ),
        (
            "screen late at worst",
            f"{large['ours-late'].median('late'):.1f} ms",
            compared(large["stock-late"].median("late"), large["ours-late"].median("late"), "ms"),
            "",
        ),
        ("stopped after, at worst", f"{large['stopped'].median('late'):.0f} ms", "", ""),
        ("memory, an interface", f"{size['ours']:.0f} B", compared(size["stock"], size["ours"], "B"), ""),
    ]
    print(f"{count:,} interfaces, medians of {options.runs} runs")  # noqa: T201
    for row in rows:
        print("  {:26}{:>12}{:>24}{:>24}".format(*row))  # noqa: T201
    print("200 calls of one API at EC2's quota")  # noqa: T201
    for polite in quota.values():
        print(f"  {polite.name:26}{polite.says}")  # noqa: T201


def compared(theirs: float, ours: float, unit: str) -> str:
    return f"{theirs:.2f} {unit} ({theirs / ours:.1f} ×)"


if __name__ == "__main__":
    main()
