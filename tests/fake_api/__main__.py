"""Serve a big made-up account until interrupted: `python -m tests.fake_api --interfaces 20000`.

Then run any client with `--endpoint-url` and any made-up credentials.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tests.fake_api.big import ACCOUNT, REGION, big_world
from tests.fake_api.changing import Changing
from tests.fake_api.quota import Quota
from tests.fake_api.server import FakeEc2


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fake_api", description="a fake EC2 API")
    parser.add_argument("--interfaces", type=int, default=20_000, help="network interfaces in all (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--change", type=float, default=0.0, metavar="SECONDS", help="change a little as often")
    parser.add_argument("--throttle", action="store_true", help="throttle as EC2 does: 100 calls, then 20 a second")
    arguments = parser.parse_args()
    world = big_world(arguments.interfaces)
    quota = Quota() if arguments.throttle else None
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    fake = FakeEc2(world, quota=quota, latency_seconds=arguments.latency, default_account=ACCOUNT, port=arguments.port)
    with fake:
        print(fake.url, flush=True)  # noqa: T201
        hint = f"AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x vpce-tui --region {REGION} --endpoint-url {fake.url}"
        print(hint, file=sys.stderr)  # noqa: T201
        changing = Changing(world, (ACCOUNT, REGION))
        while not stopped.wait(arguments.change or None):
            changing.change()


if __name__ == "__main__":
    main()
