"""A real SSH connection over loopback: OpenSSH's server and client where they are installed, else AsyncSSH's.

`python -m tests.terminal.ssh serve FOLDER COMMAND` and `… connect FOLDER` are AsyncSSH's two sides; the client asks
for a terminal of the size it has itself, as `ssh -tt` does.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pwd
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import termios
import time
import tty
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import asyncssh

from tests.patience import PATIENCE
from tests.terminal.program import ROOT, TAKE_TERMINAL, plain_environment

_PORT = "port"


@contextlib.contextmanager
def ssh_to(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Iterator[list[str]]:
    """Serve one command over SSH on loopback; yields the command line of a client that runs it in a terminal."""
    folder.mkdir()
    key = asyncssh.generate_private_key("ssh-ed25519")
    for name in ("host", "user"):
        key.write_private_key(folder / name)
        (folder / name).chmod(0o600)
    (folder / "authorized").write_bytes(key.export_public_key())
    script = folder / "command"
    words = " ".join(f"{name}={shlex.quote(value)}" for name, value in plain_environment(env).items())
    # The variables that the server itself sets, like SSH_CONNECTION, stay.
    script.write_text(f"#!/bin/sh\ncd {shlex.quote(str(ROOT))}\nexec env {words} {shlex.join(command)}\n")
    script.chmod(0o700)
    server, client = _openssh(folder, script) or _asyncssh(folder, script)
    with subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT) as process:
        try:
            _wait_for_port(folder, process)
            yield client
        finally:
            process.kill()


def _openssh(folder: Path, script: Path) -> tuple[list[str], list[str]] | None:
    """Return the command lines of OpenSSH's server and client, or None where they are not (or cannot be) used."""
    sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    ssh = shutil.which("ssh")
    if sshd is None or ssh is None:
        return None
    if os.geteuid() == 0:
        # Where root starts the server, it wants an empty folder to lock itself up in; a service's start makes it.
        with contextlib.suppress(OSError):
            Path("/run/sshd").mkdir(exist_ok=True)
    port = _free_port()
    config = folder / "config"
    config.write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        f"PidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\n"
        f"ForceCommand {script}\n"
    )
    (folder / _PORT).write_text(str(port))
    options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "IdentitiesOnly=yes")
    client = [ssh, "-F", "none", "-tt", "-p", str(port), "-i", str(folder / "user")]
    client += [word for option in options for word in ("-o", option)]
    user = pwd.getpwuid(os.geteuid()).pw_name
    return [sshd, "-D", "-e", "-f", str(config)], [*client, f"{user}@127.0.0.1"]


def _asyncssh(folder: Path, script: Path) -> tuple[list[str], list[str]]:
    this = [sys.executable, "-m", "tests.terminal.ssh"]
    return [*this, "serve", str(folder), str(script)], [*this, "connect", str(folder)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_port(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections, as long as it lives."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            port = int((folder / _PORT).read_text())
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return
        time.sleep(0.02)
    process.kill()
    raise AssertionError(f"the SSH server takes no connections: {process.communicate()[1].decode(errors='replace')}")


# AsyncSSH's two sides


async def _serve(folder: Path, command: str) -> None:
    async def handle(session: asyncssh.SSHServerProcess[bytes]) -> None:
        width, height, *_ = session.term_size
        master, slave = os.openpty()
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        peer, own = session.get_extra_info("peername"), session.get_extra_info("sockname")
        env = {**os.environ, "SSH_CONNECTION": f"{peer[0]} {peer[1]} {own[0]} {own[1]}"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", "-c", TAKE_TERMINAL, command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=env,
        )
        os.close(slave)
        await session.redirect(stdin=os.dup(master), stdout=master)
        session.exit(await process.wait())

    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[str(folder / "host")],
        authorized_client_keys=str(folder / "authorized"),
        process_factory=handle,
        encoding=None,
        line_editor=False,
    )
    (folder / _PORT).write_text(str(server.get_port()))
    await server.wait_closed()


async def _connect(folder: Path) -> int:
    size = os.get_terminal_size(0)
    port, keys = int((folder / _PORT).read_text()), [str(folder / "user")]
    async with asyncssh.connect("127.0.0.1", port, known_hosts=None, client_keys=keys, config=None) as connection:
        process = await connection.create_process(
            term_type=os.environ["TERM"],
            term_size=(size.columns, size.lines),
            encoding=None,
            stdin=os.dup(0),  # AsyncSSH takes the number 0 for "none given"
            stdout=os.dup(1),
        )
        await process.wait_closed()
        return process.exit_status or 0


def main() -> int:
    verb, folder, *command = sys.argv[1:]
    if verb == "serve":
        asyncio.run(_serve(Path(folder), command[0]))
        return 0
    kept = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        return asyncio.run(_connect(Path(folder)))
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, kept)


if __name__ == "__main__":
    raise SystemExit(main())
