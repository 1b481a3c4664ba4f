"""Results as text: one module a format, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, cast

from aishare_lint.lint.findings import Result
from aishare_lint.show.style import Rules, Style

#: Name of a format → the module whose `render(result, style, rules)` writes it.
FORMATS: Final[Mapping[str, str]] = {
    "full": "aishare_lint.show.full",
    "concise": "aishare_lint.show.concise",
    "json": "aishare_lint.show.json",
    "sarif": "aishare_lint.show.sarif",
    "github": "aishare_lint.show.github",
    "gitlab": "aishare_lint.show.gitlab",
    "junit": "aishare_lint.show.junit",
    "markdown": "aishare_lint.show.markdown",
}


def render(
    name: str,
    result: Result,
    style: Style | None = None,
    *,
    explain_url: Callable[[str], str] | None = None,
    titles: Mapping[str, tuple[str, str]] | None = None,
) -> str:
    """A result in one of the `FORMATS`, ending with a line break.

    explain_url  the documentation page of a rule id
    titles       by rule id: the title and the reason behind it, where the caller has them at hand

    Raises KeyError for a format that does not exist.
    """
    write = cast("Callable[[Result, Style, Rules], str]", import_module(FORMATS[name]).render)
    return write(result, style or Style(), Rules(titles or {}, explain_url or (lambda _: "")))
