"""Every record type against botocore's service model: each member of the answer has a field that fits.

When this fails after an upgrade of botocore, its words are the list of what AWS has added.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

import botocore.loaders
import botocore.model
import msgspec
import pytest

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Resource
from vpce_tui.resources import BY_NAME, EVERY, RESOURCES

WITHHELD = {
    ("vpn-connections", "CustomerGatewayConfiguration"): "an XML text with the pre-shared keys",
    ("vpn-connections", "Options.TunnelOptions.PreSharedKey"): "the key itself",
    ("vpn-connections", "PreSharedKeyArn"): "names where the key is kept",
    ("functions", "Environment"): "people put secrets there",
    ("functions", "ImageConfigResponse"): "a command line, with what people put there",
}
"""What AWS sends and no record keeps."""

SCALARS = {
    "string": str,
    "character": str,
    "timestamp": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "double": float,
    "float": float,
}


@cache
def service(name: str) -> botocore.model.ServiceModel:
    return botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model(name, "service-2"), name)


def answer(resource: Resource[Any]) -> Any:
    """Return botocore's shape of one item of the resource type's answer."""
    read = resource.read
    shape: Any = service(read.service).operation_model(read.operation).output_shape
    for step in filter(None, read.result_key.split(".")):
        shape = shape.members[step]
        if shape.type_name == "list":
            shape = shape.member
    return shape


def own_fields(resource: Resource[Any]) -> set[str]:
    """Return the fields that no member of the answer fills: bookkeeping, and what the request was about."""
    return {"unknown_members", resource.read.parent.field if resource.read.parent else ""}


def differences(kind: type[Shape], shape: Any, path: str, resource: str) -> Iterator[str]:
    """Yield what a record type and botocore's shape do not share, in words."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for member, inner in shape.members.items():
        place = f"{path}.{member}" if path else member
        field = fields.pop(member, None)
        if (resource, place) in WITHHELD:
            if field is not None:
                yield f"{place} is withheld and has a field"
        elif field is None:
            yield f"{place} ({inner.type_name}) has no field in {kind.__name__}"
        else:
            yield from _misfits(field, inner, place, resource)
    own = set() if path else own_fields(BY_NAME[resource])
    for field in fields.values():
        if field.name not in own:
            yield f"{kind.__name__}.{field.name} is no member of the answer"


def _misfits(field: Any, shape: Any, place: str, resource: str) -> Iterator[str]:
    wanted = next((option for option in _options(field.type) if option is not type(None)), field.type)
    if shape.type_name == "list":
        if get_origin(wanted) is not tuple or field.default is not NOT_SENT:
            yield f"{place} is a list, its field is {field.type} with the default {field.default!r}"
            return
        yield from _item_misfits(get_args(wanted)[0], shape.member, place, resource)
    else:
        if not field.required and field.default is not None:
            yield f"{place}: the default is {field.default!r}, not None"
        yield from _item_misfits(wanted, shape, place, resource)


def _item_misfits(wanted: Any, shape: Any, place: str, resource: str) -> Iterator[str]:
    if shape.type_name == "structure":
        if isinstance(wanted, type) and issubclass(wanted, Shape):
            yield from differences(wanted, shape, place, resource)
        else:
            yield f"{place} is a structure, its field is {wanted}"
    elif wanted is not SCALARS.get(shape.type_name):
        yield f"{place} is a {shape.type_name}, its field is {wanted}"


def _options(wanted: Any) -> tuple[Any, ...]:
    return (wanted,) if get_origin(wanted) is tuple else get_args(wanted) or (wanted,)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_every_member_of_an_answer_has_a_field_that_fits(resource: Resource[Any]) -> None:
    found = list(differences(resource.record, answer(resource), "", resource.name))

    assert not found, "\n" + "\n".join(found)


def test_the_comparison_finds_what_is_missing_and_what_does_not_fit() -> None:
    class Wrong(Record, frozen=True, kw_only=True):
        vpc_id: str
        owner_id: int | None = None
        tags: str | None = None
        is_default: bool | None = True
        weather: str | None = None

    found = " | ".join(differences(Wrong, answer(BY_NAME["vpcs"]), "", "vpcs"))

    assert "OwnerId is a string, its field is <class 'int'>" in found
    assert "Tags is a list, its field is" in found
    assert "IsDefault: the default is True" in found
    assert "CidrBlock (string) has no field in Wrong" in found
    assert "Wrong.weather is no member of the answer" in found


def test_every_withheld_member_is_one_that_aws_sends_and_the_record_refuses() -> None:
    for (name, place), reason in WITHHELD.items():
        resource = BY_NAME[name]
        shape = answer(resource)
        for step in place.split("."):
            shape = shape.members[step]
            shape = shape.member if shape.type_name == "list" else shape
        assert place.rpartition(".")[2] in resource.record.withheld
        assert reason
    refused = {(resource.name, member) for resource in EVERY for member in resource.record.withheld}
    assert refused == {(name, place.rpartition(".")[2]) for name, place in WITHHELD}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_a_description_agrees_with_its_record_and_with_its_call(resource: Resource[Any]) -> None:
    fields = {field.name: field for field in msgspec.structs.fields(resource.record)}
    read = resource.read
    request: Any = service(read.service).operation_model(read.operation).input_shape
    parameters = request.members

    assert resource.record.identity
    assert set(resource.record.identity) <= set(fields)
    assert fields[resource.record.identity[0]].required or resource.record.identity_else in fields
    assert {field.name for field in fields.values() if field.required} <= set(resource.record.identity)
    if read.page_size is not None:
        assert {"MaxResults", "MaxItems"} & set(parameters)
    if read.parent is not None:
        assert read.parent.parameter in parameters
        assert not read.parent.field or read.parent.field in fields
    for name in (*read.parameters, *(name for variant in read.variants for name in variant)):
        assert name in parameters


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_links_lead_to_types_that_there_are_and_columns_show_an_almost_empty_record(resource: Resource[Any]) -> None:
    required = {field.name: "x" for field in msgspec.structs.fields(resource.record) if field.required}
    record = resource.record(**required)

    assert all(link.target in BY_NAME for link in resource.links)
    assert all(isinstance(column.value(record), str) for column in resource.columns)
    assert all(isinstance(list(link.ids(record)), list) for link in resource.links)
    assert isinstance(record.record_id, str)
    assert record.record_id


def test_parents_are_read_before_what_is_read_by_them() -> None:
    order = [resource.record for resource in RESOURCES]

    for resource in RESOURCES:
        if resource.read.parent is not None:
            assert order.index(resource.read.parent.record_type) < order.index(resource.record), resource.name


def test_names_and_record_types_are_unique() -> None:
    assert len({resource.name for resource in RESOURCES}) == len(RESOURCES)
    assert len({resource.record for resource in RESOURCES}) == len(RESOURCES)
