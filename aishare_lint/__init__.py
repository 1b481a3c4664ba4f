"""Lints, approves and packages AI-security reports that are shared as YAML files in git.

From Python: `check_text`, `check_paths`, `fix_text` and `coverage`, see `aishare_lint.api`. They are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from aishare_lint.api import FixedText, ReportCoverage, check_paths, check_text, coverage, fix_text
    from aishare_lint.errors import UserError
    from aishare_lint.lint.findings import Finding, Fix, Judged, Result
    from aishare_lint.repo.configuration import Configuration
    from aishare_lint.repo.configuration import find as configuration

__all__ = [
    "Configuration",
    "Finding",
    "Fix",
    "FixedText",
    "Judged",
    "ReportCoverage",
    "Result",
    "UserError",
    "__version__",
    "check_paths",
    "check_text",
    "configuration",
    "coverage",
    "fix_text",
]

_HOMES = {
    "Configuration": ("aishare_lint.repo.configuration", "Configuration"),
    "Finding": ("aishare_lint.lint.findings", "Finding"),
    "Fix": ("aishare_lint.lint.findings", "Fix"),
    "Judged": ("aishare_lint.lint.findings", "Judged"),
    "Result": ("aishare_lint.lint.findings", "Result"),
    "UserError": ("aishare_lint.errors", "UserError"),
    "configuration": ("aishare_lint.repo.configuration", "find"),
}


def __getattr__(name: str) -> object:
    # `import aishare_lint` is also done by whoever only asks for the version: nothing is loaded before it is used.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES.get(name, ("aishare_lint.api", name))
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value
