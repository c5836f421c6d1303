"""Do quicker files say the same?"""

from __future__ import annotations

import copy
import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader, create_loader

from vpce_tui.collect.models import ModelLoader, shared_loader

MODELS = [
    (service, kind)
    for service in ("ec2", "sts", "route53", "route53resolver")
    for kind in ("service-2", "endpoint-rule-set-1", "paginators-1")
]


def loaded(loader: Loader, service: str, kind: str) -> Any:
    return loader.load_service_model(service, kind)


def whole(model: dict[str, Any]) -> dict[str, Any]:
    """A model with every member decoded."""
    return {name: dict(value.items()) if isinstance(value, dict) else value for name, value in model.items()}


@pytest.mark.parametrize(("service", "kind"), MODELS)
def test_a_model_is_the_one_that_botocore_reads(service: str, kind: str) -> None:
    ours, theirs = loaded(ModelLoader(), service, kind), loaded(create_loader(), service, kind)

    assert whole(ours) == theirs
    assert list(ours.get("shapes", ())) == list(theirs.get("shapes", ()))  # the order of members counts too


@pytest.mark.parametrize("name", ["endpoints", "partitions", "sdk-default-configuration", "_retry"])
def test_other_data_is_what_botocore_reads(name: str) -> None:
    assert ModelLoader().load_data(name) == create_loader().load_data(name)


def test_what_does_not_exist_is_told_as_by_botocore() -> None:
    with pytest.raises(UnknownServiceError):
        ModelLoader().load_service_model("no-such-service", "service-2")


def test_plain_and_compressed_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "plain.json").write_text('{"a": "é"}')
    (tmp_path / "small.json.gz").write_bytes(gzip.compress(b'{"b": 2}'))
    loader = ModelLoader(extra_search_paths=[str(tmp_path)])

    assert (loader.load_data("plain"), loader.load_data("small")) == ({"a": "é"}, {"b": 2})


def test_a_model_is_read_once() -> None:
    assert shared_loader() is shared_loader()
    assert loaded(shared_loader(), "sts", "service-2") is loaded(shared_loader(), "sts", "service-2")


def test_shapes_and_operations_are_decoded_when_looked_at() -> None:
    model = ModelLoader().load_service_model("ec2", "service-2")
    shapes = model["shapes"]

    assert isinstance(dict.__getitem__(shapes, "Vpc"), msgspec.Raw)
    assert shapes["Vpc"]["type"] == shapes.get("Vpc")["type"] == "structure"
    assert shapes["Vpc"] is shapes["Vpc"]
    assert shapes.get("NoSuchShape", "none") == "none"
    assert "NoSuchShape" not in shapes
    with pytest.raises(KeyError):
        shapes["NoSuchShape"]


def test_all_members_at_once_are_decoded_too() -> None:
    theirs = create_loader().load_service_model("sts", "service-2")["operations"]
    ours = ModelLoader().load_service_model("sts", "service-2")["operations"]

    assert dict(ours.items()) == theirs
    assert list(ours.values()) == list(theirs.values())
    assert dict(copy.deepcopy(ours).items()) == theirs
