"""Texts that were made to be slow to judge.

Some are made of the patterns themselves: the words that each waits for, and the beginning of what it matches, again and again, so that
whatever can be tried in vain is tried at every place. Others are what somebody would paste who wants the tool to hang, or to pass
something over: one kind of adversarial text, a megabyte of it.
"""

from __future__ import annotations

import base64
import importlib
import pkgutil
import random
import re
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

from aishare_lint.lint import detectors
from aishare_lint.lint.detectors import phrases, signatures

MEGABYTE = 1_000_000
#: What a pattern may be made of when a text is made from it: long enough to be tried, short enough to come often.
_LONGEST = 48


def patterns() -> dict[str, list[str]]:
    """The source of every pattern of the detectors, by the first module that has it."""
    found: dict[str, list[str]] = {}
    known: set[str] = set()
    for info in pkgutil.iter_modules(detectors.__path__):
        module = importlib.import_module(f"{detectors.__name__}.{info.name}")
        sources = [source for source in dict.fromkeys(_sources(vars(module).values())) if source not in known]
        known.update(sources)
        if sources:
            found[info.name] = sources
    return found


def _sources(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, ModuleType | type) or callable(value):
            continue
        source = getattr(value, "pattern", None)
        if isinstance(source, str):
            yield source
        elif isinstance(source, re.Pattern) or hasattr(source, "finditer"):
            yield source.pattern
        elif isinstance(value, dict):
            yield from _sources(value.values())
        elif isinstance(value, tuple | list | frozenset):
            yield from _sources(value)


def near_misses(source: str) -> list[str]:
    """Beginnings of texts that a pattern matches: almost all of one, half of it, and the longest run that it allows."""
    made = list(_made(re._parser.parse(source), random.Random(source), 3))  # type: ignore[attr-defined]
    text = "".join(made)[: 4 * _LONGEST]
    return list(dict.fromkeys(piece for piece in (text[:-1], text[: len(text) // 2], text[:4]) if piece.strip())) or ["a "]


def _made(items: Any, chance: random.Random, most: int) -> Iterator[str]:
    """Characters that match parsed pieces of a pattern; what is looked at and not taken is left out."""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name in ("NOT_LITERAL", "ANY"):
            yield "a" if argument != ord("a") else "b"
        elif name == "IN":
            yield _member(argument, chance)
        elif name == "BRANCH":
            yield from _made(chance.choice(argument[1]), chance, most)
        elif name == "SUBPATTERN":
            yield from _made(argument[-1], chance, most)
        elif name == "ATOMIC_GROUP":
            yield from _made(argument, chance, most)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = argument
            for _ in range(min(max(low, min(int(high), most)), _LONGEST)):
                yield from _made(inner, chance, most)


def _member(members: Sequence[tuple[Any, Any]], chance: random.Random) -> str:
    kinds = {str(kind) for kind, _ in members}
    if "NEGATE" in kinds:
        barred = {chr(value) for kind, value in members if str(kind) == "LITERAL"}
        return next(one for one in "a 0-.x" if one not in barred)
    kind, value = chance.choice(members)
    if str(kind) == "LITERAL":
        return chr(value)
    if str(kind) == "RANGE":
        return chr(chance.randint(*value))
    category = str(value)
    return chance.choice(" \n") if "SPACE" in category else chance.choice("0123456789") if "DIGIT" in category else chance.choice("aZ_7")


def hostile(size: int = MEGABYTE) -> dict[str, str]:
    """Texts of a size: for each module its words and its near misses, one after the other and one for long; then all of them."""
    texts: dict[str, str] = {}
    everything: list[str] = []
    for name, sources in patterns().items():
        pieces = [piece for source in sources for piece in near_misses(source)]
        everything += pieces
        texts[f"{name}: near misses in turn"] = filled(" ".join(pieces) + "\n", size)
        texts[f"{name}: without a space"] = filled("".join(pieces), size)
        share = size // len(pieces) + 1
        texts[f"{name}: each many times"] = "\n".join(filled(piece, share) for piece in pieces)[:size]
    random.Random(0).shuffle(everything)
    texts["all of them"] = filled(" ".join(everything) + "\n", size)
    texts.update(
        {f"{word!r} repeated": filled(word, size) for word in ("a", " ", "\n", "aA0", "a.", "a@a.", "1 ", "%25", "{{", "\u200b", "é ")}
    )
    return texts


def filled(piece: str, size: int) -> str:
    """A piece again and again, up to a size."""
    return (piece * (size // len(piece) + 1))[:size]


def kinds(size: int = MEGABYTE) -> dict[str, str]:
    """Texts of a size, each full of one kind of adversarial text, in printable ASCII: what a literal block of a report can hold."""
    return {name: kind(name, size) for name in (*KINDS, *(f"{piece.strip()} again and again" for piece in PIECES))}


def kind(name: str, size: int) -> str:
    """One of `kinds`."""
    make = KINDS.get(name)
    if make is None:
        piece = next(piece for piece in PIECES if name == f"{piece.strip()} again and again")
        return filled(piece, size)
    return _printable(make(size, random.Random(name)))[:size]


def _phrases(*families: str) -> list[str]:
    return [phrase.pattern.pattern for phrase in phrases.PHRASES if not families or phrase.family in families]


def _every() -> list[str]:
    return [source for sources in patterns().values() for source in sources]


def _line(written: str) -> Callable[[int, random.Random], str]:
    return lambda size, chance: _numbered(written, size, chance)


#: Short pieces that patterns and parsers choke on when they come again and again.
PIECES = (
    "a.",
    "a-",
    "a@",
    "a ",
    "-.",
    '"',
    "'\"",
    "%",
    "%25",
    "\\",
    "\\u0041",
    "&amp;",
    "{{",
    "((",
    "<",
    "</",
    "../",
    "://",
    "=",
    "|",
    "1 ",
    "1.",
)
_WORD_LISTS = (
    *(word for signature in signatures.SIGNATURES for word in signature.words),
    *(word.decode() for phrase in phrases.PHRASES for word in sorted(phrase.words)),
)


def _match(source: str, chance: random.Random) -> str:
    """A text that a pattern matches, another one each time."""
    return "".join(_made(re._parser.parse(source), chance, 2))  # type: ignore[attr-defined]


def _matching(sources: Sequence[str], size: int, chance: random.Random) -> str:
    made = [_match(source, chance) for source in sources for _ in range(20)]
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(chance.choice(made).replace("\n", " ") + chance.choice((". ", ".\n", ", ", "\n")))
        length += len(pieces[-1])
    return "".join(pieces)


def _numbered(line: str, size: int, chance: random.Random, sources: Sequence[str] = ()) -> str:
    """A line again and again, `{n}` a number, `{w}` a word that patterns wait for, `{m}` a text that one of some patterns matches."""
    words = sorted({word for word in _WORD_LISTS if word.isalnum()})
    made = [_match(source, chance) for source in sources] or [""]
    pieces: list[str] = []
    length = 0
    while length < size:
        said = re.sub(r"\{w\}", lambda _: chance.choice(words), line).replace("{n}", str(len(pieces) % 10_000))
        pieces.append(said.replace("{m}", chance.choice(made)))
        length += len(pieces[-1])
    return "".join(pieces)


def _base64(count: int, chance: random.Random) -> str:
    return base64.b64encode(chance.randbytes(count)).decode()


def _printable(text: str) -> str:
    return re.sub(r"[^\x20-\x7e\n]", " ", text)


def _orders_in_base64(size: int, chance: random.Random) -> str:
    orders = [_match(source, chance).encode() for source in _phrases(phrases.OVERRIDE) for _ in range(20)]
    return filled(" ".join(base64.b64encode(order).decode() for order in orders), size)


def _exploits(size: int, chance: random.Random) -> str:
    sources = [signature.pattern.pattern for signature in signatures.SIGNATURES]
    return _numbered('{n} = call("{w}", {n}); {m}\n', size, chance, sources)


def _each_for_long(size: int, _: random.Random) -> str:
    every = _every()
    return "\n".join(filled(near_misses(source)[0], size // len(every) + 1) for source in every)


def _in_turn(size: int, _: random.Random) -> str:
    return filled(" ".join(piece for source in _every() for piece in near_misses(source)) + "\n", size)


#: Texts of one kind, by a size and chance.
KINDS: dict[str, Callable[[int, random.Random], str]] = {
    "instruction overrides": lambda size, chance: _matching(_phrases(phrases.OVERRIDE), size, chance),
    "role play": lambda size, chance: _matching(_phrases(phrases.PERSONA, phrases.FICTION), size, chance),
    "prompts of all families": lambda size, chance: _matching(_phrases(), size, chance),
    "exploit code": _exploits,
    "code lines": _line("    value_{n} = function_{n}(argument, {n}) if other[{n}] else None;\n"),
    "base64 in lines": lambda size, chance: "\n".join(_base64(57, chance) for _ in range(size // 77)),
    "base64 of orders": _orders_in_base64,
    "base64 without a break": lambda size, chance: _base64(size * 3 // 4, chance),
    "hexadecimal": lambda size, chance: chance.randbytes(size // 2).hex(),
    "e-mail addresses": _line("{w}.{n}@{w}{n}.com, "),
    "defanged e-mail addresses": _line("{w}{n}[at]{w}{n}[.]com\n"),
    "URLs": _line("https://{w}{n}.com/{w}/{n}?{w}={n}&next=%2e%2e%2f{n}\n"),
    "URLs with users": _line("https://{w}:{w}{n}@{w}{n}.com/ "),
    "addresses and domains": _line("{n}.{w}.net 10.1.{n}.9 185.{n}.22.{n} {w}[.]ru:{n}\n"),
    "telephone and card numbers": _line("+49 30 {n} 4012 8888 {n} 1881 078-05-{n} "),
    "assignments": _line("{w}_password={w}{n}X; api_key: '{w}{n}' --token {w}{n}\n"),
    "beginnings of every pattern": _each_for_long,
    "beginnings in turn": _in_turn,
    "words of every pattern": _line("{w} {w} {w} {w}\n"),
}
