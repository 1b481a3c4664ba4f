"""What a value looks like: whether it may be a password or a token, or only stands where one would.

Pure functions of one value, linear in its length.
"""

# Lists of words are written as they are read.
# ruff: noqa: SIM905

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from aishare_lint.document.patterns import lazy

#: So many judgements are kept: a text that was made to be slow says the same again and again.
_REMEMBERED: Final = 512
#: What documentation writes in place of a secret.
_PLACEHOLDER = lazy(
    r"example|redacted|placeholder|removed|masked|censored|\byour|your[_-]|dummy|sample|change_?-?me|replace_?me"
    r"|insert|lorem|x{5}|\*{3}|•{3}|\.{3}|…|0{8}|a{8}|\[(?:\.|dot|at|:)\]"
    r"|\$\{|\{\{|%[a-z_]{3,20}%|<[a-z]|\$\(|#\{"
    # The claims of the token that the documentation of JWT shows, and everybody copies.
    r"|eyJzdWIiOiIxMjM0NTY3ODkwI"
    # A pattern that looks for secrets is none.
    r"|\[\^|\(\?[:i=!<]|\\[swdb][+*{]|\{\d{1,3},\d{0,4}\}|\.\*|\]\+",
    re.IGNORECASE,
)
#: Words of a language, names of algorithms, and ways to say where the secret is kept.
_NO_VALUE = lazy(
    r"(?:null|none|nil|true|false|undefined|unknown|empty|secret|token|password|passwd|passwort|pass|string|required|optional|bearer|basic"
    r"|username|admin|root|user|default|hidden|plaintext|cleartext|encrypted|invalid|unset|n/a|tbd|todo|foo|bar|baz|abc|test|testing)\d?\Z"
    r"|(?:base|sha|aes|rsa|utf|md|hs|rs|es|ps|oauth|hmac|ed|x|ecdsa|tls|ssl|win|mp|ipv|http|h)[-_]?\d{1,5}(?:[-_/]\w{1,12}){0,4}\Z"
    r"|(?:process\.|os\.|env[.(\[]|environ|getenv|secrets?\.|config[.(\[]|settings\.|var\.|vault[:/]|ssm:|arn:"
    r"|self\.|this\.|request\.|params?\.|args?\.|data\.|op://"
    r"|\{[\w.\[\]'\"-]{1,40}\}\Z|\{\{?\w{1,40}[}.:!]|file:|https?:|hxxps?:|ldaps?:|\.{0,2}/|~/|[a-z]:\\|\\\\|hk[lc][mu]|-----|\$[a-z_{(]|%\w+%|<|&[a-z]{2,6};|@[a-z.]+(?:\Z|\()"
    r"|(?:sesn|file|msg|req|thread|asst|resp|call|toolu|chatcmpl)_|(?:id|src|name|type|from)=|[\w.*-]{1,60}\.(?:exe|dll|html?|js|py|json|ya?ml|txt|md|sh|png|svg|php|aspx?)\*?\Z|[\w-]{1,40}\*\Z"
    r"|!(?:ref|sub|vault|env|importvalue|getatt|reference|encrypted)\b|\[)",
    re.IGNORECASE,
)
#: What people write in guides: words that say what should stand there, and names of products.
_GUIDE_WORDS = lazy(
    r"administrator|passphrase|development|production|mysecretpassword|elasticsearch|foobared|elastic|credentials?|postgresql|postgres|password|passwd"
    r"|database|generated|username|rabbitmq|mongodb|mariadb|vagrant|grafana|jenkins|manager|service|default|private|welcome|letmein|testing"
    r"|secret|secure|strong|access|client|change|actual|random|string|server|system|oracle|tomcat|kibana|docker|ubuntu|qwerty|tester"
    r"|super|token|value|guest|admin|mysql|redis|minio|mongo|neo4j|hello|world|local|login|using|super|pass|word|auth|very|long|safe|here|root|toor"
    r"|user|test|demo|data|this|your|some|real|prod|abcd|key|api|the|not|any|new|old|top|app|dev|set|use|foo|bar|baz|abc|pwd|my|our|an|is|so"
    r"|it|db|pw|me|to|of|in|xx",
    re.IGNORECASE,
)
_GUIDE_REST = lazy(r"s?[-_ .]{0,4}(?:1?2?3?4?5?6?7?8?9?0?|\d{1,2}|20\d\d)[!?@]{0,2}\Z")
_LEET: Final = str.maketrans("01345@", "oleasa")
_DATE = lazy(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|v?\d{1,4}(?:\.\d{1,6}){1,4}\Z|CVE-|CWE-|GHSA-|AML\.|T\d{4}", re.IGNORECASE)
_MAIL = lazy(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\Z")
_HEX = lazy(r"(?:[0-9a-f]+|[0-9A-F]+)\Z")
UUID = lazy(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z")
_CALLED = lazy(r"[A-Za-z_$@][\w.:>-]{0,80}[(\[{]")
_WORDS = lazy(r"[A-Za-z_]+(?:\.[A-Za-z_]+){1,6}\Z|[A-Za-z_]+(?:[-_/:][A-Za-z_]+){0,12}\d{0,1}\Z|[^\w]*\Z")
_OPAQUE = lazy(r"[A-Za-z0-9_+/=.~:|!@^*$%&#-]{1,400}\Z")
#: Words that are joined, with a number of a version or of a year.
_WORDY = lazy(r"(?:[A-Za-z]{2,24}\d{0,2}[_-]){1,8}[A-Za-z]{2,24}\d{0,4}|(?:[A-Z]?[a-z]{2,16}){2,8}\d{0,4}")
_JOINTS = lazy(r"[-_./:]")
#: C++ names as compilers write them, and Windows' own: long, restless, and no secret.
_MANGLED = lazy(r"_Z[A-Z0-9]|\?\w|__imp_|[A-Za-z]{3,20}(?:Ex)?[AW]?@\d|API-MS-WIN|lib\w{2,20}\.", re.IGNORECASE)
#: How keys, certificates, pictures and archives begin in base64: they are recognised by their form, or are none.
_FILE: Final = ("MII", "iVBORw0KGgo", "/9j/", "R0lGOD", "JVBERi0", "UEsDB", "H4sI", "TVqQ", "TVpQ", "PHN2Zy", "LS0t", "f0VMRg", "d09GM")
#: What is public by its form: keys of hosts and users, certificates, pictures, digests of a script.
_PUBLIC: Final = (
    *("AAAAB3NzaC1", "AAAAC3NzaC1", "AAAAE2VjZHNh", "LS0tLS1CRUdJTiBDRVJU", "LS0tLS1CRUdJTiBQVUJM", "iVBORw0KGgo", "/9j/", "R0lGOD"),
    *("sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "SHA256:", "sha1:", "sha512:"),
)
#: Passwords that every guide has: they tell nobody anything.
STOCK: Final = frozenset(
    (
        "pass passwd password pwd secret token user username xxx *** ... pw key port foo bar pass123 password123 hunter2 admin guest test "
        "p@ssw0rd p4ssw0rd changeme credentials apikey api_key"
    ).split()
)
_WORD = lazy(
    r"(?!(?:\w{0,30}[_-])?(?:pass|pwd|secret|token|key|cred|auth|user|name|value|string"
    r"|text)\w{0,20}\Z)[A-Za-z][A-Za-z_$!#@-]{3,40}\d{0,4}[!$]?\Z",
    re.IGNORECASE,
)
_PATHLIKE = lazy(r"[\w./:-]+\Z")
_CODE_SIGNS = lazy(r"[/\\(){}\[\]=<>|:]")
_KINDS = lazy(r"[a-z]+|[A-Z]+|[0-9]+|[^a-zA-Z0-9]+")
#: Pairs of letters that make up nine tenths of English: each word is a letter, then those that follow it.
_PAIRS: Final = frozenset(
    word[0] + follower
    for word in (
        "abcdfgiklmnprstuvy baeiloru cacehiklorstu dadeilorsu eabcdefglmnpqrstvwx faefilou gaehinoru haeio iabcdefglmnoprstvz keis "
        "ladeilostuy maeimopsu nacdefginostv oabcdfgiklmnoprstuvw paeiloprstu qu racdefgiklmnorstuy sacehiopstuy tacehilorstuy "
        "uabcdegilmnprst vaei waeino xept yps ze"
    ).split()
    for follower in word[1:]
)


# What stands in place of a secret


def is_made_up(token: str) -> bool:
    """Whether a token with a form of its own is a placeholder: it says so, or repeats a few characters over and over."""
    return _PLACEHOLDER.search(token) is not None or len(set(token[-20:])) < 6


def is_made_up_word(value: str) -> bool:
    """Whether a value is a placeholder, a word of a language, or says where the secret is kept."""
    return _PLACEHOLDER.search(value) is not None or _NO_VALUE.match(value) is not None


@lru_cache(maxsize=_REMEMBERED)
def is_from_a_guide(value: str) -> bool:
    """Whether a password is made of nothing but the words of a guide: `mysecretpassword`, `Admin@1234`, `p4ssw0rd!`."""
    if len(value) > 48 or not _GUIDE_WORDS.match(value.translate(_LEET)):
        return False
    return any(
        rest != one and _GUIDE_REST.match(rest) is not None
        for one in (value, value.translate(_LEET), value.replace("@", ""))
        for rest in (re.sub("[-_ .]", "", _GUIDE_WORDS.sub("", one)),)
    )


# Passwords


@lru_cache(maxsize=_REMEMBERED)
def is_password(value: str, *, quoted: bool = False) -> bool:
    """Whether a value that is called a password may be one: no word, no code, no placeholder, no reference to where it is kept."""
    if not 5 <= len(value) <= 200 or any(one.isspace() for one in value) or value.lower() in STOCK:
        return False
    if is_made_up_word(value) or _DATE.match(value) or _MAIL.match(value):
        return False
    if _WORDS.match(value):
        return is_shuffled(value) or is_unspeakable(value)
    if not quoted and _CALLED.match(value):
        return False
    digits, letters = sum(map(str.isdigit, value)), sum(map(str.isalpha, value))
    others = len(value) - digits - letters
    if not letters or not (digits or others):
        return False
    if quoted or digits > 1 or (digits > 0 and others > 0):
        return True
    return (digits > 0 and len(value) >= 8 and turns(value) >= 3) or (others > 0 and not _PATHLIKE.match(value))


@lru_cache(maxsize=_REMEMBERED)
def is_word(value: str) -> bool:
    """Whether a value may be a password that is a word: where nothing else can stand."""
    return 4 <= len(value) <= 40 and value.lower() not in STOCK and not is_made_up_word(value) and _WORD.match(value) is not None


def is_mixed(value: str) -> bool:
    """Whether an unquoted word in a sentence can only be a password: letters in both cases with digits or signs in between."""
    if not 6 <= len(value) <= 100 or not is_password(value) or _CODE_SIGNS.search(value):
        return False
    digits = sum(one.isdigit() for one in value)
    both = any(one.islower() for one in value) and any(one.isupper() for one in value)
    strange = sum(one in "!@#$%^&*~+?" for one in value)
    return (
        (both and digits > 0 and turns(value) >= 4)
        or (strange > 0 and digits > 0)
        or (strange > 0 and both and turns(value) >= 4)
        or (digits > 1 and turns(value) >= 5 and "-" not in value)
    )


# Tokens


@lru_cache(maxsize=_REMEMBERED)
def is_opaque(value: str) -> bool:
    """Whether a value has no meaning to a reader, as tokens and keys have: entropy, and no words, code or addresses."""
    if (
        len(value) < 14
        or not _OPAQUE.match(value)
        or value.startswith(_PUBLIC)
        or is_made_up_word(value)
        or _DATE.match(value)
        or _MAIL.match(value)
    ):
        return False
    if _is_slug(value):
        return False
    if _HEX.match(value):
        return len(value) >= 16 and entropy(value) > 2.5 and not value.isdigit()
    if UUID.match(value):
        return entropy(value) > 2.5
    if not any(one.isalpha() for one in value):
        return False
    if _WORDS.match(value):
        return is_shuffled(value) or is_unspeakable(value)
    if _CALLED.match(value):
        return False
    digits = sum(one.isdigit() for one in value)
    return digits >= 1 and entropy(value) >= 3.0 and turns(value) >= max(3, len(value) // 6)


def _is_slug(value: str) -> bool:
    """Whether words that can be spoken make up most of a value, joined by hyphens and the like: the name of something."""
    pieces = _JOINTS.split(value)
    words = sum(len(one) for one in pieces if len(one) >= 3 and one.isalpha() and not is_shuffled(one) and not is_unspeakable(one))
    return len(pieces) >= 3 and words >= 0.6 * sum(map(len, pieces))


@lru_cache(maxsize=_REMEMBERED)
def is_coded(value: str) -> bool:
    """Whether a value that is called a key is no word of any kind: opaque, or at least 20 letters and digits with several digits."""
    if is_opaque(value):
        return True
    plain = value.replace("-", "").replace("_", "")
    digits = sum(one.isdigit() for one in plain)
    if len(plain) < 20 or not plain.isalnum() or digits < 3 or plain.isdigit() or value.startswith(_PUBLIC) or is_made_up_word(value):
        return False
    # Identifiers have digits too, but few, and at their end.
    return not _WORDY.fullmatch(value) and entropy(plain) >= 3.0


def is_random(value: str) -> bool:
    """Whether small letters, capitals and digits alternate as only chance has it."""
    digits = sum(map(str.isdigit, value))
    both = any(map(str.islower, value)) and any(map(str.isupper, value))
    if not both or digits < 2 or value.startswith((*_FILE, *_PUBLIC)) or _MANGLED.match(value):
        return False
    return turns(value) * 5 >= len(value) * 2 and value.count("/") <= len(value) / 24 and entropy(value) > 3.6


def is_random_hex(value: str) -> bool:
    """Whether it is as many hexadecimal digits as keys have, and none of the usual samples."""
    return len(value) in (32, 40, 48, 64) and _HEX.match(value) is not None and not value.isdigit() and entropy(value) > 3.0


def is_shuffled(value: str) -> bool:
    """Whether letters alone are too restless to be words, also words in `camelCase`."""
    pieces = value.replace("_", "-").split("-")
    return any(len(one) >= 10 and turns(one) * 5 >= len(one) * 2 for one in pieces)


def is_unspeakable(value: str) -> bool:
    """Whether small letters follow each other as in no word: two fifths of the pairs are rare ones."""
    if len(value) < 10 or not value.isalpha() or not (value.islower() or value.isupper()):
        return False
    small = value.lower()
    return sum(one + other not in _PAIRS for one, other in pairwise(small)) * 5 >= (len(small) - 1) * 2


def turns(value: str) -> int:
    """How often a value changes between small letters, capitals, digits and signs. Random ones do so at nearly every second character."""
    if value.isascii():
        return max(0, len(_KINDS.findall(value)) - 1)
    kinds = ["a" if one.islower() else "A" if one.isupper() else "0" if one.isdigit() else "-" for one in value]
    return sum(one != other for one, other in pairwise(kinds))


def entropy(value: str) -> float:
    """Shannon's, in bits a character."""
    shares = [value.count(one) / len(value) for one in dict.fromkeys(value)]
    return -sum([share * math.log2(share) for share in shares])
