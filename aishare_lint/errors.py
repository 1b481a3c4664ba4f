"""What a person did that the tool cannot work with, said once and in full."""

from __future__ import annotations

from typing import NamedTuple


class Where(NamedTuple):
    """A place in a file, ready to be shown: 1-based line and column, `text` is that line of the file."""

    path: str
    line: int
    column: int
    end_column: int
    text: str


class UserError(Exception):
    """The user's mistake: arguments, configuration, packs, nothing to check. Ends a run with exit code 2.

    `message` says what is wrong, `hint` how to mend it, `where` points at it when it stands in a file. `others` are further mistakes
    that were found on the same occasion, so that a broken file is mended in one go.
    """

    def __init__(self, message: str, *, hint: str = "", where: Where | None = None, others: tuple[UserError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where
        self.others = others


def raise_first(mistakes: tuple[UserError, ...]) -> None:
    """Raise the first of some mistakes with the others beside it; nothing where there are none."""
    if mistakes:
        first, *others = mistakes
        raise UserError(first.message, hint=first.hint, where=first.where, others=tuple(others))
