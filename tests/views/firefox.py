"""A Firefox without a window, spoken to in WebDriver BiDi over its own socket: no driver stands between."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

_SOCKET = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """One tab; ``trouble`` is what its console complained of."""

    def __init__(self, socket: ClientConnection, patience: float) -> None:
        self._socket = socket
        self._patience = patience
        self._number = 0
        self.trouble: list[str] = []
        self.ask("session.new", {"capabilities": {}})
        self.ask("session.subscribe", {"events": ["log.entryAdded"]})
        self.tab: str = self.ask("browsingContext.create", {"type": "tab"})["context"]

    def ask(self, method: str, values: dict[str, Any]) -> dict[str, Any]:
        """Send one command and wait for its answer; what is logged until then is kept."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": values}))
        while True:
            said = json.loads(self._socket.recv(timeout=self._patience))
            if said.get("method") == "log.entryAdded":
                self.trouble.append(f"{said['params']['level']}: {said['params']['text']}")
            if said.get("id") == self._number:
                if said["type"] == "error":
                    raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
                result: dict[str, Any] = said["result"]
                return result

    def open(self, url: str, width: int = 1280, height: int = 800) -> None:
        self.ask(
            "browsingContext.setViewport",
            {"context": self.tab, "viewport": {"width": width, "height": height}},
        )
        self.ask("browsingContext.navigate", {"context": self.tab, "url": url, "wait": "complete"})

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - any JSON value
        """The value of an expression, or of what it promises, by way of JSON."""
        result = self.ask(
            "script.evaluate",
            {
                "expression": f"(async () => JSON.stringify(await ({expression})))()",
                "target": {"context": self.tab},
                "awaitPromise": True,
            },
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        value = result["result"]
        return json.loads(value["value"]) if value["type"] == "string" else None

    def run(self, script: str) -> None:
        """Run a whole script in the page."""
        self.ask(
            "script.evaluate",
            {"expression": script, "target": {"context": self.tab}, "awaitPromise": False},
        )

    def click(self, x: float, y: float) -> None:
        actions = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._perform({"type": "pointer", "id": "mouse", "actions": actions})

    def press(self, *keys: str) -> None:
        actions = [{"type": way, "value": key} for key in keys for way in ("keyDown", "keyUp")]
        self._perform({"type": "key", "id": "keyboard", "actions": actions})

    def _perform(self, source: dict[str, Any]) -> None:
        self.ask("input.performActions", {"context": self.tab, "actions": [source]})


@contextmanager
def running(executable: Path, profile: Path, patience: float) -> Iterator[Firefox]:
    """A browser with a profile of its own, ended with the block."""
    preferences = {"browser.shell.checkDefaultBrowser": "false", "network.proxy.type": "0"}
    lines = [f'user_pref("{name}", {value});' for name, value in preferences.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [executable, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [*map(str, command)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, encoding="utf-8"
    )
    try:
        assert process.stderr is not None
        address = next(found[1] for line in process.stderr if (found := _SOCKET.search(line)))
        with connect(f"{address}/session", max_size=None, open_timeout=patience) as socket:
            yield Firefox(socket, patience)
    finally:
        process.terminate()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()
