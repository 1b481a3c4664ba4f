"""The echo test (law 2): nothing that an edition leaves out can be found in what was exported of it, and nothing is marked too loosely.

It knows nothing of how exports are made. It looks through everything that can be got out of a file (`decoding`), and sorts the objects of
machine formats by their marks as a recipient does who passes on what is looser (`marked_objects`). Places are named, values never.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Generic, NamedTuple, TypeVar

from aishare_lint.document.echo import Echoes, is_telling, normal, words
from aishare_lint.document.marks import LABELS, effective_mark, looser, marked_leaves, order
from aishare_lint.document.paths import children
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value
from aishare_lint.lint.checks import Format
from aishare_lint.share.audiences import Audience
from aishare_lint.share.decoding import decode
from aishare_lint.share.editions import LABELS as LABELS_OF_HEAD
from aishare_lint.share.editions import Edition, withheld
from aishare_lint.share.marked_objects import Marked, marked_objects

#: From so many letters and digits on a value is found even where it is broken over lines or runs into its neighbours.
_LONG: Final = 12
_BETWEEN = lazy(r"[\W_]+")
Name = TypeVar("Name")


class Echo(NamedTuple):
    """A value that stands where it must not.

    path  where it stands in the report, or, where it is kept but marked too loosely in the file, in the edition
    file  the file in which it was found
    at    where there, in the words of the format; empty for the file as a whole
    how   what it was taken out of, the outermost first, `json, base64`; and the mark of the object, where that is what is wrong
    """

    path: Path
    file: str
    at: str
    how: str


class Unmarked(NamedTuple):
    """An object that bears no mark: whoever sorts by marks can do nothing with it."""

    file: str
    at: str


class Search(NamedTuple):
    """What the echo test found.

    echoes    values that stand where they must not
    unmarked  objects without a mark
    not_read  files that could not be read, or not wholly, and why: of these nothing is said
    """

    echoes: tuple[Echo, ...]
    unmarked: tuple[Unmarked, ...]
    not_read: tuple[str, ...]


def echoes(report: dict[str, Value], edition: Edition, audience: Audience, format_: Format, files: Mapping[str, bytes]) -> Search:
    """Look through what was exported of an edition, by file name, for what the report withholds from the audience."""
    found: dict[Echo, None] = {}
    unmarked: list[Unmarked] = []
    unread: list[str] = []
    secrets = _secrets(withheld(report, audience, format_), edition.data, (), format_)
    # Whoever may pass on what is `label` or looser keeps what is marked so, and must not find there what is marked stricter.
    stricter = {label: _secrets(_above(edition.data, label), edition.data, (label,), format_) for label in LABELS[: order(edition.mark)]}
    for name, content in files.items():
        decoded = decode(name, content)
        unread += decoded.unread
        texts = _Texts((reading, reading.text) for reading in decoded.readings)
        for path, secret in secrets.items():
            found |= {Echo(path, name, one.at, ", ".join(one.how)): None for one in texts.of(secret)}
        objects = list(marked_objects(name, content, format_.vocabularies))
        unmarked += [Unmarked(name, one.at) for one in objects if not one.label]
        label_at = _Labels(objects)
        for label, above in stricter.items() if objects else ():
            for path, secret in above.items():
                how = f"an object marked {label}"
                found |= {Echo(path, name, one.at, how): None for one in texts.of(secret) if label_at.of(one.at) == label}
    return Search(tuple(found), tuple(unmarked), tuple(dict.fromkeys(unread)))


class _Labels:
    """The marks of the objects of a file, by where a text was found in it."""

    def __init__(self, objects: Iterable[Marked]) -> None:
        self._labels = {one.at: one.label for one in objects}

    def of(self, at: str) -> str:
        """The mark of the innermost object in which a place lies; empty where it lies in none."""
        end = len(at)
        while end > 0:
            if at[:end] in self._labels:
                return self._labels[at[:end]]
            end = max(at.rfind(sign, 0, end) for sign in ".[,")
        return ""


def _above(data: dict[str, Value], ceiling: str) -> Iterator[tuple[Path, str]]:
    """The texts that are marked stricter than a label."""
    for path, value, mark in marked_leaves(data):
        if isinstance(value, str) and looser(ceiling, mark.label):
            yield path, value


def _secrets(values: Iterable[tuple[Path, str]], data: dict[str, Value], ceiling: tuple[str, ...], format_: Format) -> dict[Path, str]:
    """What is to be looked for: values that tell something, are no word of the format, and do not also stand in a place that stays.

    `ceiling` is the label up to which places stay; all do where it is empty.
    """
    common = words(format_.vocabularies)
    stays = _Texts((None, text) for text in [*_kept(data, ceiling), *_said_by_format(format_)])
    secrets = {}
    for path, value in values:
        secret = normal(value)
        if is_telling(secret) and secret not in common and next(stays.of(secret), stays) is stays:
            secrets[path] = secret
    return secrets


def _kept(data: dict[str, Value], ceiling: tuple[str, ...]) -> Iterator[str]:
    """The texts of the places that stay, and every key: a key has no mark."""
    for path, value, mark in marked_leaves(data):
        stays = path[0] in LABELS_OF_HEAD or not any(looser(label, mark.label) for label in ceiling)
        if isinstance(value, str) and stays:
            yield value
        yield from (key for key in path if isinstance(key, str))
    yield effective_mark(data, ()).label


def _said_by_format(format_: Format) -> Iterator[str]:
    """What every export may say by itself: the questions of the tear sheet, and what words and labels mean."""
    yield from _texts(dict(format_.tear_sheet.data))
    for name in format_.vocabularies.names:
        list_ = format_.vocabularies.vocabulary(name)
        yield from (str(record.get("means", "")) for record in list_.values.values())


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for _, child in children(value):
        yield from _texts(child)


class _Texts(Generic[Name]):
    """Many texts, in which values are looked for as words of their own, and long ones by their letters and digits alone."""

    def __init__(self, texts: Iterable[tuple[Name, str]]) -> None:
        listed = [(name, normal(text)) for name, text in texts]
        self._words = Echoes(listed)
        self._letters = [(name, _letters(text)) for name, text in listed]
        # Most values stand nowhere: one look into everything tells so at once.
        self._all = "\0".join(text for _, text in self._letters)

    def of(self, secret: str) -> Iterator[Name]:
        """The texts in which a normalized value stands, each once."""
        seen: dict[Name, None] = dict.fromkeys(self._words.of(secret))
        letters = _letters(secret)
        if len(letters) >= _LONG and letters in self._all:
            seen |= dict.fromkeys(name for name, text in self._letters if letters in text)
        yield from seen


def _letters(text: str) -> str:
    return _BETWEEN.sub("", text)
