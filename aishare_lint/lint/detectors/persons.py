"""Personal data in a text: addresses and numbers of people.

Numbers count with their checksum where they have one, and without it where the words around them say what they are. Linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, Literal, NamedTuple

from aishare_lint.document.defang import find_emails
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Judgement


class Datum(NamedTuple):
    """Something that leads to a person.

    kind   words for it, with an article
    span   where it stands
    level  `strong`, or `weak` where only its form or only its surroundings speak for it
    text   as written, refanged; for comparing, never for showing
    """

    kind: str
    span: Span
    level: Literal["weak", "strong"]
    text: str


#: More in one text are counted, not told apart: nobody mends a list of people one by one.
MOST: Final = 2000
#: Without an at sign or this there is nothing to look for. A date alone, a version or an identifier is no number of a person.
#: What it may begin with comes first, so that a search leaps over the rest.
NUMBER = lazy(
    r"[+(\dA-Z](?<![\w.%-].)(?:(?<=[+(\d])(?!\d{3}-[01]\d-[0-3]\d)\(?(?:[ .()/-]{0,3}\d){6}|(?<=[A-Z])[A-Z]\d\d ?[A-Z0-9]{4})", re.ASCII
)
AT_SIGNS: Final = ("@", "[at]", "(at)", "{at}")
_MAIL = lazy(
    r"(?<![\w.+/@%-])(?P<local>[\w+-][\w.+-]{0,63})(?P<at>@|\[(?:@|at)\]|\((?:@|at)\)|\{(?:@|at)\})"
    r"(?P<host>\w[\w-]{0,62}(?:(?:\.|\[\.\]?|\.\]|\(\.\)|\{\.\}|[\[({]dot[\])}])\w[\w-]{0,62}){1,12})(?![\w@-])",
    re.IGNORECASE,
)
_DOTS = lazy(r"\[\.\]?|\.\]|\(\.\)|\{\.\}|[\[({]dot[\])}]", re.IGNORECASE)
_LONG_NUMBER = lazy(r"\d{11}|\d{4}[ -]\d{4,6}[ -]\d")

#: Mailboxes of functions, not of people.
_FUNCTION = lazy(
    r"(?:(?:[a-z]{1,16}[._-])?(?:(?:product|it|info|cyber|network|data|ai)?security|secure|safety|soc|cti|cert|csirt"
    r"|psirt|sirt|jcdc|abuse|vuln\w*|privacy|support|team|press|contact|report|bounty)|cisa[\w.]*|cve|info|support"
    r"|help(?:desk)?|press|media|contact|admin\w*|root|git|sales|office|team|legal|dpo|compliance|billing|accounts?"
    r"|accounting|(?:[a-z]{2,16}[._-]){0,2}no-?reply|do-?not-?reply|tech\w{0,10}|\w{0,12}(?:support|supp|suppt|sppt)\w{0,6}"
    r"|postmaster|hostmaster|webmaster|mailer-daemon|report|reports|disclosure|responsible-disclosure|research\w*"
    r"|bug-?bounty|bugs?|incidents?"
    r"|ir|noc|ops|devops|it|hr|jobs|careers|marketing|hello|hi|service|customer\w*|notifications?|notify|alerts?"
    r"|updates?|newsletter|news|central|threat\w*|intel"
    r"|feedback|community|dev|developers?|maintainers?|list|announce|users|inquir\w+|enquir\w+|orders?|invoices?"
    r"|payments?|shop|web|mail|email|api|bot|system|daemon|www|ftp"
    r"|\w{0,10}destek|soporte|suporte|supporto|kontakt|contacto|contato|contatto|assistenza|assistance|servicio"
    r"|kundenservice|secretariat|editor\w*|taxonomy|attacker|victim|evil|hacker|malicious|phish\w*"
    r"|spam)(?:[._+-][\w.-]{0,32}|\d{0,4})\Z"
    r"|[a-z]{2,12}(?:sales|support|security|psirt|cert|helpdesk|service|vulnerabilit(?:y|ies)|reports|incidents?)\Z",
    re.IGNORECASE,
)
#: Names that stand for nobody, at the domains that are reserved for documentation.
_NOBODY = lazy(
    r"(?:user|username|name|you|me|someone|somebody|anyone|foo|bar|baz|test|tester|alice|bob|carol|mallory|eve|john"
    r"|jane|a|b|x|y|admin|my\w*|your\w*|email|mail|recipient|sender"
    r"|someone|person|customer|john\.?doe|jane\.?doe|first\.?last|firstname\.lastname)\d{0,3}\Z",
    re.IGNORECASE,
)
_RESERVED = lazy(
    r"(?:\A|\.)(?:example\.(?:com|net|org|edu)|example|test|invalid|localhost|(?:your)?(?:domain|company|email|site"
    r"|org)\.(?:com|org|net)|acme\.(?:com|corp)|foo\.(?:com|bar)|bar\.com|test\.com)\Z"
)
#: Robots, lists, and the hosts in the names of algorithms of SSH (RFC 4251, section 6).
_NO_PERSONS_HOST = lazy(
    r"(?:\A|\.)(?:no-?reply|lists?|groups?|googlegroups|bounces?|iam\.gserviceaccount|users\.noreply)\."
    r"|\A(?:openssh\.com|libssh\.org|lysator\.liu\.se|ssh\.com|putty\.projects\.tartarus\.org)\Z",
    re.IGNORECASE,
)
#: Beside an address that its author has defanged: whose it is.
_ACTORS_MAIL = lazy(
    r"\b(?:from|reply-to|sender|return-path|x-sender)\s?:[^\n]{0,80}\Z|\b(?:ransom\w*|extort\w*|phish\w*|scam\w*|malspam|spoof\w*"
    r"|threat actors?|attackers?|decrypt\w*|encrypt\w*|e-?mail us|malicious|malware|fraud\w*|registrants?|iocs?|indicators?|exfiltrat\w*"
    r"|lures?)\b",
    re.IGNORECASE,
)

#: Ahead of a value: words that say that it is somebody's. Then it counts even where it is one that is published for examples.
_CLAIMED = lazy(
    r"\b(?:my|his|her|(?:the |a )?(?:customer|victim|user|client|patient|employee|caller|member|guest|sender)['’]s)\s"
    r"(?:[\w'’]{1,12} ){0,3}(?:cards?|card number|e-?mail|mail|phone|number|mobile|cell|address)(?: (?:number|address|no\.?))?"
    r"(?: on file| of record)?(?: is| was|:|=)[\s:\"'(]{1,3}\Z",
    re.IGNORECASE,
)
#: Right ahead of a number: it is a card's, and not one for tests.
_CARD_LEAD = lazy(
    r"(?<!test )(?<!sample )(?<!example )(?<!dummy )(?<!fake )"
    r"\b(?:cards?|visa|master-?card|amex)(?: number| no\.?)?(?: is|:| #)?[\s:#]{1,3}\Z",
    re.IGNORECASE,
)
#: On the line of an address: it is given as the author's, who wants to be named.
_CREDITED = lazy(
    r"\b(?:authors?(?:_e?mail)?|written by|reported[- ]by|maintainers?|credits?|copyright|contributors?|co-authored-by|signed-off-by"
    r"|reviewed-by|submitted by|discovered by)\b|\bcontact\s{0,3}[:=]\s{0,3}[\"']?\Z|\(c\) ?(?:19|20)\d\d",
    re.IGNORECASE,
)
#: A mailbox in words, at a service that everybody uses: `name at gmail dot com`.
_SPOKEN_MAIL = lazy(
    r"(?<![\w.-])(?P<local>[\w+-][\w.+-]{1,40}) at (?P<host>(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|aol|gmx|web"
    r"|proton(?:mail)?|zoho|qq|163|mail)(?:\.| dot )(?:com|net|org|de|me|ru|co\.uk|fr|cn))\b",
    re.IGNORECASE,
)

_PHONE_WORD = lazy(
    r"\b(?:tele?(?:phone|fon)?|phones?|mobile|cell(?:ular|phone)?|handy|fax|whats-?app|sms|call(?:ed|ing)?"
    r"|dial(?:led)?|contact(?:ed)?|reach(?:ed|able)?|ring|hotline"
    r"|(?:home|work|office|his|her|their|my|your|user's|customer's|victim's|registered) (?:phone |mobile "
    r"|cell )?(?:number|line|phone|no\.)|messag(?:es?|ing) to|text(?:ed)? (?:me|to)"
    r"|answer(?:ing)? at|registered|number (?:is|of|at|to|on)|t[ée]l[ée]phone|tel[ée]fono|telefone|telefono|numero"
    r"|portable|m[oó]vil|celular)\b",
    re.IGNORECASE,
)
_PHONE_PIECES: Final = (
    *(
        "tel",
        "tél",
        "tól",
        "phon",
        "fon",
        "mobil",
        "móvil",
        "movil",
        "cell",
        "celu",
        "handy",
        "fax",
        "whats",
        "sms",
        "call",
        "dial",
        "contact",
    ),
    *("reach", "ring", "hotline", "numb", "line", "no.", "messag", "text", "answer", "regist", "numero", "portable"),
)
_PHONE_BEHIND = lazy(
    r"[\s,;(\\-]{0,4}(?:office|fax|mobile|home|cell|work|tel|phone|direct|(?:ext|extension|x)\.? ?\d{1,6})\b", re.IGNORECASE
)
#: Groups of digits as people write a telephone number. What it is, is decided afterwards.
_DIGITS = lazy(
    r"(?:(?<![\w.:/#@=&%$+,-])|(?<=tel:)|(?<=fax:)|(?<=[lnx]e:))(?:\+|00)?\(?\d{1,14}\)?(?:[ ./-]{1,2}\(?\d{1,13}\)?|\(\d{1,13}\)?"
    r"|(?<=\))\d{1,13}){0,7}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w%]|[-:.,/]\d)",
    re.IGNORECASE,
)
_NANP = lazy(r"(?:\+?1[ .-]?|001[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?\Z", re.IGNORECASE)
#: As above with an exchange that does not exist, as people make them up.
_LOCAL = lazy(r"(?:\([2-9]\d\d\) ?\d{3}|[2-9]\d\d([.-])\d{3}(?=\1))[.-]\d{4}\Z")
#: Numbers of films and of documentation.
_FICTION = lazy(r"1?\d{3}55501\d\d\Z")
_EXTENSION = lazy(r"(?:x|ext\.?)\s?\d{1,6}\Z", re.IGNORECASE)
#: Lines that companies pay for.
_TOLL_FREE = lazy(r"(?:\+?1[ .-]?|001[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[ .-]|0?0?800[ -]")
_TRUNK = lazy(r"\(?0[1-9]\d{1,4}\)?[ /-]{1,2}\d{2,4}[ -]?\d{2,4}(?:[ -]\d{2,4}){0,2}\Z")
#: The calling codes of countries that are assigned (ITU-T E.164).
_INTERNATIONAL = lazy(
    r"\+(?:1|7|2(?:[07]|[1-69]\d)|3(?:[0-469]|[578]\d)|4(?:[013-9]|2\d)|5(?:[1-8]|[09]\d)|6(?:[0-6]|[7-9]\d)|8(?:[1246]|[0578]\d)"
    r"|9(?:[0-58]|[679]\d))[ ./(-]{0,2}[\d(].{5,24}\Z"
)
#: Around the number of an organisation that may be called by anybody.
_OFFICE = lazy(
    r"\b(?:technical support|(?:customer|product|tech) (?:support|service|care)|support (?:line|desk|team|center|centre|hotline)|help ?desk"
    r"|hotline|headquarters|switchboard|vendor|toll.free|sales|service desk|(?:contact|call|response|operations) cent(?:er|re)"
    r"|(?:users|customers|organi[sz]ations|owners) (?:are|should|can|may)[^\n]{0,60}\bcontact|psirt|cert|security team)\b",
    re.IGNORECASE,
)
_NO_PHONE = lazy(
    r"\d{3}-\d\d-\d{4}\Z|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{1,3}(?:\.\d{1,3}){3}\Z"
    r"|(?:\d{1,3}\.){3}\d{1,3}/\d{1,2}\Z|(?:\d{1,3}[.,]){1,4}\d{3}\Z|(?:19|20)\d\d(?:[ -](?:19|20)\d\d)\Z"
)

_GROUPED = lazy(r"(?:\d{4}[ -]){2,4}\d{4}\Z")

_CARD = lazy(r"(?<![\w.:/+-])[1-6](?:\d{11,18}|\d{3}(?:[ -]\d{4}){2}[ -]\d{1,7}|\d{3}[ -]\d{6}[ -]\d{4,5})(?![\w:/]|[-.]\d)")
_COUNTRY = lazy(r"\b[A-Z]{2}\d\d[ -]\Z")
_CARD_WORD = lazy(
    r"\b(?:credit|debit|payment|bank|my|the|your|lost|charge[ds]?|visa|master-?card|amex|american express|diners|jcb"
    r"|discover|maestro|cc|card)\b",
    re.IGNORECASE,
)
_CARD_NOUN = lazy(r"\b(?:cards?(?: ?(?:number|no\.?|num|#))?|cc|visa|master-?card|amex|pan)\b", re.IGNORECASE)
#: Numbers that payment services publish for tests.
_TEST_CARDS: Final = frozenset(
    """
    4111111111111111 4242424242424242 4012888888881881 5555555555554444 5105105105105100 378282246310005 371449635398431
    6011111111111117 30569309025904 38520000023237 3530111333300000 3566002020360505 4222222222222 4000000000000002
    4000056655665556 1234567812345678
    """.split()  # noqa: SIM905 - read more easily than quoted ones
)
_IBAN = lazy(r"(?<![\w.-])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![\w-])")
#: Around an account's number that has a digit wrong.
_ACCOUNT_WORD = lazy(
    r"\b(?:accounts?|bank\w*|pay(?:ment|ments|ing|ee|able)?|paid|transfer\w*|deposit\w*|wir(?:e|ed|ing)|send|sent|refund\w*|salary|balance|funds?|money|charged?|debit\w*"
    r"|credit\w*|invoice\w*|owner|holder|swift|bic|my|your|his|her)\b",
    re.IGNORECASE,
)
_SOCIAL = lazy(r"(?<![\w.:/#-])\d{3}-\d{2}-\d{4}(?![\w-]|\.\d)")
_SOCIAL_BARE = lazy(
    r"(?i:\bSSN|\bsocial security(?: number| no\.?)?)[\s:#=\"'(]{0,6}(?:is|was|of|number|no\.)?\s{0,2}"
    r"(?P<n>\d{3}[ -]?\d{2}[ -]?\d{4})(?!\d)"
)


def find(text: str) -> list[Datum]:
    """Personal data of a text in its order, mailboxes of functions and documentation values left out; no more than `MOST` of each kind."""
    taken: list[Datum] = []
    behind = 0
    sought = list(_sought(text))
    for one in sorted(_candidates(text), key=lambda one: (one.span.start, -one.span.end)):
        if any(start <= one.span.start < end for start, end in sought):
            continue
        if one.span.start >= behind:
            taken.append(one)
            behind = one.span.end
    return taken


def _sought(text: str) -> Iterator[Span]:
    """Where rules of YARA say what they look for: an actor's addresses and numbers, not a victim's."""
    start = text.find("strings:")
    while start >= 0:
        end = text.find("condition:", start)
        if end < 0:
            return
        yield Span(start, end)
        start = text.find("strings:", end)


def judge(text: str) -> Judgement:
    """Whether a text holds personal data."""
    found = find(text)
    if not found:
        return NOTHING
    strong = any(one.level == "strong" for one in found)
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    return Judgement(1.0 if strong else 0.5, "strong" if strong else "weak", kinds, tuple(one.span for one in found))


def _candidates(text: str) -> Iterator[Datum]:
    lowered = text.lower()
    if any(sign in lowered for sign in AT_SIGNS):
        yield from islice(_mails(text), MOST)
    if " at " in lowered:
        yield from islice(_spoken_mails(text), MOST)
    if NUMBER.search(text):
        numbers = [one for found in (_cards(text), _accounts(text), _social(text, lowered)) for one in islice(found, MOST)]
        yield from numbers
        numbers.sort(key=lambda one: one.span)
        starts = [one.span.start for one in numbers]
        for one in islice(_phones(text), MOST):
            before = bisect_left(starts, one.span.end) - 1
            if before < 0 or numbers[before].span.end <= one.span.start:
                yield one


def _mails(text: str) -> Iterator[Datum]:
    """Addresses of people; those in the user part of a URL (`https://bank.example@evil.example/`) and of repositories are none."""
    looked = 0
    for match in _MAIL.finditer(text):
        local, at, host = match.group("local", "at", "host")
        inert = at != "@" or not host.isascii() or "[" in host or "(" in host or "{" in host or "]" in host
        host = (_DOTS.sub(".", host) if inert else host).lower()
        if not _is_ending(host.rpartition(".")[2]):
            continue
        start, end = match.span()
        if _FUNCTION.match(local) or is_nobodys(f"{local}@{host}", host):
            if not inert and _is_claimed(text, start):
                yield Datum("an e-mail address", Span(start, end), "weak", f"{local}@{host}".lower())
            continue
        looked += 1
        if looked > 2 * MOST:
            return
        before = text[max(0, start - 80) : start]
        if text[end : end + 1] == ":" or "//" in before.replace("[/]", "/").rpartition(" ")[2].rpartition("\n")[2]:
            continue
        if _is_spoken_of(text, local, start) or (inert and _is_actors(text, match)) or _is_credited(text, start):
            continue
        yield Datum("an e-mail address", Span(start, end), "strong", f"{local}@{host}".lower())


def _spoken_mails(text: str) -> Iterator[Datum]:
    for match in _SPOKEN_MAIL.finditer(text):
        yield Datum("an e-mail address in words", Span(*match.span()), "weak", f"{match['local']}@{match['host']}".lower())


def _is_claimed(text: str, start: int) -> bool:
    """Whether the words ahead of a value say that it is somebody's."""
    return _CLAIMED.search(text, max(0, start - 80), start) is not None


def _is_credited(text: str, start: int) -> bool:
    """Whether an address is that of somebody who is named as an author, on one line."""
    return _CREDITED.search(text, max(text.rfind("\n", 0, start) + 1, start - 160), start) is not None


@lru_cache(maxsize=1024)
def _is_ending(ending: str) -> bool:
    """Whether a name of a host can end so."""
    return bool(find_emails(f"x@y.{ending}"))


def _is_actors(text: str, match: re.Match[str]) -> bool:
    """Whether an address that nobody may click (`[.]` in its host) is shown as one of the threat."""
    if "[.]" not in match["host"] and "(.)" not in match["host"]:
        return False  # `[at]` alone keeps robots away, as people do with their own
    return _ACTORS_MAIL.search(text, max(0, match.start() - 240), match.start()) is not None


def is_nobodys(address: str, host: str) -> bool:
    """Whether an e-mail address is a function's, an example's or a machine's."""
    local = address.partition("@")[0]
    reserved = _RESERVED.search(host.lower()) is not None
    return (
        _FUNCTION.match(local) is not None
        or _NO_PERSONS_HOST.search(host) is not None
        or (reserved and (_NOBODY.match(local) is not None or host.lower().endswith(("example.com", "example.org", "example.net"))))
    )


def _is_spoken_of(text: str, local: str, start: int) -> bool:
    """Whether a mailbox is named after what the sentences around speak of in capitals (`CSET`, cset@…), as a group's is."""
    name = local.upper()
    if not (2 < len(name) < 12 and name.isalpha()):
        return False
    at = text.find(name, max(0, start - 400), start)
    return at >= 0 and not text[at + len(name) : at + len(name) + 1].isalpha()


def _around(text: str, pattern: re.Pattern[str], span: tuple[int, int], before: int, after: int = 0) -> bool:
    return pattern.search(text, max(0, span[0] - before), span[0]) is not None or (
        after > 0 and pattern.search(text, span[1], span[1] + after) is not None
    )


def _cards(text: str) -> Iterator[Datum]:
    for match in _CARD.finditer(text) if _LONG_NUMBER.search(text) else ():
        digits = _digits(match.group())
        plain = len(set(digits)) < 4 or digits in _TEST_CARDS
        if plain and not (
            _is_luhn(digits) and len(set(digits)) > 1 and (_is_claimed(text, match.start()) or _is_card(text, match.start()))
        ):
            continue
        if _COUNTRY.search(text, max(0, match.start() - 5), match.start()):
            continue  # the rest of an account's number
        issued, right = _is_issued(digits), _is_luhn(digits)
        if not issued and not right:
            continue
        alone = issued and right and (" " in match.group() or len(digits) in (14, 15, 16))
        if alone or _around(text, _CARD_NOUN, match.span(), 48, 24):
            yield Datum("a payment card number", Span(*match.span()), "strong" if right and not plain else "weak", digits)


def _is_card(text: str, start: int) -> bool:
    return _CARD_LEAD.search(text, max(0, start - 40), start) is not None


def _is_issued(digits: str) -> bool:
    """Whether the first digits are those of a card scheme, with a length that it uses."""
    length = len(digits)
    two, four = int(digits[:2]), int(digits[:4])
    if digits[0] == "4":
        return length in (13, 16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return length == 16
    if two in (34, 37) or four in (1800, 2131):
        return length == 15
    if two in (30, 36, 38, 39):
        return 14 <= length <= 19
    return two in (35, 50, 56, 57, 58, 60, 61, 62, 63, 64, 65, 67, 68, 69) and 12 <= length <= 19


def _accounts(text: str) -> Iterator[Datum]:
    for match in _IBAN.finditer(text):
        if _is_iban(match.group()):
            yield Datum("an IBAN", Span(*match.span()), "strong", match.group())
        elif "IBAN" in text[max(0, match.start() - 24) : match.start()].upper() or (
            _is_grouped_account(match.group()) and _around(text, _ACCOUNT_WORD, match.span(), 120, 80)
        ):
            yield Datum("an IBAN", Span(*match.span()), "weak", match.group())


#: Where accounts have such numbers: the countries of the IBAN registry.
_COUNTRIES: Final = frozenset(
    """
    AD AE AL AT AZ BA BE BG BH BR BY CH CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GL GR GT HR HU IE IL IQ IS IT JO KW KZ
    LB LC LI LT LU LV LY MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RS SA SC SE SI SK SM ST TN TR UA VA VG XK
    """.split()  # noqa: SIM905 - read more easily than quoted ones
)


def _is_grouped_account(written: str) -> bool:
    """Whether a number is set in fours behind a country's code, as accounts are on paper: with a digit mistyped it is one still."""
    groups = written.split(" ")
    return len(groups) >= 5 and written[:2] in _COUNTRIES and all(len(group) == 4 for group in groups[:-1])


def _social(text: str, lowered: str) -> Iterator[Datum]:
    for match in _SOCIAL.finditer(text):
        around = text[max(0, match.start() - 40) : match.end() + 24].lower()
        named = "ssn" in around or "social" in around
        if match.group() in ("123-45-6789", "078-05-1120", "219-09-9999") and not named:
            continue
        if named or not (match.group().startswith(("000", "666", "9")) or match.group().endswith("-0000") or match.group()[4:6] == "00"):
            yield Datum("a social security number", Span(*match.span()), "strong" if named else "weak", match.group())
    for match in _SOCIAL_BARE.finditer(text) if "ssn" in lowered or "social" in lowered else ():
        yield Datum("a social security number", Span(*match.span("n")), "strong", match["n"])


def _phones(text: str) -> Iterator[Datum]:
    for match in _DIGITS.finditer(text):
        written = match.group()
        if len(written) < 7:
            continue
        start = match.start() + (written.startswith("(") and written.count("(") > written.count(")"))
        written = text[start : match.end()]
        end = start + len(written.rstrip(") ./-" if written.count("(") < written.count(")") else " ./-"))
        written = text[start:end]
        level = _is_phone(text, written, (start, end))
        if level and not _is_office(text, start, end):
            yield Datum("a phone number", Span(start, end), level, _digits(written))


def _is_phone(text: str, written: str, span: tuple[int, int]) -> Literal["", "weak", "strong"]:
    digits = _digits(_EXTENSION.sub("", written) if "x" in written.lower() else written)
    length = len(digits)
    if not 7 <= length <= 15:
        return ""
    if len(set(digits)) < 3 or _FICTION.match(digits):
        return "weak" if _is_claimed(text, span[0]) else ""
    shaped = not written.isdigit()  # a bare run of digits is a telephone number only where words say so
    if shaped and (_NO_PHONE.match(written) or _TOLL_FREE.match(written)):
        return ""
    if shaped and ((length >= 9 and written[0] == "+" and _INTERNATIONAL.match(written)) or _NANP.match(written)):
        return "strong"
    if _PHONE_BEHIND.match(text, span[1]):
        return "strong"
    if _is_announced(text, span[0]):
        return "strong" if length >= 9 else "weak"
    if shaped and _LOCAL.match(written):
        return "weak"
    return "weak" if shaped and 9 <= length <= 12 and _TRUNK.match(written) and not _GROUPED.match(written) else ""


def _is_announced(text: str, start: int) -> bool:
    """Whether words before a number say that it is one to call. A text may hold thousands of numbers: pieces of the words come first."""
    before = text[max(0, start - 40) : start]
    lowered = before.lower()
    return any(piece in lowered for piece in _PHONE_PIECES) and _PHONE_WORD.search(before) is not None


def _is_office(text: str, start: int, end: int) -> bool:
    """Whether a number is given for anybody to call: beside words for an office, or the mailbox of one."""
    if _around(text, _OFFICE, (start, end), 120):
        return True
    nearby = text[max(0, start - 80) : end + 80]
    return "@" in nearby and any(_FUNCTION.match(match["local"]) for match in _MAIL.finditer(nearby))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _is_luhn(digits: str) -> bool:
    """Luhn's sum, as cards have it."""
    doubled = (2 * int(one) - 9 * (int(one) > 4) if place % 2 else int(one) for place, one in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """The remainder by 97 is 1 (ISO 13616)."""
    plain = text.replace(" ", "").replace("-", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1
