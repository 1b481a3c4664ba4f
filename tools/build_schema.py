"""Make `schemas/report.schema.json` of `report.fields.yaml`, `vocabularies.yaml` and `tear-sheet.yaml`.

`python tools/build_schema.py` writes it, `--check` only says whether it is up to date. The kinds are explained at the top of
`report.fields.yaml`. Only what yaml-language-server understands is used: no `unevaluatedProperties`, no `$dynamicRef`, every map closed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parent.parent / "schemas"
TARGET = SCHEMAS / "report.schema.json"
NON_ANSWERS = "non-answers"
#: Kinds that cannot be written `{value: …}`: what they are must be seen without looking further, or they are maps already.
BARE = ("id", "reference", "const", "prose", "map", "section", "free", "questions")


def build(fields: dict[str, Any], vocabularies: dict[str, Any], tear_sheet: dict[str, Any]) -> dict[str, Any]:
    """The report schema as data."""
    return _Schema(fields, vocabularies["vocabularies"], tear_sheet["questions"]).build()


class _Schema:
    """The definitions collected on the way through the fields."""

    def __init__(self, fields: dict[str, Any], vocabularies: dict[str, Any], questions: dict[str, Any]) -> None:
        self.fields = fields
        self.vocabularies = vocabularies
        self.questions = questions
        self.definitions: dict[str, Any] = {}

    def build(self) -> dict[str, Any]:
        self.define_basics()
        root = self.map_of(self.fields["keys"], (), inside=False, common=("source", "note"))
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "https://aishare-lint.example/schemas/report.schema.json",
            "title": "AI-security report, aishare/1",
            "description": "A report on an AI-security incident or vulnerability: a head, then the nine sections of the tear sheet of the "
            "JCDC AI Cybersecurity Collaboration Playbook, then attachments. Made by tools/build_schema.py.",
            **root,
            "$defs": {name: self.definitions[name] for name in sorted(self.definitions)},
        }

    def define_basics(self) -> None:
        words = self.vocabularies["non-answer"]["values"]
        define = self.definitions
        define["own"] = {
            "title": "a key of your own",
            "description": "A key of your own: x_… may hold anything, and is read by the detectors.",
        }
        define["non-answer-word"] = self.enum("non-answer", list(words))
        define[NON_ANSWERS] = {
            "description": "A non-answer: unknown, none (looked, found nothing), not-applicable or withheld; or {answer: WORD, reason: …}.",
            "anyOf": [{"$ref": "#/$defs/non-answer-word"}, {"$ref": "#/$defs/answer"}],
        }
        define["text"] = {"description": "Plain text. Editors may see a number: it is the text as written.", "type": ["string", "number"]}
        define["boolean"] = {"description": "true or false.", "type": "boolean"}
        define["id"] = {"description": "What a thing is called.", "type": ["string", "number"]}
        for name, field in self.fields["common"].items():
            define[f"common-{name}"] = {"description": field["about"], **self.value(field, (name,), inside=name == "confidence")}
        answer = self.map_of({}, (), inside=False)
        own = {
            "answer": {"description": "The non-answer.", "$ref": "#/$defs/non-answer-word"},
            "reason": {"description": "Why; needed with withheld.", "$ref": "#/$defs/prose"},
            "commitment": {
                "description": "What is withheld can be checked against it later; written by `aishare-lint redact`.",
                "$ref": "#/$defs/text",
            },
        }
        answer["properties"] = {**own, **answer["properties"]}
        define["answer"] = {"title": "a non-answer with its reason", **answer, "required": ["answer"]}

    # What may stand at a key

    def property(self, field: dict[str, Any], path: tuple[str, ...], *, inside: bool) -> dict[str, Any]:
        return {"description": field["about"], **self.value(field, path, inside=inside)}

    def value(self, field: dict[str, Any], path: tuple[str, ...], *, inside: bool) -> dict[str, Any]:
        kind = field["is"]
        inside = inside or kind == "section" or "section" in field
        answers = field.get("answers", inside and not kind.endswith(("id", "reference")) and not kind.startswith(("label", "reference")))
        branches = self.branches(kind, field, path, inside=inside)
        schema = self.any_of(branches + ([{"$ref": f"#/$defs/{NON_ANSWERS}"}] if answers else []))
        if "anyOf" not in schema or "keys" in field or self.has_own_words(kind, path):
            return schema
        name = kind.replace(" ", "-").replace("word-", "").replace("date", "text").replace("number", "text")
        return self.define(f"{name}-or-answer" if answers else f"{name}-at-key", schema)

    def branches(self, kind: str, field: dict[str, Any], path: tuple[str, ...], *, inside: bool) -> list[dict[str, Any]]:
        """The ways to write a value, the most usual first."""
        keys = field.get("keys", {})
        if kind.endswith(" or list"):
            one = kind.removesuffix(" or list")
            return [*self.branches(one, field, path, inside=inside), *self.branches(f"list of {one}", field, path, inside=inside)]
        if kind.startswith("list of "):
            items = self.items(kind.removeprefix("list of "), field, path, inside=inside)
            listed = {"type": "array", "items": items}
            return [listed] if items == {"$ref": "#/$defs/id"} else [listed, self.valued(listed, {}, inside=inside)]
        if kind.startswith("const "):
            return [{"const": kind.removeprefix("const ")}]
        if kind == "free":
            return [{}]
        if kind == "questions":
            return [self.define("questions", self.questions_map())]
        if kind == "map of map":
            items = self.define("-".join(path), self.map_of(keys, path, inside=inside))
            return [{"type": "object", "patternProperties": {"^x_": {"$ref": "#/$defs/own"}}, "additionalProperties": items}]
        if kind in ("map", "section"):
            rest = {"rest": {"is": "questions", "about": ""}} if kind == "section" else {}
            return [self.define("-".join(path), self.map_of({**keys, **rest}, path, inside=inside))]
        if kind == "prose":
            return self.prose(keys, path, inside=inside)
        base = self.base(kind, path)
        if kind in BARE or kind.startswith("label "):
            return [base]
        return [base, self.valued(base, keys, inside=inside, path=path)]

    def items(self, kind: str, field: dict[str, Any], path: tuple[str, ...], *, inside: bool) -> dict[str, Any]:
        if kind == "map or text":
            branches = [*self.branches("map", field, path, inside=inside), {"$ref": "#/$defs/text"}]
        else:
            branches = self.branches(kind, field, path, inside=inside)
        return self.any_of(branches)

    def base(self, kind: str, path: tuple[str, ...]) -> dict[str, Any]:
        if kind.startswith(("word ", "label ")):
            name = kind.partition(" ")[2]
            listed = self.words(name, path)
            usual = listed == self.words(name)
            return self.define(f"{name}-word" if usual else f"{path[-2]}-{path[-1]}-word", listed)
        if kind in ("text", "date", "number"):
            return {"$ref": "#/$defs/text"}
        if kind == "boolean":
            return {"$ref": "#/$defs/boolean"}
        if kind in ("id", "reference"):
            return {"$ref": "#/$defs/id"}
        raise ValueError(f"not a kind: {kind}")

    def has_own_words(self, kind: str, path: tuple[str, ...]) -> bool:
        """Whether the list of a word is another one here than elsewhere."""
        name = kind.partition(" ")[2]
        return kind.startswith("word ") and self.words(name, path) != self.words(name)

    def prose(self, keys: dict[str, Any], path: tuple[str, ...], *, inside: bool) -> list[dict[str, Any]]:
        name = "-".join(path) if keys else "prose-map"
        if name not in self.definitions:
            self.definitions[name] = {}
            own = {"text": {"is": "text", "about": "The text."}, **keys}
            schema = self.map_of(own, path, inside=inside)
            schema["properties"]["text"] = {"description": "The text.", "type": ["string", "number"]}
            self.definitions[name] = {"title": "text with its mark", **schema} if not keys else schema
        written = [{"$ref": "#/$defs/text"}, {"$ref": f"#/$defs/{name}"}]
        if keys:
            return written
        self.definitions["prose"] = {"description": "Text that people read, or {text, …} with a mark of its own.", "anyOf": written}
        return [{"$ref": "#/$defs/prose"}]

    def valued(self, base: dict[str, Any], keys: dict[str, Any], *, inside: bool, path: tuple[str, ...] = ()) -> dict[str, Any]:
        """`{value: …}` with the common keys beside it."""
        if keys:
            schema = self.map_of(keys, path, inside=inside)
            schema["properties"] = {"value": {"description": "The value itself.", **base}, **schema["properties"]}
            return self.define("-".join(path), schema)
        if "valued" not in self.definitions:
            schema = self.map_of({}, (), inside=False)
            schema["properties"] = {"value": {"description": "The value itself."}, **schema["properties"]}
            # Of a value that an edition leaves out its note may stay; an id without a value is a map or an item in the wrong place.
            self.definitions["valued"] = {"title": "a value with its mark", **schema, "dependentRequired": {"id": ["value"]}}
        inner = {"description": "The value itself.", **base}
        return {"allOf": [{"$ref": "#/$defs/valued"}, {"properties": {"value": inner}}]}

    def any_of(self, branches: list[dict[str, Any]]) -> dict[str, Any]:
        return branches[0] if len(branches) == 1 else {"anyOf": branches}

    # Maps and words

    def map_of(
        self,
        keys: dict[str, Any],
        path: tuple[str, ...],
        *,
        inside: bool,
        common: tuple[str, ...] = ("tlp", "source", "confidence", "note", "id"),
    ) -> dict[str, Any]:
        """A closed map: its own keys in the order of the format, then the common ones, then x_…."""
        properties: dict[str, Any] = {}
        for key, field in keys.items():
            if key == "rest":
                about = "What holds of every question of this section that has no answer of its own."
                properties[key] = {"description": about, "$ref": f"#/$defs/{NON_ANSWERS}"}
            else:
                properties[key] = self.property(field, (*path, key), inside=inside)
        for key in common:
            if key not in properties:
                properties[key] = {"description": self.fields["common"][key]["about"], "$ref": f"#/$defs/common-{key}"}
        schema: dict[str, Any] = {"type": "object"}
        required = [key for key, field in keys.items() if field.get("required")]
        if required:
            schema["required"] = required
        schema["properties"] = properties
        schema["patternProperties"] = {"^x_": {"$ref": "#/$defs/own"}}
        schema["additionalProperties"] = False
        return schema

    def questions_map(self) -> dict[str, Any]:
        properties = {
            number: {"description": f"{number} {question['question']}", "$ref": f"#/$defs/{NON_ANSWERS}"}
            for number, question in self.questions.items()
        }
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def words(self, name: str, path: tuple[str, ...] = ()) -> dict[str, Any]:
        """The schema of a word; words that are allowed at some places only are left to those places."""
        vocabulary = self.vocabularies[name]
        records = {**vocabulary.get("values", {}), **vocabulary.get("words", {})}
        here = ".".join(path)
        places = {word: [at.replace("[*]", "").removeprefix("$.") for at in record.get("only_at", ())] for word, record in records.items()}
        listed = self.enum(name, [word for word, only_at in places.items() if not only_at or here in only_at])
        if _is_true(vocabulary["open"]) or vocabulary.get("names") or ("external" in vocabulary and "pattern" not in vocabulary):
            return {"description": f"{_about(name)}; another word is allowed.", "anyOf": [listed, {"type": ["string", "number"]}]}
        if "form" in vocabulary:
            said = {"pattern": vocabulary["pattern"], "patternErrorMessage": vocabulary["form"]}
            return {"description": f"{_about(name)}: {vocabulary['form']}.", "type": "string", **said}
        return listed

    def enum(self, name: str, words: list[str]) -> dict[str, Any]:
        vocabulary = self.vocabularies[name]
        records = {**vocabulary.get("values", {}), **vocabulary.get("words", {})}
        meanings = [records[word]["means"] for word in words]
        return {"description": f"{_about(name)}.", "enum": words, "enumDescriptions": meanings}

    def define(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        known = self.definitions.setdefault(name, schema)
        if known != schema:
            raise ValueError(f"two definitions of {name}")
        return {"$ref": f"#/$defs/{name}"}


def _about(name: str) -> str:
    return f"A word of the list `{name}`"


def _is_true(flag: object) -> bool:
    return flag is True or flag == "true"


def load(name: str) -> dict[str, Any]:
    """A data file of the format, read by our own reader."""
    from aishare_lint.document.reader import Limits, read  # noqa: PLC0415 - the checkout is put on the path first

    document = read((SCHEMAS / name).read_bytes(), name, Limits(expanded_nodes=100_000))
    if document.problems or not isinstance(document.data, dict):
        raise SystemExit(f"{name} cannot be read: {document.problems}")
    return document.data


def text() -> str:
    """The schema as it is written to the file."""
    schema = build(load("report.fields.yaml"), load("vocabularies.yaml"), load("tear-sheet.yaml"))
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    sys.path.insert(0, str(SCHEMAS.parent))
    new = text()
    if "--check" in sys.argv[1:]:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == new
        print("up to date" if same else "report.schema.json is out of date: run tools/build_schema.py")
        return 0 if same else 1
    TARGET.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
