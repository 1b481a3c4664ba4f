"""National numbers of people, where a text says what they are. Their checksums are python-stdnum's (the extra `pii`)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span

#: What a text calls a number, and the module of python-stdnum that knows it. Without its name a run of digits is no number of a person.
_NAMES: Final = (
    ("es.dni", r"DNI"),
    ("es.nie", r"NIE"),
    ("br.cpf", r"CPF"),
    ("fr.nir", r"NIR|num[eé]ro de s[eé]curit[eé] sociale"),
    ("it.codicefiscale", r"codice fiscale"),
    ("nl.bsn", r"BSN|burgerservicenummer"),
    ("pl.pesel", r"PESEL"),
    ("in_.aadhaar", r"Aadhaar"),
    ("de.idnr", r"Steuer-?ID(?:entifikationsnummer|-?Nr\.?)?|IdNr"),
    ("gb.nhs", r"NHS"),
    ("ca.sin", r"SIN|social insurance"),
    ("au.tfn", r"TFN|tax file"),
    ("se.personnummer", r"personnummer"),
    ("ch.ssn", r"AHV|AVS"),
    ("no.fodselsnummer", r"f[øo]dselsnummer"),
    ("fi.hetu", r"henkil[öo]tunnus|hetu"),
    ("dk.cpr", r"CPR"),
    ("be.nn", r"rijksregisternummer|num[eé]ro national"),
    ("pt.nif", r"NIF"),
    ("ie.pps", r"PPSN?"),
    ("mx.curp", r"CURP"),
    ("us.itin", r"ITIN"),
)
#: What every way of writing a name holds.
_SIGNS: Final = (
    *(
        "DNI",
        "NIE",
        "CPF",
        "NIR",
        " sociale",
        "codice fiscale",
        "BSN",
        "burgerservice",
        "PESEL",
        "Aadhaar",
        "Steuer-",
        "IdNr",
        "NHS",
        "SIN",
    ),
    *("social insurance", "TFN", "tax file", "personnummer", "AHV", "AVS", "dselsnummer", "tunnus", "hetu", "CPR", "rijksregister"),
    *("ro national", "NIF", "PPS", "CURP", "ITIN"),
)
#: One of the names with something behind it that may be its number.
NAMED = lazy(
    r"\b(?:" + "|".join(f"(?P<n{number}>{names})" for number, (_, names) in enumerate(_NAMES)) + r")\b"
    r"(?: (?:number|no\.?|nr\.?|is|was|of)){0,2}[\s:#=(\"'-]{1,6}(?P<value>[A-Z0-9](?:[ ./-]?[A-Z0-9]){7,20})\b"
)


class Candidate(NamedTuple):
    """A number that a text names: where it stands, as written, and the module that knows whether it is one."""

    span: Span
    text: str
    module: str


def names_one(text: str) -> bool:
    """Whether any of the names stands in a text; most texts are done with here."""
    return any(sign in text for sign in _SIGNS)


def find_candidates(text: str) -> Iterator[Candidate]:
    """Every number that a text calls by the name of a national number."""
    if not names_one(text):
        return
    for match in NAMED.finditer(text):
        if sum(one.isdigit() for one in match["value"]) >= 5:
            number = next(number for number in range(len(_NAMES)) if match[f"n{number}"])
            yield Candidate(Span(*match.span("value")), match["value"], _NAMES[number][0])


def can_judge() -> bool:
    """Whether python-stdnum is installed."""
    from importlib.util import find_spec

    return find_spec("stdnum") is not None


def is_valid(candidate: Candidate) -> bool:
    """Whether the checksum is right. Raises ImportError without python-stdnum."""
    return bool(import_module(f"stdnum.{candidate.module}").is_valid(candidate.text))
