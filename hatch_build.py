"""Compiles the built-in rules and schemas when a wheel is built; see `aishare_lint/repo/builtin.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface):
    """Adds rules and patterns as they are compiled to `aishare_lint/_data/`. An editable install compiles for itself when it first runs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from aishare_lint.repo.builtin import PATTERNS, compile_patterns, compile_source  # noqa: PLC0415 - found only now
        finally:
            sys.path.remove(str(root))
        self.folder = tempfile.TemporaryDirectory()
        for name, content in (("compiled.py", compile_source(root).encode()), (PATTERNS, compile_patterns())):
            made = Path(self.folder.name) / name
            made.write_bytes(content)
            build_data["force_include"][str(made)] = f"aishare_lint/_data/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling says which
        if version != "editable":
            self.folder.cleanup()
