"""Standing instructions of an assistant: what its maker tells it about its work, in the same tone as those who want to turn it."""

from __future__ import annotations

import re
from typing import Final

from aishare_lint.document.patterns import lazy

#: Of whom instructions to an assistant speak, and what they speak about: adversarial prompts speak of neither, or little.
_USERS: Final = lazy(r"\b(?:the|an?|each|every) (?:user|customer)s?\b|\busers?['’]s?\b|\busers\b", re.IGNORECASE)
_WORK: Final = lazy(
    r"\b(?:tools?|functions?|parameters?|files?|code(?:base)?|markdown|json|repo(?:sitory)?|commits?|bash|shell|terminal|browser|api|schema|search"
    r"|citations?|output (?:format|instructions)|bullets?|sections?)\b",
    re.IGNORECASE,
)
_WORD: Final = lazy(r"[^\W\d_]+")
_ITEM: Final = lazy(r"^[ \t]{0,16}(?:[-*•]|\d{1,2}[.)])[ \t]", re.MULTILINE)
_ABOUT: Final = 20_000
#: Standing instructions have at least so many words.
_SHORTEST: Final = 200


def are_about_work(text: str) -> bool:
    """Whether a text reads like standing instructions of an assistant: of tools, files and formats, and of a user in the third person."""
    start = text[:_ABOUT]
    words = sum(1 for _ in _WORD.finditer(start))
    if words < _SHORTEST:
        return False
    work, users = len(_WORK.findall(start)), len(_USERS.findall(start))
    return (
        (work >= 6 and work * 80 >= words)
        or (users >= 2 and work >= 3)
        or (work + users >= 5 and sum(1 for _ in zip(range(5), _ITEM.finditer(start), strict=False)) == 5)
    )
