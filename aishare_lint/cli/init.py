"""`aishare-lint init`: what a repository needs to hold reports. Writes what is missing, changes nothing that is there."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from aishare_lint import __version__
from aishare_lint.cli.exit_codes import CLEAN, MISTAKE
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
@click.option("--hooks/--no-hooks", "hooks", default=None, help="Install the push gate as a hook of git; asked when a person watches.")
@click.option("--commit-hook", is_flag=True, help="Install a hook of git that checks reports at every commit, too; without pre-commit.")
@click.option("--pre-commit/--no-pre-commit", default=None, help="Write .pre-commit-config.yaml; asked when a person watches.")
def command(*, folder: str, hooks: bool | None, commit_hook: bool, pre_commit: bool | None) -> int:
    """Prepare a repository: aishare-lint.yaml, reports/, and the schema that lets editors complete and check reports.

    What is there already stays as it is; only the schema and the hooks that this command wrote, which belong to the tool, are brought up to
    date.
    """
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise UserError(f"{shown(folder)} is no folder")
    _report(folder, FILE_NAME, create_file(os.path.join(folder, FILE_NAME), CONFIGURATION.encode()))
    _report(folder, "reports/.gitkeep", _keep_reports(folder))
    _write_schema(folder)
    configuration = os.path.join(folder, ".pre-commit-config.yaml")
    asking = watches(sys.stdin) and watches(sys.stderr)
    if pre_commit is None and asking and not commit_hook and not os.path.lexists(configuration):
        pre_commit = click.confirm("Write .pre-commit-config.yaml, so that reports are checked at every commit?", default=True, err=True)
    if pre_commit:
        written = create_file(configuration, HOOKS.encode())
        _report(folder, ".pre-commit-config.yaml", written)
        say("next: pre-commit install\n" if written else f"hint: add this to it:\n{HOOKS}", sys.stderr)
    if hooks is None and asking and os.path.lexists(os.path.join(folder, ".git")):
        hooks = click.confirm("Install the push gate, so that nothing is pushed that older commits still hold?", default=True, err=True)
    code = _install(folder, [name for name, wanted in (("pre-push", hooks), ("pre-commit", commit_hook)) if wanted])
    say("next: aishare-lint new incident --stage early\n", sys.stderr)
    return code


def _install(folder: str, names: list[str]) -> int:
    """Put hooks of git in their place; what cannot be put there is said with how to call it."""
    if not names:
        return CLEAN
    from aishare_lint.repo import git
    from aishare_lint.repo.hooks import COMMANDS, install

    repository = git.repository(folder)
    if repository is None:
        raise UserError(f"{shown(folder)} is no repository, so it has no hooks", hint="`git init` makes it one")
    code = CLEAN
    for name in names:
        done = install(repository, name)
        path = shown(os.path.relpath(done.path, os.path.abspath(folder)))
        if done.state in ("foreign", "outside"):
            why = "another hook stands there" if done.state == "foreign" else "it lies outside of this repository and serves others, too"
            say(f"kept {path}: {why}\n", sys.stderr)
            say(
                f"hint: call the gate from it, with what git gives it on standard input: aishare-lint {COMMANDS[name]} || exit\n",
                sys.stderr,
            )
            code = MISTAKE
        else:
            say(f"{done.state} {path}\n")
    return code


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
