"""Input that wants to break the tool: one clear message with a place, the right code, in time and in memory; the others are judged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import CLEAN, RETIRED, TOP, write

LEVELS = 100_000


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _bomb() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


def _big(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(CLEAN.encode())
        stream.truncate(50_000_000)


def _no_permission(path: Path) -> None:
    path.write_text(CLEAN)
    path.chmod(0)


#: name → (how the file comes about, the rule that speaks, words of its message)
FILES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "not YAML": (_bytes(b"title: a: b\n"), "yaml/syntax", "not YAML"),
    "binary": (_bytes(bytes(range(256)) * 40), "yaml/unreadable", "binary"),
    "UTF-16": (_bytes(CLEAN.encode("utf-16")), "yaml/unreadable", "UTF-16"),
    "50 MB": (_big, "yaml/unreadable", "50000000"),
    "deep lists": (_bytes(b"a: " + b"[" * LEVELS), "yaml/unreadable", "deep"),
    "deep maps": (_bytes(b"{a: " * LEVELS), "yaml/unreadable", "deep"),
    "alias bomb": (_bytes(_bomb()), "yaml/unreadable", "10000"),
    "cycle": (_bytes(CLEAN.replace("ORG-2026-0001", "bad").encode() + b"x_a: &a [*a]\n"), "yaml/unsupported-feature", "never end"),
    "lone surrogate": (_bytes(b"title: a\xed\xa0\x80b\n"), "yaml/unreadable", "UTF-8"),
    "NUL": (_bytes(b"title: a\0b\n"), "yaml/unreadable", "NUL"),
    "no permission": (_no_permission, "yaml/unreadable", "permission"),
    "link to itself": (lambda path: path.symlink_to(path.name), "yaml/unreadable", "link"),
    "link to nothing": (lambda path: path.symlink_to("nothing.yaml"), "yaml/unreadable", "link"),
    "named pipe": (os.mkfifo, "yaml/unreadable", "pipe"),
    "folder": (os.mkdir, "yaml/unreadable", "folder"),
}


def _unprivileged() -> list[str]:
    """What a command begins with so that permissions hold for it although this is root."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root, and no setpriv to give up its rights")
    return [setpriv, "--bounding-set", "-dac_override,-dac_read_search"]


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    """In a checkout the rules are compiled by whoever comes first after a change; that is nothing to measure."""
    from aishare_lint.repo.builtin import load_pack

    load_pack()


class _Measured:
    def __init__(self, code: int, out: str, err: str, seconds: float, megabytes: float) -> None:
        self.code, self.out, self.err = code, out, err
        self.seconds, self.megabytes = seconds, megabytes


#: What the system says of a child's memory begins with that of the process which started it; the child itself knows better.
_PROGRAM = """
import pathlib, runpy, sys
sys.argv = ["aishare-lint", *sys.argv[1:]]
try:
    runpy.run_module("aishare_lint", run_name="__main__")
finally:
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        pathlib.Path(".memory").write_text(status.read_text().partition("VmHWM:")[2].split()[0])
"""


def measured(*arguments: str, cwd: Path, before: list[str] | None = None) -> _Measured:
    """Runs the program and measures its processor time (others may want the machine too) and its memory."""
    out, err, memory = cwd / ".out", cwd / ".err", cwd / ".memory"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        running = subprocess.Popen(
            [*(before or []), sys.executable, "-c", _PROGRAM, *arguments],
            cwd=cwd,
            stdout=stdout,
            stderr=stderr,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(TOP)},
        )
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    megabytes = int(memory.read_text()) / 1024 if memory.exists() else usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return _Measured(running.returncode, out.read_text(), err.read_text(), usage.ru_utime + usage.ru_stime, megabytes)


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file(repository: Path, name: str) -> None:
    make, rule, words = FILES[name]
    write(repository, "reports/z.yaml", RETIRED)
    make(repository / "reports" / "bad.yaml")
    try:
        ran = measured("check", "--format", "concise", cwd=repository, before=_unprivileged() if name == "no permission" else None)
        lines = [line for line in ran.out.splitlines() if line.startswith("reports/bad.yaml:")]
        assert ran.code == 1
        assert [line for line in lines if rule in line] == lines[:1], "one message"
        assert words in lines[0]
        assert "reports/z.yaml:7:6" in ran.out, "the others are judged"
        assert ran.err == ""
        assert ran.seconds < 2
        assert ran.megabytes < 200
    finally:
        if name == "no permission":
            (repository / "reports" / "bad.yaml").chmod(0o600)


@pytest.mark.parametrize("name", [name for name in FILES if name != "folder"])
def test_a_bad_file_that_is_named(repository: Path, name: str) -> None:
    make, rule, _ = FILES[name]
    make(repository / "bad.yaml")
    ran = measured("bad.yaml", "--format", "concise", cwd=repository, before=_unprivileged() if name == "no permission" else None)
    assert ran.code == 1
    assert rule in ran.out.splitlines()[0]


def test_an_empty_file_is_judged(repository: Path) -> None:
    write(repository, "reports/bad.yaml", "")
    ran = measured("check", "--format", "concise", cwd=repository)
    assert ran.code in (0, 1)
    assert ran.out.startswith("reports/bad.yaml:1:1:")
    assert ran.err == ""


@pytest.mark.parametrize("select", ["completeness", "tlp/retired-label"])
def test_what_cannot_be_read_is_said_whatever_is_selected(repository: Path, select: str) -> None:
    write(repository, "reports/bad.yaml", "a: [")
    assert measured("check", "--select", select, cwd=repository).code == 1


def test_a_loop_of_folders(repository: Path) -> None:
    write(repository, "reports/z.yaml", RETIRED)
    (repository / "reports" / "below").mkdir()
    (repository / "reports" / "below" / "up").symlink_to("..")
    ran = measured("check", "--format", "concise", cwd=repository)
    assert ran.code == 1
    assert "reports/below/up:1:1:" in ran.out
    assert ran.out.count("tlp/retired-label") == 1


def test_a_folder_without_permission(repository: Path) -> None:
    write(repository, "reports/z.yaml", RETIRED)
    closed = repository / "reports" / "closed"
    closed.mkdir(mode=0)
    try:
        ran = measured("check", "--format", "concise", cwd=repository, before=_unprivileged())
    finally:
        closed.chmod(0o700)
    assert ran.code == 1
    assert "reports/closed:1:1:" in ran.out
    assert "permission" in ran.out
    assert "reports/z.yaml:7:6" in ran.out


def test_an_empty_folder_that_is_named_like_a_report(repository: Path) -> None:
    (repository / "report.yaml").mkdir()
    ran = measured("report.yaml", cwd=repository)
    assert ran.code == 2
    assert "nothing to check in report.yaml" in ran.err


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("fail-on: error\n", "aishare-lint.yaml:1:1", "did you mean `fail_on`?"),
        ("limits: [\n", "aishare-lint.yaml:", "not YAML"),
        ("fail_on: errors\n", "aishare-lint.yaml:1:10", "did you mean `error`?"),
        ("fail_on: error\nfail_on: info\n", "aishare-lint.yaml:2:1", "second time"),
        ("limits: {file: 2XB}\n", "aishare-lint.yaml:1:16", ""),
        ("limits: {depth: 0}\n", "aishare-lint.yaml:1:17", ""),
        ("[a, b]\n", "aishare-lint.yaml:1:1", ""),
        ("packs: [./missing]\n", "", "missing"),
        ("select: !x [all]\n", "aishare-lint.yaml:1:9", "tag"),
        ("a\0b", "aishare-lint.yaml:1:2", "NUL"),
    ],
)
def test_a_broken_configuration(repository: Path, text: str, place: str, words: str) -> None:
    write(repository, "reports/a.yaml")
    write(repository, "aishare-lint.yaml", text)
    ran = measured("check", cwd=repository)
    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert place in ran.err
    assert words in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: path.symlink_to(path.name), _big])
def test_a_configuration_that_is_no_file(repository: Path, make: Callable[[Path], object]) -> None:
    write(repository, "reports/a.yaml")
    (repository / "aishare-lint.yaml").unlink()
    make(repository / "aishare-lint.yaml")
    ran = measured("check", cwd=repository)
    assert ran.code == 2
    assert ran.err.startswith("error: cannot read the configuration aishare-lint.yaml: ")


RULE = """\
title: a word
severity: warning
since: 0.1.0
message: "a word"
why: Because.
given: $.title
then: {detect: {pattern: PATTERN}}
examples: {pass: ["title: b"], fail: ["title: aaaa"]}
"""


def test_a_rule_with_a_misspelt_key(repository: Path) -> None:
    write(repository, "reports/a.yaml")
    write(repository, "aishare-lint.yaml", "packs: [our-rules]\n")
    write(repository, "our-rules/our/word.yaml", RULE.replace("severity", "severty").replace("PATTERN", "a"))
    ran = measured("check", cwd=repository)
    assert ran.code == 2
    assert "our/word.yaml:2:1" in ran.err
    assert "severity" in ran.err
    assert "\n2 | severty: warning\n" in ran.err
    assert "^^^^^^^" in ran.err


def test_a_pattern_that_never_ends(repository: Path) -> None:
    write(repository, "reports/a.yaml", CLEAN.replace("An agent", "a" * 60 + " "))
    write(repository, "reports/z.yaml", RETIRED)
    write(repository, "aishare-lint.yaml", "packs: [our-rules]\n")
    write(repository, "our-rules/our/word.yaml", RULE.replace("PATTERN", "'(?:a|aa)+$'"))
    ran = measured("check", cwd=repository)
    assert ran.code == 1
    assert "not run: our/word" in ran.out
    assert "reports/z.yaml:7:6" in ran.out
    assert ran.seconds < 2


def test_a_pattern_that_is_none(repository: Path) -> None:
    write(repository, "reports/a.yaml")
    write(repository, "aishare-lint.yaml", "packs: [our-rules]\n")
    write(repository, "our-rules/our/word.yaml", RULE.replace("PATTERN", "'(a'"))
    ran = measured("check", cwd=repository)
    assert ran.code == 2
    assert "our/word.yaml:7:26" in ran.err
