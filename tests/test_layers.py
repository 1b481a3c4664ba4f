"""Imports go down only (CONTRIBUTING, "Layers")."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import aishare_lint

PACKAGE = Path(aishare_lint.__file__).parent
LAYERS = {
    "errors": 0,
    "document": 1,
    "lint": 2,
    "repo": 3,
    "terms": 4,
    "batch": 4,
    "memory": 4,
    "show": 5,
    "share": 5,
    "gate": 5,
    "api": 5,
    "cli": 6,
    "__main__": 7,
}
#: Rooms on the same floor that must not know each other.
APART = {("show", "share"), ("share", "show"), ("show", "api"), ("share", "api")}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield node.lineno, node.module or ""


def room(module: str) -> str:
    return module.removeprefix("aishare_lint").lstrip(".").partition(".")[0]


def test_imports_go_down() -> None:
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        relative = path.relative_to(PACKAGE)
        own = relative.parts[0].removesuffix(".py")
        if own in ("__init__", "_data"):
            continue
        for line, module in imports(path):
            other = room(module)
            if not module.startswith("aishare_lint") or other in ("", own, "_data"):
                continue
            if LAYERS[other] > LAYERS[own] or (own, other) in APART:
                wrong.append(f"{relative}:{line} imports {module}")
    assert wrong == []


def test_rooms_are_known() -> None:
    rooms = {path.name.removesuffix(".py") for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert rooms - {"__init__", "__pycache__", "_data", "py.typed"} <= LAYERS.keys()


def test_only_one_file_calls_git() -> None:
    callers = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if '"git"' in path.read_text(encoding="utf-8") and "subprocess" in path.read_text(encoding="utf-8")
    ]
    assert callers == ["process.py"]


def test_nothing_opens_a_socket() -> None:
    """No module of ours imports a networking module; the audit hook in `conftest.py` watches what runs."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        wrong += [
            f"{path.name}:{line} {module}"
            for line, module in imports(path)
            if module.partition(".")[0] in ("socket", "ssl", "http", "urllib3", "requests", "ftplib", "smtplib", "asyncio")
        ]
    assert wrong == []
