"""Checks of what a push would publish, by facts that were gathered outside. Nobody pushes while files are checked: then nothing is said."""

from __future__ import annotations

from collections.abc import Iterator

from aishare_lint.document import marks
from aishare_lint.lint.checks import Case, Hit
from aishare_lint.lint.pushes import Leak


def above_remote(case: Case) -> Iterator[Hit]:
    """The strictest mark of a report, where it is stricter than what may go to the remote. One that cannot be read is the strictest."""
    push = case.circumstances.push
    if push is None or not push.ceiling:
        return
    mark = max((marks.report_mark(case.report), *marks.inner_marks(case.report)), key=lambda mark: marks.order(mark.label))
    if marks.stricter(mark.label, push.ceiling):
        own = mark.label if mark.known else "a mark that is missing or unknown, which counts as TLP:RED,"
        yield Hit(mark.at or ("tlp",), values={"own": own, "ceiling": push.ceiling, "remote": push.remote})


def history(case: Case) -> Iterator[Hit]:
    """What only older commits of a push hold."""
    yield from (_hit(leak) for leak in (case.circumstances.push.history if case.circumstances.push else ()))


def names(case: Case) -> Iterator[Hit]:
    """What names and messages of a push say."""
    yield from (_hit(leak) for leak in (case.circumstances.push.names if case.circumstances.push else ()))


def _hit(leak: Leak) -> Hit:
    return Hit((), values={"what": leak.what, "where": leak.where, "rule": leak.rule})
