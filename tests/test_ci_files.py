"""What forges run of us: the action, the workflows and the templates, read by the forges' schemas, judged by zizmor, and run for real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from .share.sharing import House, make_house

TOP = Path(__file__).parents[1]
WORKFLOWS = (".github/workflows/ci.yml", "examples/ci/github.yml")
BIN = Path(sys.executable).parent


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=options.pop("cwd", TOP), **options)


@pytest.mark.parametrize(
    ("schema", "file", "more"),
    [
        *(("vendor.github-workflows", file, ()) for file in WORKFLOWS),
        ("vendor.github-actions", "action.yml", ()),
        ("vendor.gitlab-ci", "examples/ci/gitlab.yml", ("--data-transform", "gitlab-ci")),
    ],
)
def test_the_forges_can_read_it(schema: str, file: str, more: tuple[str, ...]) -> None:
    done = run(BIN / "check-jsonschema", "--builtin-schema", schema, *more, file)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing() -> None:
    done = run(BIN / "zizmor", "--offline", "--no-progress", *WORKFLOWS, "action.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout + done.stderr, done.stdout


def test_workflows_may_do_no_more_than_they_must() -> None:
    for file in WORKFLOWS:
        workflow = yaml.safe_load((TOP / file).read_text())
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            assert set(job["permissions"].items()) <= {("contents", "read"), ("security-events", "write")}
            for step in job["steps"]:
                if step.get("uses", "").startswith("actions/checkout"):
                    assert step["with"]["persist-credentials"] is False


def test_every_input_of_the_action_goes_through_the_environment() -> None:
    """An input that stands in a script is a script."""
    for step in yaml.safe_load((TOP / "action.yml").read_text())["runs"]["steps"]:
        assert "${{" not in step["run"]


# The action, run as a runner would


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = make_house(tmp_path)
    house.change("default_tlp: TLP:GREEN", "default_tlp: TLP:CLEAR")
    house.commit("alice")
    return house


class Runner:
    """As much of a runner as the action's scripts see."""

    def __init__(self, folder: Path, house: House) -> None:
        self.folder = folder
        self.house = house
        self.steps = {step["name"]: step for step in yaml.safe_load((TOP / "action.yml").read_text())["runs"]["steps"]}
        program = folder / "aishare-lint" / "bin" / "aishare-lint"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" -m aishare_lint "$@"\n')
        program.chmod(0o755)
        self.summary = folder / "summary.md"
        self.output = folder / "output"

    def run(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        step = self.steps[name]
        given = {key: inputs.get(key, "") for key in step.get("env", {})}
        return run(
            "bash",
            *("--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]),
            cwd=self.house.top,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
                "HOME": str(self.folder),
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "RUNNER_TEMP": str(self.folder),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_OUTPUT": str(self.output),
                **given,
            },
        )


def test_the_action_checks_says_what_is_missing_and_packages(house: House, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "runner", house)
    checked = runner.run("Check reports", SARIF="found.sarif")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert (house.top / "found.sarif").exists()
    said = runner.run("Say what is missing", POLICY="main")
    assert said.returncode == 0, said.stderr
    summary = runner.summary.read_text()
    assert "| `ORG-2026-0001` | partners | `TLP:GREEN` | " in summary
    assert "missing 1 more approval" in summary
    assert not any(word in summary for word in ("Springfield", "coding agent"))
    key = house.key("carol").read_text()
    nothing = runner.run("Package what is approved", AUDIENCES="partners", OUT="out", KEY=key, SIGNER="carol@example.org", POLICY="main")
    assert nothing.returncode == 0, nothing.stderr
    assert not (house.top / "out").exists()
    from .share.test_approvals import approve

    approve(house, "bob", "partners")
    house.git("config", "--unset", "user.signingkey")
    house.git("config", "--unset", "gpg.format")
    house.git("config", "--unset", "user.email")
    packaged = runner.run("Package what is approved", AUDIENCES="partners", OUT="out", KEY=key, SIGNER="carol@example.org", POLICY="main")
    assert packaged.returncode == 0, packaged.stdout + packaged.stderr
    assert [path.name for path in (house.top / "out").iterdir()] == ["ORG-2026-0001-1-partners.tar"]
    assert runner.output.read_text() == "folder=out\n"
    assert not list(runner.folder.glob("aishare-key*"))
    assert "PRIVATE KEY" not in packaged.stdout + packaged.stderr


def test_the_action_does_not_write_amber_in_the_clear(house: House, tmp_path: Path) -> None:
    house.change("two: {ceiling: TLP:AMBER, approve: {count: 2, roles: [analyst]}}", "two: {ceiling: TLP:AMBER}", "aishare-lint.yaml")
    house.commit("alice")
    from .share.test_approvals import approve

    approve(house, "bob", "two")
    runner = Runner(tmp_path / "runner", house)
    key = house.key("carol").read_text()
    done = runner.run("Package what is approved", AUDIENCES="two", OUT="out", KEY=key, SIGNER="carol@example.org", POLICY="main")
    assert done.returncode == 1
    assert "has no key to encrypt to" in done.stderr
    assert not (house.top / "out").exists() or not list((house.top / "out").iterdir())
