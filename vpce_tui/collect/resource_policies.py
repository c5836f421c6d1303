"""How is a resource's own policy read? Each service has a call of its own; this is the table of them.

A code that says "there is none" is an answer. A queue's address is asked of SQS first, as its ARN does not tell it.
With a bucket's policy comes what Block Public Access is set to, for the bucket and for its account.
Source: the API references of S3, S3 Control, SQS, SNS, KMS, Secrets Manager, DynamoDB, ECR and Lambda.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Api, Call
from vpce_tui.collect.function_roles import function_call
from vpce_tui.collect.policy_asking import Asker, policy_text
from vpce_tui.model.record import Scope
from vpce_tui.resources.resource_policy import PolicyHolder, PublicAccessBlockConfiguration, ResourcePolicy

Parts = Mapping[str, Any]
"""The members of the record that were read."""


async def read_resource_policy(
    api: Api, scope: Scope, holder: PolicyHolder, now: str, *, emulated: bool = False
) -> ResourcePolicy:
    """Return the policy that a resource carries, or why it was not read; for `emulated` see `Asker`."""
    asker = Asker(api, scope, emulated=emulated)
    parts = await _READERS[holder.service](asker, holder)
    return ResourcePolicy(resource_arn=holder.arn, reading=asker.reading(now), **parts)


def _call(holder: PolicyHolder, operation: str, *, action: str = "", **parameters: Any) -> Call:
    return Call(operation, holder.service, parameters, None, holder.region, action)


async def _bucket(asker: Asker, bucket: PolicyHolder) -> Parts:
    answer = await asker.one(_call(bucket, "GetBucketPolicy", Bucket=bucket.name), ("NoSuchBucketPolicy",))
    if answer is None:
        return {}
    account_id = asker.scope.account_id
    # Only callers of the account that owns a bucket are told its policy (S3 API Reference, "GetBucketPolicy").
    parts: dict[str, Any] = {"resource_account": account_id} if account_id.isdecimal() else {}
    parts["policy"] = policy_text(answer.get("Policy"))
    if parts["policy"] is None:
        return parts
    # What Block Public Access adds is told beside the policy; that it was refused does not make the policy unread.
    call = _call(bucket, "GetPublicAccessBlock", action="s3:GetBucketPublicAccessBlock", Bucket=bucket.name)
    own = parts["public_access_block_configuration"] = await _block(asker, call)
    # S3 Control has a host for each account, which an emulator's address has not.
    if account_id.isdecimal() and not asker.emulated and not (own is not None and own.restrict_public_buckets):
        action = "s3:GetAccountPublicAccessBlock"
        account = Call("GetPublicAccessBlock", "s3control", {"AccountId": account_id}, None, bucket.region, action)
        parts["account_public_access_block_configuration"] = await _block(asker, account)
    return parts


async def _block(asker: Asker, call: Call) -> PublicAccessBlockConfiguration | None:
    """Return what Block Public Access is set to, empty where AWS says that it is not; None where that was refused."""
    answer = await Asker(asker.api, asker.scope).one(call, ("NoSuchPublicAccessBlockConfiguration",))
    if answer is None:
        return None
    told = answer.get("PublicAccessBlockConfiguration") or {}
    return msgspec.convert(told, PublicAccessBlockConfiguration, strict=False)


async def _queue(asker: Asker, queue: PolicyHolder) -> Parts:
    where = await asker.one(_call(queue, "GetQueueUrl", QueueName=queue.name, QueueOwnerAWSAccountId=queue.account_id))
    if not where:
        return {}
    answer = await asker.one(_call(queue, "GetQueueAttributes", QueueUrl=where["QueueUrl"], AttributeNames=["Policy"]))
    return {"policy": policy_text(((answer or {}).get("Attributes") or {}).get("Policy"))}


async def _topic(asker: Asker, topic: PolicyHolder) -> Parts:
    answer = await asker.one(_call(topic, "GetTopicAttributes", TopicArn=topic.arn))
    return {"policy": policy_text(((answer or {}).get("Attributes") or {}).get("Policy"))}


async def _key(asker: Asker, key: PolicyHolder) -> Parts:
    key_id = key.arn
    if ":alias/" in key_id:
        told = await asker.one(_call(key, "DescribeKey", KeyId=key_id))
        key_id = ((told or {}).get("KeyMetadata") or {}).get("Arn", "")
    if not key_id:
        return {}
    return await _single(asker, _call(key, "GetKeyPolicy", KeyId=key_id, PolicyName="default"), "Policy")


async def _secret(asker: Asker, secret: PolicyHolder) -> Parts:
    return await _single(asker, _call(secret, "GetResourcePolicy", SecretId=secret.arn), "ResourcePolicy")


async def _table(asker: Asker, table: PolicyHolder) -> Parts:
    call = _call(table, "GetResourcePolicy", ResourceArn=table.arn)
    return await _single(asker, call, "Policy", ("PolicyNotFoundException",))


async def _repository(asker: Asker, repository: PolicyHolder) -> Parts:
    call = _call(repository, "GetRepositoryPolicy", registryId=repository.account_id, repositoryName=repository.name)
    return await _single(asker, call, "policyText", ("RepositoryPolicyNotFoundException",))


async def _function(asker: Asker, function: PolicyHolder) -> Parts:
    answer = await asker.one(_call(function, "GetPolicy", FunctionName=function.arn), ("ResourceNotFoundException",))
    if not answer and answer is not None:
        # Lambda says the same of a function without a policy and of one that is not there: ask for the function.
        await asker.one(function_call(function.arn))
    return {"policy": policy_text((answer or {}).get("Policy"))}


async def _single(asker: Asker, call: Call, member: str, nothing: tuple[str, ...] = ()) -> Parts:
    answer = await asker.one(call, nothing)
    return {"policy": policy_text((answer or {}).get(member))}


_READERS: Final[Mapping[str, Callable[[Asker, PolicyHolder], Awaitable[Parts]]]] = {
    "s3": _bucket,
    "sqs": _queue,
    "sns": _topic,
    "kms": _key,
    "secretsmanager": _secret,
    "dynamodb": _table,
    "ecr": _repository,
    "lambda": _function,
}
