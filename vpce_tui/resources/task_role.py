"""Which ECS task has an interface, and as which role does it call AWS?

An interface in a task's own network names its attachment, which only the task names besides: so a task is looked for.
No call tells both, so that the record is ours: put together from DescribeTasks and DescribeTaskDefinition.
Source: ECS API Reference, "Task", "Attachment", "TaskDefinition"; ECS Developer Guide, "Task IAM role".
"""

from __future__ import annotations

from vpce_tui.model.resource import Link, Read, Resource, member
from vpce_tui.resources.on_demand import OnDemandRecord


class TaskRole(OnDemandRecord, frozen=True, kw_only=True):
    identity = ("attachment_arn",)

    attachment_arn: str
    """As the interface's description names it."""
    cluster_arn: str | None = None
    task_arn: str | None = None
    task_definition_arn: str | None = None
    task_role_arn: str | None = None
    """What the task was started with, else its definition's; None for a task without one, and where none is known."""


RESOURCE = Resource(
    record=TaskRole,
    name="task-roles",
    title="roles of ECS tasks",
    read=Read("DescribeTasks", "TaskRole", page_size=None, service="ecs"),
    columns=(
        member("TASK", "task_arn"),
        member("ROLE", "task_role_arn"),
        member("DEFINITION", "task_definition_arn", wide=True),
    ),
    links=(Link("role", "roles", lambda record: [record.task_role_arn] if record.task_role_arn else []),),
)
