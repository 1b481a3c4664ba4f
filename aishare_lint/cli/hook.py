"""`aishare-lint hook`: the push gate, as git calls it before a push and when one arrives at a server."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS, MISTAKE
from aishare_lint.cli.terminal import harmless, say, style, watches
from aishare_lint.errors import UserError

if TYPE_CHECKING:
    from aishare_lint.gate.verdicts import Verdict
    from aishare_lint.repo.configuration import Configuration
    from aishare_lint.repo.git import Repository
    from aishare_lint.repo.pushes import Push

_COLOUR = click.option(
    "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours."
)


@click.group("hook", short_help="The push gate: what git calls before a push.")
def command() -> None:
    """The push gate: judges everything that a push would publish, each version of each report, messages and names.

    `aishare-lint init --hooks` installs it. Exit codes: 0 nothing found that must stay here, 1 refused, 2 could not be determined.
    """


@command.command("pre-push", short_help="Before a push.")
@click.argument("remote", required=False)
@click.argument("url", required=False)
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's aishare-lint.yaml.")
@_COLOUR
def pre_push(*, remote: str | None, url: str | None, config_file: str | None, colour: str) -> int:
    """As git's pre-push hook: REMOTE and URL, and on standard input a line a ref: `local-ref local-id remote-ref remote-id`."""
    return _closed_on_failure(lambda: _pre_push(remote, url, config_file, colour), colour)


@command.command("pre-receive", short_help="When a push arrives at a server.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration beside that of the server's branches.")
@_COLOUR
def pre_receive(*, config_file: str | None, colour: str) -> int:
    """As git's pre-receive hook on a server: on standard input a line a ref: `old-id new-id ref`."""
    return _closed_on_failure(lambda: _pre_receive(config_file, colour), colour)


def _closed_on_failure(judge: Callable[[], int], colour: str) -> int:
    """What cannot be found out keeps the gate shut."""
    from aishare_lint.cli.mistakes import complain

    try:
        return judge()
    except UserError as mistake:
        say("verdict: could not determine what this push would publish; nothing of it was taken for checked\n", sys.stderr)
        complain(mistake, colour)
        return MISTAKE


def _pre_push(remote: str | None, url: str | None, config_file: str | None, colour: str) -> int:
    from aishare_lint.repo.pushes import push_to, read_pre_push
    from aishare_lint.repo.revisions import repository_here

    repository = repository_here()
    lines = _lines()
    if not lines.strip() and os.environ.get("PRE_COMMIT") == "1":
        return _from_pre_commit(repository, config_file, colour)
    if not remote:
        raise UserError("git names the remote when it calls this hook", hint='`aishare-lint hook pre-push REMOTE URL`: pass on `"$@"`')
    updates = read_pre_push(lines)
    if not updates:
        say("git names nothing that is pushed: nothing was judged\n", sys.stderr)
        return CLEAN
    push = push_to(repository, remote, url or remote, updates)
    return _conclude(push, _configuration(repository, config_file), colour)


def _pre_receive(config_file: str | None, colour: str) -> int:
    from aishare_lint.repo.configuration import find
    from aishare_lint.repo.pushes import push_received, read_pre_receive
    from aishare_lint.repo.revisions import repository_here

    repository = repository_here()
    updates = read_pre_receive(_lines())
    own = find(repository.folder, config_file) if config_file is not None else None
    return _conclude(push_received(repository, updates), own, colour)


def _from_pre_commit(repository: Repository, config_file: str | None, colour: str) -> int:
    """pre-commit keeps the lines of git to itself and tells its hooks of one ref only; so whatever could be pushed is judged."""
    from aishare_lint.gate.judging import judge
    from aishare_lint.gate.laws import laws_of
    from aishare_lint.repo.hooks import runs_before_pre_commit
    from aishare_lint.repo.pushes import local_updates, push_to, told_by_pre_commit

    remote, url = os.environ.get("PRE_COMMIT_REMOTE_NAME", ""), os.environ.get("PRE_COMMIT_REMOTE_URL", "")
    if not remote:
        raise UserError("pre-commit did not say which remote is pushed to", hint="this hook is for the stage `pre-push` of a push")
    if runs_before_pre_commit(repository):
        say("every ref of this push was judged by the gate that runs before pre-commit\n", sys.stderr)
        return CLEAN
    own = _configuration(repository, config_file)
    code = _conclude(push_to(repository, remote, url or remote, told_by_pre_commit(repository)), own, colour)
    if code != CLEAN:
        return code
    push = push_to(repository, remote, url or remote, local_updates(repository, remote))
    laws, _ = laws_of(push, own)
    verdict = judge(push, laws)
    hint = "`aishare-lint init --hooks` installs the gate where it is told of every ref; it runs beside pre-commit"
    if verdict.kind != "clean":
        _show(verdict, tuple(law.name for law in laws), colour)
        raise UserError(
            "pre-commit tells its hooks of one ref of a push; others hold what must not leave, and may be part of it", hint=hint
        )
    note = (
        "pre-commit tells its hooks of one ref of a push, so every branch and tag here was judged; a commit that none of them holds was not"
    )
    say(f"note: {note}. {hint}\n", sys.stderr)
    return CLEAN


def _lines() -> bytes:
    """What git says on standard input. It says nothing where everything is up to date, but through a pipe; others may have read it."""
    lines = b"" if watches(sys.stdin) else sys.stdin.buffer.read()
    if not lines.strip() and os.environ.get("PRE_COMMIT") != "1" and not stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        hint = "git gives a line for each ref, and what calls this hook must pass that on; `aishare-lint init --hooks` installs it"
        raise UserError("nothing stands on standard input, so it is not known what is pushed", hint=hint)
    return lines


def _configuration(repository: Repository, file: str | None) -> Configuration | None:
    """The configuration of the work tree; None where there is none to read it from."""
    from aishare_lint.repo.configuration import find

    return None if repository.bare and file is None else find(repository.folder, file)


def _conclude(push: Push, own: Configuration | None, colour: str) -> int:
    from aishare_lint.gate.judging import judge
    from aishare_lint.gate.laws import laws_of

    laws, notes = laws_of(push, own)
    verdict = judge(push, laws)
    _show(verdict._replace(notes=(*notes, *verdict.notes)), tuple(law.name for law in laws), colour)
    return CLEAN if verdict.kind == "clean" else FINDINGS


def _show(verdict: Verdict, laws: tuple[str, ...], colour: str) -> None:
    from aishare_lint.show.pushes import render

    say(harmless(render(verdict, laws, style(sys.stderr, colour))), sys.stderr)
