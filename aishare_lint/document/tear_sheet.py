"""The 59 questions as data (`schemas/tear-sheet.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class TearSheet:
    """Placeholder of the contract: a helper fills it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
