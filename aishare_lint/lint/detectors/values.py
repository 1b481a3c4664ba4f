"""What a value looks like: whether it may be a password, a token, or only stands where one would.

Pure functions of one value, linear in its length.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import Final

from aishare_lint.document.patterns import lazy

#: What documentation writes in place of a secret.
_PLACEHOLDER = lazy(
    r"example|redacted|placeholder|removed|masked|censored|\byour|your[_-]|dummy|sample|change_?-?me|replace_?me"
    r"|insert|lorem|x{5}|\*{3}|•{3}|\.{3}|…|0{8}|a{8}"
    r"|\$\{|\{\{|%[a-z_]{3,20}%|<[a-z]|\$\(|#\{",
    re.IGNORECASE,
)
#: Values that are words of a language, or name where the secret is kept.
_NO_VALUE = lazy(
    r"(?:null|none|nil|true|false|undefined|unknown|empty|secret|token|password|passwd|passwort|pass|string|required|optional|bearer|basic"
    r"|username|admin|root|user|default|hidden|plaintext|cleartext|encrypted|invalid|unset|n/a|tbd|todo|foo|bar|baz|abc|test|testing)\d?\Z"
    r"|(?:base|sha|aes|rsa|utf|md|hs|rs|es|ps|oauth|hmac|ed|x|ecdsa|tls|ssl|win|mp|ipv|http|h)[-_]?\d{1,5}(?:[-_/]\w{1,12}){0,4}\Z"
    r"|(?:process\.|os\.|env[.(\[]|environ|getenv|secrets?\.|config[.(\[]|settings\.|var\.|vault[:/]|ssm:|arn:"
    r"|self\.|this\.|request\.|params?\.|args?\.|data\.|op://"
    r"|file:|https?:|ldaps?:|\.{0,2}/|~/|[a-z]:\\|\\\\|hk[lc][mu]|-----|\$[a-z_{(]|%\w+%|<|&|@[a-z]|!\w+\b|\[)",
    re.IGNORECASE,
)
_DATE = lazy(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|v?\d{1,4}(?:\.\d{1,6}){1,4}\Z|CVE-|CWE-|GHSA-|AML\.|T\d{4}", re.IGNORECASE)
_MAIL = lazy(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\Z")
_HEX = lazy(r"[0-9a-fA-F]+\Z")
UUID = lazy(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z")
_CALLED = lazy(r"[A-Za-z_$@][\w.:>-]{0,80}[(\[{]")
_WORDS = lazy(r"[A-Za-z_]+(?:\.[A-Za-z_]+){1,6}\Z|[A-Za-z_]+(?:[-_/:][A-Za-z_]+){0,12}\d{0,1}\Z|[^\w]*\Z")
_OPAQUE = lazy(r"[A-Za-z0-9_+/=.~:|!@^*$%&#-]{1,400}\Z")


STOCK: Final = frozenset(
    {
        *(
            "pass",
            "passwd",
            "password",
            "pwd",
            "secret",
            "token",
            "user",
            "username",
            "xxx",
            "***",
            "...",
            "pw",
            "key",
            "port",
            "foo",
            "bar",
        ),
        *(
            "pass123",
            "password123",
            "hunter2",
            "admin",
            "guest",
            "test",
            "p@ssw0rd",
            "p4ssw0rd",
            "changeme",
            "credentials",
            "apikey",
            "api_key",
        ),
    }
)


_WORD = lazy(
    r"(?!(?:\w{0,30}[_-])?(?:pass|pwd|secret|token|key|cred|auth|user|name|value|string"
    r"|text)\w{0,20}\Z)[A-Za-z][A-Za-z_$!#@-]{3,40}\d{0,4}[!$]?\Z",
    re.IGNORECASE,
)


def is_made_up_word(value: str) -> bool:
    return _PLACEHOLDER.search(value) is not None or _NO_VALUE.match(value) is not None


def is_password(value: str, *, quoted: bool = False) -> bool:
    """Whether a value that is called a password may be one: no word, no code, no placeholder, no reference to where it is kept."""
    if not 5 <= len(value) <= 200 or any(one.isspace() for one in value) or value.lower() in STOCK:
        return False
    if is_made_up_word(value) or _DATE.match(value) or _MAIL.match(value):
        return False
    if _WORDS.match(value):
        return is_shuffled(value)
    if not quoted and _CALLED.match(value):
        return False
    digits, letters = sum(one.isdigit() for one in value), sum(one.isalpha() for one in value)
    others = len(value) - digits - letters
    if not letters or not (digits or others):
        return False
    return quoted or digits > 1 or (digits > 0 and others > 0) or (others > 0 and not re.fullmatch(r"[\w./:-]+", value))


def is_word(value: str) -> bool:
    """Whether a value may be a password that is a word: where nothing else can stand."""
    return 4 <= len(value) <= 40 and value.lower() not in STOCK and not is_made_up_word(value) and _WORD.match(value) is not None


def is_mixed(value: str) -> bool:
    """Whether an unquoted word in a sentence can only be a password: letters in both cases with digits or signs in between."""
    if not 6 <= len(value) <= 100 or not is_password(value) or re.search(r"[/\\(){}\[\]=<>|:]", value):
        return False
    digits = sum(one.isdigit() for one in value)
    both = any(one.islower() for one in value) and any(one.isupper() for one in value)
    strange = sum(one in "!@#$%^&*~+?" for one in value)
    return (
        (both and digits > 0 and turns(value) >= 4)
        or (strange > 0 and digits > 0)
        or (digits > 1 and turns(value) >= 5 and "-" not in value)
    )


def is_random(value: str) -> bool:
    """Whether small letters, capitals and digits alternate as only chance has it."""
    digits = sum(one.isdigit() for one in value)
    both = any(one.islower() for one in value) and any(one.isupper() for one in value)
    return both and digits >= 2 and turns(value) * 5 >= len(value) * 2 and value.count("/") <= len(value) / 24 and entropy(value) > 3.6


def is_shuffled(value: str) -> bool:
    """Whether letters alone are too restless to be words, also words in `camelCase`."""
    return len(value) >= 10 and "_" not in value and turns(value) * 5 >= len(value) * 2


def turns(value: str) -> int:
    """How often a value changes between small letters, capitals, digits and signs. Random ones do so at nearly every second character."""
    kinds = ["a" if one.islower() else "A" if one.isupper() else "0" if one.isdigit() else "-" for one in value]
    return sum(one != other for one, other in pairwise(kinds))


def is_opaque(value: str) -> bool:
    """Whether a value has no meaning to a reader, as tokens and keys have: entropy, and no words, code or addresses."""
    if len(value) < 14 or not _OPAQUE.match(value) or is_made_up_word(value) or _DATE.match(value) or _MAIL.match(value):
        return False
    if _HEX.match(value):
        return len(value) >= 16 and entropy(value) > 2.5 and not value.isdigit()
    if UUID.match(value):
        return entropy(value) > 2.5
    if _CALLED.match(value) or _WORDS.match(value) or not any(one.isalpha() for one in value):
        return False
    digits = sum(one.isdigit() for one in value)
    return digits >= 1 and entropy(value) >= 3.0 and turns(value) >= max(3, len(value) // 6)


def entropy(value: str) -> float:
    """Shannon's, in bits a character."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def is_made_up(written: str) -> bool:
    """Whether a token is a placeholder: it says so, or repeats a few characters over and over."""
    return _PLACEHOLDER.search(written) is not None or len(set(written[-20:])) < 6
