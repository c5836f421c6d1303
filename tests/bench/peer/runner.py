"""What does the package `aws-vpc-analyzer` (import name `netgraph`) answer to these questions?

Run by the Python that has the package installed, in a process of its own; it imports nothing of this project. It reads
one JSON document from standard input and writes one to standard output: `--version` says only whether it is there.

Input: `endpoint` (the EC2 API's URL), `repeats`, and `jobs`: one an account and Region, with `account`, `region`,
`accessKey`, `vpcs`, `subnets` and `interfaces` (to be loaded first) and `questions` (`source`, `address`, `port`,
`protocol`). Output: for each job `warnings` of the loading and `answers`, a list of `status`, `reason` and `seconds`,
one of every repetition after the first, which warms the package's own cache.

The package is asked at its best. Loading whole VPCs leaves subnets on the main route table without a table (0.5.1), so
that each subnet is read once more on its own; and it finds destinations among what it holds only, so that interfaces of
a VPC that it could not load are read one by one.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import json
import logging
import os
import sys
import time
from typing import Any

PACKAGE = "aws-vpc-analyzer"
NEVER_STALE = 10**9
"""Seconds that the package's cache may keep what it read."""

Json = dict[str, Any]


def analyzer(job: Json) -> tuple[Any, Any]:
    """Return the package's graph and analyser for one account and Region."""
    os.environ |= {"AWS_ACCESS_KEY_ID": job["accessKey"], "AWS_SECRET_ACCESS_KEY": "made-up"}
    os.environ["AWS_DEFAULT_REGION"] = os.environ["AWS_REGION"] = job["region"]
    client = importlib.import_module("netgraph.aws.client").AWSClientFactory(region=job["region"]).create_client()
    fetcher = importlib.import_module("netgraph.aws.fetcher").EC2Fetcher(client=client)
    graph = importlib.import_module("netgraph.core.graph_manager").GraphManager(
        fetcher=fetcher, region=job["region"], account_id=job["account"], ttl_seconds=NEVER_STALE
    )
    return graph, importlib.import_module("netgraph.core.path_analyzer").PathAnalyzer(graph=graph)


async def loaded(graph: Any, job: Json) -> list[str]:
    """Let the package read all that the questions may touch, and return its warnings."""
    result = await graph.build_topology(job["vpcs"])
    for subnet in job["subnets"]:
        await graph.get_node(subnet, force_refresh=True)
    for interface in job["interfaces"]:
        await graph.get_node(interface)
    return [str(warning) for warning in result.warnings]


async def asked(job: Json, repeats: int) -> Json:
    """Load the job's records, then ask its questions."""
    graph, paths = analyzer(job)
    warnings = await loaded(graph, job)
    found = []
    for question in job["questions"]:
        words = (question["source"], question["address"], question["port"], question["protocol"])
        result = await paths.analyze(*words)
        seconds = []
        for _ in range(repeats):
            started = time.perf_counter()
            await paths.analyze(*words)
            seconds.append(time.perf_counter() - started)
        reason = result.unknown_reason or result.summary or ""
        found.append({"status": result.status.value, "reason": reason, "seconds": seconds})
    return {"warnings": warnings, "answers": found}


def main() -> None:
    version = importlib.metadata.version(PACKAGE)
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(version)
        return
    task = json.load(sys.stdin)
    os.environ |= {"AWS_ENDPOINT_URL": task["endpoint"], "AWS_EC2_METADATA_DISABLED": "true"}
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    logging.disable(logging.CRITICAL)
    sys.stdout.write(json.dumps([asyncio.run(asked(job, task["repeats"])) for job in task["jobs"]]))


if __name__ == "__main__":
    main()
