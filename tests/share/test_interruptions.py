"""Interrupted at any step, by an error, by a person or by the power: what was in the report is in the report or in a sealed file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.cli.main import run
from aishare_lint.errors import UserError
from aishare_lint.share.sealing import open_sealed

from .reports import CODE, OBSERVED, PAYLOAD, PROMPT, REPORT, RESPONSE, make_key, make_repository

NAME = "reports/ORG-2026-0001.yaml"
#: Every way in which these steps touch the disk.
CALLS = ("open", "chmod", "fsync", "replace", "unlink", "makedirs", "fdopen", "close")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    make_repository(tmp_path / "repo", make_key(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


def sealed_values(repository: Path) -> str:
    """Everything that can be opened in the state folder, as one text."""
    said = []
    for path in (repository.parent / "state").rglob("*"):
        if path.is_file() and not path.name.endswith(".draft"):
            one = open_sealed(str(path), str(repository))
            said.append(repr(one.value) + one.content.decode())
    return "\n".join(said)


def assert_nothing_is_lost(repository: Path) -> bool:
    """Whether the report is still the old one; either way everything is somewhere."""
    text = (repository / NAME).read_text()
    assert OBSERVED in text
    assert text.startswith("schema: aishare/1\n")
    assert text.endswith("origin: own-research\n")
    old = text == REPORT
    attached = repository / "reports" / "attachments" / "poc.txt"
    if old:
        assert attached.read_bytes() == PAYLOAD
        return True
    sealed = sealed_values(repository)
    for value in (PROMPT, RESPONSE, repr(CODE)[1:-1], "https://example.org/gist/1234", PAYLOAD.decode()):
        assert value in sealed
        assert value not in text
    assert not attached.exists() or attached.read_bytes() == PAYLOAD
    return False


@contextmanager
def failing(at: int, error: BaseException) -> Iterator[list[str]]:
    """The `at`th call that touches the disk raises instead; yields the calls."""
    calls: list[str] = []
    patch = pytest.MonkeyPatch()

    def broken(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            # Only what writes: the libraries may import and read as they like.
            writes = name != "open" or (len(arguments) > 1 and isinstance(arguments[1], int) and arguments[1] & os.O_CREAT)
            if not writes:
                return real(*arguments, **named)
            calls.append(name)
            if len(calls) == at:
                if name in ("close", "fdopen"):
                    real(*arguments, **named) if name == "close" else os.close.__wrapped__(arguments[0])  # type: ignore[attr-defined]
                raise error
            return real(*arguments, **named)

        call.__wrapped__ = real  # type: ignore[attr-defined]
        return call

    for name in CALLS:
        patch.setattr(os, name, broken(name, getattr(os, name)))
    try:
        yield calls
    finally:
        patch.undo()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failing_at_every_step_loses_nothing(repository: Path, error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    seen = set()
    for at in range(1, 200):
        (repository / NAME).write_text(REPORT)
        (repository / "reports" / "attachments" / "poc.txt").write_bytes(PAYLOAD)
        with failing(at, error) as calls:
            code = run(["redact", NAME])
        seen.add((code != 0, assert_nothing_is_lost(repository)))
        said = "".join(capsys.readouterr())
        assert PROMPT not in said
        assert "gist/1234" not in said
        if len(calls) < at:
            assert code == 0
            break
    # Some failures came before the report was written, some after it, and at last there was none.
    assert seen == {(True, True), (True, False), (False, False)}
    assert at > 20


KILLED = """\
import os, sys
at, name = int(sys.argv[1]), sys.argv[2]
count = 0
def deadly(real):
    def call(*arguments, **named):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), 9)
        return real(*arguments, **named)
    return call
for call in ("fsync", "replace", "unlink", "chmod"):
    setattr(os, call, deadly(getattr(os, call)))
from aishare_lint.cli.main import run
sys.exit(run(["redact", name]))
"""


def test_killed_at_every_step_loses_nothing(repository: Path) -> None:
    outcomes = set()
    for at in range(1, 60):
        (repository / NAME).write_text(REPORT)
        (repository / "reports" / "attachments" / "poc.txt").write_bytes(PAYLOAD)
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
        done = subprocess.run([sys.executable, "-c", KILLED, str(at), NAME], env=environment, capture_output=True, check=False)
        outcomes.add((done.returncode == -signal.SIGKILL, assert_nothing_is_lost(repository)))
        if done.returncode == 0:
            break
    assert outcomes == {(True, True), (True, False), (False, False)}


def test_a_report_that_changes_meanwhile_is_left_alone(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aishare_lint.share import handover

    real = handover.seal

    def seal(*arguments: Any) -> str:
        (repository / NAME).write_text(REPORT + "x_new: of an editor\n")
        return real(*arguments)

    monkeypatch.setattr(handover, "seal", seal)
    assert run(["redact", NAME]) == 2
    assert (repository / NAME).read_text() == REPORT + "x_new: of an editor\n"


def test_a_disk_that_writes_something_else_is_noticed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aishare_lint.share import sealing

    real = sealing._write
    monkeypatch.setattr(sealing, "_write", lambda path, content: real(path, content[:-20]))
    assert run(["redact", NAME]) == 2
    assert (repository / NAME).read_text() == REPORT
    with pytest.raises(UserError):
        sealed_values(repository)
