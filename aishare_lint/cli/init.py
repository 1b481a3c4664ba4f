"""`aishare-lint init`: what a repository needs to hold reports. Writes what is missing, changes nothing that is there."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from aishare_lint import __version__
from aishare_lint.cli.exit_codes import CLEAN
from aishare_lint.cli.new import SCHEMA_FILE
from aishare_lint.cli.terminal import say, watches
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import FILE_NAME
from aishare_lint.repo.outputs import create_file, replace_file
from aishare_lint.repo.sources import load, shown

CONFIGURATION: Final = """\
# Settings of aishare-lint for this repository. Every setting is optional; what stands as a comment is the default or an example.
# `aishare-lint config` shows what holds and where it came from.

# Which files are reports.
reports: ["reports/**/*.yaml", "reports/**/*.yml"]

# The strictest mark that this repository may hold, and who can read it: public or private. A public repository holds TLP:CLEAR only.
# repository: {ceiling: TLP:AMBER, visibility: private}

# What holds for every report of yours, so that no report need say it.
# defaults: {attribution: may, consent: usg, proprietary: false, pap: PAP:AMBER, ai_assistance: {used: none}}

# Rules by id or category (`aishare-lint rules list`).
# select: [all]
# ignore: []
# severity: {indicators/no-time: off}
# fail_on: error

# Findings that are known and not shown (`aishare-lint baseline` writes the file); never of rules that guard against over-sharing.
# baseline: .aishare/baseline.yaml

# Folders with rules of your own (`aishare-lint rules new`).
# packs: [./our-rules]

# limits: {file: 2MB, depth: 100, expanded_nodes: 10000}
"""

HOOKS: Final = f"""\
repos:
  - repo: https://github.com/aishare-lint/aishare-lint
    rev: v{__version__}
    hooks:
      - id: aishare-lint
"""


@click.command("init", short_help="Prepare a repository for reports.")
@click.argument("folder", default=".", type=click.Path(readable=False))
@click.option("--hooks/--no-hooks", "hooks", default=None, help="Write .pre-commit-config.yaml too; asked when a person watches.")
def command(*, folder: str, hooks: bool | None) -> int:
    """Prepare a repository: aishare-lint.yaml, reports/, and the schema that lets editors complete and check reports.

    What is there already stays as it is; only the schema, which belongs to the tool, is brought up to date.
    """
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise UserError(f"{shown(folder)} is no folder")
    _report(folder, FILE_NAME, create_file(os.path.join(folder, FILE_NAME), CONFIGURATION.encode()))
    _report(folder, "reports/.gitkeep", _keep_reports(folder))
    _write_schema(folder)
    pre_commit = os.path.join(folder, ".pre-commit-config.yaml")
    if hooks is None and watches(sys.stdin) and watches(sys.stderr) and not os.path.lexists(pre_commit):
        hooks = click.confirm("Write .pre-commit-config.yaml, so that reports are checked at every commit?", default=True, err=True)
    if hooks:
        written = create_file(pre_commit, HOOKS.encode())
        _report(folder, ".pre-commit-config.yaml", written)
        say("next: pre-commit install\n" if written else f"hint: add this to it:\n{HOOKS}", sys.stderr)
    say("next: aishare-lint new incident --stage early\n", sys.stderr)
    return CLEAN


def _keep_reports(folder: str) -> bool:
    """A folder for reports that git keeps; nothing where there is one with something in it."""
    reports = os.path.join(folder, "reports")
    if os.path.isdir(reports) and os.listdir(reports):
        return False
    return create_file(os.path.join(reports, ".gitkeep"), b"")


def _write_schema(folder: str) -> None:
    from aishare_lint.repo.builtin import data_folder

    path = os.path.join(folder, *SCHEMA_FILE.split("/"))
    content = (data_folder() / "schemas" / "report.schema.json").read_bytes()
    if create_file(path, content):
        _report(folder, SCHEMA_FILE, True)
        return
    there = load(path, 10 * len(content))
    if there == content:
        _report(folder, SCHEMA_FILE, False)
        return
    if not isinstance(there, bytes):
        raise UserError(f"cannot bring {shown(os.path.normpath(path))} up to date: it is no file that can be read", hint="delete it")
    replace_file(path, content)
    say(f"updated {shown(os.path.normpath(path))}\n")


def _report(folder: str, name: str, written: bool) -> None:
    path = shown(os.path.normpath(os.path.join(folder, name)))
    say(f"wrote {path}\n" if written else f"kept {path}\n")
