"""What is on the other side: who reads, in which encoding, with which colours; and writing to it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from aishare_lint.show.style import Style

#: Terminals without hyperlinks print the escape sequence as garbage; these are known to take it.
_LINKING = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby")
#: How build servers are known that do not say `CI`.
_BUILDERS = ("GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "BUILDKITE", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID")


def prepare() -> None:
    """No text may end a run because the other side cannot encode a character of it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def watches(stream: TextIO) -> bool:
    """Whether a person looks at a stream."""
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def wants_colour(choice: str, stream: TextIO) -> bool:
    """`always`, `never`, or by who looks: `NO_COLOR` before `FORCE_COLOR` before the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return watches(stream) and os.environ.get("TERM") != "dumb"


def style(stream: TextIO, colour: str = "auto", **choices: Any) -> Style:
    """How to write to a stream."""
    from aishare_lint.show.style import Style

    person = watches(stream)
    terminal = os.environ
    linking = person and (terminal.get("TERM_PROGRAM") in _LINKING or "VTE_VERSION" in terminal or terminal.get("TERM") == "xterm-kitty")
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "")
    return Style(
        colour=wants_colour(colour, stream),
        width=_columns(stream) if person else 100,
        links=linking and wants_colour(colour, stream),
        unicode=encoding.startswith("utf"),
        **choices,
    )


def _columns(stream: TextIO) -> int:
    """What a line takes: `COLUMNS`, else what the terminal says; very long lines are not read."""
    said = os.environ.get("COLUMNS", "")
    try:
        columns = int(said) if said.isascii() and said.isdigit() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return min(max(columns or 100, 40), 160)


def in_ci() -> bool:
    """Whether a forge or a build server runs this, where what is written may be seen by more people than here."""
    said = os.environ.get("CI", "").lower() not in ("", "0", "false", "no")
    return said or any(os.environ.get(name) for name in _BUILDERS)


def harmless(text: str) -> str:
    """The text as it is, but in a log of GitHub Actions no line of it is a command (`::error …`) to the runner."""
    if os.environ.get("GITHUB_ACTIONS") != "true" or "::" not in text:
        return text
    return re.sub(r"^(\s*):(?=:)", r"\1<U+003A>", text, flags=re.MULTILINE)


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a text as it is. Nobody reading any more is no reason to complain, nor to change the verdict."""
    stream = stream or sys.stdout
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _let_go(stream)


def say_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Write lines that hold what others wrote (names of files, of people, settings): nothing of it moves the cursor or begins a line."""
    from aishare_lint.document.text import visible

    say(harmless("".join(f"{visible(line)}\n" for line in lines)), stream)


def say_bytes(content: bytes) -> None:
    """Write bytes to standard output as they are, whatever its encoding."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)


def _let_go(stream: TextIO) -> None:
    # The interpreter flushes once more at its end, and would complain then.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
