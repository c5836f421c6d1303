"""How does a person renew a login that has run out, and when have they done so?

What to do follows from where the credentials come from, which the AWS configuration says: a command for IAM Identity
Center and for `aws login`, new keys in a file, a new code of an MFA device. Whether it was done is seen in the files
that these commands write. They are looked at (time and size), never read here.
Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers"; AWS CLI User Guide, `aws sso login`,
`aws login`.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from typing import Any, Final

from botocore.utils import get_login_token_cache_directory

Profiles = Mapping[str, Mapping[str, Any]]
"""The sections of both AWS configuration files, by profile."""

ENVIRONMENT: Final = (
    "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew and start again: a running program keeps "
    "the environment it was started with"
)


def how_to_renew(profile: str | None, profiles: Profiles, environment: Mapping[str, str]) -> str:
    """Return what renews the credentials of `profile` (None is the default chain): mostly one command in backticks."""
    name = profile or environment.get("AWS_PROFILE") or "default"
    if profile is None and environment.get("AWS_ACCESS_KEY_ID"):
        return ENVIRONMENT
    return _of_profile(name, profiles, environment, ())


def _of_profile(name: str, profiles: Profiles, environment: Mapping[str, str], seen: tuple[str, ...]) -> str:
    config = profiles.get(name, {})
    option = "" if name == "default" else f" --profile {shlex.quote(name)}"
    source = str(config.get("source_profile") or "")
    if config.get("role_arn") and config.get("mfa_serial"):
        return f"read again and give a new MFA code for `{name}`"
    if config.get("role_arn") and source and source != name and source not in seen:
        return _of_profile(source, profiles, environment, (*seen, name))
    if config.get("sso_session") or config.get("sso_start_url"):
        return f"`aws sso login{option}`"
    if config.get("login_session"):
        return f"`aws login{option}`"
    if config.get("aws_access_key_id"):
        return f"put new keys of profile `{name}` into {_credentials_file()} (`aws configure{option}`)"
    if config.get("credential_process"):
        return f"renew what `credential_process` of profile `{name}` calls"
    if file := config.get("web_identity_token_file") or environment.get("AWS_WEB_IDENTITY_TOKEN_FILE"):
        return f"put a fresh token into {file}"
    return f"`aws sso login{option}` or `aws login{option}`, or new keys for this profile"


def fingerprint() -> tuple[tuple[str, int, int], ...]:
    """Return when, and how large, each file was written that a renewal changes; a few system calls, no reading."""
    paths = [
        os.path.expanduser(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config"),
        os.path.expanduser(_credentials_file()),
    ]
    for folder in ("~/.aws/sso/cache", get_login_token_cache_directory(), "~/.aws/cli/cache"):
        try:
            with os.scandir(os.path.expanduser(folder)) as entries:
                paths += sorted(entry.path for entry in entries if entry.name.endswith(".json"))
        except OSError:
            continue  # most people have not all of them
    found = []
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            continue
        found.append((path, status.st_mtime_ns, status.st_size))
    return tuple(found)


def _credentials_file() -> str:
    return os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"
