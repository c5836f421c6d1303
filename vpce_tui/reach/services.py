"""What is a service called, by which host names, on which ports?

Three names for one thing: the endpoint service (`com.amazonaws.eu-west-1.ecr.api`), its short label (`ecr.api`) and the
host that clients ask for (`api.ecr.eu-west-1.amazonaws.com`). The rule is `LABEL.REGION.amazonaws.com`; the tables hold
what departs from it. Whatever a topology says itself (the DNS entries of an endpoint, the details of a service) wins.
Source: AWS General Reference, "Service endpoints"; PrivateLink Guide, "AWS services that integrate"; API Gateway,
Amazon ECR, Amazon S3, SageMaker, Amazon SES and Amazon Keyspaces guides on their interface endpoints.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from vpce_tui.resources.vpc_endpoint import service_label

DEFAULT_PORT: Final = 443

PORTS: Final[dict[str, tuple[int, ...]]] = {
    "cassandra": (9142,),
    "cassandra-fips": (9142,),
    "email-smtp": (587, 465, 2465, 2587, 25),
    "transfer": (22,),
    "transfer.server": (22, 21, 990),
    "elasticache.serverless": (6379,),
    "rds": (443,),
    "redshift": (443,),
    "git-codecommit": (443,),
}
"""The ports a service answers on, the usual one first; every other service answers HTTPS on 443."""

# A star stands for names below; the first form is the one that clients of the service's API ask for.
_HOSTS: Final[dict[str, tuple[str, ...]]] = {
    "s3": (
        "s3.{region}.{suffix}",
        "*.s3.{region}.{suffix}",
        "*.s3-accesspoint.{region}.{suffix}",
        "*.s3-control.{region}.{suffix}",
    ),
    "ecr.api": ("api.ecr.{region}.{suffix}",),
    "ecr.dkr": ("dkr.ecr.{region}.{suffix}", "*.dkr.ecr.{region}.{suffix}"),
    "execute-api": ("execute-api.{region}.{suffix}", "*.execute-api.{region}.{suffix}"),
    "sagemaker.api": ("api.sagemaker.{region}.{suffix}",),
    "sagemaker.runtime": ("runtime.sagemaker.{region}.{suffix}",),
    "sagemaker.featurestore-runtime": ("featurestore-runtime.sagemaker.{region}.{suffix}",),
    "sagemaker.notebook": ("notebook.{region}.sagemaker.aws", "*.notebook.{region}.sagemaker.aws"),
    "sagemaker.studio": ("studio.{region}.sagemaker.aws", "*.studio.{region}.sagemaker.aws"),
    "email-smtp": ("email-smtp.{region}.{suffix}",),
    "kinesis-streams": ("kinesis.{region}.{suffix}",),
    "kinesis-firehose": ("firehose.{region}.{suffix}",),
    "iot.data": ("data.iot.{region}.{suffix}",),
    "lambda": ("lambda.{region}.{suffix}",),
    "config": ("config.{region}.{suffix}",),
    "imagebuilder": ("imagebuilder.{region}.{suffix}",),
    "codeartifact.api": ("codeartifact.{region}.{suffix}",),
    "codeartifact.repositories": ("*.d.codeartifact.{region}.{suffix}",),
    "appmesh-envoy-management": ("appmesh-envoy-management.{region}.{suffix}",),
    "bedrock-runtime": ("bedrock-runtime.{region}.{suffix}",),
    "ecs-agent": ("ecs-a-1.{region}.{suffix}", "*.ecs-a.{region}.{suffix}"),
    "ecs-telemetry": ("ecs-t-1.{region}.{suffix}", "*.ecs-t.{region}.{suffix}"),
    "iam": ("iam.{suffix}",),
    "route53": ("route53.{suffix}",),
    "eks-auth": ("eks-auth.{region}.api.aws",),
    "rds-data": ("rds-data.{region}.{suffix}",),
    "transfer": ("transfer.{region}.{suffix}",),
    "transfer.server": ("*.server.transfer.{region}.{suffix}",),
    "git-codecommit": ("git-codecommit.{region}.{suffix}",),
    "git-codecommit-fips": ("git-codecommit-fips.{region}.{suffix}",),
    "cassandra": ("cassandra.{region}.{suffix}",),
}

GLOBAL_HOSTS: Final[dict[str, str]] = {
    "sts.amazonaws.com": "sts",
    "s3.amazonaws.com": "s3",
    "sns.amazonaws.com": "sns",
    "queue.amazonaws.com": "sqs",
    "iam.amazonaws.com": "iam",
    "route53.amazonaws.com": "route53",
    "dynamodb.amazonaws.com": "dynamodb",
    "ec2.amazonaws.com": "ec2",
    "monitoring.amazonaws.com": "monitoring",
    "elasticloadbalancing.amazonaws.com": "elasticloadbalancing",
    "autoscaling.amazonaws.com": "autoscaling",
}
"""Hosts without a Region: no Regional endpoint's private name covers them."""

REGION: Final = re.compile(r"^[a-z]{2,4}(?:-[a-z0-9]+)+-\d+$")
_AWS_SUFFIXES: Final = (".amazonaws.com.cn", ".amazonaws.com", ".api.aws", ".sagemaker.aws", ".on.aws")


def dns_suffix(region: str) -> str:
    """Return the domain that AWS's API hosts of a Region stand under."""
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


@lru_cache(maxsize=4096)
def hosts(service: str, region: str) -> tuple[str, ...]:
    """Return the host names of a service (its label or its full name) in a Region, stars for wildcards."""
    label = service_label(service)
    forms = _HOSTS.get(label)
    if forms is None:
        forms = (f"{label}.{{region}}.{{suffix}}",)
    return tuple(form.format(region=region, suffix=dns_suffix(region)) for form in forms)


@lru_cache(maxsize=4096)
def service_name(label: str, region: str) -> str:
    """Return the full endpoint service name of a label; a name that is full already stays."""
    if label.startswith(("com.amazonaws.", "cn.com.amazonaws.", "aws.", "api.aws.")):
        return label
    if label.startswith("sagemaker.") and label.rpartition(".")[2] in ("notebook", "studio", "experiments"):
        return f"aws.sagemaker.{region}.{label.rpartition('.')[2]}"
    if label in ("iam", "route53"):
        return f"com.amazonaws.{label}"
    prefix = "cn.com.amazonaws" if region.startswith("cn-") and label not in ("s3", "dynamodb") else "com.amazonaws"
    return f"{prefix}.{region}.{label}"


@lru_cache(maxsize=4096)
def usual_ports(service: str) -> tuple[int, ...]:
    """Return the ports a service answers on, the usual one first."""
    return PORTS.get(service_label(service), (DEFAULT_PORT,))


def is_aws_host(host: str) -> bool:
    """Say whether a host name belongs to AWS's own API domains."""
    return f".{host.lower().rstrip('.')}".endswith(_AWS_SUFFIXES)


KNOWN_LABELS: Final[frozenset[str]] = frozenset(
    """
    access-analyzer account acm acm-pca airflow.api airflow.env airflow.ops amplify aoss app-integrations
    appconfig appconfigdata appflow application-autoscaling application-signals apprunner apprunner.requests
    appmesh appmesh-envoy-management appstream.api appstream.streaming appsync-api aps aps-workspaces
    arc-zonal-shift artifact athena auditmanager autoscaling autoscaling-plans awsconnector b2bi backup
    backup-gateway batch bcm-data-exports bedrock bedrock-agent bedrock-agent-runtime bedrock-agentcore
    bedrock-agentcore.gateway bedrock-runtime billing braket cases cassandra cassandra-fips ce cleanrooms
    cleanrooms-ml clouddirectory cloudcontrolapi cloudformation cloudhsmv2 cloudtrail codeartifact.api
    codeartifact.repositories codebuild codebuild-fips codecommit codecommit-fips codeconnections.api codedeploy
    codedeploy-commands-secure codeguru-profiler codeguru-reviewer codepipeline codestar-connections.api
    cognito-idp comprehend comprehendmedical compute-optimizer config connect-campaigns controlcatalog
    cost-optimization-hub databrew dataexchange datasync datazone deadline.management deadline.scheduling
    devops-guru directconnect discovery dlm dms drs ds dynamodb dynamodb-streams ebs ec2 ec2messages ecr.api
    ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth elasticache elasticbeanstalk elasticbeanstalk-health
    elasticfilesystem elasticloadbalancing elasticmapreduce email email-smtp emr-containers emr-serverless
    emrwal.prod entityresolution events evidently execute-api finspace finspace-api fis forecast forecastquery
    frauddetector fsx geo.geofencing geo.maps geo.places geo.routes geo.tracking git-codecommit
    git-codecommit-fips glacier glue glue.dashboard grafana grafana-workspace greengrass groundstation guardduty
    guardduty-data healthlake iam identitystore imagebuilder inspector2 inspector-scan internetmonitor invoicing
    iot.credentials iot.data iot.fleethub.api iotfleetwise iotroborunner iotsitewise.api iotsitewise.data
    iottwinmaker.api iottwinmaker.data iotwireless.api kafka kafkaconnect kendra kinesis-firehose kinesis-streams
    kinesisanalytics kms kms-fips lakeformation lambda launchwizard license-manager logs lookoutequipment
    lookoutmetrics lookoutvision m2 macie2 managedblockchain-query mediaconnect medical-imaging memory-db mgn
    migrationhub-orchestrator migrationhub-strategy models-v2-lex monitoring mq neptune-graph network-firewall
    network-firewall-fips networkflowmonitor networkmonitor notifications oam omics organizations osis outposts
    panorama payment-cryptography.controlplane payment-cryptography.dataplane pca-connector-ad pcs personalize
    personalize-events personalize-runtime pi pi-fips pinpoint pinpoint-sms-voice-v2 pipes pipes-data polly
    pricing.api private-networks profile proton qldb.session quicksight-website ram rbin rds rds-data redshift
    redshift-data redshift-serverless refactor-spaces rekognition rekognition-fips resource-groups robomaker
    rolesanywhere route53 route53resolver rum rum-dataplane runtime-v2-lex s3 s3-global.accesspoint s3-outposts
    s3express s3tables sagemaker.api sagemaker.featurestore-runtime sagemaker.metrics sagemaker.notebook
    sagemaker.runtime sagemaker.runtime-fips sagemaker.studio savingsplans scheduler schemas secretsmanager
    securityhub securitylake serverlessrepo servicecatalog servicecatalog-appregistry servicediscovery
    servicediscovery-data servicequotas signin simspaceweaver sms-voice snow-device-management sns sqs ssm
    ssm-contacts ssm-incidents ssm-quicksetup ssmmessages sso states storagegateway streaming-rekognition sts swf
    synthetics tagging textract thinclient.api timestream-influxdb transcribe transcribestreaming transfer
    transfer.server translate trustedadvisor verifiedpermissions voiceid vpc-lattice wafv2 wellarchitected wisdom
    workmail workspaces workspaces-instances workspaces-web xray
    """.split()  # noqa: SIM905 - a list of words, not a column of three hundred lines
)
"""Labels that most Regions offer as endpoint services; a label beside these is looked for in the topology."""


@lru_cache(maxsize=4096)
def region_of_host(host: str) -> str:
    """Return the Region that a host name of AWS's names, or an empty string."""
    for label in host.lower().split("."):
        if REGION.match(label):
            return label
        legacy = label.removeprefix("s3-")
        if legacy != label and REGION.match(legacy):
            return legacy
    return ""


def is_dualstack(host: str) -> bool:
    """Say whether a host has IPv6 addresses beside IPv4: `s3.dualstack.REGION…` and everything below `api.aws`."""
    lowered = host.lower()
    return ".dualstack." in f".{lowered}" or lowered.endswith((".api.aws", ".on.aws"))


@lru_cache(maxsize=4096)
def service_of_host(host: str) -> str:
    """Return the label of the AWS service that a host name belongs to, or an empty string.

    What the host tables spell wins; any other host of AWS's is taken to begin with its service's label.
    """
    lowered = host.lower().rstrip(".")
    if lowered in GLOBAL_HOSTS:
        return GLOBAL_HOSTS[lowered]
    region = region_of_host(lowered)
    if not region or not is_aws_host(lowered):
        return ""
    plain = lowered.replace(".dualstack.", ".").replace("dualstack.", "", 1) if is_dualstack(lowered) else lowered
    if f"{region}.queue." in plain:
        return "sqs"
    for label in _HOSTS:
        if any(covers(form, plain) for form in hosts(label, region)):
            return label
    if plain.split(f".{region}.")[0].split(".")[-1] in ("s3", "dynamodb") or f"s3-{region}." in plain:
        return "dynamodb" if ".dynamodb." in f".{plain}" else "s3"
    return plain.split(f".{region}.")[0].split(".")[-1]


def covers(name: str, host: str) -> bool:
    """Say whether a DNS name, perhaps with a leading star, covers a host; a star stands for one or more labels."""
    wanted, found = name.lower().rstrip("."), host.lower().rstrip(".")
    return found.endswith(wanted[1:]) and len(found) >= len(wanted) if wanted.startswith("*.") else found == wanted
