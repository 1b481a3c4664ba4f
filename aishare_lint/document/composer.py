"""YAML events into plain data and the place of everything: one pass, no recursion, bounded in all that a hostile text can ask for."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from aishare_lint.document import events
from aishare_lint.document.block_scalars import block_end
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Place, Span, Value


class Limits(NamedTuple):
    """What a file may ask of the reader.

    file            bytes
    depth           nesting, aliases included
    expanded_nodes  keys and values that aliases add
    values          keys, values, aliases, comments and documents, written or added
    """

    file: int = 2_000_000
    depth: int = 100
    expanded_nodes: int = 10_000
    values: int = 100_000


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


class _Open:
    """A container that is being filled. Its next entry has `key`; `repeated` when the key was there already or is none."""

    __slots__ = (
        "anchor",
        "data",
        "dropped",
        "end",
        "height",
        "key",
        "key_span",
        "keys",
        "nodes_before",
        "own_key",
        "path",
        "repeated",
        "start",
        "style",
    )

    def __init__(self, data: Any, start: int, style: str) -> None:
        self.data = data
        self.start = self.end = start
        self.style = style
        self.path: Path = ()
        self.own_key: Span | None = None
        #: Whether it is no part of the document's data.
        self.dropped = False
        self.anchor: str | None = None
        self.nodes_before = 0
        #: How many levels it has.
        self.height = 1
        #: First place of each key; None in a list.
        self.keys: dict[str, Span] | None = {} if data.__class__ is dict else None
        self.key: str | None = None
        self.key_span: Span | None = None
        self.repeated = False


class _Anchor(NamedTuple):
    value: Value
    nodes: int
    height: int


class _Stop(Exception):  # noqa: N818 - nothing is wrong with the program
    """A limit was hit; nothing more is read."""


#: Makes a Span or a Place of a tuple in half the time that calling the class takes; a report has hundreds of them.
_new: Any = tuple.__new__
#: libyaml's time grows with the square of these, and every tag is as long as its prefix.
_TAG_DIRECTIVE: Final = lazy(r"(?<![^\r\n\ufeff])%TAG[ \t][^\r\n]*")
_TAG_DIRECTIVES = 16
_TAG_DIRECTIVE_LENGTH = 200
_SHOWN_TAG = 80
#: Each becomes a finding; a file with more of them is no report.
_MOST_PROBLEMS = 1_000
_BOOLEANS: Final = {"true": True, "false": False}
_BLOCKS: Final = frozenset("|>")
#: The name of an anchor ends, for libyaml, at the first other character; the value may begin right there: `&a:b` is `:b`.
_PROPERTY: Final = lazy(r"!<[^>\s]*>|![^\s,\[\]{}]*|&[0-9A-Za-z_-]*")
_COLON: Final = lazy(r"(?:[ \t\r\n]|#[^\r\n]*+)*+:")
_GAP: Final = lazy(r"[ \t\r\n]+(?:#[^\r\n]*)?")


#: What libyaml says since 0.2.6 of text that is a thousand levels deep, sooner than its events can be counted; no limit of ours is as high.
_TOO_DEEP: Final = "maximum nesting depth"


class Composer:
    """What a text says. `data` is None until a root was read; `scalars` holds the span of every scalar as it is written."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.data: Value | None = None
        self.places: dict[Path, Place] = {}
        self.unheard: list[tuple[Path, Place, str]] = []
        self.problems: list[Problem] = []
        self.scalars: list[Span] = []
        self.stack: list[_Open] = []
        self.top: _Open | None = None
        self.anchors: dict[str, _Anchor | None] = {}
        self.nodes = 0
        self.most = limits.values
        self.expanded = 0
        self.documents = 0
        #: What stand-ins stand for; see `events.parsable`.
        self.restore: dict[int, str] = {}

    def problem(self, kind: str, span: Span, at: Path, detail: str, related: tuple[tuple[Span, str], ...] = (), **values: str) -> None:
        self.problems.append(Problem(kind, span, at, detail, values, related))
        if len(self.problems) == _MOST_PROBLEMS:
            self.stop(span, "problems", _MOST_PROBLEMS)

    def compose(self) -> None:
        """Read the text. Whatever is wrong with it becomes a problem."""
        take = {
            events.ScalarEvent: self.scalar,
            events.AliasEvent: self.alias,
            events.MappingStartEvent: self.start,
            events.SequenceStartEvent: self.start,
            events.MappingEndEvent: self.end,
            events.SequenceEndEvent: self.end,
            events.DocumentStartEvent: self.document_start,
        }
        if self.too_many_tag_directives():
            return
        try:
            text, self.restore = events.parsable(self.text)
            for event in events.events(text):
                handle = take.get(event.__class__)
                if handle is not None:
                    handle(event)
        except _Stop:
            return
        except Exception as error:
            if not hasattr(error, "problem_mark"):
                raise
            self.syntax(error)
        if self.documents == 0 and not self.problems:
            start = 1 if self.text.startswith("\ufeff") else 0
            self.data = ""
            self.places[()] = Place(None, Span(start, start), "plain")

    def too_many_tag_directives(self) -> bool:
        for number, found in enumerate(_TAG_DIRECTIVE.finditer(self.text) if "%TAG" in self.text else ()):
            if number >= _TAG_DIRECTIVES or len(found[0]) > _TAG_DIRECTIVE_LENGTH:
                said = "too many %TAG directives" if number >= _TAG_DIRECTIVES else "a %TAG directive that is too long"
                self.problem("syntax", Span(found.start(), found.start() + 4), (), said, problem=said, context="")
                return True
        return False

    def syntax(self, error: Any) -> None:
        mark, context_mark = error.problem_mark, error.context_mark
        offset = min(mark.index if mark else 0, len(self.text))
        related: tuple[tuple[Span, str], ...] = ()
        if context_mark and mark and context_mark.line != mark.line:
            start = min(context_mark.index, len(self.text))
            related = ((Span(start, min(start + 1, len(self.text))), str(error.context or "")),)
        at = self.stack[-1].path if self.stack else ()
        said, context = str(error.problem or ""), str(error.context or "")
        span = Span(offset, min(offset + 1, len(self.text)))
        if _TOO_DEEP in said:
            self.problem("unreadable", span, at, "depth", limit=str(self.limits.depth))
            return
        self.problems.append(Problem("syntax", span, at, said, {"problem": said, "context": context}, related))

    # Events

    def document_start(self, event: Any) -> None:
        self.documents += 1
        self.anchors.clear()
        span = self.span(event)
        self.count(1, span.start)
        if self.documents == 2:
            self.problem("unsupported-feature", span, (), "documents")
        if event.version or event.tags:
            self.problem("unsupported-feature", span, (), "directive")

    def scalar(self, event: Any) -> None:  # noqa: C901, PLR0912 - half the time that reading takes is spent here: calls are spared
        start: int = event.start_mark.index
        end: int = event.end_mark.index
        written: str = event.value
        style: str = event.style or "plain"
        value: str | bool = written
        self.nodes += 1
        if self.nodes > self.most:
            self.count(0, start)
        if self.restore:
            value = written = written.translate(self.restore)
        if style == "plain" and written in _BOOLEANS:
            value = _BOOLEANS[written]
        if event.anchor is not None or event.tag is not None:
            start = self.behind_properties(event, start, end)
            if event.anchor is not None:
                self.anchors[event.anchor] = _Anchor(value, 1, 0)
        elif start == end:
            start = end = self.empty_value_at(start)
        if style in _BLOCKS:
            end = block_end(self.text, start, end, written)
        span: Span = _new(Span, (start, end))
        self.scalars.append(span)
        top = self.top
        if top is None or top.repeated or top.dropped:
            if top is not None and top.keys is not None and top.key is None:
                self.set_key(top, written, span, style)
            else:
                self.put(value, span, style)
            return
        # The same as `set_key` and `put` for entries that are neither repeated nor dropped.
        top.end = end
        key = top.key
        if key is not None:
            top.data[key] = value
            top.key = None
            self.places[(*top.path, key)] = _new(Place, (top.key_span, span, style))
        elif top.keys is None:
            self.places[(*top.path, len(top.data))] = _new(Place, (None, span, style))
            top.data.append(value)
        elif written in top.keys or written == "<<":
            self.set_key(top, written, span, style)
        else:
            top.key = written
            top.key_span = top.keys[written] = span

    def alias(self, event: Any) -> None:
        span = self.span(event)
        self.count(1, span.start)
        anchor = self.anchors.get(event.anchor)
        value: Value = ""
        if event.anchor not in self.anchors:
            self.problem("syntax", span, self.next_path(), "undefined alias", problem="undefined alias", context=event.anchor)
        elif anchor is None:
            self.problem("unsupported-feature", span, self.next_path(), "cycle", name=event.anchor)
        else:
            value = anchor.value
            self.expanded += anchor.nodes
            if self.expanded > self.limits.expanded_nodes:
                self.stop(span, "nodes", self.limits.expanded_nodes)
            self.count(anchor.nodes, span.start)
            if len(self.stack) + anchor.height > self.limits.depth:
                self.stop(span, "depth", self.limits.depth)
            if self.top is not None:
                self.top.height = max(self.top.height, anchor.height + 1)
        top = self.top
        if top is None or top.key is not None or top.keys is None:
            path = self.put(value, span, "alias")
            if path is not None and isinstance(value, (dict, list)):
                self.expand(path, value, span)
        elif isinstance(value, (dict, list)):
            self.problem("unsupported-feature", span, top.path, "complex-key")
            top.key, top.key_span, top.repeated = "", span, True
        else:
            self.set_key(top, value if isinstance(value, str) else "true" if value else "false", span, "alias")

    def start(self, event: Any) -> None:
        data: Any = {} if event.__class__ is events.MappingStartEvent else []
        style = "map" if data.__class__ is dict else "list"
        start = event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            self.tagged(event, start)
            start = self.collection_start(event, style)
        if event.flow_style:
            style = f"flow-{style}"
        self.count(1, start)
        if len(self.stack) >= self.limits.depth:
            self.stop(Span(start, start + 1), "depth", self.limits.depth)
        container = _Open(data, start, style)
        self.open(container)
        if event.anchor is not None:
            container.anchor = event.anchor
            container.nodes_before = self.nodes - 1
            self.anchors[event.anchor] = None
        if not container.dropped:
            # Holds the position: places are in the order of the text. The end is filled in when it is known.
            self.places[container.path] = None  # type: ignore[assignment]

    def open(self, container: _Open) -> None:
        """Put a container where it belongs; what comes next is inside it."""
        top = self.top
        if top is None:
            container.dropped = self.documents > 1
            if not container.dropped:
                self.data = container.data
        elif top.keys is None:
            container.path = (*top.path, len(top.data))
            container.dropped = top.dropped
            top.data.append(container.data)
        elif top.key is None:
            self.problem("unsupported-feature", Span(container.start, container.start + 1), top.path, "complex-key")
            top.key, top.key_span, top.repeated = "", None, True
            container.path = (*top.path, "")
            container.dropped = True
        else:
            container.path = (*top.path, top.key)
            container.own_key = top.key_span
            container.dropped = top.dropped or top.repeated
            if not top.repeated:
                top.data[top.key] = container.data
            top.key, top.repeated = None, False
        self.top = container
        self.stack.append(container)

    def end(self, event: Any) -> None:
        container = self.stack.pop()
        self.top = top = self.stack[-1] if self.stack else None
        # Of a block the parser says where the next token begins, and so of a pair in a list without braces.
        end = container.end
        if container.style.startswith("flow") and self.text[container.start] in "[{":
            end = event.end_mark.index
        if container.anchor is not None:
            self.anchors[container.anchor] = _Anchor(container.data, self.nodes - container.nodes_before, container.height)
        span: Span = _new(Span, (container.start, end))
        if not container.dropped:
            self.places[container.path] = _new(Place, (container.own_key, span, container.style))
        if top is not None:
            top.end = end
            if top.key is not None:  # it stands where a key should
                top.key_span = span
            if container.height >= top.height:
                top.height = container.height + 1

    # Building

    def span(self, event: Any) -> Span:
        return Span(event.start_mark.index, event.end_mark.index)

    def stop(self, span: Span, detail: str, limit: int) -> None:
        self.problems.append(Problem("unreadable", span, (), detail, {"limit": str(limit)}))
        raise _Stop

    def count(self, nodes: int, start: int) -> None:
        self.nodes += nodes
        if self.nodes > self.most:
            self.stop(Span(start, min(start + 1, len(self.text))), "values", self.most)

    def tagged(self, event: Any, start: int) -> None:
        if event.tag is not None:
            end = event.end_mark.index
            self.problem("unsupported-feature", Span(start, end), self.next_path(), "tag", tag=event.tag[:_SHOWN_TAG])

    def behind_properties(self, event: Any, start: int, end: int) -> int:
        """Where a scalar itself begins, behind its anchor and tag."""
        self.tagged(event, start)
        found = _PROPERTY.match(self.text, start, end)
        while found:
            start = found.end()
            gap = _GAP.match(self.text, start, end)
            while gap:
                start = gap.end()
                gap = _GAP.match(self.text, start, end)
            found = _PROPERTY.match(self.text, start, end)
        return start

    def collection_start(self, event: Any, style: str) -> int:
        """Where a collection itself begins, behind its anchor and tag: its first token ends, or begins, where the event ends."""
        end: int = event.end_mark.index
        if event.flow_style:
            return end - 1
        # A list that is not indented below its key has no token of its own; the parser has read its first dash.
        return end - 1 if style == "list" and not self.text.startswith("-", end) else end

    def empty_value_at(self, start: int) -> int:
        """Where a value that is not written stands: behind the colon or key. The parser may say where the next token begins."""
        top = self.top
        if top is None or top.key is None or top.key_span is None:
            return start
        found = _COLON.match(self.text, top.key_span.end, start)
        return found.end() if found else top.key_span.end

    def next_path(self) -> Path:
        top = self.top
        if top is None:
            return ()
        if top.keys is None:
            return (*top.path, len(top.data))
        return top.path if top.key is None else (*top.path, top.key)

    def set_key(self, top: _Open, key: str, span: Span, style: str) -> None:
        keys: Any = top.keys
        top.key = key
        top.key_span = span
        top.end = span.end
        if key in keys:
            top.repeated = True
            self.problem("duplicate-key", span, (*top.path, key), "", ((keys[key], "it stands here first"),), key=key)
        else:
            keys[key] = span
        if top.dropped:
            self.unheard.append(((*top.path, key), Place(None, span, style), key))
        if key == "<<" and style == "plain":
            self.problem("unsupported-feature", span, (*top.path, key), "merge-key")

    def put(self, value: Value, span: Span, style: str) -> Path | None:
        """Put a scalar or what an alias stands for where it belongs; its path, or None when it is not part of the data."""
        top = self.top
        key_span = None
        if top is None:
            path: Path = ()
            dropped = self.documents > 1
            if not dropped:
                self.data = value
        else:
            top.end = span[1]
            dropped = top.dropped
            if top.keys is None:
                path = (*top.path, len(top.data))
                top.data.append(value)
            else:
                key: Any = top.key
                path = (*top.path, key)
                key_span = top.key_span
                top.key = None
                if top.repeated:
                    dropped, top.repeated = True, False
                else:
                    top.data[key] = value
        place: Place = _new(Place, (key_span, span, style))
        if not dropped:
            self.places[path] = place
            return path
        if isinstance(value, str):
            self.unheard.append((path, place, value))
        return None

    def expand(self, path: Path, value: Value, span: Span) -> None:
        """Places for all that stands below an alias: where the alias stands."""
        below = [(path, value)]
        while below:
            at, container = below.pop()
            if at is not path:
                self.places[at] = Place(span if isinstance(at[-1], str) else None, span, "alias")
            if isinstance(container, dict):
                below.extend(((*at, key), child) for key, child in reversed(container.items()))
            elif isinstance(container, list):
                below.extend(((*at, index), container[index]) for index in reversed(range(len(container))))
