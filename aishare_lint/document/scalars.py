"""How a text is written as a YAML scalar so that every reader, of YAML 1.1 and of 1.2, gets the same text back."""

from __future__ import annotations

import re
from typing import Final

from aishare_lint.document.hidden import SUSPECTS, find_hidden
from aishare_lint.document.patterns import lazy

#: A block scalar is folded at this column.
WIDTH: Final = 110

#: Words that some reader takes for more than text.
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
    **dict.fromkeys(("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N"), "boolean"),
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "boolean"),
    "<<": "merge key",
    "=": "default value",
}
#: How everything else begins that is more than text for some reader.
_NUMBER_START: Final = frozenset("+-.0123456789")
#: The kinds of numbers, each with a character of which it has one, and its pattern.
_KINDS: Final = (
    ("date", "-", lazy(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")),
    (
        "timestamp",
        ":",
        lazy(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?\s{0,4}(?:Z|[-+][0-9:]{1,6})?"),
    ),
    (
        "sexagesimal number",
        ":",
        lazy(
            r"[-+]?(?:[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)"
        ),
    ),
    ("octal number", "0", lazy(r"[-+]?0[0-7_]+|[-+]?0o[0-7_]+")),
    ("hexadecimal number", "x", lazy(r"[-+]?0x[0-9a-fA-F_]+")),
    ("binary number", "b", lazy(r"[-+]?0b[01_]+")),
    ("number", "", lazy(r"[-+]?[0-9][0-9_,]*|[-+]?(?:[0-9][0-9_]*)?\.[0-9][0-9_]*|[-+]?[0-9][0-9_]*\.")),
    ("number with an exponent", "e", lazy(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)[eE][-+]?[0-9]+")),
    ("number", ".", lazy(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")),
)
_PLAIN_START = lazy(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~]")
#: Made of what numbers and times are made of: read as text by the readers that are known, and by the next one perhaps not.
_NUMERIC = lazy(r"[-+.]?[0-9][-+.:0-9TtZz_, xeE]*")
_BROKEN_PLAIN = lazy(r":(?:\s|\Z)|\s#")
_FLOW_ONLY = lazy(r"[,?\[\]{}]|:(?=[,\[\]{}'\"])")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
#: Not printable for Python, but seen where they join what is printable.
_SHOWN: Final = frozenset("\u200c\u200d\u200e\u200f\u061c") | {chr(code) for code in range(0xE0020, 0xE0080)}
#: Longer than any hash; the patterns are not asked about more.
_LONGEST: Final = 200
#: The largest whole number that JSON readers keep exactly.
_EXACT: Final = 2**53


def write(value: str, style: str = "plain", *, indent: int = 2, flow: bool = False) -> str:
    """A text as a scalar, in a style where that style can hold it, else in double quotes.

    style   as in `Place.style`; `plain`, `'`, `"`, `|` or `>`; whatever else counts as plain
    indent  the column of the lines of a block scalar
    flow    whether it stands inside `{}` or `[]`
    """
    if style in ("|", ">") and not flow:
        block = _write_literal(value, indent) if style == "|" else _write_folded(value, indent)
        if block is not None:
            return block
    elif style == "'":
        if is_printable(value):
            return "'" + value.replace("'", "''") + "'"
    elif style != '"' and is_plain(value, flow=flow):
        return value
    return quote(value)


def quote(value: str) -> str:
    """A text in double quotes, with everything that is not seen as an escape. Raises ValueError for a lone surrogate."""
    if is_printable(value) and '"' not in value and "\\" not in value:
        return f'"{value}"'
    unseen = frozenset(find_hidden(value))
    parts = []
    for at, character in enumerate(value):
        if character in _ESCAPES:
            parts.append(_ESCAPES[character])
        elif at not in unseen and (character.isprintable() or character in _SHOWN):
            parts.append(character)
        else:
            parts.append(escape(character))
    return '"' + "".join(parts) + '"'


def escape(character: str) -> str:
    r"""A character as an escape of double quotes: `\u200B`. Raises ValueError for a surrogate, which YAML cannot hold."""
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError("a lone surrogate cannot be written in YAML")
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def is_printable(value: str) -> bool:
    """Whether a text can stand in quotes as it is: one line, and nothing in it that is not seen."""
    if not value.isprintable() and not all(character.isprintable() or character in _SHOWN for character in value):
        return False
    return SUSPECTS.search(value) is None or next(find_hidden(value), None) is None


def is_plain(value: str, *, flow: bool = False) -> bool:
    """Whether a text needs no quotes for any reader of YAML 1.1 or 1.2."""
    return (
        bool(_PLAIN_START.match(value))
        and value == value.strip()
        and is_printable(value)
        and not _BROKEN_PLAIN.search(value)
        and not (flow and _FLOW_ONLY.search(value))
        and not _NUMERIC.fullmatch(value)
        and not looks_like(value)
    )


def looks_like(value: str) -> str:
    """The type that some reader of YAML gives a plain scalar, such as `boolean` or `octal number`; empty where all read text."""
    if value in _WORDS:
        return _WORDS[value]
    if value[0] not in _NUMBER_START:
        return ""
    if len(value) > _LONGEST:
        return "number" if value.isascii() and value.isdigit() else ""
    lowered = value.lower()
    return next((kind for kind, sign, pattern in _KINDS if sign in lowered and pattern.fullmatch(value)), "")


def survives(value: str) -> bool:
    """Whether a plain scalar that some reader takes for another type is still written the same when that reader writes it again."""
    kind = looks_like(value)
    if kind == "number":
        if re.fullmatch(r"-?(?:0|[1-9][0-9]*)", value):
            return abs(int(value)) < _EXACT if len(value) < 20 else False
        return bool(re.fullmatch(r"-?(?:0\.[0-9]{0,3}|[1-9][0-9]{0,8}\.[0-9]{0,5})[1-9]", value))
    return not kind


def _write_literal(value: str, indent: int) -> str | None:
    """`|`, or None where it cannot hold the text."""
    body = value.rstrip("\n")
    lines = body.split("\n")
    if len(value) - len(body) > 1 or lines[0][:1] in ("", " ") or not all(map(_fits, lines)):
        return None
    return f"|{_chomping(value)}\n{_indented(lines, indent)}"


def _write_folded(value: str, indent: int) -> str | None:
    """`>`, folded again, or None where it cannot hold the text."""
    body = value.rstrip("\n")
    paragraphs = body.split("\n")
    if len(value) - len(body) > 1 or not paragraphs[0] or not all(map(_fits, paragraphs)) or any(line[:1] == " " for line in paragraphs):
        return None
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if not paragraph:
            lines.append("")
            continue
        if number:
            lines.append("")
        lines.extend(_fold(paragraph, max(WIDTH - indent, 20)))
    return f">{_chomping(value)}\n{_indented(lines, indent)}"


def _fold(paragraph: str, width: int) -> list[str]:
    """A paragraph as lines that are joined by one space each."""
    lines = [""]
    for piece in re.split(r"(?<=[^ ]) (?=[^ ])", paragraph):
        if lines[-1] and len(lines[-1]) + 1 + len(piece) > width:
            lines.append(piece)
        else:
            lines[-1] = f"{lines[-1]} {piece}" if lines[-1] else piece
    return lines


def _fits(line: str) -> bool:
    """Whether a line can stand in a block scalar: printable, and no space at its end, which editors take away."""
    return is_printable(line) and not line.endswith(" ") and line[:1] != "\t"


def _chomping(value: str) -> str:
    return "" if value.endswith("\n") else "-"


def _indented(lines: list[str], indent: int) -> str:
    return "\n".join(" " * indent + line if line else "" for line in lines)
