"""Everything that a push brings, piece by piece, held against the laws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from aishare_lint.document import marks
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Region
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError
from aishare_lint.gate.laws import Law
from aishare_lint.gate.standing import NOTHING, missing, read_some
from aishare_lint.gate.verdicts import ABOVE, HISTORY, NAMES, Where
from aishare_lint.lint.mask import Mask
from aishare_lint.lint.pushes import PushFacts
from aishare_lint.lint.secrecy import Telltales, embargoed_numbers, may_withhold, numbers_in, told_before, withheld_places
from aishare_lint.repo import git
from aishare_lint.repo.attachments import gather
from aishare_lint.repo.files import is_yaml, says_report
from aishare_lint.repo.globs import folder_of, matcher
from aishare_lint.repo.history import Piece
from aishare_lint.repo.revisions import kept
from aishare_lint.repo.sources import Refusal, document_of
from aishare_lint.terms import masked

if TYPE_CHECKING:
    from aishare_lint.lint.findings import Finding, Judged

#: What is looked for in a file that is no report and lies beside reports; what else may stand in it only a report that lists it can say.
_OF_FILES: Final = frozenset({"redaction/secret", "redaction/attachment-metadata", "redaction/attachment-type"})
_OF_NAMES: Final = frozenset({"redaction/secret"})
#: The category of what is looked for in messages.
_OF_MESSAGES: Final = "redaction/"
#: Reports of which something is hidden; with more, no subject of a commit is shown, for it would be held against all of them.
_MOST_MASKS: Final = 100
#: The path of a note on a commit, in the tree of `refs/notes/`.
_NOTE: Final = lazy(r"(?:[0-9a-f]{2}/){0,19}[0-9a-f]{2,64}")


class Found(NamedTuple):
    """A finding that counts, in a piece.

    rule     whose it is
    message  what it is, without anything of what was matched
    place    `path:line:column` of a report, the path of another file, `line 3` of a message, empty for names
    piece    without its content
    at_tip   whether it stands in a last state; names of branches and tags and what tags say do, what commits say does not
    """

    rule: str
    message: str
    place: str
    piece: Piece
    what: Where
    at_tip: bool


class Examination:
    """One push on its way through the laws.

    found     what counts, each once
    subjects  the first line of each message, by commit; not masked
    not_run   what was not judged in the last states, and why
    """

    def __init__(self, repository: git.Repository, laws: Sequence[Law], facts: PushFacts, *, notes: bool) -> None:
        self.repository, self.laws, self.facts, self._notes = repository, laws, facts, notes
        self.found: dict[Found, None] = {}
        self.subjects: dict[str, str] = {}
        self.not_run: dict[str, None] = {}
        self.reports = self.messages = 0
        self.standing = NOTHING
        self.numbers: set[str] = set()
        self.values: set[str] = set()
        globs = [glob for law in laws for glob in law.configuration.settings["reports"]]
        self.is_report = matcher(globs)
        self._folders = tuple(f"{folder}/" for glob in globs if (folder := folder_of(glob)))
        self._words: list[Piece] = []
        self._judged: set[tuple[str, str]] = set()
        self._withholding: dict[str, list[tuple[Document, tuple[Path, ...]]]] = {}
        self._masks: list[Mask] = []

    def looks_into(self, path: str) -> bool:
        """Whether a file where no report is expected is looked at: YAML, for it may call itself one, what lies beside reports, notes."""
        return is_yaml(path) or path.startswith(self._folders) or self._is_note(path)

    def _is_note(self, path: str) -> bool:
        return self._notes and _NOTE.fullmatch(path) is not None

    def examine_standing(self) -> None:
        """Whether the reports of the last states may go to the remote, whoever brought them."""
        ceiling = self.facts.ceiling
        if not ceiling:
            return
        reports, limits = self.standing.reports, self.laws[0].terms.limits
        for id_, document in read_some(self.repository, reports, lambda content: not marks.plainly_within(content, ceiling), limits):
            for path in reports[id_]:
                piece = Piece("blob", b"", path, id_)
                for law in self.laws if document.data is not None else ():
                    judged = law.only(frozenset({ABOVE}), self.facts).check(document)
                    self._keep(judged, document, law, piece, "report", at_tip=True)
                if document.data is None and ceiling != marks.RED:
                    message = f"nobody can read its mark, which counts as TLP:RED; the most that may go to {self.facts.remote} is {ceiling}"
                    self._add(ABOVE, message, Region(1, 1, 1, 1), piece, "report", at_tip=True)

    def examine(self, piece: Piece) -> None:
        """Judge a piece. Names and messages wait until it is known what they must not say."""
        content = piece.content
        if isinstance(content, Refusal) and (piece.kind != "blob" or content.detail == "object"):
            raise missing(piece.id)
        if piece.kind != "blob" or self._is_note(piece.path):
            self._words.append(piece)
            if piece.kind == "commit-message" and isinstance(content, bytes):
                self.messages += 1
                self.subjects[piece.id] = content.decode("utf-8", "replace").strip().split("\n", 1)[0]
        elif self.is_report(piece.path) or (isinstance(content, bytes) and is_yaml(piece.path) and says_report(content)):
            self._examine_report(piece)
        elif piece.path.startswith(self._folders):
            self._examine_file(piece)

    def _examine_report(self, piece: Piece) -> None:
        """A version of a report: as it stands in a last state, and as it stood in the commit that brought it or a file that it lists."""
        self.reports += not piece.beside
        version = (piece.path, piece.id)
        end = self.standing.files.get(version)
        if end is not None and version not in self._judged:
            self._judged.add(version)
            self._judge_report(piece, end, at_tip=True)
        if end is None or piece.beside:
            self._judge_report(piece, piece.commits[-1], at_tip=False)

    def _judge_report(self, piece: Piece, commit: str, *, at_tip: bool) -> None:
        for law in self.laws:
            terms = law.pushed(self.facts)
            document = document_of(piece.content, piece.path, terms.limits)
            facts = gather(document.data, kept(self.repository, commit, piece.path.rpartition("/")[0]))
            judged = terms._replace(circumstances=terms.circumstances.beside(facts)).check(document)
            self._keep(judged, document, law, piece, "report", at_tip=at_tip)
            for newer, places in self._withheld_now(piece.path) if not at_tip else ():
                for at, text in told_before(newer.data or "", places, document.data, terms.pack.format.vocabularies.non_answers):
                    self.values.add(text)
                    region = document.lines.region(document.places[document.nearest(at)].value)
                    self._add(HISTORY, "a value that is withheld now", region, piece, "report", at_tip=at_tip)

    def _withheld_now(self, path: str) -> list[tuple[Document, tuple[Path, ...]]]:
        """The versions of a report in the last states that withhold something, and where."""
        if path not in self._withholding:
            ids = [id_ for id_ in self.standing.versions.get(path, ()) if id_ in self.standing.reports]
            found = read_some(self.repository, ids, may_withhold, self.laws[0].terms.limits)
            pairs = [(document, withheld_places(document.data)) for _, document in found]
            self._withholding[path] = [(document, places) for document, places in pairs if places]
        return self._withholding[path]

    def _examine_file(self, piece: Piece) -> None:
        """A file beside reports, as if a report listed it that says nothing else."""
        if isinstance(piece.content, Refusal):
            self.not_run[f"{self.shown(piece.path)} ({piece.content.detail})"] = None
            return
        from aishare_lint.lint.media.inspection import inspect

        facts = inspect(piece.content, piece.path)
        document = read("attachments: [{path: file}]", piece.path)
        for law in self.laws:
            terms = law.only(_OF_FILES, self.facts)
            judged = terms._replace(circumstances=terms.circumstances.beside({"file": facts})).check(document)
            self._keep(judged, document, law, piece, "file", at_tip=(piece.path, piece.id) in self.standing.files)

    def examine_words(self) -> None:
        """Judge the names and messages so far, by what reports keep to themselves and by the detectors."""
        self._learn_numbers()
        telltales = self.telltales()
        for piece in self._words:
            what: Where = piece.kind if piece.kind != "blob" else "note"
            text = _text_of(piece)
            in_name = what.endswith("-name")
            stands = piece.path in self.standing.versions if what == "file-name" else (piece.path, piece.id) in self.standing.files
            at_tip = what in ("branch-name", "tag-name", "tag-message") or (what != "commit-message" and stands)
            for number, line in enumerate([text] if in_name else text.split("\n"), 1):
                if kind := telltales.kind_in(line):
                    self._add(NAMES, kind, Region(number, 1, number, 1), piece, what, at_tip=at_tip)
            document = Document("", text)
            for law in self.laws:
                wanted = _OF_NAMES if in_name else {id_ for id_ in law.terms.selection.select if id_.startswith(_OF_MESSAGES)}
                self._keep(law.only(wanted).check(document), document, law, piece, what, at_tip=at_tip)
        self._words = []

    def _learn_numbers(self) -> None:
        """The numbers that are not public, of reports whose text holds one that a name or message says."""
        said = numbers_in(_text_of(piece) for piece in self._words)
        if not said:
            return
        first = self.laws[0].terms
        for _, document in read_some(self.repository, self.standing.reports, said.may_stand_in, first.limits):
            self.numbers |= embargoed_numbers(document.data, first.pack.format.vocabularies, first.circumstances.now)

    def telltales(self) -> Telltales:
        """What no name and no message may say."""
        return Telltales(self.numbers, self.values)

    def shown(self, text: str) -> str:
        """A text as it may be shown: without anything that was found, and without what no name may say."""
        if self.telltales().kind_in(text):
            return f"[masked, {len(text)} characters]"
        for mask in self._masks[:_MOST_MASKS]:
            text = mask.text(text)
        return masked(text)

    def subject(self, id_: str) -> str:
        """The first line of a commit's message; empty where something in the message must not be shown, or nobody knows."""
        if len(self._masks) > _MOST_MASKS or any(one.piece.id == id_ for one in self.found if one.what == "commit-message"):
            return ""
        return self.shown(self.subjects.get(id_, ""))

    def _keep(self, judged: Judged, document: Document, law: Law, piece: Piece, what: Where, *, at_tip: bool) -> None:
        """The findings that count: of rules that guard against over-sharing, as errors, and not ignored for a reason."""
        for failure in judged.failures:
            raise UserError(f"the rule {failure.rule} failed ({failure.error}), so it is not known what it would have said")
        for absent in judged.not_run:
            if absent.fault:
                raise UserError(f"{absent.check} did not run: {absent.why}")
            if what == "report" and at_tip:
                self.not_run[f"{absent.check} ({absent.why})"] = None
        wrong = [finding for finding in judged.findings if _counts(finding)]
        if wrong and document.text:
            self._masks.append(law.terms.mask(document))
        for finding in wrong:
            rule = law.terms.pack.rule(finding.rule)
            # Messages may repeat what was matched; this one holds labels only.
            message = finding.message if finding.rule == ABOVE or rule is None else rule.data["title"]
            self._add(finding.rule, message, finding.region, piece, what, at_tip=at_tip)

    def _add(self, rule: str, message: str, region: Region, piece: Piece, what: Where, *, at_tip: bool) -> None:
        if what == "report":
            place = f"{piece.path}:{region.line}:{region.column}"
        elif what == "file":
            place = piece.path
        else:
            place = "" if what.endswith("-name") else f"line {region.line}"
        self.found[Found(rule, message, place, piece._replace(content=b"", beside=False), what, at_tip)] = None


def _text_of(piece: Piece) -> str:
    return piece.content.decode("utf-8", "replace") if isinstance(piece.content, bytes) else ""


def _counts(finding: Finding) -> bool:
    # No comment in a report opens a remote to it.
    return finding.safety and finding.severity == "error" and (finding.ignored is None or finding.rule == ABOVE)
