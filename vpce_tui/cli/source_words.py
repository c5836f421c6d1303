"""Which words on the command line choose this source again? For links that one pastes into another terminal."""

from __future__ import annotations

import os

from vpce_tui.cli.options import SourceOptions


def source_words(source: SourceOptions) -> tuple[str, ...]:
    """Return the words behind `vpce-tui` that choose the same source; paths are absolute, for any folder."""
    if source.demo:
        return ("demo", *(("--interfaces", str(source.interfaces)) if source.interfaces else ()))
    if source.path:
        words = ["open", os.path.abspath(source.path)]
        words += ["--account", source.account] if source.account else []
        words += ["--region", source.regions[0]] if source.regions else []
        return tuple(words)
    words = []
    for option, values in (
        ("--profile", source.profiles),
        ("--region", source.regions),
        ("--assume-role", source.roles),
    ):
        for value in values:
            words += [option, value]
    words += ["--accounts-file", os.path.abspath(source.accounts_file)] if source.accounts_file else []
    words += ["--organization"] if source.organization else []
    words += ["--role-name", source.role_name] if source.role_name else []
    words += ["--endpoint-url", source.endpoint_url] if source.endpoint_url else []
    return tuple(words)
