"""Which IAM actions let the policies be read that a request meets? Each is asked for only when somebody wants it.

What is missing of them is named where it is missed; nothing else depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

POLICY_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "the role of an instance": ("iam:GetInstanceProfile",),
    "roles": ("iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"),
    "users": (
        *("iam:GetUser", "iam:ListUserPolicies", "iam:GetUserPolicy", "iam:ListAttachedUserPolicies"),
        "iam:ListGroupsForUser",
    ),
    "groups of users": ("iam:ListGroupPolicies", "iam:GetGroupPolicy", "iam:ListAttachedGroupPolicies"),
    "managed policies, boundaries": ("iam:GetPolicy", "iam:GetPolicyVersion"),
    "tasks of ECS": ("ecs:ListClusters", "ecs:ListTasks", "ecs:DescribeTasks", "ecs:DescribeTaskDefinition"),
    "functions": ("lambda:GetFunctionConfiguration", "lambda:GetPolicy"),
    "buckets": ("s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
    "queues": ("sqs:GetQueueUrl", "sqs:GetQueueAttributes"),
    "topics": ("sns:GetTopicAttributes",),
    "keys": ("kms:GetKeyPolicy", "kms:DescribeKey"),
    "secrets": ("secretsmanager:GetResourcePolicy",),
    "tables": ("dynamodb:GetResourcePolicy",),
    "repositories": ("ecr:GetRepositoryPolicy",),
    "the organization": ("organizations:DescribeOrganization",),
    "its control policies": (
        *("organizations:ListParents", "organizations:ListPoliciesForTarget"),
        "organizations:DescribePolicy",
    ),
}
"""By what is read with them."""
