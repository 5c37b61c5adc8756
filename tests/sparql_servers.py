"""Real SPARQL servers for tests: each listens on loopback, and ends with those who started it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from processes import PATIENCE, Processes

# It ends when its input does, as it does when whoever started it is gone.
_RDFLIB = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from rdflib_endpoint.__main__ import cli
cli(["serve", "--host", "127.0.0.1", "--port", sys.argv[1], *sys.argv[2:]])
"""
_SETTINGS_OF_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 1000000
"""
OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
_QUIET = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(PATIENCE * 10):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the server has ended"
        time.sleep(0.1)
    pytest.fail("the server does not answer")


def start_rdflib(processes: Processes, files: Sequence[Path]) -> str:
    """rdflib-endpoint over some files; its address."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-c", _RDFLIB, str(port), *map(str, files)]
    wait_for(port, processes.start(command, **_QUIET))
    return f"http://127.0.0.1:{port}/"


def start_oxigraph(processes: Processes) -> str:
    """An empty Oxigraph in memory; the address of its endpoint."""
    port = free_port()
    wait_for(port, processes.start([OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"], **_QUIET))
    return f"http://127.0.0.1:{port}/query"


def start_virtuoso(processes: Processes, folder: Path) -> str:
    """A new Virtuoso; the address of its endpoint. The test is skipped where there is no Virtuoso."""
    program = os.environ.get("VIRTUOSO") or shutil.which("virtuoso-t")
    if not program:
        pytest.skip("no Virtuoso is installed, and tools/virtuoso.py could not install one")
    port, http_port = free_port(), free_port()
    settings = _SETTINGS_OF_VIRTUOSO.format(port=port, http_port=http_port)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command = [program, "-f", "-c", "virtuoso.ini"]
    wait_for(http_port, processes.start(command, cwd=folder, **_QUIET))
    return f"http://127.0.0.1:{http_port}/sparql"
