"""The words of the report format: closed and open lists, aliases, synonyms of keys, scales (`schemas/vocabularies.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Vocabularies:
    """Placeholder of the contract: a helper fills it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
