"""The rules, schemas and lists that come with the tool, compiled once.

A wheel holds them as package data with what was compiled when it was built. In a checkout they are the folders at its top, compiled again
when one of them has changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Format
from aishare_lint.lint.pack import Pack, for_judging, read_rule, with_numbers
from aishare_lint.lint.rules import rule_from, schemas_of

_PACKAGE: Final = Path(__file__).parent.parent
_DATA: Final = _PACKAGE / "_data"


def data_folder() -> Path:
    """The folder that holds `rules/` and `schemas/`."""
    return _DATA if (_DATA / "rules").is_dir() else _PACKAGE.parent


@lru_cache(maxsize=1)
def load_pack() -> Pack:
    """The built-in pack."""
    from aishare_lint.document.tear_sheet import TearSheet
    from aishare_lint.document.vocabularies import Vocabularies

    compiled = _compiled()
    format_ = Format(
        vocabularies=Vocabularies(compiled.VOCABULARIES),
        tear_sheet=TearSheet(compiled.TEAR_SHEET),
        schema=lambda: load_schema("report"),
        screen=compiled.SCREENS["report"],
    )
    rules = tuple(rule_from(id_, data, trusted=True) for id_, data in compiled.RULES.items())
    return Pack(rules, format_, compiled.SCREENS)


def load_schema(name: str) -> dict[str, Any]:
    """A schema by its name, such as `report` or `config`."""
    import json

    text = (data_folder() / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def load_packs(folders: tuple[Path, ...]) -> Pack:
    """The built-in pack with private ones: folders that hold `category/name.yaml`."""
    pack = load_pack()
    schema = load_schema("rule") if folders else {}
    others: dict[str, Any] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"there is no pack at {folder}", hint="`packs:` in the configuration lists folders of rules")
        found = dict(rule_files(folder))
        if not found:
            raise UserError(f"the pack at {folder} holds no rule", hint="rules stand at category/name.yaml below it")
        for id_, path in found.items():
            others[id_] = for_judging(read_rule(id_, path.as_posix(), path.read_bytes(), schema))
    return pack.extended(others) if others else pack


def rule_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Ids and files of the rules below a folder, in the order of their ids."""
    for path in sorted(folder.glob("*/*.yaml")):
        yield f"{path.parent.name}/{path.stem}", path


def rule_file(id_: str) -> Path:
    """The file of a built-in rule."""
    return data_folder() / "rules" / f"{id_}.yaml"


# Compiling


def compile_source(folder: Path) -> str:
    """Python source with everything that judging needs: rules, lists, and the validators generated from the schemas."""
    import json

    from aishare_lint.document.reader import Limits, read
    from aishare_lint.lint.schema.screen import generate

    schemas_folder = folder / "schemas"
    schemas: dict[str, Any] = {}
    for name in ("report", "config", "rule"):
        schemas[name] = json.loads((schemas_folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    rules: dict[str, Any] = {}
    for id_, path in rule_files(folder / "rules"):
        data = read_rule(id_, path.as_posix(), path.read_bytes(), schemas["rule"], trusted=True)
        rules[id_] = for_judging(data)
        schemas.update(schemas_of(id_, rules[id_]))
    lists = {}
    for name in ("vocabularies", "tear-sheet"):
        document = read((schemas_folder / f"{name}.yaml").read_bytes(), name, Limits(expanded_nodes=100_000))
        if document.problems or document.data is None:
            raise UserError(f"{name}.yaml cannot be read", hint=str(document.problems))
        lists[name] = document.data
    return "\n".join(
        (
            generate(schemas),
            f"RULES = {rules!r}",
            f"VOCABULARIES = {lists['vocabularies']!r}",
            f"TEAR_SHEET = {with_numbers(lists['tear-sheet'])!r}",
            "",
        )
    )


def _compiled() -> ModuleType:
    if (_DATA / "rules").is_dir():
        return import_module("aishare_lint._data.compiled")
    name = f"compiled_{_stamp(_PACKAGE.parent)}"
    target = _DATA / f"{name}.py"
    if not target.exists():
        source = compile_source(_PACKAGE.parent)
        if not _write(target, source):
            return _in_memory(name, source)
    return import_module(f"aishare_lint._data.{name}")


def _in_memory(name: str, source: str) -> ModuleType:
    """What cannot be kept (a checkout that cannot be written) is compiled for this run only."""
    module = ModuleType(name)
    exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102 - generated from this checkout's own files
    return module


def _write(target: Path, source: str) -> bool:
    """Write through a file of our own, so that another process never sees half a module; older ones go."""
    draft = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(exist_ok=True)
        draft.write_text(source, encoding="utf-8")
        draft.replace(target)
        for old in target.parent.glob("compiled_*.py"):
            if old != target:
                old.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _stamp(top: Path) -> str:
    """Changes whenever a rule, a schema, a list or the compiler changes."""
    from hashlib import blake2b

    digest = blake2b(digest_size=8)
    folders = [top / "schemas", *sorted(entry for entry in (top / "rules").iterdir() if entry.is_dir()), _PACKAGE / "lint" / "schema"]
    for folder in folders:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.is_file() and not entry.name.endswith(".pyc"):
                stat = entry.stat()
                digest.update(f"{folder.name}/{entry.name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    for file in (_PACKAGE / "lint" / "pack.py", _PACKAGE / "lint" / "rules.py", Path(__file__)):
        digest.update(str(file.stat().st_mtime_ns).encode())
    return digest.hexdigest()
