"""Personal data in a text: addresses and numbers of people, paths with their names, records about them.

Numbers count with their checksum where they have one, and without it where the words around them say what they are. Linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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


#: Without this there is no number to look for.
_NUMERIC = lazy(r"\d(?:[ .()/-]{0,3}\d){6}")
_LONG_NUMBER = lazy(r"\d{11}|\d{4}[ -]\d{4,6}[ -]\d")

#: Mailboxes of functions, not of people.
_FUNCTION = lazy(
    r"(?:(?:[a-z]{1,16}[._-])?(?:(?:product|it|info|cyber|network|data|ai)?security|secure|safety|soc|cti|cert|csirt"
    r"|psirt|sirt|jcdc|abuse|vuln\w*|privacy|support|team|press|contact|report|bounty)|cisa[\w.]*|cve|info|support"
    r"|help(?:desk)?|press|media|contact|admin\w*|root|git|sales|office|team|legal|dpo|compliance|billing|accounts?"
    r"|accounting|no-?reply|do-?not-?reply"
    r"|postmaster|hostmaster|webmaster|mailer-daemon|report|reports|disclosure|responsible-disclosure|research\w*"
    r"|bug-?bounty|bugs?|incidents?"
    r"|ir|noc|ops|devops|it|hr|jobs|careers|marketing|hello|hi|service|customer\w*|notifications?|notify|alerts?"
    r"|updates?|newsletter|news|central|threat\w*|intel"
    r"|feedback|community|dev|developers?|maintainers?|list|announce|users|inquir\w+|enquir\w+|orders?|invoices?"
    r"|payments?|shop|web|mail|email|api|bot|system|daemon|www|ftp"
    r"|\w{0,10}destek|soporte|suporte|supporto|kontakt|contacto|contato|contatto|assistenza|assistance|servicio"
    r"|kundenservice|secretariat|editor\w*|taxonomy|attacker|victim|evil|hacker|malicious|phish\w*"
    r"|spam)(?:[._+-][\w.-]{0,32}|\d{0,4})\Z",
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
    r"|org)\.(?:com|org|net)|acme\.(?:com|corp)|foo\.(?:com|bar)|bar\.com)\Z"
)
_NO_PERSONS_HOST = lazy(r"(?:\A|\.)(?:no-?reply|lists?|groups?|googlegroups|bounces?|iam\.gserviceaccount|users\.noreply)\.", re.IGNORECASE)

_PHONE_WORD = lazy(
    r"\b(?:tele?(?:phone|fon)?|phones?|mobile|cell(?:ular|phone)?|handy|fax|whats-?app|sms|call(?:ed|ing)?"
    r"|dial(?:led)?|contact(?:ed)?|reach(?:ed|able)?|ring|hotline"
    r"|(?:home|work|office|his|her|their|my|your|user's|customer's|victim's|registered) (?:phone |mobile "
    r"|cell )?(?:number|line|phone|no\.)|messag(?:es?|ing) to|text(?:ed)? (?:me|to)"
    r"|answer(?:ing)? at|registered|number (?:is|of|at|to|on)|t[ée]l[ée]phone|tel[ée]fono|telefone|telefono|numero"
    r"|portable|m[oó]vil|celular)\b",
    re.IGNORECASE,
)
_PHONE_BEHIND = lazy(
    r"[\s,;(\\-]{0,4}(?:office|fax|mobile|home|cell|work|tel|phone|direct|(?:ext|extension|x)\.? ?\d{1,6})\b", re.IGNORECASE
)
#: Groups of digits as people write a telephone number. What it is, is decided afterwards.
_DIGITS = lazy(
    r"(?<![\w.:/#@=&%$+,-])(?:\+|00)?\(?\d{1,14}\)?(?:[ ./-]{1,2}\(?\d{1,13}\)?|\(\d{1,13}\)?"
    r"|(?<=\))\d{1,13}){0,7}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w%]|[-:.,/]\d)",
    re.IGNORECASE,
)
_NANP = lazy(r"(?:\+?1[ .-]?|001[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?\Z", re.IGNORECASE)
#: Lines that companies pay for.
_TOLL_FREE = lazy(r"(?:\+?1[ .-]?|001[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[ .-]|0?0?800[ -]")
_TRUNK = lazy(r"\(?0[1-9]\d{1,4}\)?[ /-]{1,2}\d{2,4}[ -]?\d{2,4}(?:[ -]\d{2,4}){0,2}\Z")
_INTERNATIONAL = lazy(r"\+[1-9]\d{0,2}[ ./(-]{0,2}.{6,24}\Z")
_NO_PHONE = lazy(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{1,3}(?:\.\d{1,3}){3}\Z"
    r"|(?:\d{1,3}[.,]){1,4}\d{3}\Z|(?:19|20)\d\d(?:[ -](?:19|20)\d\d)\Z"
)

_GROUPED = lazy(r"(?:\d{4}[ -]){2,4}\d{4}\Z")

_CARD = lazy(
    r"(?<![\w.:/+-])[2-6](?:\d{11,18}|\d{3}(?:[ -]\d{4}){2}[ -]\d{1,7}|\d{3}[ -]\d{6}[ -]\d{4,5})(?![\w:/]|[-.]\d)"
    r"|(?<![\w.:/+-])1800\d{11}(?!\w)"
)
_CARD_WORD = lazy(
    r"\b(?:credit|debit|payment|bank|my|the|your|lost|charge[ds]?|visa|master-?card|amex|american express|diners|jcb"
    r"|discover|maestro|cc|card)\b",
    re.IGNORECASE,
)
_CARD_NOUN = lazy(r"\b(?:cards?(?: ?(?:number|no\.?|num|#))?|cc|visa|master-?card|amex|pan)\b", re.IGNORECASE)
#: Numbers that payment services publish for tests.
_TEST_CARDS: Final = frozenset(
    [
        "4111111111111111",
        "4242424242424242",
        "4012888888881881",
        "5555555555554444",
        "5105105105105100",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "30569309025904",
        "38520000023237",
        "3530111333300000",
        "3566002020360505",
        "4222222222222",
        "4000000000000002",
        "4000056655665556",
        "1234567812345678",
    ]
)
_IBAN = lazy(r"(?<![\w.-])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![\w-])")
_SOCIAL = lazy(r"(?<![\w.:/#-])\d{3}-\d{2}-\d{4}(?![\w-]|\.\d)")
_SOCIAL_BARE = lazy(
    r"(?i:\bSSN|\bsocial security(?: number| no\.?)?)[\s:#=\"'(]{0,6}(?:is|was|of|number|no\.)?\s{0,2}(?P<n>\d{3} ?\d{2} ?\d{4})(?!\d)"
)


def find(text: str) -> list[Datum]:
    """Every piece of personal data of a text, mailboxes of functions and documentation values left out, in their order."""
    taken: list[Datum] = []
    behind = 0
    for one in sorted(_candidates(text), key=lambda one: (one.span.start, -one.span.end)):
        if one.span.start >= behind:
            taken.append(one)
            behind = one.span.end
    return taken


def judge(text: str) -> Judgement:
    """Whether a text holds personal data."""
    found = find(text)
    if not found:
        return NOTHING
    strong = any(one.level == "strong" for one in found)
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    return Judgement(1.0 if strong else 0.5, "strong" if strong else "weak", kinds, tuple(one.span for one in found))


def _candidates(text: str) -> Iterator[Datum]:
    for mail in find_emails(text):
        if not is_nobodys(mail.live, mail.host) and not _is_spoken_of(text, mail.live.partition("@")[0], mail.span):
            yield Datum("an e-mail address", mail.span, "strong", mail.live.lower())
    if not _NUMERIC.search(text):
        return
    numbers = [*_cards(text), *_accounts(text), *_social(text)]
    yield from numbers
    taken = [one.span for one in numbers]
    for one in _phones(text):
        if not any(span.start < one.span.end and one.span.start < span.end for span in taken):
            yield one


def is_nobodys(address: str, host: str) -> bool:
    """Whether an e-mail address is a function's, an example's or a machine's."""
    local = address.partition("@")[0]
    reserved = _RESERVED.search(host.lower()) is not None
    return (
        _FUNCTION.match(local) is not None
        or _NO_PERSONS_HOST.search(host) is not None
        or (reserved and (_NOBODY.match(local) is not None or host.lower().endswith(("example.com", "example.org", "example.net"))))
    )


def _is_spoken_of(text: str, local: str, span: Span) -> bool:
    """Whether a mailbox is named after what the sentences around speak of in capitals (`CSET`, cset@…), as a group's is."""
    name = local.upper()
    at = text.find(name, max(0, span.start - 400), span.start)
    return 2 < len(name) < 12 and name.isalpha() and at >= 0 and not text[at + len(name) : at + len(name) + 1].isalpha()


def _around(text: str, pattern: re.Pattern[str], span: tuple[int, int], before: int, after: int = 0) -> bool:
    return pattern.search(text, max(0, span[0] - before), span[0]) is not None or (
        after > 0 and pattern.search(text, span[1], span[1] + after) is not None
    )


def _cards(text: str) -> Iterator[Datum]:
    for match in _CARD.finditer(text) if _LONG_NUMBER.search(text) else ():
        digits = _digits(match.group())
        if digits in _TEST_CARDS or len(set(digits)) < 4 or not _is_issued(digits):
            continue
        named = _around(text, _CARD_NOUN, match.span(), 48, 24)
        if named or (_is_luhn(digits) and (" " in match.group() or len(digits) in (14, 15, 16))):
            yield Datum("a payment card number", Span(*match.span()), "strong" if _is_luhn(digits) else "weak", digits)


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
        elif "IBAN" in text[max(0, match.start() - 24) : match.start()].upper():
            yield Datum("an IBAN", Span(*match.span()), "weak", match.group())


def _social(text: str) -> Iterator[Datum]:
    for match in _SOCIAL.finditer(text):
        around = text[max(0, match.start() - 40) : match.end() + 24].lower()
        named = "ssn" in around or "social" in around
        if match.group() in ("123-45-6789", "078-05-1120", "219-09-9999") and not named:
            continue
        if named or not match.group().startswith(("000", "666", "9")):
            yield Datum("a social security number", Span(*match.span()), "strong" if named else "weak", match.group())
    lowered = text.lower()
    for match in _SOCIAL_BARE.finditer(text) if "ssn" in lowered or "social" in lowered else ():
        yield Datum("a social security number", Span(*match.span("n")), "strong", match["n"])


def _phones(text: str) -> Iterator[Datum]:
    for match in _DIGITS.finditer(text):
        written = match.group()
        if written.startswith("(") and ")" not in written:
            continue
        start = match.start() + (written.startswith("(") and written.count("(") > written.count(")"))
        written = text[start : match.end()]
        end = start + len(written.rstrip(") ./-" if written.count("(") < written.count(")") else " ./-"))
        written = text[start:end]
        level = _is_phone(text, written, (start, end))
        if level:
            yield Datum("a phone number", Span(start, end), level, _digits(written))


def _is_phone(text: str, written: str, span: tuple[int, int]) -> Literal["", "weak", "strong"]:
    digits = _digits(re.sub(r"(?i)(?:x|ext\.?)\s?\d{1,6}\Z", "", written))
    if not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or _NO_PHONE.match(written) or re.match(r"1?\d{3}55501\d\d\Z", digits):
        return ""
    if _INTERNATIONAL.match(written) and len(digits) >= 9:
        return "strong"
    if _TOLL_FREE.match(written):
        return ""
    if _NANP.match(written):
        return "strong"
    if _PHONE_BEHIND.match(text, span[1]):
        return "strong"
    if _around(text, _PHONE_WORD, span, 40):
        return "strong" if len(digits) >= 9 else "weak"
    return "weak" if _TRUNK.match(written) and not _GROUPED.match(written) and 9 <= len(digits) <= 12 else ""


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


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


# Paths and records

_PATH = lazy(r"(?i:[a-z]:\\{1,2}(?:users|documents and settings)\\{1,2}|/users/|(?<![\w.])/home/)(?P<name>[^\\/\s\"'<>|:;,*?)\]}`]{2,40})")
_EMPLOYEE = lazy(
    r"\b(?:employee|personnel|staff|badge|worker|payroll)\s?(?:id|no\.?|number|#)s?\s{0,2}(?:is|was"
    r"|[:=#])?\s{0,2}(?P<name>[A-Za-z]{0,4}-?\d{4,10})\b",
    re.IGNORECASE,
)
_SHARED_ACCOUNT = lazy(
    r"(?:users?|usern?ame|name|admin\w*|root|public|default\w*|all users|runner\w*|ubuntu|debian|centos|ec2-user"
    r"|azureuser|vagrant|app|node|git|www\w*|jenkins|gitlab\S*|circleci|travis|build\w*|ci|dev|test\w*"
    r"|guest|service|svc\S*|docker|container|jovyan|vscode|codespace|student|victim|attacker|kali|pi|me|you|your\w*"
    r"|my\w*|someone|foo|bar|example|shared|linuxbrew|ray|airflow|mlflow|nobody|x+|%\w+%|\$.*|\{.*|\[.*|\*+|\.+)\d{0,3}\Z",
    re.IGNORECASE,
)
_CATEGORIES: Final = (
    (
        "health data",
        r"patients?|diagnos\w+|medical|prescri\w+|health (?:record|insurance|data|plan)s?|mrn|treatment of|hospital\w*|therap\w+",
    ),
    (
        "human-resources data",
        r"salar(?:y|ies)|payroll|performance reviews?|disciplinary|employment (?:record|history)|personnel file|resumes?",
    ),
    ("consumer data", r"purchas\w+ (?:history|records?)|order history|loyalty (?:number|card)|customer (?:records?|file|number)|shopping"),
    ("education data", r"students?|grades?|transcripts? of records|school records?|enrol\w+|report cards?"),
    (
        "financial data",
        r"bank (?:account|statement)s?|credit (?:score|report)s?|account (?:number|balance|holder)|tax return|loan|payee|mortgage",
    ),
    ("property data", r"vehicle identification|license plate|number plate|deed|title of property|vin"),
    ("data of children", r"child(?:ren)?|minors?|underage|pupils?|juvenile"),
)
_CATEGORY = lazy("|".join(rf"\b(?P<c{number}>{words})\b" for number, (_, words) in enumerate(_CATEGORIES)), re.IGNORECASE)
_RECORD_NUMBER = lazy(
    r"\b(?:patient|student|member|customer|claim|policy|account|case file|mrn|insurance|passport|licen[cs]e|plate"
    r"|vin)\s?(?:id|no\.?|number|#)?\s{0,2}(?:is|was|[:=#])\s{0,2}[A-Z]{0,4}-?\d{4,17}\b",
    re.IGNORECASE,
)


def find_paths(text: str) -> list[Datum]:
    """Names of people in the paths of a text, and employee numbers. Accounts of machines and examples are left out."""
    found: list[Datum] = []
    lowered = text.lower()
    if "users" in lowered or "/home/" in lowered or "settings" in lowered:
        names = (match for match in _PATH.finditer(text) if not _SHARED_ACCOUNT.match(match["name"]))
        found += [Datum("a user's name in a path", Span(*match.span("name")), "strong", match["name"]) for match in names]
    if any(word in lowered for word in ("employee", "personnel", "staff", "badge", "worker", "payroll")):
        found += [Datum("an employee number", Span(*match.span("name")), "strong", match["name"]) for match in _EMPLOYEE.finditer(text)]
    return found


def find_records(text: str) -> list[Datum]:
    """Words of a category of the guidance within 80 characters of something that leads to a person; each category once."""
    words = list(_CATEGORY.finditer(text))
    if not words:
        return []
    spans = [one.span for one in find(text)] + [Span(*match.span()) for match in _RECORD_NUMBER.finditer(text)]
    found: dict[str, Datum] = {}
    for match in words:
        if any(span.start <= match.start() and match.end() <= span.end for span in spans):
            continue  # a word of the address itself, such as the host of a hospital
        if any(span.start - 80 <= match.end() and match.start() <= span.end + 80 for span in spans):
            name = _CATEGORIES[int(str(match.lastgroup)[1:])][0]
            found.setdefault(name, Datum(name, Span(*match.span()), "weak", match.group()))
    return list(found.values())
