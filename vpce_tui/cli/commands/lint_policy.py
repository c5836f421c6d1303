"""`vpce-tui lint-policy FILE`: which mistakes does this policy make, and how are they mended?"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import click

from vpce_tui.cli.files import read_text
from vpce_tui.errors import ExitCode, MalformedInputError
from vpce_tui.policy import PolicyDocument, PolicyDocumentError
from vpce_tui.policy.lint import LintContext, PolicyFinding, PolicyKind, Severity, lint
from vpce_tui.view.text import printable

FORMAT: Final = "vpce-tui/lint/1"
_SIGNS: Final = {Severity.ERROR: "✗", Severity.WARNING: "▲", Severity.INFO: "·"}
_MOST_PROBLEMS: Final = 20
"""Places named where a file is no policy; a wrong kind of file may have thousands."""


@click.command("lint-policy", short_help="Find mistakes in a policy document.")
@click.argument("file")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PolicyKind]),
    default=PolicyKind.ENDPOINT.value,
    show_default=True,
    help="Where the policy is attached.",
)
@click.option(
    "--endpoint-type",
    type=click.Choice(["gateway", "interface"], case_sensitive=False),
    default=None,
    help="The type of the endpoint; a gateway takes no Principal but `*`.",
)
@click.option("--service", default=None, metavar="NAME", help="The endpoint's service, such as `s3` or `ecr.dkr`.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="The least severity that gives exit code 1.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def lint_policy_command(
    file: str, kind: str, endpoint_type: str | None, service: str | None, fail_on: str, as_json: bool
) -> int:
    r"""Look for mistakes in one policy document (`-` is stdin).

    \b
    vpce-tui lint-policy policy.json --service s3 --endpoint-type gateway
    aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[0].PolicyDocument' --output text | vpce-tui lint-policy -

    Exit code 0 where nothing at or above --fail-on was found, 1 where something was, 2 where the file is no policy.
    """
    document = _document(read_text(file), file)
    context = LintContext(PolicyKind(kind), endpoint_type=endpoint_type, service=service)
    findings = lint(document, context=context)
    if as_json:
        # ASCII only, so that no terminal obeys what a policy holds.
        sys.stdout.write(json.dumps(_as_json(file, context, findings), indent=2) + "\n")
    else:
        for line in _lines(file, findings):
            click.echo(printable(line))
    least = Severity(fail_on).rank
    return ExitCode.NEGATIVE if any(each.severity.rank >= least for each in findings) else ExitCode.DONE


def _document(text: str, file: str) -> PolicyDocument:
    try:
        return PolicyDocument.parse(text)
    except PolicyDocumentError as error:
        shown = error.problems[:_MOST_PROBLEMS]
        more = len(error.problems) - len(shown)
        places = "".join(f"\n  {problem}" for problem in shown) + (f"\n  and {more} more" if more else "")
        raise MalformedInputError(
            f"`{file}` is not a policy that AWS could read:{places}", help="mend these places and try again"
        ) from None


def _lines(file: str, findings: Sequence[PolicyFinding]) -> Iterator[str]:
    for finding in findings:
        where = f"{finding.label}: " if finding.label else ""
        sign = _SIGNS[finding.severity]
        yield f"{file}:{finding.line}:{finding.column}: {sign} {finding.severity.value} {finding.check}"
        yield f"    {where}{finding.text}"
        yield f"    fix: {finding.fix}"
    yield _summary(findings)


def _summary(findings: Sequence[PolicyFinding]) -> str:
    if not findings:
        return "● nothing found"
    counts = Counter(finding.severity for finding in findings)
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    parts = [
        f"{counts[each]:,} {names[each]}{'' if counts[each] == 1 else 's'}"
        for each in reversed(Severity)
        if counts[each]
    ]
    return ", ".join(parts)


def _as_json(file: str, context: LintContext, findings: Sequence[PolicyFinding]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "file": file,
        "kind": context.kind.value,
        "endpointType": context.endpoint_type,
        "service": context.service,
        "findings": [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "line": finding.line,
                "column": finding.column,
                "endLine": finding.place.end_line,
                "endColumn": finding.place.end_column,
                "statement": finding.statement,
                "label": finding.label,
                "text": finding.text,
                "fix": finding.fix,
            }
            for finding in findings
        ],
    }


COMMANDS = {"lint-policy": lint_policy_command}
