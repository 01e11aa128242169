"""The real yaml-language-server as a process of its own, asked over stdio as an editor asks it.

The Language Server Protocol 3.17 in the few messages that are needed: open a text, wait for its
diagnostics, ask for completion and hover at a place.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic of the server; `line` is 1-based, as `kg check` counts."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A completion; `text` is what would be inserted."""

    label: str
    text: str
    documentation: str


class LanguageServer:
    """An open session; `settings` are those of the section `yaml`."""

    def __init__(self, process: subprocess.Popen[bytes], settings: Mapping[str, Any]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.sent: BinaryIO = process.stdin  # type: ignore[assignment]
        self.settings = settings
        self.process = process
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.diagnostics: queue.Queue[dict[str, Any]] = queue.Queue()
        self.last = 0
        threading.Thread(target=self._listen, args=(process.stdout,), daemon=True).start()

    def start(self, folder: Path) -> None:
        """Shake hands, with `folder` as the workspace."""
        capabilities = {
            "textDocument": {
                "completion": {
                    "completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}
                },
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "didChangeConfiguration": {}},
        }
        root = folder.as_uri()
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": folder.name}],
                "capabilities": capabilities,
            },
        )
        self._send({"method": "initialized", "params": {}})
        self._send(
            {
                "method": "workspace/didChangeConfiguration",
                "params": {"settings": {"yaml": dict(self.settings)}},
            }
        )

    def open(self, path: Path, text: str) -> tuple[Finding, ...]:
        """Open a text under a path, which need not exist, and wait for what the server says of it."""
        item = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        return self._said_of(path)

    def close(self, path: Path) -> None:
        """Close a text, and wait until the server has taken back what it said of it."""
        self._send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": path.as_uri()}}})
        assert self._said_of(path) == ()

    def completion(self, path: Path, line: int, character: int) -> tuple[Offer, ...]:
        """What is offered at a place (both 0-based)."""
        answer = self.ask("textDocument/completion", _place(path, line, character))
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return tuple(
            Offer(
                one["label"],
                one.get("textEdit", {}).get("newText", one.get("insertText", "")),
                _markup(one.get("documentation", "")),
            )
            for one in items
        )

    def hover(self, path: Path, line: int, character: int) -> str:
        """What is shown at a place (both 0-based), as Markdown."""
        answer = self.ask("textDocument/hover", _place(path, line, character))
        return _markup(answer["contents"]) if answer else ""

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        """The result of a request."""
        self.last += 1
        self._send({"id": self.last, "method": method, "params": dict(params)})
        while True:
            answer = self.answers.get(timeout=PATIENCE)
            if answer["id"] == self.last:
                assert "error" not in answer, answer
                return answer["result"]

    def _said_of(self, path: Path) -> tuple[Finding, ...]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            said = self.diagnostics.get(timeout=PATIENCE)
            if said["uri"] == path.as_uri():
                return tuple(
                    Finding(one["range"]["start"]["line"] + 1, one["message"]) for one in said["diagnostics"]
                )
        raise AssertionError("no diagnostics came")

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.sent.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.sent.flush()

    def _listen(self, stream: BinaryIO) -> None:
        while head := stream.readline():
            length = int(head.split(b":")[1])
            while stream.readline().strip():
                pass
            message = json.loads(stream.read(length))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics.put(message["params"])
            elif "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
            elif "id" in message:
                self.answers.put(message)

    def _answer(self, request: Mapping[str, Any]) -> Any:
        if request["method"] != "workspace/configuration":
            return None
        return [
            dict(self.settings) if one.get("section") == "yaml" else None
            for one in request["params"]["items"]
        ]


@contextmanager
def serving(server: Path, node: Path, folder: Path, settings: Mapping[str, Any]) -> Iterator[LanguageServer]:
    """The server of the package in `server`, run by `node`, until the block ends."""
    command = [str(node), str(server / "bin" / "yaml-language-server"), "--stdio"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            session = LanguageServer(process, settings)
            session.start(folder)
            yield session
        finally:
            process.kill()


def _place(path: Path, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}


def _markup(said: Any) -> str:
    return said["value"] if isinstance(said, dict) else str(said)
