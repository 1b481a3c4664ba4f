"""From bytes or text to a document: plain data, the place of everything, and what could not be read.

Reading never raises, whatever the input. Semantics: `report-format` ("Scalars"): a plain `true` or `false` is a boolean, every other scalar
is the text that was written.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from aishare_lint.document.comments import Comment, find_comments
from aishare_lint.document.events import events
from aishare_lint.document.places import Key, Lines, Path, Place, Span, Value


class Limits(NamedTuple):
    """What a file may ask of the reader: bytes, nesting, and nodes after aliases are expanded."""

    file: int = 2_000_000
    depth: int = 100
    expanded_nodes: int = 10_000


DEFAULT_LIMITS: Final = Limits()


class Problem(NamedTuple):
    """Something that reading met.

    kind     `unreadable`, `syntax`, `duplicate-key` or `unsupported-feature`
    span     where; `at` is the path as far as it is known
    detail   a word for what exactly, such as `size`, `tag` or `merge-key`
    values   what a message may say about it
    related  other places with a label
    """

    kind: str
    span: Span
    at: Path
    detail: str
    values: dict[str, str]
    related: tuple[tuple[Span, str], ...] = ()


class Document:
    """A file that was read.

    name      the path it is shown under
    text      the whole text as written
    data      what it says, or None when it could not be read; then `problems` says why
    places    where every value of `data` stands, in document order; the root is `()`
    unheard   scalars that are written but not part of `data` (second values of a key, further documents), with the path and place they have
    problems  what reading met
    """

    __slots__ = ("_comments", "_lines", "data", "name", "places", "problems", "text", "unheard")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Value | None = None
        self.places: dict[Path, Place] = {}
        self.unheard: list[tuple[Path, Place, str]] = []
        self.problems: list[Problem] = []
        self._lines: Lines | None = None
        self._comments: tuple[Comment, ...] | None = None

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
                unheard = (place for _, place, _ in self.unheard)
                self._comments = find_comments(self.text, self.lines, self.places, unheard)
        return self._comments

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
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOMS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\x00\x00\xfe\xff", "UTF-32"))


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
    wrong = _FORBIDDEN.search(text)
    if wrong:
        character = wrong.group()
        detail = "nul" if character == "\0" else "surrogate" if "\ud800" <= character <= "\udfff" else "control"
        document.text = text.encode("utf-8", "replace").decode()
        _unreadable(document, wrong.start(), detail, code=f"U+{ord(character):04X}")
        return document
    _Composer(document, limits).compose()
    if any(problem.kind in ("unreadable", "syntax") for problem in document.problems):
        document.data = None
        document.places = {}
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


class _Open:
    """A container that is being filled, with what is known of its next entry."""

    __slots__ = ("anchor", "data", "dropped", "key", "keys", "nodes_before", "path", "start", "style")

    def __init__(self, data: Any, path: Path, start: int, style: str, anchor: str | None, nodes: int, dropped: bool) -> None:
        self.data = data
        self.path = path
        self.start = start
        self.style = style
        self.anchor = anchor
        self.nodes_before = nodes
        self.dropped = dropped
        self.key: tuple[str, Span] | None = None
        self.keys: dict[str, Span] = {}


class _Anchor(NamedTuple):
    value: Value
    nodes: int


class _Stop(Exception):
    """A limit was hit; nothing more is read."""


class _Composer:
    """Events into data and places. One pass, no recursion; the stream is drained to its end unless a limit was hit."""

    def __init__(self, document: Document, limits: Limits) -> None:
        self.document = document
        self.text = document.text
        self.limits = limits
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Anchor | None] = {}
        self.nodes = 0
        self.documents = 0
        # The parser neither counts a byte order mark nor shows it.
        self.shift = 1 if document.text.startswith("\ufeff") else 0
        #: Depth of a container that stands where a key should; 0 when outside one.
        self.inside_key = 0

    def problem(self, kind: str, span: Span, at: Path, detail: str, related: tuple[tuple[Span, str], ...] = (), **values: str) -> None:
        self.document.problems.append(Problem(kind, span, at, detail, values, related))

    def compose(self) -> None:
        document = self.document
        try:
            for event in events(self.text[self.shift :]):
                getattr(self, _HANDLERS[type(event).__name__])(event)
        except _Stop:
            pass
        except RecursionError:
            self.problem("unreadable", Span(0, 0), (), "depth", limit=str(self.limits.depth))
        except Exception as error:
            if not hasattr(error, "problem_mark"):
                raise
            self.syntax(error)
        if self.documents == 0 and not document.problems:
            document.data = ""
            document.places[()] = Place(None, Span(self.shift, self.shift), "plain")

    def syntax(self, error: Any) -> None:
        mark, context_mark = error.problem_mark, error.context_mark
        offset = min((mark.index if mark else 0) + self.shift, len(self.text))
        related: tuple[tuple[Span, str], ...] = ()
        if context_mark and mark and context_mark.line != mark.line:
            start = min(context_mark.index + self.shift, len(self.text))
            related = ((Span(start, min(start + 1, len(self.text))), str(error.context or "")),)
        at = self.stack[-1].path if self.stack else ()
        self.problem(
            "syntax",
            Span(offset, min(offset + 1, len(self.text))),
            at,
            str(error.problem or ""),
            related,
            problem=str(error.problem or ""),
            context=str(error.context or ""),
        )

    # Events

    def nothing(self, event: Any) -> None:
        pass

    def document_start(self, event: Any) -> None:
        self.documents += 1
        self.anchors.clear()
        span = self.span(event)
        if self.documents == 2:
            self.problem("unsupported-feature", span, (), "documents")
        if event.version or event.tags:
            self.problem("unsupported-feature", span, (), "directive")

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark.index + self.shift, event.end_mark.index + self.shift
        style = event.style or "plain"
        start = self.skip_properties(event, start, end)
        if style in "|>":
            end = block_end(self.text, start, end, event.value)
        value: Value = event.value
        if style == "plain" and (value == "true" or value == "false"):
            value = value == "true"
        self.add(event, value, start, end, style)

    def alias(self, event: Any) -> None:
        span = self.span(event)
        anchor = self.anchors.get(event.anchor, False)
        if anchor is False:
            self.problem("syntax", span, self.next_path(), "undefined alias", problem="undefined alias", context=event.anchor)
            self.add(None, "", *span, "alias")
        elif anchor is None:
            self.problem("unsupported-feature", span, self.next_path(), "cycle", name=event.anchor)
            self.add(None, "", *span, "alias")
        else:
            self.count(anchor.nodes, span)
            self.add(None, anchor.value, *span, "alias")

    def start_map(self, event: Any) -> None:
        self.start(event, {}, "flow-map" if event.flow_style else "map")

    def start_list(self, event: Any) -> None:
        self.start(event, [], "flow-list" if event.flow_style else "list")

    def start(self, event: Any, data: Any, style: str) -> None:
        start = event.start_mark.index + self.shift
        self.tagged(event, Span(start, event.end_mark.index + self.shift))
        start = self.skip_properties(event, start, len(self.text))
        self.count(1, Span(start, start + 1))
        if len(self.stack) >= self.limits.depth:
            self.problem("unreadable", Span(start, start + 1), (), "depth", limit=str(self.limits.depth))
            raise _Stop
        parent = self.stack[-1] if self.stack else None
        dropped = self.documents > 1 or (parent is not None and parent.dropped)
        path = self.next_path()
        if parent is not None and isinstance(parent.data, dict) and parent.key is None:
            self.problem("unsupported-feature", Span(start, start + 1), parent.path, "complex-key")
            dropped = True
        elif parent is not None and parent.key is not None and parent.key[0] in parent.data:
            dropped = True
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(data, path, start, style, event.anchor, self.nodes - 1, dropped))
        if not dropped:
            # The end is filled in later; the order of `places` is the order of the text.
            self.document.places[path] = Place(parent.key[1] if parent and parent.key else None, Span(start, start), style)

    def end(self, event: Any) -> None:
        container = self.stack.pop()
        end = event.end_mark.index + self.shift
        if container.style in ("map", "list"):
            end = self.block_collection_end(container, end)
        if container.anchor is not None:
            self.anchors[container.anchor] = _Anchor(container.data, self.nodes - container.nodes_before)
        place = Place(None, Span(container.start, end), container.style)
        self.attach(container.data, place, container.dropped)

    # Building

    def span(self, event: Any) -> Span:
        return Span(event.start_mark.index + self.shift, event.end_mark.index + self.shift)

    def count(self, nodes: int, span: Span) -> None:
        self.nodes += nodes
        if self.nodes > self.limits.expanded_nodes:
            self.problem("unreadable", span, (), "nodes", limit=str(self.limits.expanded_nodes))
            raise _Stop

    def tagged(self, event: Any, span: Span) -> None:
        if event.tag is not None:
            self.problem("unsupported-feature", span, self.next_path(), "tag", tag=event.tag)

    def skip_properties(self, event: Any, start: int, end: int) -> int:
        """Where the node itself begins behind its anchor and tag."""
        if event.anchor is None and event.tag is None:
            return start
        found = _PROPERTIES.match(self.text, start, end)
        return found.end() if found else start

    def next_path(self) -> Path:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.data, list):
            return (*top.path, len(top.data))
        return (*top.path, top.key[0]) if top.key else top.path

    def add(self, event: Any, value: Value, start: int, end: int, style: str) -> None:
        """A scalar or an alias: a key, a value or an item."""
        if event is not None:
            self.tagged(event, Span(start, end))
            self.count(1, Span(start, end))
            if event.anchor is not None:
                self.anchors[event.anchor] = _Anchor(value, 1)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.data, dict) and top.key is None:
            self.set_key(top, value, Span(start, end), style)
            return
        self.attach(value, Place(None, Span(start, end), style), self.documents > 1)

    def set_key(self, top: _Open, value: Value, span: Span, style: str) -> None:
        if isinstance(value, (dict, list)):
            self.problem("unsupported-feature", span, top.path, "complex-key")
            value = ""
        key = ("true" if value else "false") if isinstance(value, bool) else value
        if key == "<<" and style == "plain":
            self.problem("unsupported-feature", span, (*top.path, key), "merge-key")
        if key in top.keys:
            related = ((top.keys[key], "it stands here first"),)
            self.problem("duplicate-key", span, (*top.path, key), "", related, key=key)
        else:
            top.keys[key] = span
        top.key = (key, span)

    def attach(self, value: Value, place: Place, dropped: bool) -> None:
        """Put a finished value where it belongs and note its place."""
        document = self.document
        top = self.stack[-1] if self.stack else None
        path = self.next_path()
        if top is None:
            if not dropped:
                document.data = value
                self.note(path, place, value)
            elif isinstance(value, str):
                document.unheard.append((path, place, value))
            return
        if isinstance(top.data, list):
            self.keep(top, path, place, value, dropped or top.dropped)
            top.data.append(value)
            return
        if top.key is None:  # a container that stood where a key should
            top.key = ("", place.value)
            return
        key, key_span = top.key
        place = Place(key_span, place.value, place.style)
        second = key in top.data
        self.keep(top, path, place, value, dropped or top.dropped or second)
        if not second:
            top.data[key] = value
        top.key = None

    def keep(self, top: _Open, path: Path, place: Place, value: Value, dropped: bool) -> None:
        if not dropped:
            self.note(path, place, value)
        elif isinstance(value, str):
            self.document.unheard.append((path, place, value))

    def note(self, path: Path, place: Place, value: Value) -> None:
        places = self.document.places
        places[path] = place
        if place.style == "alias" and isinstance(value, (dict, list)):
            below: list[tuple[Path, Value]] = [(path, value)]
            while below:
                at, container = below.pop()
                entries: Any = container.items() if isinstance(container, dict) else enumerate(container)  # type: ignore[arg-type]
                for key, child in entries:
                    places[(*at, key)] = Place(place.value if isinstance(key, str) else None, place.value, "alias")
                    if isinstance(child, (dict, list)):
                        below.append(((*at, key), child))

    def block_collection_end(self, container: _Open, end: int) -> int:
        """Where the last entry of a block map or list ends; the parser says where the next token begins."""
        last: Key | None = None
        if isinstance(container.data, dict) and container.data:
            last = next(reversed(container.data))
        elif isinstance(container.data, list) and container.data:
            last = len(container.data) - 1
        if last is None:
            return max(container.start, len(self.text[container.start : end].rstrip()) + container.start)
        place = self.document.places.get((*container.path, last))
        return place.value.end if place else end


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s+|$))+")

_HANDLERS: Final = {
    "StreamStartEvent": "nothing",
    "StreamEndEvent": "nothing",
    "DocumentStartEvent": "document_start",
    "DocumentEndEvent": "nothing",
    "ScalarEvent": "scalar",
    "AliasEvent": "alias",
    "MappingStartEvent": "start_map",
    "SequenceStartEvent": "start_list",
    "MappingEndEvent": "end",
    "SequenceEndEvent": "end",
}


def block_end(text: str, start: int, end: int, value: str) -> int:
    """Where the own lines of a block scalar end; the parser counts comments and blank lines behind it as its own.

    `start` is at the `|` or `>`, `end` where the next token begins. Without content it ends with its header.
    """
    lines = Lines(text[start:end])
    header = lines.line(1)
    stop = len(header.partition(" #")[0].rstrip())
    first = next((line for line in value.split("\n") if line.strip()), None)
    if first is None:
        return start + stop
    indent = -1
    for number in range(2, len(lines) + 1):
        line = lines.line(number)
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip(" "))
        if indent < 0:
            # What the first line has beyond the indentation is part of the value.
            indent = depth - (len(first) - len(first.lstrip(" ")))
        if depth < indent:
            break
        stop = lines.span(number).end
    return start + stop
