"""Taking something out of a report: text edits that leave a commitment, planned and proved before anything is written.

What belongs together (the prompt and the response of one exchange) is one taking with one commitment in the map it came from; what stands
alone becomes `{answer: withheld, reason: …, commitment: …}` in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final, NamedTuple

from aishare_lint.document.paths import DEEP, children, find, look_up, show
from aishare_lint.document.places import Path, Place, Span, Value
from aishare_lint.document.reader import Document, Limits, read
from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Case, Circumstances
from aishare_lint.lint.checks.redaction import artifacts, material
from aishare_lint.lint.engine import Selection, check
from aishare_lint.lint.findings import Edit, Finding
from aishare_lint.lint.fixes import apply
from aishare_lint.lint.mask import FILL
from aishare_lint.lint.pack import Pack
from aishare_lint.share.commitments import file_value, new_nonce
from aishare_lint.share.sealing import Sealed

PRIVATE: Final = "redaction/non-public-poc"
SECRET: Final = "redaction/secret"  # noqa: S105 - the id of a rule
REASON: Final = "sealed before sharing"

#: What says that it is withheld where it stood; everything else of an artifact leaves no key behind.
_SAID_WITHHELD: Final = ("prompt", "response", "turns", "settings")
#: What every edition keeps: a report without it is none.
_LABELS: Final = frozenset({"schema", "id", "kind", "status", "stage", "version", "created", "updated", "lang"})
_NEVER: Final = frozenset({"tlp", "default_tlp", "disclosure", "origin", "commitment"})
#: An echo of a text, or of a line of it, that is shorter than this is a coincidence.
_TELLING: Final = 12
_TELLING_LINE: Final = 24


class Taking(NamedTuple):
    """What is taken out under one commitment.

    places  what is taken, in the order of the text
    holder  the map of the artifact they are keys of, which keeps the commitment; None where a single place is replaced
    """

    places: tuple[Path, ...]
    holder: Path | None

    @property
    def path(self) -> Path:
        """What the commitment names."""
        return self.places[0] if self.holder is None or len(self.places) == 1 else self.holder


class Redaction(NamedTuple):
    """A report with everything taken out, not yet written.

    text     the report as it will be
    sealed   what has to be sealed first, one for each taking
    takings  in the same order
    masked   how many credentials in it are masked in what is sealed
    echoes   places where something that was taken out still stands
    """

    text: str
    sealed: tuple[Sealed, ...]
    takings: tuple[Taking, ...]
    masked: int
    echoes: tuple[str, ...]


class Terms(NamedTuple):
    """What a redaction works with.

    read_file     the bytes of an attachment by the name that the report gives it; raises UserError where there are none
    reported_via  the routes to write where none stands; none leaves `unknown`, to be filled
    """

    pack: Pack
    circumstances: Circumstances
    limits: Limits
    read_file: Callable[[str], bytes]
    reported_via: tuple[str, ...] = ()
    keep_secrets: bool = False


def private_places(document: Document, terms: Terms) -> tuple[Path, ...]:
    """Everything that is not public and was not observed in an attack, as the rule finds it; what an ignore covers is left alone."""
    return tuple(finding.path for finding in findings_of(document, terms, PRIVATE) if finding.ignored is None)


def findings_of(document: Document, terms: Terms, rule: str) -> Iterator[Finding]:
    """What one rule says of a document, ignored findings included."""
    judged = check(document, terms.pack, terms.circumstances, Selection(select=frozenset({rule})))
    if judged.failures:
        raise RuntimeError(f"{rule} failed: {judged.failures[0].error}")
    yield from judged.findings


def takings(document: Document, places: Iterable[Path], terms: Terms) -> tuple[Taking, ...]:
    """What is taken out together. Raises UserError for a place that is not there or must stay."""
    case = Case(document, (), document.data or "", {}, terms.circumstances)
    known = {one.path: one for one in artifacts(case)}
    wanted: dict[Path, None] = {}
    for path in _singly(document, places):
        if path not in document.places:
            raise UserError(f"nothing stands at {show(path)} of this report", hint="places are written `$.technical.prompts[0].prompt`")
        found = material(case, known[path]) if path in known and known[path].item else (path,)
        if not found:
            raise UserError(f"{show(path)} holds nothing that could be taken out: no content, no file, no link")
        wanted |= dict.fromkeys(found)
    outer = [path for path in wanted if not any(path[:length] in wanted for length in range(len(path)))]
    for path in outer:
        _may_go(path)
        _keeps_promises(document, path)
    outer.sort(key=lambda path: document.places[path].whole)
    together: dict[Path, list[Path]] = {}
    for path in outer:
        # A second commitment cannot stand at one key: what follows the first is withheld piece by piece.
        one = known.get(path[:-1])
        holder = path[:-1] if one is not None and one.item and "commitment" not in one.item and one.path in document.places else path
        together.setdefault(holder, []).append(path)
    return tuple(Taking(tuple(paths), holder if holder != paths[0] else None) for holder, paths in together.items())


def _singly(document: Document, places: Iterable[Path]) -> Iterator[Path]:
    """The places, for all attachments each of them: a list that goes as one would leave its files behind, named nowhere."""
    for path in places:
        listed = look_up(document.data or "", path) if path == ("attachments",) else None
        yield from ((*path, number) for number in range(len(listed))) if isinstance(listed, list) else (path,)


def _may_go(path: Path) -> None:
    if not path or (len(path) == 1 and path[0] in _LABELS) or path[-1] in _NEVER or (path[-1] == "id" and len(path) > 1):
        raise UserError(f"{show(path)} must stay: a report without it is none", hint="name what it describes instead")


def _keeps_promises(document: Document, path: Path) -> None:
    """What was sealed before can be proved only while its commitment stands in the report."""
    inside = find(look_up(document.data or "", path) or "", (DEEP, "commitment"))
    above = look_up(document.data or "", path[:-1])
    if next(inside, None) is not None or (isinstance(above, dict) and above.get("answer") == "withheld" and "commitment" in above):
        hint = "name the places in it that still say something"
        raise UserError(f"{show(path)} holds the commitment to something that was sealed before, which could be proved no more", hint=hint)


def redact(document: Document, wanted: tuple[Taking, ...], terms: Terms) -> Redaction:
    """A report without what is taken. Raises UserError where an edit of the text cannot take it out and leave the rest as it is."""
    source, masked = _source(document, wanted, terms)
    report = look_up(source.data, ("id",)) if source.data is not None else None
    expected: Any = deepcopy(document.data)
    sealed, edits = [], []
    for taking in wanted:
        own = _edits(document, taking, "", terms)
        one = _sealed(source, taking, terms, report if isinstance(report, str) else "", own)
        sealed.append(one)
        edits += _edits(document, taking, one.commitment, terms)
        _expect(expected, taking, one.commitment, terms)
    text = apply(document.text, edits)
    after = read(text, document.name, terms.limits)
    if after.data != expected or len(after.problems) > len(document.problems):
        hint = "anchors, aliases and unusual layout are in the way; write it plainly first"
        raise UserError("this cannot be taken out by an edit that leaves the rest of the report as it is; nothing was changed", hint=hint)
    return Redaction(text, tuple(sealed), wanted, masked, tuple(_echoes(document, after, wanted)))


def _source(document: Document, wanted: tuple[Taking, ...], terms: Terms) -> tuple[Document, int]:
    """The document that is sealed from, with credentials in what is taken masked unless they are to be kept, and their number."""
    if terms.keep_secrets:
        return document, 0
    spans = [document.places[path].whole for taking in wanted for path in taking.places]
    secrets = [
        finding.span
        for finding in findings_of(document, terms, SECRET)
        if any(span.start < finding.span.end and finding.span.start < span.end for span in spans)
    ]
    if not secrets:
        return document, 0
    characters = list(document.text)
    for start, end in secrets:
        characters[start:end] = [character if character in "\r\n" else FILL for character in characters[start:end]]
    masked = read("".join(characters), document.name, terms.limits)
    if masked.data is None or any(look_up(masked.data, path) is None for taking in wanted for path in taking.places):
        hint = "--keep-secrets seals it as it is"
        raise UserError("what is taken out holds a credential that cannot be masked without losing more; nothing was changed", hint=hint)
    return masked, len(secrets)


def _sealed(source: Document, taking: Taking, terms: Terms, report: str, edits: list[Edit]) -> Sealed:
    from datetime import UTC

    values: dict[str, Value] = {}
    file, content = "", b""
    for path in taking.places:
        value = look_up(source.data or "", path)
        if value is None:
            raise AssertionError(show(path))
        if len(path) == 3 and path[0] == "attachments" and path[2] == "path" and isinstance(value, str):
            file, content = value, terms.read_file(value)
            value = file_value(content)
        values[str(path[-1])] = value
    return Sealed(
        report=report,
        path=show(taking.path),
        value=next(iter(values.values())) if len(taking.places) == 1 else dict(values),
        nonce=new_nonce(),
        at=terms.circumstances.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        file=file,
        content=content,
        written=tuple(source.text[edit.span.start : edit.span.end] for edit in sorted(edits)),
    )


# The edits


def _withheld(commitment: str = "", tlp: Value | None = None) -> dict[str, Value]:
    said: dict[str, Value] = {"answer": "withheld", "reason": REASON}
    if commitment:
        said["commitment"] = commitment
    if isinstance(tlp, str):
        said["tlp"] = tlp
    return said


def _written(said: Mapping[str, Value]) -> str:
    from aishare_lint.document.scalars import quote, write

    entries = (f"{key}: {quote(str(value)) if key == 'commitment' else write(str(value), flow=True)}" for key, value in said.items())
    return "{" + ", ".join(entries) + "}"


def _additions(item: Value | None, holder: Path, commitment: str, terms: Terms) -> dict[str, Value]:
    """What the map of an artifact gets: the commitment, and a route to be filled where none is named."""
    added: dict[str, Value] = {"commitment": commitment}
    # Outside of the nine sections no non-answer may stand.
    if isinstance(item, dict) and "reported_via" not in item and (terms.reported_via or holder[0] != "attachments"):
        added["reported_via"] = list(terms.reported_via) or "unknown"
    return added


def _expect(report: Any, taking: Taking, commitment: str, terms: Terms) -> None:
    """The data as it must be after the edits."""
    for number, path in enumerate(taking.places):
        parent: Any = look_up(report, path[:-1])
        if taking.holder is None:
            old = parent[path[-1]]
            parent[path[-1]] = _withheld(commitment, old.get("tlp") if isinstance(old, dict) else None)
            continue
        if number == 0:
            parent |= _additions(parent, taking.holder, commitment, terms)
        if path[-1] in _SAID_WITHHELD:
            parent[path[-1]] = _withheld()
        else:
            del parent[path[-1]]


def _edits(document: Document, taking: Taking, commitment: str, terms: Terms) -> list[Edit]:
    if taking.holder is None:
        value = look_up(document.data or "", taking.places[0])
        tlp = value.get("tlp") if isinstance(value, dict) else None
        return [_replaced(document, document.places[taking.places[0]], _withheld(commitment, tlp))]
    flow = document.places[taking.holder].style == "flow-map"
    edits = []
    for number, path in enumerate(taking.places):
        place = document.places[path]
        if number:
            edits.append(_replaced(document, place, _withheld()) if path[-1] in _SAID_WITHHELD else _deleted(document, place, flow=flow))
            continue
        entries = [f"{path[-1]}: {_written(_withheld())}"] if path[-1] in _SAID_WITHHELD else []
        for key, value in _additions(look_up(document.data or "", taking.holder), taking.holder, commitment, terms).items():
            entries.append(f"{key}: {_list(value) if isinstance(value, list) else _scalar(value)}")
        edits.append(Edit(place.whole, _separator(document, place, flow=flow).join(entries)))
    return edits


def _scalar(value: Value) -> str:
    from aishare_lint.document.scalars import quote

    return str(value) if value == "unknown" else quote(str(value))


def _list(values: list[Value]) -> str:
    from aishare_lint.document.scalars import write

    return "[" + ", ".join(write(str(value), flow=True) for value in values) + "]"


def _separator(document: Document, place: Place, *, flow: bool) -> str:
    """What stands between two entries of the map that an entry lies in."""
    if flow:
        return ", "
    line_break = "\r\n" if "\r\n" in document.text else "\n"
    key = place.key or place.value
    return line_break + " " * (document.lines.region(key).column - 1)


def _replaced(document: Document, place: Place, said: Mapping[str, Value]) -> Edit:
    """Another value at a key or in a list, from the colon on: anchors and line breaks before the old one go with it."""
    if place.key is None:
        return Edit(place.value, _written(said))
    start = document.text.index(":", place.key.end) + 1
    return Edit(Span(start, place.value.end), f" {_written(said)}")


def _deleted(document: Document, place: Place, *, flow: bool) -> Edit:
    """A key that has another before it in its map, gone with its line or its comma; a comment behind it stays."""
    text, (start, end) = document.text, place.whole
    before = start
    while before > 0 and text[before - 1].isspace():
        before -= 1
    if flow:
        if text[before - 1] == ",":
            return Edit(Span(before - 1, end), "")
        return Edit(Span(start, end + 1 if text[end : end + 1] == "," else end), "")
    line_start = document.lines.starts[document.lines.number(start) - 1]
    line_end = document.lines.span(document.lines.number(end)).end
    if text[line_start:start].strip() or text[end:line_end].strip():
        return Edit(Span(start, end), "")
    behind = document.lines.starts[document.lines.number(end)] if document.lines.number(end) < len(document.lines) else len(text)
    if behind == line_end:  # the last line, without a line break: the one before goes
        return Edit(Span(document.lines.span(max(document.lines.number(line_start) - 1, 1)).end, line_end), "")
    return Edit(Span(line_start, behind), "")


# What is left


def _echoes(before: Document, after: Document, wanted: tuple[Taking, ...]) -> Iterator[str]:
    """Where something that was taken out still stands, whole or a line of it."""
    from aishare_lint.document.echo import Echoes, is_telling, normal
    from aishare_lint.lint.detection import reading_of

    echoes = Echoes((passage.path, normal(passage.text)) for passage in reading_of(after).passages)
    said: dict[Path, None] = {}
    for taking in wanted:
        for path in taking.places:
            for text in _leaves(look_up(before.data or "", path)):
                pieces = [text, *(line for line in text.splitlines() if len(line.strip()) >= _TELLING_LINE)]
                for piece in map(normal, pieces):
                    if len(piece) >= _TELLING and is_telling(piece):
                        said |= dict.fromkeys(echoes.of(piece))
    yield from map(show, said)


def _leaves(value: Value | None) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value is not None:
        for _, child in children(value):
            yield from _leaves(child)
