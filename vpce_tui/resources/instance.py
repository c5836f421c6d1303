"""What is the network part of an instance, and which role does it run with?"""

import msgspec

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import GroupIdentifier, OperatorResponse, Tag


class EbsInstanceBlockDevice(Shape, frozen=True, kw_only=True):
    attach_time: Timestamp | None = None
    delete_on_termination: bool | None = None
    status: str | None = None
    volume_id: str | None = None
    associated_resource: str | None = None
    volume_owner_id: str | None = None
    operator: OperatorResponse | None = None
    ebs_card_index: int | None = None


class InstanceBlockDeviceMapping(Shape, frozen=True, kw_only=True):
    device_name: str | None = None
    ebs: EbsInstanceBlockDevice | None = None


class IamInstanceProfile(Shape, frozen=True, kw_only=True):
    arn: str | None = None
    id: str | None = None


class ElasticGpuAssociation(Shape, frozen=True, kw_only=True):
    elastic_gpu_id: str | None = None
    elastic_gpu_association_id: str | None = None
    elastic_gpu_association_state: str | None = None
    elastic_gpu_association_time: str | None = None


class ElasticInferenceAcceleratorAssociation(Shape, frozen=True, kw_only=True):
    elastic_inference_accelerator_arn: str | None = None
    elastic_inference_accelerator_association_id: str | None = None
    elastic_inference_accelerator_association_state: str | None = None
    elastic_inference_accelerator_association_time: Timestamp | None = None


class InstanceNetworkInterfaceAssociation(Shape, frozen=True, kw_only=True):
    carrier_ip: str | None = None
    customer_owned_ip: str | None = None
    ip_owner_id: str | None = None
    public_dns_name: str | None = None
    public_ip: str | None = None


class InstanceAttachmentEnaSrdUdpSpecification(Shape, frozen=True, kw_only=True):
    ena_srd_udp_enabled: bool | None = None


class InstanceAttachmentEnaSrdSpecification(Shape, frozen=True, kw_only=True):
    ena_srd_enabled: bool | None = None
    ena_srd_udp_specification: InstanceAttachmentEnaSrdUdpSpecification | None = None


class InstanceNetworkInterfaceAttachment(Shape, frozen=True, kw_only=True):
    attach_time: Timestamp | None = None
    attachment_id: str | None = None
    delete_on_termination: bool | None = None
    device_index: int | None = None
    status: str | None = None
    network_card_index: int | None = None
    ena_srd_specification: InstanceAttachmentEnaSrdSpecification | None = None
    ena_queue_count: int | None = None


class InstanceIpv6Address(Shape, frozen=True, kw_only=True):
    ipv6_address: str | None = None
    is_primary_ipv6: bool | None = None


class InstancePrivateIpAddress(Shape, frozen=True, kw_only=True):
    association: InstanceNetworkInterfaceAssociation | None = None
    primary: bool | None = None
    private_dns_name: str | None = None
    private_ip_address: str | None = None


class InstanceIpv4Prefix(Shape, frozen=True, kw_only=True):
    ipv4_prefix: str | None = None


class InstanceIpv6Prefix(Shape, frozen=True, kw_only=True):
    ipv6_prefix: str | None = None


class ConnectionTrackingSpecificationResponse(Shape, frozen=True, kw_only=True):
    tcp_established_timeout: int | None = None
    udp_stream_timeout: int | None = None
    udp_timeout: int | None = None


class InstanceNetworkInterface(Shape, frozen=True, kw_only=True):
    association: InstanceNetworkInterfaceAssociation | None = None
    attachment: InstanceNetworkInterfaceAttachment | None = None
    description: str | None = None
    groups: tuple[GroupIdentifier, ...] = NOT_SENT
    ipv6_addresses: tuple[InstanceIpv6Address, ...] = NOT_SENT
    mac_address: str | None = None
    network_interface_id: str | None = None
    owner_id: str | None = None
    private_dns_name: str | None = None
    private_ip_address: str | None = None
    private_ip_addresses: tuple[InstancePrivateIpAddress, ...] = NOT_SENT
    source_dest_check: bool | None = None
    status: str | None = None
    subnet_id: str | None = None
    vpc_id: str | None = None
    interface_type: str | None = None
    ipv4_prefixes: tuple[InstanceIpv4Prefix, ...] = NOT_SENT
    ipv6_prefixes: tuple[InstanceIpv6Prefix, ...] = NOT_SENT
    connection_tracking_configuration: ConnectionTrackingSpecificationResponse | None = None
    operator: OperatorResponse | None = None


class StateReason(Shape, frozen=True, kw_only=True):
    code: str | None = None
    message: str | None = None


class CpuOptions(Shape, frozen=True, kw_only=True):
    core_count: int | None = None
    threads_per_core: int | None = None
    amd_sev_snp: str | None = None
    nested_virtualization: str | None = None


class CapacityReservationTargetResponse(Shape, frozen=True, kw_only=True):
    capacity_reservation_id: str | None = None
    capacity_reservation_resource_group_arn: str | None = None


class CapacityReservationSpecificationResponse(Shape, frozen=True, kw_only=True):
    capacity_reservation_preference: str | None = None
    capacity_reservation_target: CapacityReservationTargetResponse | None = None


class HibernationOptions(Shape, frozen=True, kw_only=True):
    configured: bool | None = None


class LicenseConfiguration(Shape, frozen=True, kw_only=True):
    license_configuration_arn: str | None = None


class InstanceMetadataOptionsResponse(Shape, frozen=True, kw_only=True):
    state: str | None = None
    http_tokens: str | None = None
    http_put_response_hop_limit: int | None = None
    http_endpoint: str | None = None
    http_protocol_ipv6: str | None = None
    instance_metadata_tags: str | None = None


class EnclaveOptions(Shape, frozen=True, kw_only=True):
    enabled: bool | None = None


class PrivateDnsNameOptionsResponse(Shape, frozen=True, kw_only=True):
    hostname_type: str | None = None
    enable_resource_name_dns_a_record: bool | None = None
    enable_resource_name_dns_aaaa_record: bool | None = msgspec.field(
        default=None, name="EnableResourceNameDnsAAAARecord"
    )


class InstanceMaintenanceOptions(Shape, frozen=True, kw_only=True):
    auto_recovery: str | None = None
    reboot_migration: str | None = None


class InstanceNetworkPerformanceOptions(Shape, frozen=True, kw_only=True):
    bandwidth_weighting: str | None = None


class InstanceSecondaryInterfaceAttachment(Shape, frozen=True, kw_only=True):
    attach_time: Timestamp | None = None
    attachment_id: str | None = None
    delete_on_termination: bool | None = None
    device_index: int | None = None
    status: str | None = None
    network_card_index: int | None = None


class InstanceSecondaryInterfacePrivateIpAddress(Shape, frozen=True, kw_only=True):
    private_ip_address: str | None = None


class InstanceSecondaryInterface(Shape, frozen=True, kw_only=True):
    attachment: InstanceSecondaryInterfaceAttachment | None = None
    mac_address: str | None = None
    secondary_interface_id: str | None = None
    owner_id: str | None = None
    private_ip_addresses: tuple[InstanceSecondaryInterfacePrivateIpAddress, ...] = NOT_SENT
    source_dest_check: bool | None = None
    status: str | None = None
    secondary_subnet_id: str | None = None
    secondary_network_id: str | None = None
    interface_type: str | None = None


class InstanceState(Shape, frozen=True, kw_only=True):
    code: int | None = None
    name: str | None = None


class ProductCode(Shape, frozen=True, kw_only=True):
    product_code_id: str | None = None
    product_code_type: str | None = None


class Placement(Shape, frozen=True, kw_only=True):
    availability_zone_id: str | None = None
    affinity: str | None = None
    group_name: str | None = None
    partition_number: int | None = None
    host_id: str | None = None
    tenancy: str | None = None
    spread_domain: str | None = None
    host_resource_group_arn: str | None = None
    group_id: str | None = None
    availability_zone: str | None = None


class Monitoring(Shape, frozen=True, kw_only=True):
    state: str | None = None


class Instance(Record, frozen=True, kw_only=True):
    identity = ("instance_id",)

    architecture: str | None = None
    block_device_mappings: tuple[InstanceBlockDeviceMapping, ...] = NOT_SENT
    client_token: str | None = None
    ebs_optimized: bool | None = None
    ena_support: bool | None = None
    hypervisor: str | None = None
    iam_instance_profile: IamInstanceProfile | None = None
    instance_lifecycle: str | None = None
    elastic_gpu_associations: tuple[ElasticGpuAssociation, ...] = NOT_SENT
    elastic_inference_accelerator_associations: tuple[ElasticInferenceAcceleratorAssociation, ...] = NOT_SENT
    network_interfaces: tuple[InstanceNetworkInterface, ...] = NOT_SENT
    outpost_arn: str | None = None
    root_device_name: str | None = None
    root_device_type: str | None = None
    security_groups: tuple[GroupIdentifier, ...] = NOT_SENT
    source_dest_check: bool | None = None
    spot_instance_request_id: str | None = None
    sriov_net_support: str | None = None
    state_reason: StateReason | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    virtualization_type: str | None = None
    cpu_options: CpuOptions | None = None
    capacity_block_id: str | None = None
    capacity_reservation_id: str | None = None
    capacity_reservation_specification: CapacityReservationSpecificationResponse | None = None
    hibernation_options: HibernationOptions | None = None
    licenses: tuple[LicenseConfiguration, ...] = NOT_SENT
    metadata_options: InstanceMetadataOptionsResponse | None = None
    enclave_options: EnclaveOptions | None = None
    boot_mode: str | None = None
    platform_details: str | None = None
    usage_operation: str | None = None
    usage_operation_update_time: Timestamp | None = None
    private_dns_name_options: PrivateDnsNameOptionsResponse | None = None
    ipv6_address: str | None = None
    tpm_support: str | None = None
    maintenance_options: InstanceMaintenanceOptions | None = None
    current_instance_boot_mode: str | None = None
    network_performance_options: InstanceNetworkPerformanceOptions | None = None
    operator: OperatorResponse | None = None
    secondary_interfaces: tuple[InstanceSecondaryInterface, ...] = NOT_SENT
    instance_id: str
    image_id: str | None = None
    state: InstanceState | None = None
    private_dns_name: str | None = None
    public_dns_name: str | None = None
    state_transition_reason: str | None = None
    key_name: str | None = None
    ami_launch_index: int | None = None
    product_codes: tuple[ProductCode, ...] = NOT_SENT
    instance_type: str | None = None
    launch_time: Timestamp | None = None
    placement: Placement | None = None
    kernel_id: str | None = None
    ramdisk_id: str | None = None
    platform: str | None = None
    monitoring: Monitoring | None = None
    subnet_id: str | None = None
    vpc_id: str | None = None
    private_ip_address: str | None = None
    public_ip_address: str | None = None


def _interface_ids(instance: Instance) -> list[str | None]:
    return [interface.network_interface_id for interface in instance.network_interfaces]


def _group_ids(instance: Instance) -> list[str | None]:
    return [group.group_id for group in instance.security_groups]


RESOURCE = Resource(
    record=Instance,
    name="instances",
    title="instances",
    read=Read("DescribeInstances", "Reservations.Instances"),
    columns=(
        label_column(),
        member("ID", "instance_id"),
        member("STATE", "state.name"),
        member("ADDRESS", "private_ip_address"),
        member("PUBLIC", "public_ip_address"),
        member("TYPE", "instance_type"),
        member("SUBNET", "subnet_id"),
        member("VPC", "vpc_id", wide=True),
    ),
    links=(
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("subnet", "subnets", lambda record: (record.subnet_id,)),
        Link(
            "network interfaces",
            "network-interfaces",
            lambda record: [interface.network_interface_id for interface in record.network_interfaces],
        ),
        Link("security groups", "security-groups", _group_ids),
    ),
)
