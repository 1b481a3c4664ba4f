"""`aishare-lint config`: every setting and where it came from."""

from __future__ import annotations

import sys
from typing import Any

import click

from aishare_lint.cli.exit_codes import CLEAN
from aishare_lint.cli.terminal import say, style
from aishare_lint.document.text import visible
from aishare_lint.repo.configuration import FILE_NAME, Configuration, find
from aishare_lint.terms import masked


@click.command("config", short_help="Show every setting and where it came from.")
@click.option("--config", "config_file", metavar="FILE", help=f"Read this configuration instead of the repository's {FILE_NAME}.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours.")
def command(*, config_file: str | None, format_: str, colour: str) -> int:
    """Show every setting that holds here, and where it came from: a line of the configuration, or a default."""
    configuration = find(file=config_file)
    say(as_json(configuration) if format_ == "json" else _as_text(configuration, colour))
    return CLEAN


def _as_text(configuration: Configuration, colour: str) -> str:
    how = style(sys.stdout, colour)
    lines = [
        f"top: {visible(masked(configuration.top))}",
        f"configuration: {visible(masked(configuration.file)) or f'none (no {FILE_NAME} at the top)'}",
        "",
    ]
    rows = [(masked(name), masked(_written(value)), masked(origin)) for name, value, origin in configuration.listed()]
    left = max(len(f"{name}: {value}") for name, value, _ in rows if len(f"{name}: {value}") <= 60)
    for name, value, origin in rows:
        said = f"{name}: {value}"
        lines.append(f"{how.paint('strong', name)}: {visible(value)}{' ' * max(left - len(said), 0)}  {how.paint('faint', f'# {origin}')}")
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    from aishare_lint.document.scalars import write

    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(child)}" for key, child in value.items()) + "}"
    return write(value, "plain", flow=True)


def _masked(value: Any) -> Any:
    """A value with every text in it masked."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list):
        return [_masked(child) for child in value]
    return {masked(key): _masked(child) for key, child in value.items()} if isinstance(value, dict) else value


def as_json(configuration: Configuration) -> str:
    """The configuration as JSON: `{"version": 1, "top", "file", "settings": [{name, value, origin}]}`."""
    import json

    from aishare_lint.document.text import json_text

    settings = [{"name": masked(name), "value": _masked(value), "origin": masked(origin)} for name, value, origin in configuration.listed()]
    data = {"version": 1, "top": masked(configuration.top), "file": masked(configuration.file) or None, "settings": settings}
    return json_text(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"
