"""Named checks: judgements that do not fit a JSON Schema. One module a subject, one function a check; a rule names it `module.function`.

A check is handed a `Case` and yields a `Hit` for each place where the rule fails. It reads no file and knows no severity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from aishare_lint.document.places import Path, Span, Value
from aishare_lint.document.reader import Document
from aishare_lint.document.times import DAY, Instant, days_between
from aishare_lint.lint.attachments import AttachmentFacts
from aishare_lint.lint.findings import Edit, Group, Safety
from aishare_lint.lint.pushes import PushFacts

if TYPE_CHECKING:
    from aishare_lint.document.tear_sheet import TearSheet
    from aishare_lint.document.vocabularies import Vocabularies


class Shown(NamedTuple):
    """A second place to underline."""

    at: Path
    label: str
    part: str = "value"
    span: Span | None = None


class Hit(NamedTuple):
    """A place where a rule fails.

    at      the path; it may name something absent, then the finding points at the nearest container
    part    what of it is underlined: `value` or `key`
    span    the exact span when it is narrower than that
    values  what fills the holes of the message and of the fix; `new` is what a fix writes
    show    second places, beside those the rule names
    hide    second places that a sensitive rule keeps from being shown, beside its own
    level   `strong` or `weak`, for rules whose severity depends on it; `final` where only a final report makes it an error
    safety  overrules the safety of the rule's fix for this place; `none` offers no fix
    edits   the exact edits, where the rule's fix cannot be said as data
    group   findings that people see as one line
    """

    at: Path
    part: str = "value"
    span: Span | None = None
    values: Mapping[str, str] = {}
    show: tuple[Shown, ...] = ()
    hide: tuple[Path, ...] = ()
    level: str = ""
    safety: Safety | Literal["", "none"] = ""
    edits: tuple[Edit, ...] = ()
    group: Group | None = None


class Unjudged(NamedTuple):
    """What a check may yield instead of a hit: why something could not be looked at, in words without report text.

    routine  whether that lies in what was asked for, so that only who wants to know all is told
    """

    why: str
    routine: bool = False


class Format(NamedTuple):
    """The report format as data: what every check and command reads instead of keeping a list of its own.

    schema  the report schema; a file is read for it
    screen  whether a report is valid by it, at once
    """

    vocabularies: Vocabularies
    tear_sheet: TearSheet
    schema: Callable[[], Mapping[str, Any]]
    screen: Callable[[Value], bool]


class Validity:
    """Until when what was judged stays as it is, by what was asked of the time; `until` is the first instant of which nobody knows."""

    __slots__ = ("until",)

    def __init__(self) -> None:
        self.until: float = inf


class Circumstances:
    """What a run knows beside the reports.

    settings     the configuration as plain data (see `config.schema.json`); empty when there is none
    format       the report format
    attachments  the files that the report lists, by the name it gives; None where nobody has looked for them
    push         the push that it is judged for; None where there is none
    validity     how long answers about the time hold that were given so far
    """

    __slots__ = ("_now", "attachments", "format", "push", "settings", "validity")

    def __init__(
        self,
        format: Format,  # noqa: A002 - the word for it
        now: datetime | None = None,
        settings: Mapping[str, Any] | None = None,
        attachments: Mapping[str, AttachmentFacts] | None = None,
        push: PushFacts | None = None,
    ) -> None:
        self.format = format
        self._now = now or datetime.now(UTC)
        self.settings = settings or {}
        self.attachments = attachments
        self.push = push
        self.validity = Validity()

    @property
    def now(self) -> datetime:
        """The moment of the run, UTC. What is judged by it holds for this moment only: the other questions hold longer."""
        self.validity.until = -inf
        return self._now

    @property
    def started(self) -> datetime:
        """The moment of the run for whoever spreads or keeps what is judged, and does not judge by it."""
        return self._now

    @property
    def moment(self) -> Instant:
        """The same as an instant."""
        return int(self._now.timestamp())

    def has_come(self, instant: Instant) -> bool:
        """Whether it is this instant already or later."""
        if instant <= self.moment:
            return True
        self.validity.until = min(self.validity.until, instant)
        return False

    def days_since(self, instant: Instant) -> int:
        """Whole days that have gone by since an instant."""
        days = days_between(instant, self.moment)
        self.validity.until = min(self.validity.until, instant + (days + 1) * DAY)
        return days

    def today(self) -> str:
        """The date, in UTC."""
        self.validity.until = min(self.validity.until, (self.moment // DAY + 1) * DAY)
        return self._now.astimezone(UTC).strftime("%Y-%m-%d")

    def beside(self, attachments: Mapping[str, AttachmentFacts] | None) -> Circumstances:
        """The same circumstances with other attachments."""
        other = self.apart()
        other.attachments = attachments
        other.validity = self.validity
        return other

    def pushed(self, push: PushFacts) -> Circumstances:
        """The same circumstances in a push."""
        return Circumstances(self.format, self._now, self.settings, self.attachments, push)

    def apart(self) -> Circumstances:
        """The same circumstances for a report of its own: how long what is said of it holds is kept apart from that of others."""
        return Circumstances(self.format, self._now, self.settings, self.attachments, self.push)


class Case(NamedTuple):
    """What a named check is given: a document, the place that `given` named, its value, the rule's options."""

    document: Document
    at: Path
    value: Value
    options: Mapping[str, Any]
    circumstances: Circumstances

    @property
    def report(self) -> dict[str, Value]:
        """The whole report; empty where the file is no map."""
        return self.document.data if isinstance(self.document.data, dict) else {}


Check: TypeAlias = "Callable[[Case], Iterable[Hit | Unjudged]]"
