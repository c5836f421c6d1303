"""Where does the topology come from, as the command line says it?

The same options stand at every command. Exactly one source is chosen: a file or directory (`--source`), the demo world
(`--demo`), or, with neither, live AWS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import click

from vpce_tui.errors import UsageError


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
    endpoint_url: str = ""
    account: str = ""
    """The account of a directory's records that do not say whose they are."""

    @property
    def live(self) -> bool:
        return not self.path and not self.demo


_LIVE: Final = (
    click.option("--profile", "profiles", multiple=True, metavar="P", help="AWS profile to read with; repeatable."),
    click.option(
        "--region", "regions", multiple=True, metavar="R", help="Region to read, or `all`; repeatable. [your default]"
    ),
    click.option(
        "--assume-role", "roles", multiple=True, metavar="ARN", help="Role to assume and read with; repeatable."
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
    live_words = [
        option
        for option, given in (
            ("--profile", source.profiles),
            ("--assume-role", source.roles),
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
