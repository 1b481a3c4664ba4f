"""What recipients must keep to beside the mark (`handling`), each in a sentence of its own that a machine can carry and a person can read.

Everything below `handling` ends up in exactly one sentence, keys of the author's own too: what has no words here is said as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path
from aishare_lint.share.exports.facts import Facts, Taking


class Restriction(NamedTuple):
    """One thing to keep to.

    key    the key below `handling`, `onward.federal` for its parts
    text   the sentence
    label  the mark of the sentence
    """

    key: str
    text: str
    label: str


_ONWARD: Final[Mapping[str, str]] = {
    "federal": "US federal departments and agencies",
    "sltt": "state, local, tribal and territorial governments",
    "industry": "industry",
    "international": "partners abroad",
}
_ONWARD_SAYS: Final[Mapping[str, str]] = {
    "yes": "may be passed on to {}",
    "no": "must not be passed on to {}",
    "ask": "may be passed on to {} only after asking the submitter",
}
_SAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "attribution": {
        "may": "Attribution: the submitter may be named",
        "must": "Attribution: the submitter must be named",
        "must-not": "Attribution: the submitter must not be named",
    },
    "consent": {
        "everyone": "Identity: the submitter's identity may be told to everybody",
        "usg": "Identity: the submitter's identity may be told to the US government only",
        "none": "Identity: the submitter's identity must not be told to anybody",
    },
    "proprietary": {
        "yes": "Proprietary: this is commercial, financial and proprietary information of the submitter",
        "no": "Proprietary: this is not proprietary information of the submitter",
    },
    "privileged": {
        "yes": "Privilege: a legal privilege is claimed, which sharing does not waive",
        "no": "Privilege: no legal privilege is claimed",
    },
}


def restrictions(facts: Facts) -> list[Restriction]:
    """Everything that `handling` asks for, in the order of its keys."""
    said = []
    if facts.data.get("handling") and not facts.keys(("handling",)):
        # Whatever stands there was meant to be kept to.
        taking = facts.take()
        said.append(Restriction("handling", f"Handling: {_line(taking, ('handling',))}", taking.label))
    for key in facts.keys(("handling",)):
        for part, taking, text in _TELL.get(key, _other)(facts, key):
            if text:
                said.append(Restriction(part, text, taking.label))
    return said


_Told = Iterator[tuple[str, Taking, str]]


def _pap(facts: Facts, key: str) -> _Told:
    taking = facts.take()
    text = taking.text("handling", key)
    word = taking.word("pap", "handling", key)
    means = facts.format.vocabularies.vocabulary("pap").means(word) if word else ""
    note = _beside(taking, key)
    yield key, taking, f"{word}: {means}{note}" if word else f"PAP: {text}{note}"


def _onward(facts: Facts, key: str) -> _Told:
    for group in facts.keys(("handling", key)):
        taking = facts.take()
        word = taking.word("onward", "handling", key, group)
        said = _ONWARD_SAYS.get(word, "")
        whom = _ONWARD.get(group, group)
        text = f"Onward sharing: this {said.format(whom)}" if said else f"Onward sharing, {whom}: {_line(taking, ('handling', key, group))}"
        yield f"{key}.{group}", taking, text + (_beside(taking, key, group) if said else "")


def _word(facts: Facts, key: str) -> _Told:
    taking = facts.take()
    text = taking.text("handling", key)
    list_ = facts.format.vocabularies.at(("handling", key))
    word = (list_.canonical(text) if list_ else None) or text
    word = {"true": "yes", "false": "no"}.get(word, word)
    sentence = _SAYS[key].get(word)
    yield key, taking, sentence + _beside(taking, key) if sentence else f"{key.capitalize()}: {_line(taking, ('handling', key))}"


def _encryption(facts: Facts, key: str) -> _Told:
    taking = facts.take()
    word = taking.text("handling", key)
    told = f"Encryption: in transit by {word}" if word != "none" else "Encryption: none in transit"
    yield key, taking, told + _beside(taking, key)


def _embargo(facts: Facts, key: str) -> _Told:
    taking = facts.take()
    yield key, taking, f"Embargo: not to be published before {taking.text('handling', key)}{_beside(taking, key)}"


def _each(before: str) -> Callable[[Facts, str], _Told]:
    def tell(facts: Facts, key: str) -> _Told:
        places = list(facts.items(("handling", key))) or [("handling", key)]
        for place in places:
            taking = facts.take()
            yield key, taking, f"{before}: {_line(taking, place)}"

    return tell


def _other(facts: Facts, key: str) -> _Told:
    taking = facts.take()
    yield key, taking, f"{key.replace('_', ' ').capitalize()}: {_line(taking, ('handling', key))}"


_TELL: Final[Mapping[str, Callable[[Facts, str], _Told]]] = {
    "recipients": _each("Recipient, for nobody but the recipients named may get it"),
    "pap": _pap,
    "onward": _onward,
    "restrictions": _each("Restriction"),
    "attribution": _word,
    "consent": _word,
    "proprietary": _word,
    "designation": _each("Designation"),
    "privileged": _word,
    "encryption": _encryption,
    "channels": _each("Channel"),
    "embargo_until": _embargo,
}


def _line(taking: Taking, path: Path) -> str:
    """What stands at a place in one line."""
    return "; ".join(line.strip() for line in taking.lines(path)).replace(":; ", ": ")


def _beside(taking: Taking, *keys: str) -> str:
    """What stands beside the word in a map of its own."""
    path: Path = ("handling", *keys)
    lines = taking.lines(path, ("value", "text")) if isinstance(look_up(taking.facts.data, path), dict) else []
    return f" ({'; '.join(line.strip() for line in lines)})" if lines else ""
