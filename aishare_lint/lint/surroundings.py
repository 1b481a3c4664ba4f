"""What checks across files are given: of each report a few facts, and what somebody else knows of the repository around them.

The engine asks no git and opens no file: whoever runs it hands in answers. A question that nobody can answer is a check that did not run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from aishare_lint.document.places import Path, Value
from aishare_lint.lint.checks import Hit, Unjudged

if TYPE_CHECKING:
    from aishare_lint.document.reader import Document
    from aishare_lint.document.vocabularies import Vocabularies

#: What checks across files need of one report: by the id of a rule the places that its `given` names and whose `when` holds, with their
#: values. Made of dict, list, tuple, str, int and bool only, and a function of the report and the pack: it can be kept.
Facts: TypeAlias = "dict[str, list[tuple[Path, Value]]]"


class Base(NamedTuple):
    """The revision that a change begins from.

    reports  the reports of that revision that are not the same now, by name; those that are gone included
    gone     the names of those that are gone
    shared   the ids of reports that were given to somebody: `shares/<id>.yaml` stands there, or stood there
    unread   why some of its reports could not be read; empty where all could
    """

    reports: Mapping[str, Document]
    gone: Collection[str] = ()
    shared: Callable[[str], bool] = lambda _: False
    unread: str = ""


class Authors(NamedTuple):
    """Who wrote a report, by e-mail address: in its commits, and in the next one where it is not committed as it is."""

    committed: Collection[str] = ()
    next: str = ""


_NOBODY: Final = Unjudged("only this text was looked at, not the repository around it", routine=True)


def _nobody(*_: object) -> Unjudged:
    return _NOBODY


class Surroundings(NamedTuple):
    """What is known of the repository around the reports that are judged. Each question is asked only by a rule that needs the answer.

    whole     whether these are all reports of the repository
    is_kept   whether a file lies where the repository keeps its reports, by name
    base      the revision that the change begins from
    attached  the files that lie where attachments lie, by name
    authors   who wrote the reports of these names
    """

    whole: bool = False
    is_kept: Callable[[str], bool] = lambda _: True
    base: Callable[[], Base | Unjudged] = _nobody
    attached: Callable[[Iterable[str]], Collection[str] | Unjudged] = _nobody
    authors: Callable[[Iterable[str]], Mapping[str, Authors] | Unjudged] = _nobody


#: One thing that a check across files finds: the name of the file, and the hit there.
Spot: TypeAlias = "tuple[str, Hit]"


class Reports(NamedTuple):
    """What a check across files is given.

    facts     by the name of each report the places that the rule's `given` names there, with their values, in the order of the names
    document  reads one of them
    """

    facts: Mapping[str, list[tuple[Path, Value]]]
    surroundings: Surroundings
    vocabularies: Vocabularies
    document: Callable[[str], Document]

    def texts(self, *keys: str) -> Iterator[tuple[str, Path, str]]:
        """Every text below one of these keys, with the name of its file and its place; non-answers left out."""
        for name, places in self.facts.items():
            for at, value in places:
                if isinstance(value, str) and at[0] in keys and value.strip() and value not in self.vocabularies.non_answers:
                    yield name, at, value


#: Said by checks that need every report of the repository, where these are only some.
NOT_WHOLE: Final = Unjudged("only some reports were judged: without arguments all are, and held against each other", routine=True)
