"""From bytes or text to a document: plain data, the place of everything, and what could not be read.

Reading never raises, whatever the input. Semantics: `report-format` ("Scalars"): a plain `true` or `false` is a boolean, every other scalar
is the text that was written.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from aishare_lint.document.comments import Comment, comment_spans, find_comments
from aishare_lint.document.composer import Composer, Limits, Problem
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Lines, Path, Place, Span, Value

__all__ = ["DEFAULT_LIMITS", "Document", "Limits", "Problem", "read"]

DEFAULT_LIMITS: Final = Limits()


class Document:
    """A file that was read.

    name      the path it is shown under
    text      the whole text as written
    data      what it says, or None when it could not be read; then `problems` says why
    places    where every value of `data` stands, in document order; the root is `()`
    unheard   scalars that are written but not part of `data` (second values of a key, further documents), with the path and place they have
    problems  what reading met
    scalars   the span of every scalar as it is written, keys included
    memory    what was worked out from it already; see `memory.once`
    """

    __slots__ = ("_comments", "_lines", "_values", "data", "memory", "name", "places", "problems", "scalars", "text", "unheard")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Value | None = None
        self.places: dict[Path, Place] = {}
        self.unheard: list[tuple[Path, Place, str]] = []
        self.problems: list[Problem] = []
        self.scalars: list[Span] = []
        self._lines: Lines | None = None
        self._comments: tuple[Comment, ...] | None = None
        self._values: dict[Path, Value] | None = None
        self.memory: dict[object, Any] = {}

    @property
    def lines(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment with the path it belongs to; none when the file could not be read."""
        if self._comments is None:
            if self.data is None or "#" not in self.text:
                self._comments = ()
            else:
                self._comments = find_comments(self.text, self.lines, self.places, self.scalars)
        return self._comments

    @property
    def values(self) -> dict[Path, Value]:
        """Every value of `data` by its path, in document order; none when the file could not be read."""
        if self._values is None:
            self._values = {}
            if self.data is not None:
                # In document order a container comes before what it holds.
                for path in self.places:
                    self._values[path] = self._values[path[:-1]][path[-1]] if path else self.data  # type: ignore[index]
        return self._values

    def nearest(self, path: Path) -> Path:
        """The path itself, or the nearest container of it that exists."""
        while path and path not in self.places:
            path = path[:-1]
        return path

    def written(self, path: Path) -> str:
        """The value at a path as it stands in the file."""
        start, end = self.places[path].value
        return self.text[start:end]


#: What YAML does not allow in a stream.
_FORBIDDEN = lazy("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOMS = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def read(source: bytes | str, name: str = "<text>", limits: Limits = DEFAULT_LIMITS) -> Document:
    """A document, whatever the source holds. Never raises."""
    size = len(source) if isinstance(source, bytes) else len(source.encode("utf-8", "surrogatepass"))
    if size > limits.file:
        document = Document(name, "")
        _unreadable(document, 0, "size", size=str(size), limit=str(limits.file))
        return document
    if isinstance(source, bytes):
        text, fault = _decode(source)
    else:
        text, fault = source, None
    document = Document(name, text)
    if fault is not None:
        _unreadable(document, *fault)
        return document
    # Whatever can be printed is allowed, which is known far sooner.
    wrong = None if text.replace("\n", "").isprintable() else _FORBIDDEN.search(text)
    if wrong:
        character = wrong.group()
        detail = "nul" if character == "\0" else "surrogate" if "\ud800" <= character <= "\udfff" else "control"
        document.text = text.encode("utf-8", "replace").decode()
        _unreadable(document, wrong.start(), detail, code=f"U+{ord(character):04X}")
        return document
    composer = Composer(text, limits)
    composer.compose()
    if text.count("#") > limits.values:
        more = next(islice(comment_spans(text, composer.scalars), limits.values, None), None)
        if more is not None:
            composer.problems.append(Problem("unreadable", more, (), "values", {"limit": str(limits.values)}))
    document.problems = composer.problems
    if not any(problem.kind in ("unreadable", "syntax") for problem in document.problems):
        document.data = composer.data
        document.places = composer.places
        document.unheard = composer.unheard
        document.scalars = composer.scalars
    return document


def _unreadable(document: Document, start: int, detail: str, **values: str) -> None:
    end = min(start + 1, len(document.text))
    document.problems.append(Problem("unreadable", Span(start, end), (), detail, values))


def _decode(source: bytes) -> tuple[str, tuple[int, str] | None]:
    """The text, and where and why it is none."""
    for mark, encoding in _BOMS:
        if source.startswith(mark):
            return source.decode("utf-8", "replace"), (0, encoding.lower())
    try:
        return source.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8", "replace")
        detail = "binary" if b"\0" in source else "encoding"
        return source.decode("utf-8", "replace"), (len(before), detail)
