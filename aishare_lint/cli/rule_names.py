"""Rules and categories, as a shell completes them."""

from __future__ import annotations

import click


def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """The ids and categories of built-in rules that go on from what was typed; behind a comma, from there."""
    from aishare_lint.repo.builtin import load_pack

    before, comma, typed = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in sorted(load_pack().names) if name.startswith(typed)]
