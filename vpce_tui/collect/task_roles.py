"""As which role does the ECS task behind an interface call AWS?

The task is looked for by its attachment: in the cluster that the interface's tags name, else in all of them, among as
many tasks as may be looked at for one question.
Source: ECS API Reference, "ListTasks", "DescribeTasks", "DescribeTaskDefinition".
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Api, Call
from vpce_tui.collect.failures import failed
from vpce_tui.collect.policy_asking import Asker, listed
from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Scope, arn_scope
from vpce_tui.resources.task_role import TaskRole

BATCH: Final = 100
"""Tasks a call of DescribeTasks."""
MOST_TASKS: Final = 2000
"""Of more nobody looks at every one to answer one question."""

Task = Mapping[str, Any]


async def read_task_role(api: Api, scope: Scope, attachment: str, cluster: str, now: str) -> TaskRole:
    """Return the task of an attachment with its role; why not, where it was refused or is not found."""
    asker = Asker(api, scope)
    record = TaskRole(attachment_arn=attachment)
    task = await _found(asker, attachment, cluster)
    if task is not None:
        definition = task.get("taskDefinitionArn")
        record = TaskRole(
            attachment_arn=attachment,
            cluster_arn=task.get("clusterArn"),
            task_arn=task.get("taskArn"),
            task_definition_arn=definition,
            task_role_arn=(task.get("overrides") or {}).get("taskRoleArn")
            or await _role_of_definition(asker, attachment, definition),
        )
    return msgspec.structs.replace(record, reading=asker.reading(now))


def _call(attachment: str, operation: str, **parameters: Any) -> Call:
    return Call(operation, "ecs", parameters, None, arn_scope(attachment)[1])


async def _found(asker: Asker, attachment: str, cluster: str) -> Task | None:
    wanted = attachment.rpartition("/")[2]
    looked_at = 0
    async for batch in _batches(asker, attachment, cluster):
        looked_at += len(batch)
        for task in batch:
            if any(each.get("id") == wanted for each in task.get("attachments") or ()):
                return task
        if looked_at >= MOST_TASKS:
            asker.fail(failed(Reason.OTHER, message=f"the task is none of the {looked_at} that were looked at"))
            return None
    if asker.was_answered:
        asker.fail(failed(Reason.OTHER, message="no running task has this interface"))
    return None


async def _batches(asker: Asker, attachment: str, cluster: str) -> AsyncIterator[list[Task]]:
    """Yield the running tasks, a call's worth at a time."""
    clusters = [cluster] if cluster else listed(await asker.pages(_call(attachment, "ListClusters")), "clusterArns")
    for each in clusters or ():
        arns = listed(await asker.pages(_call(attachment, "ListTasks", cluster=each)), "taskArns")
        for batch in _cut(arns or []):
            answer = await asker.one(_call(attachment, "DescribeTasks", cluster=each, tasks=list(batch)))
            yield list((answer or {}).get("tasks") or ())


def _cut(arns: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(arns), BATCH):
        yield arns[start : start + BATCH]


async def _role_of_definition(asker: Asker, attachment: str, definition: str | None) -> str | None:
    if not definition:
        return None
    answer = await asker.one(_call(attachment, "DescribeTaskDefinition", taskDefinition=definition))
    role: str | None = ((answer or {}).get("taskDefinition") or {}).get("taskRoleArn")
    return role
