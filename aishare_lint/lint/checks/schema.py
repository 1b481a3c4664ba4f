"""Whether a report has the form of the report format: its keys, and what stands at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from aishare_lint.document.memory import once
from aishare_lint.document.paths import look_up, parse
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document
from aishare_lint.document.scalars import write
from aishare_lint.document.vocabularies import Hint, Vocabularies, Vocabulary
from aishare_lint.lint.checks import Case, Format, Hit
from aishare_lint.lint.findings import Edit

if TYPE_CHECKING:
    from aishare_lint.lint.schema.explain import SchemaError

#: More words than this are not listed in a message.
_MOST = 12
#: A value is quoted in a message up to this length.
_LONGEST = 40
#: What decides who may see what: a slip here is an error even in a draft.
_MARKS: Final = frozenset({"tlp", "default_tlp", "obtained_tlp", "disclosure", "origin"})
_UNDER_MARKS: Final = _MARKS | {"handling"}
#: A file that has this many of the required keys of the head was meant to be a report, whether it says so or not.
_ENOUGH = 3

#: So many things are said of the form of one report. Behind them the first ones are mended before the next are of any use.
_MOST_ERRORS: Final = 500
#: So many words and keys of a document are compared with all others to find what they may mean.
_MOST_GUESSES: Final = 200


class _Form:
    """What is wrong with the form of a document, and what its unknown keys and words were guessed to mean. Made once for all rules."""

    def __init__(self, document: Document, format_: Format) -> None:
        data = document.data
        self.errors: list[SchemaError] = []
        self.cut = False
        if isinstance(data, dict) and not format_.screen(data):
            from aishare_lint.lint.schema.explain import explain_some

            self.errors, self.cut = explain_some(data, format_.schema(), _MOST_ERRORS)
        self.guesses: dict[tuple[object, ...], Hint | str | None] = {}
        self.vocabularies = format_.vocabularies

    def hint(self, error: SchemaError) -> Hint | None:
        """What an unknown key may mean."""
        parent = error.path[:-1]
        place = (tuple("*" if isinstance(step, int) else step for step in parent), error.key)
        if place not in self.guesses:
            known = error.allowed if len(self.guesses) < _MOST_GUESSES else ()
            self.guesses[place] = self.vocabularies.hint(parent, error.key, known)
        found = self.guesses[place]
        return found if isinstance(found, Hint) else None

    def nearest(self, vocabulary: Vocabulary, value: str, at: Path) -> str | None:
        """The word that a value may mean."""
        place = (vocabulary.name, value)
        if place not in self.guesses:
            self.guesses[place] = vocabulary.nearest(value, at) if len(self.guesses) < _MOST_GUESSES else None
        found = self.guesses[place]
        return found if isinstance(found, str) else None

    def more(self, error: SchemaError) -> str:
        """What is added to the last thing that is said, where it is not the last thing that is wrong."""
        last = self.cut and error == self.errors[-1]
        return "; more is wrong with the form of this report, and is said when this much is mended" if last else ""


def _form(case: Case) -> _Form:
    return _form_of(case.document, case.circumstances.format)


_form_of = once(_Form)


def not_a_report(case: Case) -> Iterator[Hit]:
    """The whole file, where it is no report."""
    if not is_report(case.document.data, case):
        yield Hit(case.at)


def is_report(data: Value | None, case: Case) -> bool:
    """Whether a file says that it is a report, or looks so much like one that only the line that says so is missing."""
    if not isinstance(data, dict):
        return False
    version = data.get("schema")
    # A mark is what other files do not have; one slip in one line must not take a report past the gate.
    if "tlp" in data or (isinstance(version, str) and version.strip().casefold().startswith("aishare")):
        return True
    return len(data.keys() & set(case.circumstances.format.schema()["required"])) >= _ENOUGH


# Keys


def unknown_key(case: Case) -> Iterator[Hit]:
    """Keys that the format does not know. A rename is offered where it keeps the meaning and the key is not there already."""
    given: set[Path] = set()
    form = _form(case)
    for error in form.errors:
        if error.kind != "unknown-key":
            continue
        parent = error.path[:-1]
        hint = form.hint(error)
        here = look_up(case.report, parent)
        level = "strong" if _is_mark(error.path, hint.new if hint else "", case) else "weak"
        if hint is None:
            yield Hit(error.path, "key", values={"fault": _unknown(error) + form.more(error)}, level=level, safety="none")
        elif hint.how == "elsewhere":
            fault = f"`{_dotted(error.path)}` is not a key; its place is `{hint.new.removeprefix('$.')}`: {hint.why}{form.more(error)}"
            yield Hit(error.path, "key", values={"fault": fault}, level=level, safety="none")
        else:
            target = (*parent, hint.new)
            taken = target in given or (isinstance(here, dict) and hint.new in here)
            given.add(target)
            fault = _meant(error, hint.new, spelling=hint.how == "spelling", taken=taken) + form.more(error)
            values = {"fault": fault, "new": hint.new}
            # An empty `safety` leaves it to the rule, whose fix is safe.
            yield Hit(error.path, "key", values=values, level=level, safety="none" if taken else "suggest" if hint.how == "nearest" else "")


def _unknown(error: SchemaError) -> str:
    parent = error.path[:-1]
    own = [key for key in error.allowed if key not in ("tlp", "source", "confidence", "note", "id")]
    of = f"of `{_dotted(parent)}`" if parent else "of a report"
    listed = f"; it has {', '.join(own)}" if 0 < len(own) <= _MOST else ""
    return f"`{error.key}` is not a key {of}{listed}; a key of your own begins with `x_`"


def _meant(error: SchemaError, new: str, *, spelling: bool, taken: bool) -> str:
    if taken:
        return f"`{_dotted(error.path)}` is not a key, and `{new}`, which it may mean, stands there already"
    if spelling:
        return f"`{error.key}` is spelled `{new}`"
    return f"`{_dotted(error.path)}` is not a key; did you mean `{new}`?"


def _is_mark(path: Path, new: str, case: Case) -> bool:
    """Whether an unknown key looks like one that decides who may see what, holds a mark, or stands below one."""
    spelt = case.circumstances.format.vocabularies.spelt(str(path[-1]))
    if "tlp" in spelt or _UNDER_MARKS & {spelt, new, new.rpartition(".")[2], *path[:-1]}:
        return True
    return _text(look_up(case.report, path)).lstrip().upper().startswith("TLP")


def meant_keys(case: Case) -> frozenset[Path]:
    """What the unknown keys of a report may mean, as far as that is in the same map: asking for it too would say one thing twice."""
    form = _form(case)
    hints = ((error, form.hint(error)) for error in form.errors if error.kind == "unknown-key")
    return frozenset((*error.path[:-1], hint.new) for error, hint in hints if hint is not None and hint.how != "elsewhere")


def missing_key(case: Case) -> Iterator[Hit]:
    """Keys that must be there and are not, nor under another name."""
    form = _form(case)
    renamed = set()
    for error in form.errors:
        if error.kind == "unknown-key":
            hint = form.hint(error)
            if hint is not None:
                renamed.add(parse(hint.new) if hint.how == "elsewhere" else (*error.path[:-1], hint.new))
    for error in form.errors:
        path = (*error.path, error.key)
        if error.kind == "missing-key" and path not in renamed:
            # Where anything may be written but four words are fixed, listing those four would call for one of them.
            closed = not set(error.allowed) <= set(form.vocabularies.non_answers)
            expected = f"; one of {_listed(error.allowed)}" if closed else ""
            if error.expected.startswith("`"):
                expected = f"; write `{error.key}: {error.expected[1:]}"
            yield Hit(
                path, values={"fault": f"`{_dotted(path)}` is missing{expected}{form.more(error)}"}, level=_level(path), safety="suggest"
            )


# Values


def wrong_type(case: Case) -> Iterator[Hit]:
    """Values of another kind than the key takes: text where a list should stand, a map where text should."""
    form = _form(case)
    alike: dict[tuple[Path, str, str], list[SchemaError]] = {}
    for error in form.errors:
        if error.kind == "wrong-type" and _as_word(error, case) is None:
            of = error.path[:-1] if error.path and isinstance(error.path[-1], int) else error.path
            alike.setdefault((of, _what(look_up(case.report, error.path)), error.expected), []).append(error)
    for (of, what, expected), found in alike.items():
        only = len(found) == 1
        items = "" if of == found[0].path else "an item of " if only else f"{len(found)} items of "
        fault = f"{items}`{_named(of)}` {'is' if only else 'are each'} {what}; expected {expected}"
        new = _as_map(found[0].path, case) if only else ""
        values = {"fault": fault + (f": write `{new}`" if new else "") + form.more(found[-1]), "new": new}
        at = found[0].path if only else of
        edits = (Edit(case.document.places[at].value, new),) if new else ()
        yield Hit(at, values=values, level=_level(of), edits=edits, safety="" if new else "none")


def _as_map(path: Path, case: Case) -> str:
    """The map that a single word was meant for, where it is a word of one of its keys only: `{level: high}`. Else empty."""
    value, place = look_up(case.report, path), case.document.places[path]
    if not isinstance(value, str) or place.style not in ("plain", "'", '"'):
        return ""
    listed = [(key, words) for key, words in case.circumstances.format.vocabularies.below(path) if words.name != "boolean"]
    fitting = [(key, word) for key, words in listed if (word := words.canonical(value, (*path, key))) is not None]
    return f"{{{fitting[0][0]}: {write(fitting[0][1], flow=True)}}}" if len(fitting) == 1 else ""


def wrong_value(case: Case) -> Iterator[Hit]:
    """Words that are on no list. Another letter case and listed aliases are rewritten, anything else is only proposed."""
    form = _form(case)
    for error in form.errors:
        if error.kind not in ("wrong-value", "wrong-type"):
            continue
        value = _text(look_up(case.report, error.path))
        word = _as_word(error, case)
        if error.kind == "wrong-type" and word is None:
            continue
        nearest = word or _nearest(value, error, case)
        if nearest and _stands_beside(nearest, error.path, case):
            values = {"fault": f"`{_named(error.path)}` is {_quoted(value)}; `{nearest}`, which it may mean, is in the list already"}
            yield _word_hit(case, error.path, values, None, safe=False, level=_level(error.path))
            continue
        fault = f"`{_named(error.path)}` is {_quoted(value)}; {_wanted(value, word, nearest, error, case)}{form.more(error)}"
        values = {"fault": fault} | ({"new": nearest} if nearest else {})
        yield _word_hit(case, error.path, values, nearest, safe=word is not None, level=_level(error.path))


def open_vocabulary(case: Case) -> Iterator[Hit]:
    """Words of one's own where a list holds that others share."""
    vocabularies = case.circumstances.format.vocabularies
    vocabulary = vocabularies.at(case.at)
    value, at = case.value, case.at
    if isinstance(value, dict) and "value" in value:
        value, at = value["value"], (*at, "value")
    if vocabulary is None or vocabulary.names or not isinstance(value, str) or not value:
        return
    words = vocabulary.words(case.at)
    if value in words or value in vocabularies.non_answers or vocabulary.matches(value):
        return
    word = vocabulary.canonical(value, case.at) or vocabularies.vocabulary("non-answer").canonical(value)
    nearest = word or _form(case).nearest(vocabulary, value, case.at)
    if nearest and _stands_beside(nearest, at, case):
        said, nearest = f"`{nearest}`, which it may mean, is in the list already", None
    elif word:
        said = _spelled(value, word, vocabularies)
    else:
        said = "not a word of the list; " + (f"did you mean `{nearest}`?" if nearest else f"known: {_listed(words)}")
    values = {"fault": f"`{_named(case.at)}` is {_quoted(value)}; {said}"} | ({"new": nearest} if nearest else {})
    yield _word_hit(case, at, values, nearest, safe=word is not None)


def _stands_beside(word: str, at: Path, case: Case) -> bool:
    """Whether a list holds a word already, as another item than the one at a path."""
    item = at[:-1] if at[-1] == "value" else at
    beside = look_up(case.report, item[:-1]) if isinstance(item[-1], int) else None
    return isinstance(beside, list) and word in ((one.get("value") if isinstance(one, dict) else one) for one in beside)


def _word_hit(case: Case, at: Path, values: Mapping[str, str], word: str | None, *, safe: bool, level: str = "") -> Hit:
    """A hit at a word, with the edit that writes another one."""
    place = case.document.places[at]
    edits: tuple[Edit, ...] = ()
    if word is not None and place.style != "alias":
        flow = any(case.document.places[at[:length]].style.startswith("flow") for length in range(len(at)))
        # true and false are no text: they stand without quotes.
        written = word if word in ("true", "false") else write(word, place.style, flow=flow)
        edits = (Edit(place.value, written),)
    return Hit(at, values=values, level=level, edits=edits, safety="none" if not edits else "safe" if safe else "suggest")


def _as_word(error: SchemaError, case: Case) -> str | None:
    """The allowed word that a value is in another spelling, or None."""
    vocabularies = case.circumstances.format.vocabularies
    value = look_up(case.report, error.path)
    if not isinstance(value, (str, bool)):
        return None
    for vocabulary in _vocabularies_at(error, vocabularies):
        word = vocabulary.canonical(_text(value), error.path)
        if word is not None and (word in error.allowed or vocabulary.name == "boolean" or vocabulary.matches(word)):
            return word
    return None


def _nearest(value: str, error: SchemaError, case: Case) -> str | None:
    if value.startswith("aishare/"):
        return error.allowed[0] if error.allowed else None
    for vocabulary in _vocabularies_at(error, case.circumstances.format.vocabularies):
        word = _form(case).nearest(vocabulary, value, error.path)
        if word is not None and (word in error.allowed or not error.allowed):
            return word
    return None


def _vocabularies_at(error: SchemaError, vocabularies: Vocabularies) -> Iterator[Vocabulary]:
    here = vocabularies.at(error.path)
    if here is not None:
        yield here
    if "unknown" in error.allowed and (here is None or here.name != "non-answer"):
        yield vocabularies.vocabulary("non-answer")


def _wanted(value: str, word: str | None, nearest: str | None, error: SchemaError, case: Case) -> str:
    vocabularies = case.circumstances.format.vocabularies
    if word is not None:
        return _spelled(value, word, vocabularies)
    meant = f"did you mean `{nearest}`? " if nearest else ""
    here = vocabularies.at(error.path)
    if here is not None and "belongs" in here.data and value.lower().startswith(here.data["belongs"]["prefix"]):
        return str(here.data["belongs"]["say"])
    own = [allowed for allowed in error.allowed if here is None or allowed in here.words() or here.name == "non-answer"]
    if not own:
        return meant + f"expected {error.expected}"
    also = ", or a non-answer" if len(own) < len(error.allowed) else ""
    return f"{meant}{'Allowed' if meant else 'allowed'}: {_listed(own)}{also}"


def _spelled(value: str, word: str, vocabularies: Vocabularies) -> str:
    same = vocabularies.fold(value) == vocabularies.fold(word)
    return f"it is spelled `{word}`" if same else f"the word for it is `{word}`"


# How things are named in messages


def _level(path: Path) -> str:
    return "strong" if path and path[-1] in _MARKS else "weak"


def _dotted(path: Path) -> str:
    """Where something stands, without the numbers of items: the finding shows the place."""
    return ".".join(step for step in path if isinstance(step, str))


def _named(path: Path) -> str:
    """A value by its key; an item by the key of its list."""
    return next((step for step in reversed(path) if isinstance(step, str) and step != "value"), "report")


def _text(value: Value | None) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else value if isinstance(value, str) else ""


def _what(value: Value | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "a map" if isinstance(value, dict) else "a list" if isinstance(value, list) else "text" if value else "empty"


def _quoted(value: str) -> str:
    """A value as a message says it: as a whole or not at all, for the mask does not know half a secret."""
    if not value:
        return "empty"
    return f"`{value}`" if len(value) <= _LONGEST and "\n" not in value else f"a text of {len(value)} characters"


def _listed(words: tuple[str, ...] | list[str]) -> str:
    more = len(words) - _MOST
    return ", ".join(words[:_MOST]) + (f" and {more} more" if more > 0 else "")
