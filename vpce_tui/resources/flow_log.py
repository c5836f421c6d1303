"""Where is traffic logged, and for what?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class DestinationOptionsResponse(Shape, frozen=True, kw_only=True):
    file_format: str | None = None
    hive_compatible_partitions: bool | None = None
    per_hour_partition: bool | None = None


class TagFieldSpecificationResponse(Shape, frozen=True, kw_only=True):
    resource_type: str | None = None
    tag_keys: tuple[str, ...] = NOT_SENT


class FlowLog(Record, frozen=True, kw_only=True):
    identity = ("flow_log_id",)

    creation_time: Timestamp | None = None
    deliver_logs_error_message: str | None = None
    deliver_logs_permission_arn: str | None = None
    deliver_cross_account_role: str | None = None
    deliver_logs_status: str | None = None
    flow_log_id: str
    flow_log_status: str | None = None
    log_group_name: str | None = None
    resource_id: str | None = None
    traffic_type: str | None = None
    log_destination_type: str | None = None
    log_destination: str | None = None
    log_format: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    max_aggregation_interval: int | None = None
    destination_options: DestinationOptionsResponse | None = None
    tag_field_specifications: tuple[TagFieldSpecificationResponse, ...] = NOT_SENT


RESOURCE = Resource(
    record=FlowLog,
    name="flow-logs",
    title="flow logs",
    read=Read("DescribeFlowLogs", "FlowLogs"),
    columns=(
        label_column(),
        member("ID", "flow_log_id"),
        member("RESOURCE", "resource_id"),
        member("TRAFFIC", "traffic_type"),
        member("STATUS", "flow_log_status"),
        member("DESTINATION", "log_destination", wide=True),
    ),
)
