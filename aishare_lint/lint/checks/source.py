"""Checks of `yaml/`: what the file says against what its author sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aishare_lint.document.comments import Comment
from aishare_lint.document.memory import once
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Place, Span, Value
from aishare_lint.document.reader import Document, Problem
from aishare_lint.document.scalars import looks_like, quote, survives
from aishare_lint.document.text import shorten
from aishare_lint.lint.checks import Case, Hit, Shown
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.fixes import is_evidence

_UNREADABLE: Final = {
    "missing": "the file is not there: it was moved or deleted, or a link points nowhere",
    "permission": "the file cannot be opened: its permissions keep you out",
    "link-loop": "the link points back to itself",
    "link-outside": "a link leads out of the repository: what it points at was not read. Put the file itself here",
    "folder": "this is a folder, not a file",
    "special-file": "this is {kind}, not a file",
    "input-output": "reading failed: {error}",
    "link": "git keeps a link here, not a file: what it points at was not judged. Put the file itself here",
    "submodule": "a submodule stands here: what it holds was not judged. Judge it in its own repository, and keep reports out of its path",
    "lfs-pointer": "this is a pointer of Git LFS: the report itself lies elsewhere and was not judged. Keep reports in git itself",
    "object": "git cannot read the object {id}: it is not here or damaged (`git fsck`), so nobody knows what it says",
    "unmerged": "the merge of this file is not finished: settle it, then `git add` the file",
    "size": "the file has {size} bytes, and no more than {limit} are read (`limits.file`): put long material into `attachments/`",
    "nul": "a NUL character (U+0000) stands here: the file is binary, or was cut or badly copied",
    "surrogate": "half of a character pair stands here: save the file as UTF-8 again",
    "control": "the control character {code} stands here, which YAML does not allow: delete it, or write it as an escape in double quotes",
    "utf-16": "the file is UTF-16: save it as UTF-8",
    "utf-32": "the file is UTF-32: save it as UTF-8",
    "encoding": "from here on the file is not UTF-8: save it as UTF-8",
    "binary": "this is a binary file, not a report: put it into `attachments/`",
    "depth": "maps and lists stand more than {limit} deep in one another (`limits.depth`): the rest was not judged",
    "nodes": "aliases add more than {limit} values to the file (`limits.expanded_nodes`): the rest was not judged",
    "values": "the file holds more than {limit} keys, values and comments: the rest was not judged",
    "problems": "more than {limit} things are wrong with the file: the rest was not judged",
}
_UNSUPPORTED: Final = {
    "documents": "`---` begins a second document: one file is one report, and what follows is not judged. Move it to a file of its own",
    "directive": "a directive (`%YAML`, `%TAG`) has no meaning here: delete the line",
    "tag": "the tag `{tag}` has no meaning here: delete it, or put the value in quotes if the `!` belongs to it",
    "merge-key": "`<<` is read as a key of this name and merges nothing: write the keys out",
    "complex-key": "a list or a map stands where a key should: put a text that begins with `[` or `{{` in quotes",
    "cycle": "`*{name}` stands inside what `&{name}` names, so it would never end: write the content out",
}


def problems(case: Case) -> Iterator[Hit]:
    """What reading met, of the kind that the rule asks for."""
    kind = case.options["kind"]
    for problem in case.document.problems:
        if problem.kind == kind:
            values = {**problem.values, "problem": _worded(problem)}
            shown = tuple(Shown(problem.at, label, span=span) for span, label in problem.related)
            yield Hit(problem.at, "key" if kind == "duplicate-key" else "value", problem.span, values, shown)


def _worded(problem: Problem) -> str:
    """A problem in words; the holes of its sentence are filled from what the reader knows."""
    wording = {**_UNREADABLE, **_UNSUPPORTED}.get(problem.detail, problem.detail)
    for name, value in problem.values.items():
        wording = wording.replace(f"{{{name}}}", shorten(value, 60))
    return wording.replace("{{", "{")


def syntax(case: Case) -> Iterator[Hit]:
    """What keeps the file from being YAML, with its usual cause."""
    if not any(problem.kind == "syntax" for problem in case.document.problems):
        return
    from aishare_lint.document.syntax import find_mistakes

    for mistake in find_mistakes(case.document):
        edits = (Edit(*mistake.edit),) if mistake.edit else ()
        shown = tuple(Shown((), label, span=span) for span, label in mistake.related)
        yield Hit(
            (),
            span=mistake.span,
            values={"cause": mistake.cause},
            show=shown,
            safety="" if mistake.sure else "suggest" if edits else "none",
            edits=edits,
        )


# Values that are not what they look like

#: A text that a `#` goes on rather than ends: `see #24518`, `issue # 12`, `channel #incident`.
_LEADS_ON = lazy(
    r"(?:\b(?:see|issue|issues|pr|prs|pull|request|bug|ticket|tickets|case|cases|no|number|channel|room|tag|item|finding|comment|advisory|mr"
    r"|and|or|of|in|on|at|to|via|by|with|for|the|a|an)|[,;:(\[/+&=-])\Z",
    re.IGNORECASE,
)
_ADDRESS = lazy(r"(?:h(?:tt|xx)ps?|ftp)\S{0,4}//\S{1,2000}\Z", re.IGNORECASE)


def cut_by_comment(case: Case) -> Iterator[Hit]:
    """A plain value that ends where ` #` begins a comment, although what follows looks like its end."""
    document = case.document
    if not any(not comment.alone for comment in document.comments):
        return
    ends = {place.value.end: path for path, place in document.places.items() if place.style == "plain" and path}
    for comment in document.comments:
        if comment.alone:
            continue
        line = document.lines.starts[document.lines.number(comment.span.start) - 1]
        before = document.text[line : comment.span.start].rstrip(" \t")
        path = ends.get(line + len(before), _empty_before(document, comment))
        if path is None:
            continue
        value = document.values.get(path)
        written = document.text[slice(*comment.span)]
        if isinstance(value, str) and _goes_on(value, written):
            place = document.places[path]
            whole = Span(place.value.start if value else comment.span.start, comment.span.end)
            gap = document.text[place.value.end : comment.span.start] if value else ""
            new = quote(f"{value}{gap}{written}".rstrip())
            kept = f"only `{shorten(value, 40)}` is kept" if value else "nothing is kept"
            values = {"lost": shorten(written.rstrip(), 40), "kept": kept}
            yield Hit(path, span=comment.span, values=values, edits=(Edit(whole, new),), safety="none" if is_evidence(path) else "")


def _empty_before(document: Document, comment: Comment) -> Path | None:
    """The key without a value behind which a comment stands."""
    place = document.places.get(comment.path) if comment.path else None
    if place is None or place.key is None or place.style != "plain" or place.value.start != place.value.end:
        return None
    between = document.text[place.key.end : comment.span.start]
    return comment.path if between.strip(" \t") == ":" else None


def _goes_on(value: str, written: str) -> bool:
    """Whether a comment looks like the rest of the value before it."""
    rest = written[1:]
    if not value:
        return bool(re.fullmatch(r"[\w-]{1,60}\s{0,9}", rest)) and rest.strip().lower() not in ("todo", "fixme", "tbd")
    if value.count("(") > value.count(")") and ")" in rest:
        return True
    if rest[:1].isspace():
        return bool(re.match(r"\s\d", rest) and _LEADS_ON.search(value))
    if re.match(r"\d", rest) or _ADDRESS.search(value):
        return True
    return bool(rest) and bool(_LEADS_ON.search(value))


def null_keys(case: Case) -> Iterator[Hit]:
    """A key in braces that has neither a colon nor a value: what a comma in a value leaves behind."""
    for path, key in _bare_keys(case.document):
        yield Hit(path, "key", key, {"said": shorten(str(path[-1]), 60)})


_COLON = lazy(r"\s*:")


@once
def _bare_keys(document: Document) -> tuple[tuple[Path, Span], ...]:
    return tuple(_search_bare_keys(document))


def _search_bare_keys(document: Document) -> Iterator[tuple[Path, Span]]:
    for path, place in document.places.items():
        start, end = place.value
        if start == end and place.key is not None and place.style == "plain":
            parent = document.places[path[:-1]]
            if parent.style in ("flow-map", "flow-list") and not _COLON.match(document.text, place.key.end, parent.value.end):
                yield path, place.key


def looks_like_another_type(case: Case) -> Iterator[Hit]:
    """A plain scalar, value or key, that other YAML readers do not take for this text."""
    document = case.document
    for path, value in document.values.items():
        place = document.places[path]
        if place.style == "alias" or not path:
            continue
        key = path[-1]
        if isinstance(key, str) and place.key is not None:
            kind = looks_like(key)
            written = kind and document.text[place.key.start : place.key.end] == key
            if written and kind not in ("null", "merge key") and not survives(key):
                yield _misread(path, place.key, key, kind, "key")
        if place.style == "plain" and isinstance(value, str):
            kind = looks_like(value)
            if kind and kind != "null" and not survives(value) and not (kind == "boolean" and _takes_boolean(case, path)):
                yield _misread(path, place.value, value, kind, "value")


def _misread(path: Path, span: Span, text: str, kind: str, part: str) -> Hit:
    article = "an" if kind[0] in "aeiou" else "a"
    values = {"text": shorten(text, 70), "kind": f"{article} {kind}"}
    return Hit(path, part, span, values, edits=(Edit(span, quote(text)),))


def _takes_boolean(case: Case, path: Path) -> bool:
    vocabulary = case.circumstances.format.vocabularies.at(path)
    return vocabulary is not None and vocabulary.name == "boolean"


_NULLS: Final = ("~", "null", "Null", "NULL")
#: The words stand for an answer, and an answer is owed only here.
_SECTIONS: Final = frozenset(
    ("description", "detection", "vulnerabilities", "ai_systems", "victims", "impact", "mitigations", "attribution", "technical")
)
#: Judged by stricter rules: a label, and what decides whether a proof of concept may travel.
_ELSEWHERE: Final = frozenset(("tlp", "default_tlp", "disclosure", "origin"))


def empty_values(case: Case) -> Iterator[Hit]:
    """A key without a value, or with one that says nothing."""
    document = case.document
    bare = {path for path, _ in _bare_keys(document)}
    for path, value in document.values.items():
        if value and value not in _NULLS:
            continue
        place = document.places[path]
        said = _nothing(value, place.style)
        if not said or not path or path in bare or place.style == "alias" or path[-1] in _ELSEWHERE or _is_free(path) or is_evidence(path):
            continue
        yield _empty(document, path, place, said)


def _nothing(value: Value, style: str) -> str:
    """In which way a value is none; empty where it is one."""
    if isinstance(value, (dict, list)):
        return "" if value else "an empty list" if isinstance(value, list) else "an empty map"
    if value == "":
        return "no value" if style == "plain" else "an empty text"
    return f"`{value}`" if style == "plain" and value in _NULLS else ""


def _empty(document: Document, path: Path, place: Place, said: str) -> Hit:
    if path[0] not in _SECTIONS:
        return Hit(path, "key", values={"said": said, "advice": "write a value, or delete the key"}, safety="none")
    advice = "write `unknown` (nobody knows), `none` (looked, found nothing) or `not-applicable`, or delete the key"
    edits: tuple[Edit, ...] = (Edit(place.value, "unknown"),)
    if place.value.start == place.value.end:
        colon = document.text.find(":", place.key.end) if place.key else -1
        edits = (Edit(Span(colon + 1, colon + 1), " unknown"),) if colon >= 0 else ()
    return Hit(path, "key", values={"said": said, "advice": advice}, edits=edits)


def _is_free(path: Path) -> bool:
    """Whether nobody expects an answer there: own keys, notes, what is never exported."""
    return path[0] in ("internal", "obligations") or any(isinstance(key, str) and key.startswith("x_") for key in path)
