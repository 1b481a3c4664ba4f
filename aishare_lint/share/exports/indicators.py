"""The indicators of an edition as machines take them: typed, live, with what decides whether a recipient may block them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path
from aishare_lint.share.exports.facts import Facts, Taking, live_value
from aishare_lint.share.exports.identifiers import Names

#: Whose things are not to be blocked.
_UNBLOCKABLE: Final = frozenset({"victim", "reporter", "service"})
#: Roles that tell nothing that a detector could act on.
_UNTELLING: Final = frozenset({"", "unknown", "actor-identity"})


class Indicator(NamedTuple):
    """One indicator.

    at          where it stands in the edition
    taking      what it is made of; more may be taken
    name        what it is called, the same in every version
    id          its id in the report; empty without one
    type        its type as the vocabulary spells it, or as written
    value       live; empty where it is left out or a non-answer
    told        everything else that is said of it
    revoked     whether it is no indicator any more
    kept        whether it belongs to a legitimate service, a victim or the reporter: not to be blocked
    confidence  high, moderate, low or empty
    role        its role as the vocabulary spells it, or empty
    """

    at: Path
    taking: Taking
    name: str
    id: str
    type: str
    value: str
    told: str
    revoked: bool
    kept: bool
    confidence: str
    role: str

    @property
    def is_actionable(self) -> bool:
        """Whether a detector may act on it alone."""
        return not (self.revoked or self.kept or self.confidence == "low" or self.role in _UNTELLING)


def indicators(facts: Facts, names: Names) -> Iterator[Indicator]:
    """The indicators of an edition in their order."""
    for at in facts.items(("detection", "indicators")):
        taking = facts.take()
        type_ = taking.word("indicator-type", *at, "type") or taking.text(*at, "type")
        value = live_value(type_, taking.text(*at, "value"))
        yield Indicator(
            at=at,
            taking=taking,
            name=names.name(taking, "indicator", at, "value"),
            id=taking.text(*at, "id"),
            type=type_,
            value=value,
            told=taking.described(at, ("type", "value", "id")),
            revoked=look_up(facts.data, (*at, "revoked")) is not None,
            kept=taking.is_so(*at, "legitimate_service") or taking.word("indicator-owner", *at, "owner") in _UNBLOCKABLE,
            confidence=taking.word("confidence", *at, "confidence") or taking.word("confidence", "detection", "confidence"),
            role=taking.word("indicator-role", *at, "role"),
        )
