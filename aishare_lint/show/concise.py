"""One line a finding, for `grep`, editors and logs. The grammar is stable:

    finding  = path ":" line ":" column ": " level " " rule " " message LF
    level    = "error" | "warning" | "info" | "ignored"
    rule     = category "/" name                      ; letters, digits, "-", "_" and "." only
    path     = no ":" but the one of a drive: others are shown as <U+003A>
    message  = one line; of a group "name: 6 of 8 open (2.1 2.2 …)"; of an ignored finding the reason follows in brackets

Lines about checks that did not run begin with `not run: ` or `failed: `; the last line holds the counts.
"""

from __future__ import annotations

from typing import Final

from aishare_lint.document.patterns import lazy
from aishare_lint.document.text import visible
from aishare_lint.lint.findings import Result
from aishare_lint.show.folding import Item, fold, lead, shown
from aishare_lint.show.style import Rules, Style
from aishare_lint.show.summary import closing

#: No screen is so wide: what stands on one line stays on it.
_UNWRAPPED: Final = 1_000_000
_COLON = lazy(r":(?![/\\])")


def render(result: Result, style: Style, rules: Rules) -> str:
    """The whole run."""
    lines = [
        line(file.path, item, style, rules)
        for file in result.eloquent
        for item in fold(shown(file, ignored=style.show_ignored), singly=style.verbose)
    ]
    wide = style._replace(width=_UNWRAPPED)
    return "".join(f"{text}\n" for text in [*lines, *closing(result, wide, rules)])


def line(path: str, item: Item, style: Style, rules: Rules) -> str:
    """One finding or group."""
    finding = lead(item)
    where = f"{_COLON.sub('<U+003A>', visible(path))}:{finding.region.line}:{finding.region.column}:"
    level = finding.severity if finding.ignored is None else "ignored"
    rule = style.link(visible(finding.rule), rules.address(finding.rule))
    reason = f" [{visible(finding.ignored or 'no reason given')}]" if finding.ignored is not None else ""
    return f"{style.paint('strong', where)} {style.paint(level, level)} {rule} {visible(item.message)}{reason}"
