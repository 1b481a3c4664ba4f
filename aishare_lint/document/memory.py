"""What several rules ask of one document is worked out when the first of them asks, and kept with the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from aishare_lint.document.reader import Document

Asked = TypeVarTuple("Asked")
Answer = TypeVar("Answer")


def once(work: Callable[[Document, *Asked], Answer]) -> Callable[[Document, *Asked], Answer]:
    """A function of a document (and of things that can be keys) that does its work once for each document, as long as that lives."""

    @wraps(work)
    def remembered(document: Document, *asked: *Asked) -> Answer:
        key = (work, *asked)
        if key not in document.memory:
            document.memory[key] = work(document, *asked)
        answer: Answer = document.memory[key]
        return answer

    return remembered
