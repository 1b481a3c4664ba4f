"""Checks of ignore comments, made when the other rules have run: comments that name nothing, silence nothing or give no reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aishare_lint.document.places import Path, Span
from aishare_lint.document.reader import Document
from aishare_lint.document.text import shorten
from aishare_lint.lint.checks import Hit
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.ignores import Ignore, Remarks

#: Characters of a name that are shown.
_NAME = 60


def unknown(remarks: Remarks) -> Iterator[Hit]:
    """Names that are neither a rule nor a category, and comments for this tool that are no ignore."""
    known = {rule.id for rule in remarks.rules} | {rule.category for rule in remarks.rules}
    for ignore in remarks.ignores:
        if not ignore.names:
            said = "this comment ignores nothing: write `# aishare-lint: ignore[category/name] the reason`"
            yield Hit(_at(ignore), span=ignore.span, values={"said": said})
        for name in ignore.names:
            if name not in known:
                said = f"`{shorten(name, _NAME)}` is neither a rule nor a category, so nothing is ignored by it{_meant(name, known)}"
                yield Hit(_at(ignore), span=_named(remarks.document, ignore, name), values={"said": said})


def _meant(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    tails = {one.rpartition("/")[2]: one for one in sorted(known)}
    near = get_close_matches(name.lower()[:_NAME], [*sorted(known), *tails], n=1)
    return f"; did you mean `{tails.get(near[0], near[0])}`?" if near else ""


def unused(remarks: Remarks) -> Iterator[Hit]:
    """Names that silence nothing, where every rule that they stand for has looked."""
    for ignore in remarks.ignores:
        idle = [name for name in ignore.names if _is_idle(name, ignore, remarks)]
        if not idle:
            continue
        kept = [name for name in ignore.names if name not in idle]
        said = ", ".join(f"`{shorten(name, _NAME)}`" for name in idle)
        edits = (_rewrite(remarks.document, ignore, kept) if kept else _remove(remarks.document, ignore),)
        yield Hit(_at(ignore), span=ignore.span, values={"names": said}, edits=edits)


def _is_idle(name: str, ignore: Ignore, remarks: Remarks) -> bool:
    ids = {rule.id for rule in remarks.rules if name in (rule.id, rule.category)}
    if not ids or not ids <= remarks.ran:
        return False
    return not any(rule in ids and ignore.covers(at, span) for rule, at, span in remarks.found)


def without_reason(remarks: Remarks) -> Iterator[Hit]:
    """Comments that do not say why."""
    for ignore in remarks.ignores:
        if ignore.names and not ignore.reason:
            safety = [rule.id for rule in remarks.rules if rule.safety and (rule.id in ignore.names or rule.category in ignore.names)]
            effect = f", and without one it does not count for {_listed(safety)}" if safety else ""
            yield Hit(_at(ignore), span=ignore.span, values={"effect": effect})


def _listed(ids: Sequence[str]) -> str:
    return f"`{ids[0]}`" + (f" and {len(ids) - 1} more" if len(ids) > 1 else "")


def _at(ignore: Ignore) -> Path:
    return ignore.path or ()


def _named(document: Document, ignore: Ignore, name: str) -> Span:
    start = document.text.find(name, ignore.span.start, ignore.span.end)
    return Span(start, start + len(name)) if start >= 0 else ignore.span


def _rewrite(document: Document, ignore: Ignore, names: Sequence[str]) -> Edit:
    """The comment with these names only."""
    start = document.text.index("[", ignore.span.start) + 1
    return Edit(Span(start, document.text.index("]", start)), ", ".join(names))


def _remove(document: Document, ignore: Ignore) -> Edit:
    """The comment gone, with its line where it has one to itself."""
    lines = document.lines
    number = lines.number(ignore.span.start)
    start, end = lines.starts[number - 1], ignore.span.end
    before = document.text[start : ignore.span.start]
    if before.strip(" \t\ufeff"):
        return Edit(Span(start + len(before.rstrip(" \t")), end), "")
    behind = lines.starts[number] if number < len(lines) else len(document.text)
    return Edit(Span(start + before.count("\ufeff"), behind), "")
