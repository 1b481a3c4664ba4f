"""What the user did wrong, shown once: message, the line it stands in, how to mend it."""

from __future__ import annotations

import sys

from aishare_lint.cli.terminal import harmless, say, style
from aishare_lint.document.text import TAB, columns, fit, visible
from aishare_lint.errors import UserError, Where
from aishare_lint.show.style import Style


def complain(error: UserError, colour: str = "auto") -> None:
    """Write a mistake, and those found with it, to standard error."""
    how = style(sys.stderr, colour)
    for one in (error, *error.others):
        say(harmless(render(one, how)), sys.stderr)


def _masked(error: UserError) -> UserError:
    """A mistake as it may be shown. A line of a file of which something is masked is not shown, for its columns would be wrong."""
    where = error.where
    try:
        from aishare_lint.terms import masked

        text = where.text if where is not None and masked(where.text) == where.text else ""
        where = where._replace(path=masked(where.path), text=text) if where is not None else None
        return UserError(masked(error.message), hint=masked(error.hint), where=where)
    except Exception:  # noqa: BLE001 - the rules themselves cannot be loaded, which may be the mistake; then no line can be shown
        return UserError(error.message, hint=error.hint, where=where and where._replace(text=""))


def render(error: UserError, style: Style) -> str:
    """One mistake as text, masked."""
    error = _masked(error)
    lines = [f"{style.paint('error', 'error')}: {visible(error.message)}"]
    where = error.where
    gutter = ""
    if where is not None:
        gutter = " " * len(str(where.line))
        lines.append(f"{gutter}{style.paint('gutter', '-->')} {visible(where.path)}:{where.line}:{where.column}")
        if where.text:
            lines += _frame(where, gutter, style)
    if error.hint:
        lines.append(f"{gutter} {style.paint('gutter', '=')} {style.paint('help', 'help')}: {visible(error.hint)}")
    return "\n".join(lines) + "\n"


def _frame(where: Where, gutter: str, style: Style) -> list[str]:
    """The line with carets under what is meant; a long line is cut in front so that the place is seen."""
    room = max(style.width - len(gutter) - 4, 40)
    starts = columns(where.text, tab=TAB)
    first = min(where.column - 1, len(where.text))
    last = min(max(where.end_column - 1, first), len(where.text))
    begin = 0
    if starts[first] > room * 2 // 3:
        begin = next(index for index, at in enumerate(starts) if at >= starts[first] - room // 3)
    text = fit(visible(where.text[begin:], tab=TAB), room)
    offset = starts[first] - starts[begin]
    carets = "^" * max(min(starts[last] - starts[first], room - offset), 1)
    bar = style.paint("gutter", "|")
    return [
        f"{gutter} {bar}",
        f"{style.paint('gutter', str(where.line))} {bar} {text}",
        f"{gutter} {bar} {' ' * offset}{style.paint('error', carets)}",
    ]
