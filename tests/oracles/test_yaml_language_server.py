"""The report schema in an editor: real yaml-language-server (npm), a report with the modeline, diagnostics, completion and hover."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.repo.builtin import data_folder

pytestmark = pytest.mark.slow

MODELINE = "# yaml-language-server: $schema={schema}\n"
EXAMPLES = sorted((data_folder() / "examples" / "reports").glob("*.yaml"))
HEAD = "schema: aishare/1\nid: A-1\ntitle: T\nkind: incident\nstatus: draft\ntlp: TLP:GREEN\ndescription:\n  summary: S\n"


class Editor:
    """As much of an editor as is needed: opens a text and asks."""

    def __init__(self, server: Path, node: str) -> None:
        self.process = subprocess.Popen(
            [node, str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.count = 0
        capabilities = {"textDocument": {"completion": {"completionItem": {"snippetSupport": False}}, "hover": {}}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self.tell("initialized", {})

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            # The server asks for settings: it shall go by the modeline, and by nothing from the network.
            wanted = message.get("params", {}).get("items", [])
            settings = [{"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}} for _ in wanted]
            self.send({"id": message["id"], "result": settings if message["method"] == "workspace/configuration" else None})
        return message

    def tell(self, method: str, params: dict[str, Any]) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.count += 1
        self.send({"id": self.count, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self.count and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def diagnostics(self, uri: str, text: str) -> list[str]:
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        while True:
            message = self.receive()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return [diagnostic["message"] for diagnostic in message["params"]["diagnostics"]]

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        return self.ask(method, {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed: the schema is not tried in an editor")
    folder = tmp_path_factory.mktemp("npm")
    install = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), "yaml-language-server@1"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"yaml-language-server cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
    running = Editor(folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server", node)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.fixture
def modeline(tmp_path: Path) -> str:
    """As `init` and `new` set it up: a schema in the repository, and a line that points there."""
    (tmp_path / ".aishare").mkdir()
    schema = tmp_path / ".aishare" / "report.schema.json"
    shutil.copy(data_folder() / "schemas" / "report.schema.json", schema)
    return MODELINE.format(schema=schema.as_uri())


def completions(editor: Editor, uri: str, text: str, line: int, character: int) -> dict[str, str]:
    editor.diagnostics(uri, text)
    answer = editor.at("textDocument/completion", uri, line, character)
    items = answer["items"] if isinstance(answer, dict) else answer
    return {item["label"]: json.dumps(item.get("documentation", "")) for item in items}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_example_reports_have_no_squiggle(editor: Editor, modeline: str, tmp_path: Path, path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# yaml-language-server")]
    assert editor.diagnostics((tmp_path / path.name).as_uri(), modeline + "\n".join(lines) + "\n") == []


def test_what_yaml_readers_take_for_numbers_dates_and_words_has_none(editor: Editor, modeline: str, tmp_path: Path) -> None:
    text = HEAD + "  confidence: {score: 70}\nversion: 1\ncreated: 2026-04-02\nvictims: {users_affected: {direct: 0}, rest: unknown}\n"
    assert editor.diagnostics((tmp_path / "a.yaml").as_uri(), modeline + text) == []


def test_mistakes_are_underlined(editor: Editor, modeline: str, tmp_path: Path) -> None:
    text = HEAD.replace("draft", "finished") + "victims: {who: x}\n"
    found = editor.diagnostics((tmp_path / "b.yaml").as_uri(), modeline + text)
    assert any("draft" in message for message in found), found
    assert any("who" in message for message in found), found


def test_keys_are_completed_with_their_descriptions(editor: Editor, modeline: str, tmp_path: Path) -> None:
    text = modeline + HEAD + "detection:\n  \n"
    found = completions(editor, (tmp_path / "c.yaml").as_uri(), text, text.count("\n") - 1, 2)
    assert {"initial_access", "indicators", "rest"} <= found.keys()
    assert "How the actor got in" in found["initial_access"]


def test_words_of_closed_and_of_open_lists_are_completed(editor: Editor, modeline: str, tmp_path: Path) -> None:
    text = modeline + HEAD + "  activity: \n"
    closed = completions(editor, (tmp_path / "d.yaml").as_uri(), text, text.count("\n") - 1, len("  activity: "))
    assert {"incident", "attempted-attack", "unknown", "withheld"} <= closed.keys()
    text = modeline + HEAD + "detection:\n  indicators:\n    - type: \n"
    opened = completions(editor, (tmp_path / "e.yaml").as_uri(), text, text.count("\n") - 1, len("    - type: "))
    assert {"domain", "mcp-server"} <= opened.keys()


def test_a_key_under_the_pointer_explains_itself(editor: Editor, modeline: str, tmp_path: Path) -> None:
    uri = (tmp_path / "f.yaml").as_uri()
    editor.diagnostics(uri, modeline + HEAD)
    answer = editor.at("textDocument/hover", uri, 6, 1)
    assert "The mark of the whole file" in json.dumps(answer)
