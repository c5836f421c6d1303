"""Which operations are there, and what do they take and give? botocore's own model answers."""

from __future__ import annotations

from functools import cache

import botocore.session
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape


@cache
def service_model(service: str) -> ServiceModel:
    """Return botocore's model of `service` ("ec2" or "sts"), loaded once: EC2's takes about 100 ms."""
    return botocore.session.Session().get_service_model(service)


@cache
def operation(service: str, action: str) -> OperationModel:
    """Return the model of one operation.

    Raises:
        botocore.model.OperationNotFoundError: The service has no such operation.
    """
    return service_model(service).operation_model(action)


def members(shape: Shape | None) -> dict[str, Shape]:
    """Return a structure's members by their names in botocore; none for an operation without such a shape."""
    return dict(shape.members) if isinstance(shape, StructureShape) else {}


@cache
def result_key(action: str) -> str | None:
    """Return the output member that holds the records, or None where the answer is one structure.

    `DescribeVpcEndpointServices` gives two lists; the one of structures counts.
    """
    for name, shape in members(operation("ec2", action).output_shape).items():
        if isinstance(shape, ListShape) and isinstance(shape.member, StructureShape):
            return name
    return None


@cache
def record_shape(action: str) -> StructureShape:
    """Return the shape of one record in an operation's list."""
    key = result_key(action)
    shape = members(operation("ec2", action).output_shape)[key] if key else None
    assert isinstance(shape, ListShape), f"{action} answers with no list"
    assert isinstance(shape.member, StructureShape), f"{action} answers with no list of structures"
    return shape.member


@cache
def parent_member(action: str) -> str | None:
    """Return the required input member that names a parent (`PrefixListId`), if the operation has one."""
    shape = operation("ec2", action).input_shape
    required = shape.required_members if isinstance(shape, StructureShape) else []
    return next((name for name in required if name.endswith("Id")), None)
