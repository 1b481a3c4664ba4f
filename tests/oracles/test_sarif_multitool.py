"""SARIF against the official schema and Microsoft's validator (npm), which knows rules that no schema can say."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema.validators import validator_for

sys.path.append(str(Path(__file__).parents[1] / "show"))
from hypothesis import HealthCheck, given, settings
from show_hostile import results
from show_samples import RESULT, TITLES

from aishare_lint.lint.findings import Result
from aishare_lint.show import render

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def multitool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package was installed."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed: SARIF is not checked against the official validator")
    folder = tmp_path_factory.mktemp("npm")
    install = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), "@microsoft/sarif-multitool@5"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"the SARIF multitool cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
    return folder / "node_modules" / "@microsoft" / "sarif-multitool-linux"


@pytest.fixture(scope="module")
def official(multitool: Path) -> dict[str, object]:
    return json.loads((multitool / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=200)
@given(result=results())
def test_any_result_follows_the_official_schema(official: dict[str, object], result: Result) -> None:
    validator = validator_for(official)
    errors = list(validator(official).iter_errors(json.loads(render("sarif", result, titles=TITLES))))
    assert errors == []


def test_the_validator_finds_no_error(multitool: Path, tmp_path: Path) -> None:
    log = tmp_path / "run.sarif"
    log.write_text(render("sarif", RESULT, titles=TITLES, explain_url=lambda rule: f"https://rules.example/{rule}"), encoding="utf-8")
    tool = multitool / "Sarif.Multitool"
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    done = subprocess.run(
        [tool, "validate", log, "--output", tmp_path / "verdict.sarif"],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    verdict = json.loads((tmp_path / "verdict.sarif").read_text(encoding="utf-8-sig"))["runs"][0]
    found = {(entry["ruleId"], entry.get("level", "warning")) for entry in verdict["results"]}
    assert done.returncode == 0, done.stdout
    # The one thing it misses is a home page of the tool.
    assert found <= {("SARIF2005", "warning")}
