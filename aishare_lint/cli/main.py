"""The program: its commands, loaded when they are asked for, and the one place where exit codes are made."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NoReturn

import click

from aishare_lint import __version__
from aishare_lint.cli.exit_codes import BUG, CLEAN, INTERRUPTED, MISTAKE
from aishare_lint.cli.terminal import prepare, say
from aishare_lint.errors import UserError

PROGRAM: Final = "aishare-lint"

#: In the order of the help; each stands in the module of its name.
COMMANDS: Final = (
    *("check", "merge", "new", "coverage", "explain", "rules", "baseline", "redact"),
    *("edition", "approve", "approvals", "package", "verify", "sent", "outstanding", "due", "route"),
    *("hook", "init", "config", "completion"),
)

_OWN_OPTIONS: Final = ("-h", "--help", "--version")


class _Program(click.Group):
    """A group that imports a command when it is used, and reads `aishare-lint PATH` as `aishare-lint check PATH`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"aishare_lint.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if ctx.resilient_parsing else with_command(args))


def with_command(arguments: list[str]) -> list[str]:
    """The arguments with the command that the short form leaves out. Raises UserError for a word that is neither command nor path."""
    if not arguments:
        return ["check"]
    first = arguments[0]
    if first in COMMANDS or first in _OWN_OPTIONS:
        return arguments
    if first.startswith("-") or os.path.lexists(first) or any(sign in first for sign in "/\\."):
        return ["check", *arguments]
    from difflib import get_close_matches

    near = get_close_matches(first, COMMANDS, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"commands: {', '.join(COMMANDS)}"
    raise UserError(f"`{first}` is neither a command nor a file or folder", hint=hint)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
def program() -> None:
    """Check, complete and explain AI-security reports before they are shared.

    \b
    aishare-lint reports/                 check reports (the same as `aishare-lint check reports/`)
    aishare-lint new incident             start a report
    aishare-lint explain tlp/retired-label

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 a mistake in arguments, configuration or packs, or nothing to check, 3 a bug
    of aishare-lint, 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end the process with its exit code."""
    # What a short run makes is needed to its end, and what a long one throws away is not in circles: looking for those costs a tenth.
    gc.set_threshold(100_000, 50, 50)
    code = run(arguments)
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # closed by whoever started us
                stream.flush()
    except (OSError, ValueError):
        sys.exit(code)
    # Taking everything apart that the system takes back anyway costs a fifth of a run on one report.
    os._exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the program: its exit code, with everything said that there is to say. Only completion ends the process by itself."""
    prepare()
    try:
        code: Any = program.main(None if arguments is None else list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except UserError as error:
        from aishare_lint.cli.mistakes import complain

        complain(error)
        return MISTAKE
    except click.ClickException as error:
        from aishare_lint.cli.mistakes import complain

        complain(_as_mistake(error))
        return MISTAKE
    except (click.Abort, KeyboardInterrupt):
        say("interrupted\n", sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug ends with something to paste, not with report text
        say(bug_report(error), sys.stderr)
        return BUG
    return code if isinstance(code, int) else CLEAN


def _as_mistake(error: click.ClickException) -> UserError:
    context = getattr(error, "ctx", None)
    hint = f"`{context.command_path} --help` lists what there is" if context is not None else ""
    # click lists choices one a line.
    message = " ".join(line.strip() for line in error.format_message().splitlines())
    return UserError(message.rstrip("."), hint=hint)


def bug_report(error: BaseException) -> str:
    """What to paste in an issue: no message and no foreign frame, for they may hold text of a report."""
    import platform
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    package = f"{os.sep}aishare_lint{os.sep}"
    own = [frame for frame in frames if package in frame.filename]
    lines = [f"    {frame.filename.rpartition(package)[2].replace(os.sep, '/')}:{frame.lineno} in {frame.name}" for frame in own]
    return "\n".join(
        (
            f"error: this is a bug of {PROGRAM}, not a mistake of yours. Please open an issue with these lines:",
            "",
            f"    {PROGRAM} {__version__}, Python {platform.python_version()}, {sys.platform}",
            f"    {type(error).__module__}.{type(error).__qualname__}".replace("builtins.", ""),
            *lines,
            "",
        )
    )
