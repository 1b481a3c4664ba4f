"""The rules, schemas and lists that come with the tool, compiled once.

A wheel holds them as package data with what was compiled when it was built. In a checkout they are the folders at its top, compiled again
when one of them has changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, cast

from aishare_lint.document import patterns
from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Format
from aishare_lint.lint.pack import Pack, for_judging, read_rule, with_numbers
from aishare_lint.lint.rules import rule_from, schemas_of

if TYPE_CHECKING:
    from pathlib import Path

# Texts, not `Path`: a run that only judges needs no pathlib.
_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_DATA: Final = os.path.join(_PACKAGE, "_data")

#: The file that holds the patterns as the running Python compiles them.
PATTERNS: Final = f"patterns.{patterns.FORM}"


def data_folder() -> Path:
    """The folder that holds `rules/` and `schemas/`."""
    from pathlib import Path

    return Path(_DATA if _is_installed() else os.path.dirname(_PACKAGE))


def _is_installed() -> bool:
    """Whether this is a wheel rather than a checkout."""
    return os.path.isdir(os.path.join(_DATA, "rules"))


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
    return Pack(compiled.RULES, format_, compiled.SCREENS)


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
        found = dict(pack_files(folder))
        if not found:
            raise UserError(f"the pack at {folder} holds no rule", hint="rules stand at category/name.yaml below it")
        for id_, path in found.items():
            others[id_] = for_judging(read_rule(id_, path.as_posix(), path.read_bytes(), schema))
    return pack.extended(others) if others else pack


def rule_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Ids and files of the rules below a folder, in the order of their ids."""
    for path in sorted(folder.glob("*/*.yaml")):
        yield f"{path.parent.name}/{path.stem}", path


def pack_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Ids and files of the rules of a private pack. Raises UserError for one that is no file of this pack."""
    top = os.path.realpath(folder)
    for id_, path in rule_files(folder):
        if not os.path.realpath(path).startswith(top + os.sep):
            raise UserError(f"the rule {path} is a link that leads out of its pack", hint="put the file itself there")
        if not path.is_file():
            raise UserError(f"the rule {path} is no regular file")
        yield id_, path


def fingerprint() -> str:
    """Changes whenever the program, its rules, the Python that runs it or a library beside it changes."""
    import sys

    code = [os.path.join(folder, name) for folder, _, names in os.walk(_PACKAGE) for name in names if name.endswith(".py")]
    stats = [(path[len(_PACKAGE) :], os.stat(path)) for path in sorted(code)]
    said = [f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in stats]
    folders = [folder for folder in dict.fromkeys(sys.path) if os.path.basename(folder) in ("site-packages", "dist-packages")]
    libraries = [name for folder in folders if os.path.isdir(folder) for name in os.listdir(folder) if name.endswith("-info")]
    return "\n".join([sys.version, sys.platform, *said, *sorted(libraries), "" if _is_installed() else _stamp(os.path.dirname(_PACKAGE))])


# Compiling


def compile_source(folder: Path) -> str:
    """Python source with everything that judging needs: rules, lists, and the validators generated from the schemas."""
    import json

    from aishare_lint.document.reader import Limits, read
    from aishare_lint.lint.schema.screen import generate

    schemas_folder = folder / "schemas"

    def schema(name: str) -> Any:
        return json.loads((schemas_folder / f"{name}.schema.json").read_text(encoding="utf-8"))

    schemas: dict[str, Any] = {name: schema(name) for name in ("report", "config")}
    rule_schema = schema("rule")
    rules = []
    for id_, path in rule_files(folder / "rules"):
        data = for_judging(read_rule(id_, path.as_posix(), path.read_bytes(), rule_schema, trusted=True))
        rules.append(rule_from(id_, data, trusted=True))
        schemas.update(schemas_of(id_, data))
    lists = {}
    for name in ("vocabularies", "tear-sheet"):
        document = read((schemas_folder / f"{name}.yaml").read_bytes(), name, Limits(expanded_nodes=100_000))
        if document.problems or document.data is None:
            raise UserError(f"{name}.yaml cannot be read", hint=str(document.problems))
        lists[name] = document.data
    return "\n".join(
        (
            generate(schemas),
            "from aishare_lint.document.paths import ANY, DEEP",
            "from aishare_lint.lint.rules import Condition, Rule",
            f"RULES = {tuple(rules)!r}",
            f"VOCABULARIES = {lists['vocabularies']!r}",
            f"TEAR_SHEET = {with_numbers(lists['tear-sheet'])!r}",
            "",
        )
    )


def compile_patterns() -> bytes:
    """The patterns of all modules that judge, as this Python compiles them; for the file `PATTERNS`."""
    from pkgutil import walk_packages

    from aishare_lint import document, lint

    for package in (document, lint):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(found.name)
    return patterns.prepare()


def _compiled() -> ModuleType:
    if _is_installed():
        _adopt_patterns()
        return import_module("aishare_lint._data.compiled")
    top = os.path.dirname(_PACKAGE)
    name = f"compiled_{_stamp(top)}"
    if not os.path.exists(os.path.join(_DATA, f"{name}.py")):
        from pathlib import Path

        source = compile_source(Path(top))
        # A pattern that changes after this is compiled when it is used, until the next rule changes.
        if not _write(Path(_DATA), {PATTERNS: compile_patterns(), f"{name}.py": source.encode()}):
            return _in_memory(name, source)
    _adopt_patterns()
    return import_module(f"aishare_lint._data.{name}")


def _adopt_patterns() -> None:
    """Nothing where the package was made by another Python: then patterns are compiled when they are used."""
    with suppress(FileNotFoundError), open(os.path.join(_DATA, PATTERNS), "rb") as file:
        patterns.adopt(file.read())


def _in_memory(name: str, source: str) -> ModuleType:
    """What cannot be kept (a checkout that cannot be written) is compiled for this run only."""
    module = ModuleType(name)
    exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102 - generated from this checkout's own files
    return module


def _write(folder: Path, files: dict[str, bytes]) -> bool:
    """Write files through others of our own, so that another process never sees half a module; older modules go."""
    try:
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            draft = folder / f"{name}.{os.getpid()}"
            draft.write_bytes(content)
            draft.replace(folder / name)
        for old in (*folder.glob("compiled_*.py"), *folder.glob("__pycache__/compiled_*.pyc")):
            if f"{old.name.partition('.')[0]}.py" not in files:
                old.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _stamp(top: str) -> str:
    """Changes whenever a rule, a schema, a list or the compiler changes."""
    from zlib import adler32, crc32  # far sooner loaded than a hash of OpenSSL's, and nobody makes rule files to collide

    schemas, rules, compiler = os.path.join(top, "schemas"), os.path.join(top, "rules"), os.path.join(_PACKAGE, "lint", "schema")
    folders = [schemas, compiler, *sorted(entry.path for entry in os.scandir(rules) if entry.is_dir())]
    found = [entry for folder in folders for entry in os.scandir(folder) if entry.is_file() and not entry.name.endswith(".pyc")]
    stats = [(entry.path[len(top) :], entry.stat()) for entry in found]
    files = [os.path.join(_PACKAGE, *names) for names in (("lint", "pack.py"), ("lint", "rules.py"), ("document", "patterns.py"))]
    stats += [(file[len(top) :], os.stat(file)) for file in (*files, os.path.abspath(__file__))]
    said = "\0".join(sorted(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}" for name, stat in stats)).encode()
    return f"{crc32(said):08x}{adler32(said):08x}"
