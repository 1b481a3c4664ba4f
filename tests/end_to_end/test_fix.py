"""`--fix` on a report with every mistake that has a safe fix."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import aishare_lint
from aishare_lint.document.reader import read
from aishare_lint.repo.builtin import data_folder, load_pack, rule_files

DATA = Path(__file__).parent.parent / "data" / "fixable"
#: Rules with a safe fix that a file which parses cannot show, or a text without the files beside it; and the one that takes a comment out.
ELSEWHERE = {"yaml/syntax", "repository/attachment-hash", "repository/ignore-unused"}


def check(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "aishare_lint", "check", *map(str, arguments)], cwd=cwd, capture_output=True, check=False)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.yaml"
    path.write_bytes((DATA / "report.yaml").read_bytes())
    return path


def test_the_report_shows_every_safe_fix() -> None:
    result = aishare_lint.check_text((DATA / "report.yaml").read_bytes())
    shown = {finding.rule for _, finding in result.findings() if finding.fix and finding.fix.safety == "safe" and finding.fix.edits}
    safe = {rule.id for rule in load_pack().rules if rule.data.get("fix", {}).get("safety") == "safe"}
    assert safe - shown == ELSEWHERE
    assert {id_ for id_, _ in rule_files(data_folder() / "rules")} >= shown


def test_byte_for_byte_and_once(report: Path) -> None:
    check("--fix", report, cwd=report.parent)
    assert report.read_bytes() == (DATA / "fixed.yaml").read_bytes()
    check("--fix", report, cwd=report.parent)
    assert report.read_bytes() == (DATA / "fixed.yaml").read_bytes()


def test_comments_and_evidence_are_untouched() -> None:
    before, after = (read((DATA / name).read_bytes(), name) for name in ("report.yaml", "fixed.yaml"))
    assert [comment.text for comment in before.comments] == [comment.text for comment in after.comments]
    for path in (("technical", "prompts", 0, "prompt"), ("technical", "prompts", 0, "response"), ("detection", "indicators", 0, "value")):
        assert before.written(path).replace("\r", "") == after.written(path).replace("\r", "")


def test_a_diff_writes_nothing_and_says_so(report: Path) -> None:
    ran = check("--diff", report, cwd=report.parent)
    assert ran.returncode == 1
    assert b"TLP:CLEAR" in ran.stdout
    assert report.read_bytes() == (DATA / "report.yaml").read_bytes()
    report.write_bytes((DATA / "fixed.yaml").read_bytes())
    assert check("--diff", report, cwd=report.parent).returncode == 0
