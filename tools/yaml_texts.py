"""Texts to try readers of YAML with: from a grammar, from the reports of this repository, and changed at random."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path as File

ROOT = File(__file__).parent.parent

# fmt: off
_WORDS = (
    "a", "b", "key", "tlp", "TLP:AMBER", "value", "true", "false", "null", "~", "no", "10:39", "2026-03-24", "0123", "1.10", "::1",
    "-1", ".5", "http://a/b?c=d&e", "a#b", "x:y", "-x", "?x", "it's", "say \"hi\"", "two words", "a, b", "é", "日本", "🎉", "👩\u200d💻",
    "a\xa0b", "C:\\temp", "%x", "@a", "`c`", "[.]", "*.x", "a b c d e", "\u200b", "<<", "=", "x" * 60, "__proto__", "a\x85b",
    "a\u2028b", "\ufeff", "#", "{}", "[]", "...", "---",
)
# fmt: on
_SAFE = re.compile(r"[A-Za-z0-9é日\U0001f389.][^:#,\[\]{}\r\n]*\Z")
_COMMENTS = (
    "#",
    "# c",
    "#c: d",
    "# \"'[{",
    "# a # b",
    "# é 🎉",
    "#\t",
    "# key: |",
    "# &a *a !t",
    "# a\u2028b: c",
    "# aishare-lint: ignore[tlp/x] y",
)
# fmt: off
_TOKENS = (
    ": ", ":", "- ", "-", "? ", "#", " #", "&a ", "*a", "*a ", "!!str ", "!x ", "!<t> ", "|", ">", "|2-\n", ">+\n", "---\n", "--- ",
    "...\n", "%YAML 1.2\n---\n", "%TAG ! t:\n---\n", "\t", "\u2028", "\x85", "\u2029", "\ufeff", "\0", "\x07", "\x7f", "\ud800",
    "\udfff", "{", "}", "[", "]", ",", "\"", "'", "<<: ", "\\", "\\u2028", "\\x", "\r", "\n", "\r\n", "  ", " ", "\n\n", "true",
    "a: b\n", "a: 1\na: 2\n", "- - - ", "[[[[", "{a: ", "\"a\\\n b\"", "🎉", "\U000e0041", "@", "`", "%",
)
# fmt: on


class Grammar:
    """Texts that are mostly YAML: every style, nested, with comments, anchors, odd indentation and blank lines wherever they may stand."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.eol = rng.choices(("\n", "\r\n", "\r"), (8, 2, 1))[0]
        self.anchors: list[str] = []

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def text(self) -> str:
        start = self.rng.choices(
            ("", "\ufeff", "---" + self.eol, "# head" + self.eol, "%YAML 1.2" + self.eol + "---" + self.eol), (12, 1, 2, 3, 0.3)
        )[0]
        kind = self.rng.random()
        if kind < 0.85:
            body = self.map(0, 0)
        elif kind < 0.93:
            body = self.list(0, 0)
        else:
            body = self.flow(0) + self.eol
        end = self.rng.choices(("", self.gap(0), "..." + self.eol, "---" + self.eol + "b: 2", "# end"), (10, 3, 0.5, 0.5, 2))[0]
        text = start + body + end
        if self.chance(0.8):  # other parsers read these otherwise: most texts have none, so that there is something to compare
            text = text[:1] + text[1:].translate(dict.fromkeys(map(ord, "\x85\u2028\u2029\ufeff"), "é"))
        return text.rstrip("\r\n") if self.chance(0.1) else text

    def gap(self, indent: int) -> str:
        lines = []
        while self.chance(0.25):
            blank = " " * self.rng.choice((0, 0, indent, self.rng.randint(0, 8)))
            lines.append(blank + (self.rng.choice(_COMMENTS) if self.chance(0.6) else "") + self.eol)
        return "".join(lines)

    def line_end(self) -> str:
        if self.chance(0.15):
            return " " * self.rng.randint(1, 3) + self.rng.choice(_COMMENTS) + self.eol
        return " " * self.rng.choice((0, 0, 0, 0, 2)) + self.eol

    def properties(self) -> str:
        found = ""
        if self.chance(0.05):
            name = f"n{len(self.anchors)}"
            self.anchors.append(name)
            found = f"&{name} "
        if self.chance(0.02):
            found += self.rng.choice(("!!str ", "!x ", "!<tag:x,1:y> ", "! "))
        return found

    def word(self) -> str:
        return self.rng.choice(_WORDS)

    def plain(self) -> str:
        word = self.word()
        return word if _SAFE.match(word) and word not in ("...", "---") else "w"

    def key(self) -> str:
        kind = self.rng.random()
        if kind < 0.75:
            return self.plain() + (str(self.rng.randint(0, 99)) if self.chance(0.8) else "")
        return self.single(False) if kind < 0.85 else self.double(False)

    def single(self, lines: bool) -> str:
        return "'" + self.broken(self.word().replace("'", "''"), lines, 1) + "'"

    def double(self, lines: bool) -> str:
        word = "".join("\\" + found if found in '"\\' else found for found in self.word())
        if self.chance(0.2):
            word += self.rng.choice(
                ("\\n", "\\t", "\\x41", "\\u00e9", "\\U0001F389", "\\N", "\\L", "\\P", "\\_", "\\0", "\\e", "\\/", "\\ ")
            )
        if lines and self.chance(0.1):
            word += "\\" + self.eol + "   x"
        return '"' + self.broken(word, lines, 1) + '"'

    def broken(self, word: str, lines: bool, indent: int) -> str:
        """The text over several lines, at times."""
        while lines and self.chance(0.15):
            word += (
                " " * self.rng.randint(0, 2)
                + self.eol * self.rng.choice((1, 1, 2, 3))
                + " " * (indent + self.rng.randint(0, 3))
                + self.plain()
            )
        return word

    def scalar(self, indent: int) -> str:
        kind = self.rng.random()
        if kind < 0.6:
            return self.broken(self.plain(), True, indent)
        if kind < 0.75:
            return self.single(True)
        if kind < 0.9:
            return self.double(True)
        if self.anchors and kind < 0.95:
            return "*" + self.rng.choice(self.anchors)
        return ""

    def block_scalar(self, indent: int) -> str:
        step = self.rng.randint(1, 4)
        indicator = str(step) if self.chance(0.3) else ""
        chomp = self.rng.choice(("", "-", "+"))
        header = self.rng.choice("|>") + (indicator + chomp if self.chance(0.5) else chomp + indicator) + self.line_end()
        lines = []
        for number in range(self.rng.randint(0, 5)):
            extra = self.rng.choice((0, 0, 0, 2, 5)) if number or indicator else 0
            words = self.rng.choice(
                ("text", "two words", "# no comment", "key: value", "- item", "é🎉", "trailing  ", "a\u2028b", "\tx", '"', " ")
            )
            if self.chance(0.2):
                lines.append(" " * self.rng.randint(0, indent + step) + self.eol)
            lines.append(" " * (indent + step + extra) + words + self.eol)
        return header + "".join(lines) + (self.eol * self.rng.randint(0, 2))

    def flow(self, depth: int) -> str:
        kind = self.rng.random()
        if depth > 3 or kind < 0.4:
            return self.properties() + self.rng.choice((self.plain(), self.single(True), self.double(True), ""))
        blank = self.rng.choices(("", " ", self.eol + "   ", f" # c{self.eol}  "), (5, 5, 1, 0.5))[0]
        entries: list[str] = []
        for _ in range(self.rng.randint(0, 4)):
            value = self.flow(depth + 1) or ("" if kind < 0.7 else "w")
            if kind < 0.7:
                value = self.rng.choices(
                    (f"{self.key()}: {value}", f"? {self.key()} : {value}", self.key(), f'"k{len(entries)}":{value}'), (10, 1, 1, 1)
                )[0]
            elif self.chance(0.1):
                value = f"{self.key()}: {value}"
            entries.append(value + self.rng.choice(("", "", blank)))
        inside = ("," + (blank or " ")).join(entries) + ("," if self.chance(0.1) and entries else "")
        return self.properties() + ("{" + blank + inside + "}" if kind < 0.7 else "[" + blank + inside + "]")

    def value(self, indent: int, depth: int, *, of_map: bool) -> str:
        """What stands behind `key:` or `-`, with its line break. `indent` is the one of the key or dash."""
        kind = self.rng.random()
        if depth > 4 or kind < 0.5:
            return " " * self.rng.choice((1, 1, 1, 3)) + self.properties() + self.scalar(indent + 1) + self.line_end()
        if kind < 0.6:
            return " " + self.properties() + self.block_scalar(indent)
        if kind < 0.7:
            return " " + self.flow(depth) + self.line_end()
        step = self.rng.choice((1, 2, 2, 2, 4))
        if of_map:
            head = " " + self.properties() + self.line_end()
            if self.chance(0.5):
                return head + self.map(indent + step, depth + 1)
            return head + self.list(indent + self.rng.choice((0, step)), depth + 1)
        inner = indent + 1 + step
        nested = self.map(inner, depth + 1, first=True) if self.chance(0.7) else self.list(inner, depth + 1, first=True)
        return " " * step + nested

    def map(self, indent: int, depth: int, *, first: bool = False) -> str:
        text = ""
        for number in range(self.rng.randint(1, 5)):
            lead = "" if first and number == 0 else self.gap(indent) + " " * indent
            key = self.key()
            if self.chance(0.03):
                text += f"{lead}? {key}{self.line_end()}" + (
                    " " * indent + ":" + self.value(indent, depth, of_map=True) if self.chance(0.7) else ""
                )
            else:
                text += f"{lead}{self.properties()}{key}{' ' if self.chance(0.03) else ''}:" + self.value(indent, depth, of_map=True)
        return text

    def list(self, indent: int, depth: int, *, first: bool = False) -> str:
        text = ""
        for number in range(self.rng.randint(1, 4)):
            lead = "" if first and number == 0 else self.gap(indent) + " " * indent
            text += f"{lead}-" + self.value(indent, depth, of_map=False)
        return text


def corpus(files: list[str] | None = None) -> list[str]:
    """The texts that mutations start from: the example reports, the traps, and the files that were named."""
    found = [*sorted((ROOT / "examples").rglob("*.yaml")), *sorted((ROOT / "tests" / "data").rglob("*.yaml")), *map(File, files or [])]
    texts = [file.read_text(encoding="utf-8") for file in found]
    blocks = [block for text in texts for block in text.split("\n#: ")[1:]]
    return texts + ["\n".join(line[3:] for line in block.splitlines() if line.startswith("#| ")) + "\n" for block in blocks]


def window(rng: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    start = rng.randrange(len(lines)) if lines else 0
    return "".join(lines[start : start + rng.randint(1, 40)]) if rng.random() < 0.9 else text


def mutate_text(rng: random.Random, text: str) -> str:
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at = rng.randint(0, len(text))
        kind = rng.randrange(7)
        if kind < 3:
            text = text[:at] + rng.choice(_TOKENS) + text[at:]
        elif kind == 3:
            text = text[:at] + text[at + rng.randint(1, 8) :]
        elif kind == 4:
            text = text[:at] + rng.choice(_TOKENS) + text[at + 1 :]
        else:
            lines = text.splitlines(keepends=True) or [""]
            one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
            if kind == 5:
                lines[one], lines[two] = lines[two], lines[one]
            else:
                lines[one] = rng.choice((" " * rng.randint(1, 4) + lines[one], lines[one][1:], lines[one] * 2, "", lines[one].rstrip()))
            text = "".join(lines)
    return text


def mutate_bytes(rng: random.Random, source: bytes) -> bytes:
    data = bytearray(source)
    for _ in range(rng.choice((1, 2, 4, 16))):
        at = rng.randint(0, len(data))
        kind = rng.randrange(5)
        if kind == 0:
            data[at:at] = bytes([rng.randrange(256)])
        elif kind == 1:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 2:
            del data[at : at + rng.randint(1, 20)]
        elif kind == 3:
            data[at:at] = data[rng.randint(0, len(data)) :][: rng.randint(1, 60)]
        else:
            data[at:at] = rng.choice(
                (b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\0", b"\xe2\x80\xa8", b"\xc2\x85")
            )
    return bytes(data)


def inputs(seed: int, count: int, texts: list[str]) -> Iterator[tuple[str, bytes | str]]:
    """`count` texts with a word for how each was made."""
    rng = random.Random(seed)
    for _ in range(count):
        kind = rng.random()
        if kind < 0.4:
            yield "generated", Grammar(rng).text()
        elif kind < 0.65:
            yield "generated, text mutated", mutate_text(rng, Grammar(rng).text())
        elif kind < 0.75:
            yield "generated, bytes mutated", mutate_bytes(rng, Grammar(rng).text().encode("utf-8", "surrogatepass"))
        elif kind < 0.95:
            yield "corpus, text mutated", mutate_text(rng, window(rng, rng.choice(texts)))
        else:
            yield "corpus, bytes mutated", mutate_bytes(rng, window(rng, rng.choice(texts)).encode("utf-8", "surrogatepass"))
