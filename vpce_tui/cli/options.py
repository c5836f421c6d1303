"""Where does the topology come from, as the command line says it?

The same options stand at every command. Exactly one source is chosen: a file or directory (`--source`), the demo world
(`--demo`), or, with neither, live AWS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from vpce_tui.errors import UsageError

if TYPE_CHECKING:
    from vpce_tui.collect.choice import Choice


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """The source as chosen. Live AWS where neither `path` nor `demo` is set."""

    path: str = ""
    """A snapshot, a directory of API answers, or `-` for a snapshot on stdin."""
    demo: bool = False
    interfaces: int = 0
    """How many interfaces the demo world shall have; 0 means as many as it is told by hand."""
    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    accounts_file: str = ""
    """A file that lists accounts to read, each through a role in it."""
    organization: bool = False
    """Read every account of the organization, each through a role in it."""
    role_name: str = ""
    endpoint_url: str = ""
    account: str = ""
    """The account of a directory's records that do not say whose they are."""

    @property
    def live(self) -> bool:
        return not self.path and not self.demo

    def choice(self) -> Choice:
        """Return what to read of live AWS.

        Raises:
            UsageError: The file of accounts cannot be read, or a line of it says no account.
        """
        from vpce_tui.collect.accounts import read_accounts
        from vpce_tui.collect.choice import Choice

        accounts = read_accounts(self.accounts_file, self.role_name) if self.accounts_file else ()
        return Choice(self.profiles, self.regions, self.roles, accounts, self.organization, self.role_name)


_LIVE: Final = (
    click.option("--profile", "profiles", multiple=True, metavar="P", help="AWS profile to read with; repeatable."),
    click.option(
        "--region", "regions", multiple=True, metavar="R", help="Region to read, or `all`; repeatable. [your default]"
    ),
    click.option(
        "--assume-role", "roles", multiple=True, metavar="ARN", help="Role to assume and read with; repeatable."
    ),
    click.option(
        "--accounts-file", default="", metavar="FILE", help="Accounts to read through a role in each: one id a line."
    ),
    click.option(
        "--organization", is_flag=True, help="Read every active account of the organization through a role in each."
    ),
    click.option(
        "--role-name",
        default="",
        metavar="NAME",
        help="Role to assume in each account. [for --organization: OrganizationAccountAccessRole]",
    ),
    click.option("--endpoint-url", default="", metavar="URL", help="Send every API call to this address instead."),
)
_FILES: Final = (
    click.option(
        "--source",
        "path",
        default="",
        metavar="PATH",
        help="Read a snapshot file, a directory of API answers, or `-` (a snapshot on stdin) instead of AWS.",
    ),
    click.option("--account", default="", metavar="ID", help="Account of records in PATH that do not say theirs."),
    click.option("--demo", is_flag=True, help="Use the built-in demo world instead of AWS."),
)


def _log_to(ctx: click.Context, param: click.Parameter, value: str) -> None:  # noqa: ARG001 - click's signature
    """Write what happens to a file: our own calls and failures. Never what AWS's libraries log: that holds keys."""
    if not value:
        return
    import logging

    try:
        handler = logging.FileHandler(value, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write the log to `{value}`: {error.strerror or error}") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("vpce_tui")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    ctx.call_on_close(handler.close)


_LOG: Final = click.option(
    "--log",
    default="",
    metavar="FILE",
    expose_value=False,
    callback=_log_to,
    help="Write API calls and failures to FILE.",
)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose a source; the command receives one `source: SourceOptions`."""

    def with_source(**values: Any) -> Any:
        source = SourceOptions(
            path=values.pop("path"),
            demo=values.pop("demo"),
            profiles=values.pop("profiles"),
            regions=values.pop("regions"),
            roles=values.pop("roles"),
            accounts_file=values.pop("accounts_file"),
            organization=values.pop("organization"),
            role_name=values.pop("role_name"),
            endpoint_url=values.pop("endpoint_url"),
            account=values.pop("account"),
        )
        _check(source)
        return command(source=source, **values)

    with_source.__doc__ = command.__doc__
    with_source.__name__ = getattr(command, "__name__", "command")
    with_source.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    decorated: Callable[..., Any] = with_source
    for option in reversed((*_LIVE, *_FILES, _LOG)):
        decorated = option(decorated)
    return decorated


def _check(source: SourceOptions) -> None:
    if source.path and source.demo:
        raise UsageError("--source and --demo name two sources", help="leave one of them out")
    if source.endpoint_url:
        _check_url(source.endpoint_url)
    live_words = [
        option
        for option, given in (
            ("--profile", source.profiles),
            ("--assume-role", source.roles),
            ("--accounts-file", source.accounts_file),
            ("--organization", source.organization),
            ("--role-name", source.role_name),
            ("--endpoint-url", source.endpoint_url),
        )
        if given
    ]
    if live_words and not source.live:
        words = f"{', '.join(live_words)} {'is' if len(live_words) == 1 else 'are'}"
        raise UsageError(
            f"{words} for live AWS, not for a file or the demo",
            help="leave out either the source or the live options",
        )
    _check_accounts(source)


def _check_url(url: str) -> None:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        well_formed = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that hold no address
        well_formed = False
    if not well_formed:
        raise UsageError(f"--endpoint-url `{url}` is no URL", help="give one such as http://127.0.0.1:5000")


def _check_accounts(source: SourceOptions) -> None:
    ways = [
        option
        for option, given in (
            ("--assume-role", source.roles),
            ("--accounts-file", source.accounts_file),
            ("--organization", source.organization),
        )
        if given
    ]
    if len(ways) > 1:
        raise UsageError(f"{' and '.join(ways)} name the accounts to read in two ways", help="leave all but one out")
    if source.role_name:
        from vpce_tui.collect.accounts import require_role_name

        if ways in ([], ["--assume-role"]):
            raise UsageError(
                "--role-name is for many accounts", help="give --accounts-file FILE or --organization with it"
            )
        require_role_name(source.role_name)
