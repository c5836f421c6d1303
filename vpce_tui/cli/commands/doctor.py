"""`vpce-tui doctor`: what is installed, whose credentials are used, and what does each scope allow?"""

from __future__ import annotations

import json
import locale
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from vpce_tui import __version__
from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather
from vpce_tui.collect.policy_actions import POLICY_ACTIONS
from vpce_tui.errors import ExitCode, VpceTuiError
from vpce_tui.model.topology import Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.tui.display.choice import checked, chosen
from vpce_tui.view.text import printable

LIBRARIES = ("textual", "rich", "boto3", "aiobotocore", "botocore", "msgspec", "click")
_TERMINAL_VARIABLES = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "TMUX", "SSH_CONNECTION")
_AWS_VARIABLES = ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_ENDPOINT_URL")
_NETWORK_VARIABLES = ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "AWS_CA_BUNDLE")


@click.command("doctor", short_help="Say what is installed, whose credentials are used and what they may read.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--offline", is_flag=True, help="Look at this machine only; make no call to AWS.")
@source_options
def doctor_command(source: SourceOptions, as_json: bool, offline: bool) -> int:
    r"""Look at everything that vpce-tui rests on, and read every list once to see what is allowed.

    \b
    vpce-tui doctor --profile prod --region eu-west-1
    vpce-tui doctor --offline

    Exit code 0 where every list can be read, 4 where some cannot, 3 where none can.
    """
    findings: dict[str, Any] = {"format": "vpce-tui/doctor/1", "version": __version__, **_machine(), "scopes": []}
    findings["config"] = _config()
    findings["onDemand"] = {what: list(actions) for what, actions in POLICY_ACTIONS.items()}
    code = ExitCode.DONE
    if not offline:
        try:
            topology = gather(source)
            findings["scopes"] = _scopes(topology)
            gaps = any(entry["progress"] != "complete" for scope in findings["scopes"] for entry in scope["lists"])
            code = ExitCode.UNKNOWN if gaps else ExitCode.DONE
        except VpceTuiError as error:
            findings["error"] = {"message": error.message, "help": error.help}
            code = error.exit_code
    if as_json:
        sys.stdout.write(json.dumps(findings, indent=2) + "\n")
    else:
        for line in _lines(findings):
            click.echo(printable(line))
    return code


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
        "libraries": {name: _installed(name) for name in LIBRARIES},
        "terminal": {
            "interactive": sys.stdin.isatty() and sys.stdout.isatty(),
            "encoding": locale.getpreferredencoding(do_setlocale=False),
            **{name: os.environ[name] for name in _TERMINAL_VARIABLES if name in os.environ},
            "low bandwidth": checked(chosen("auto", os.environ)).why,
        },
        "aws": {name: os.environ[name] for name in _AWS_VARIABLES if name in os.environ},
        "network": _network(),
    }


def _network() -> dict[str, str]:
    """Return what decides how AWS is reached; a proxy's password is nobody's business."""
    from vpce_tui.collect.network import without_secrets

    given = {name: os.environ[name] for name in _NETWORK_VARIABLES if name in os.environ}
    return {name: without_secrets(value) if name.lower() == "https_proxy" else value for name, value in given.items()}


def _config() -> dict[str, Any]:
    """Return where the config file is, and what of it cannot be used."""
    from vpce_tui.tui.config import configured
    from vpce_tui.tui.settings import ScreenSettings

    config = configured(ScreenSettings())
    problems = config.problems
    if config.settings.keys:
        from vpce_tui.tui.config_text import explained  # loads every screen, to know what can be bound

        problems = explained(config).problems
    return {"path": str(config.path), "exists": config.exists, "problems": problems}


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _scopes(topology: Topology) -> list[dict[str, Any]]:
    scopes = []
    for scope in topology.scopes:
        opened = topology.opened.get(scope)
        lists = []
        for resource in RESOURCES:
            coverage = topology.coverage(resource.record, scope)
            entry = {
                "type": resource.name,
                "permission": resource.permission,
                "progress": str(coverage.progress),
                "records": topology.count(resource.record, scope),
            }
            if not coverage.complete:
                entry |= {"says": coverage.says, "help": coverage.help}
            lists.append(entry)
        scopes.append(
            {
                "scope": str(scope),
                "accountName": opened.account_name if opened else "",
                "profile": opened.profile if opened else "",
                "callerArn": opened.caller_arn if opened else "",
                "lists": lists,
            }
        )
    return scopes


def _lines(findings: dict[str, Any]) -> list[str]:
    lines = [f"vpce-tui {findings['version']}, Python {findings['python']}, {findings['platform']}"]
    lines.append("libraries   " + ", ".join(f"{name} {found}" for name, found in findings["libraries"].items()))
    lines.append("terminal    " + ", ".join(f"{name} {value}" for name, value in findings["terminal"].items()))
    config = findings["config"]
    lines.append(f"config      {config['path']}{'' if config['exists'] else '  (there is none)'}")
    lines += [f"  cannot be used: {problem}" for problem in config["problems"]]
    if findings["aws"]:
        lines.append("AWS         " + ", ".join(f"{name} {value}" for name, value in findings["aws"].items()))
    if findings["network"]:
        lines.append("network     " + ", ".join(f"{name} {value}" for name, value in findings["network"].items()))
    for scope in findings["scopes"]:
        readable = [entry for entry in scope["lists"] if entry["progress"] == "complete"]
        lines.append(f"{scope['scope']}   {len(readable)} of {len(scope['lists'])} lists can be read")
        if scope["callerArn"]:
            lines.append(f"  as {scope['callerArn']}")
        for entry in scope["lists"]:
            if entry["progress"] != "complete":
                lines.append(f"  not read: {entry['type']}: {entry['says']}  (needs {entry['permission']})")
                if entry["help"]:
                    lines.append(f"    help: {entry['help']}")
    lines.append("policies are read on demand, where these actions are allowed:")
    lines += [f"  {what:<28}  {' '.join(actions)}" for what, actions in findings["onDemand"].items()]
    if "error" in findings:
        lines.append(f"error: {findings['error']['message']}")
        if findings["error"]["help"]:
            lines.append(f"  help: {findings['error']['help']}")
    return lines


COMMANDS = {"doctor": doctor_command}
