"""What a push is judged by: the configuration here and those at the remote, limited to what guards against over-sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.lint.engine import Selection
from aishare_lint.lint.pushes import PushFacts
from aishare_lint.repo.configuration import FILE_NAME, Configuration
from aishare_lint.repo.pushes import Push
from aishare_lint.repo.ranges import configuration_in
from aishare_lint.terms import Terms, masked, terms_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from aishare_lint.lint.rules import Rule


class Law(NamedTuple):
    """A configuration that a push is judged by.

    name   what it is called: `aishare-lint.yaml of origin/main`
    terms  its rules, limited to those that guard against over-sharing and those that speak instead of them
    """

    name: str
    configuration: Configuration
    terms: Terms

    def only(self, wanted: AbstractSet[str], facts: PushFacts | None = None) -> Terms:
        """The terms with those of some rules that hold here, in a push."""
        selection = Selection(self.terms.selection.select & wanted, frozenset(), self.terms.selection.severity)
        return self.pushed(facts)._replace(selection=selection)

    def pushed(self, facts: PushFacts | None) -> Terms:
        """The terms in a push."""
        return self.terms if facts is None else self.terms._replace(circumstances=self.terms.circumstances.pushed(facts))


def laws_of(push: Push, own: Configuration | None) -> tuple[tuple[Law, ...], tuple[str, ...]]:
    """What a push is judged by, and what must be said of that. `own` is the configuration here, None where there is no work tree.

    What is pushed may loosen its own rules, so whatever any of them refuses is refused. Raises UserError where one cannot be followed.
    """
    found: list[tuple[str, Configuration]] = []
    notes: list[str] = []
    if own is not None:
        found.append((f"{FILE_NAME} here" if own.file else "the defaults", own))
    candidates = push.bases
    if not candidates and own is None:  # a server that is still empty: there is nothing to compare with
        candidates = tuple((tip.id, "what is pushed") for tip in push.tips[:1])
    for commit, called in candidates:
        name = masked(called)
        try:
            configuration = configuration_in(push.repository, commit)
        except UserError as mistake:
            if own is None:
                raise
            notes.append(f"the configuration of {name} was left out: {masked(mistake.message)}")
        else:
            found.append((f"{FILE_NAME} of {name}" if configuration.file else f"the defaults (no {FILE_NAME} in {name})", configuration))
    laws: list[Law] = []
    for name, configuration in found or [("the defaults", Configuration(push.repository.folder))]:
        same = [number for number, law in enumerate(laws) if law.configuration.settings == configuration.settings]
        if same and not configuration.file and not laws[same[0]].configuration.file:
            continue
        if same:
            laws[same[0]] = laws[same[0]]._replace(name=f"{laws[same[0]].name}, {name}")
        else:
            laws.append(Law(name, configuration, _guarding(terms_of(configuration))))
    return tuple(laws), tuple(notes)


def _guarding(terms: Terms) -> Terms:
    """The same terms with the rules that guard against over-sharing, and those whose word counts instead of theirs."""
    guards = {name for rule in terms.pack.rules if rule.safety for name in (rule.id, rule.category)}

    def counts(rule: Rule) -> bool:
        return rule.safety or "alone" in rule.data or not guards.isdisjoint(rule.data.get("instead_of", ()))

    wanted = frozenset(rule.id for rule in terms.pack.rules if counts(rule) and terms.selection.includes(rule))
    return terms._replace(selection=Selection(wanted, frozenset(), terms.selection.severity))
