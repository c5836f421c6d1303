"""As which role does a Lambda function call AWS, and in which subnets does it run?

The variables of its environment and the command of its image are never kept: people put secrets there.
Source: Lambda API Reference, "GetFunctionConfiguration".
"""

from __future__ import annotations

import msgspec

from vpce_tui.model.record import NOT_SENT, Shape
from vpce_tui.model.resource import Link, Read, Resource, member
from vpce_tui.resources.on_demand import OnDemandRecord


class FunctionError(Shape, frozen=True, kw_only=True):
    """Why a part of a function cannot be used."""

    error_code: str | None = None
    message: str | None = None


class FunctionVpcConfig(Shape, frozen=True, kw_only=True):
    subnet_ids: tuple[str, ...] = NOT_SENT
    security_group_ids: tuple[str, ...] = NOT_SENT
    vpc_id: str | None = None
    ipv6_allowed_for_dual_stack: bool | None = None


class DeadLetterConfig(Shape, frozen=True, kw_only=True):
    target_arn: str | None = None


class TracingConfig(Shape, frozen=True, kw_only=True):
    mode: str | None = None


class FunctionLayer(Shape, frozen=True, kw_only=True):
    arn: str | None = None
    code_size: int | None = None
    signing_profile_version_arn: str | None = None
    signing_job_arn: str | None = None


class S3FilesConfig(Shape, frozen=True, kw_only=True):
    direct_s3_read: str | None = msgspec.field(default=None, name="DirectS3Read")


class FileSystemConfig(Shape, frozen=True, kw_only=True):
    arn: str | None = None
    local_mount_path: str | None = None
    s3_files_config: S3FilesConfig | None = msgspec.field(default=None, name="S3FilesConfig")


class EphemeralStorage(Shape, frozen=True, kw_only=True):
    size: int | None = None


class SnapStart(Shape, frozen=True, kw_only=True):
    apply_on: str | None = None
    optimization_status: str | None = None


class RuntimeVersionConfig(Shape, frozen=True, kw_only=True):
    runtime_version_arn: str | None = None
    error: FunctionError | None = None


class LoggingConfig(Shape, frozen=True, kw_only=True):
    log_format: str | None = None
    application_log_level: str | None = None
    system_log_level: str | None = None
    log_group: str | None = None


class TenancyConfig(Shape, frozen=True, kw_only=True):
    tenant_isolation_mode: str | None = None


class ManagedInstancesConfig(Shape, frozen=True, kw_only=True):
    capacity_provider_arn: str | None = None
    per_execution_environment_max_concurrency: int | None = None
    execution_environment_memory_per_cpu: float | None = msgspec.field(
        default=None, name="ExecutionEnvironmentMemoryGiBPerVCpu"
    )


class CapacityProviderConfig(Shape, frozen=True, kw_only=True):
    lambda_managed_instances_capacity_provider_config: ManagedInstancesConfig | None = None


class DurableConfig(Shape, frozen=True, kw_only=True):
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    retention_period_in_days: int | None = None
    execution_timeout: int | None = None


class FunctionConfiguration(OnDemandRecord, frozen=True, kw_only=True):
    identity = ("function_arn",)
    withheld = frozenset({"Environment", "ImageConfigResponse"})
    ordered = frozenset({"layers"})

    function_name: str | None = None
    function_arn: str
    """Without a version: the function as it is called by itself."""
    runtime: str | None = None
    role: str | None = None
    """The ARN of the role that the function calls AWS as; None where it was not read."""
    handler: str | None = None
    code_size: int | None = None
    description: str | None = None
    timeout: int | None = None
    memory_size: int | None = None
    last_modified: str | None = None
    code_sha256: str | None = None
    version: str | None = None
    vpc_config: FunctionVpcConfig | None = None
    dead_letter_config: DeadLetterConfig | None = None
    kms_key_arn: str | None = msgspec.field(default=None, name="KMSKeyArn")
    tracing_config: TracingConfig | None = None
    master_arn: str | None = None
    revision_id: str | None = None
    layers: tuple[FunctionLayer, ...] = NOT_SENT
    state: str | None = None
    state_reason: str | None = None
    state_reason_code: str | None = None
    last_update_status: str | None = None
    last_update_status_reason: str | None = None
    last_update_status_reason_code: str | None = None
    file_system_configs: tuple[FileSystemConfig, ...] = NOT_SENT
    signing_profile_version_arn: str | None = None
    signing_job_arn: str | None = None
    package_type: str | None = None
    architectures: tuple[str, ...] = NOT_SENT
    ephemeral_storage: EphemeralStorage | None = None
    snap_start: SnapStart | None = None
    runtime_version_config: RuntimeVersionConfig | None = None
    logging_config: LoggingConfig | None = None
    tenancy_config: TenancyConfig | None = None
    capacity_provider_config: CapacityProviderConfig | None = None
    config_sha256: str | None = None
    durable_config: DurableConfig | None = None


RESOURCE = Resource(
    record=FunctionConfiguration,
    name="functions",
    title="Lambda functions",
    read=Read("GetFunctionConfiguration", "", page_size=None, service="lambda"),
    columns=(
        member("NAME", "function_name"),
        member("ROLE", "role"),
        member("RUNTIME", "runtime"),
        member("VPC", "vpc_config.vpc_id"),
        member("ARN", "function_arn", wide=True),
    ),
    links=(
        Link("role", "roles", lambda record: [record.role] if record.role else []),
        Link("subnets", "subnets", lambda record: record.vpc_config.subnet_ids if record.vpc_config else ()),
        Link(
            "security groups",
            "security-groups",
            lambda record: record.vpc_config.security_group_ids if record.vpc_config else (),
        ),
    ),
)
