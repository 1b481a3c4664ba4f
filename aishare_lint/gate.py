"""The push gate: whether what a push would publish may leave, by everything that it carries and not only by its last state.

It refuses what would be disclosed anew, and says of what the remote has already that it is disclosed. What it cannot find out is raised as
`UserError`: then nothing of the push was taken for checked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from aishare_lint.document import marks
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Region, Span
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError
from aishare_lint.lint.engine import Selection
from aishare_lint.lint.mask import Mask
from aishare_lint.lint.pushes import Leak, PushFacts
from aishare_lint.lint.secrecy import Telltales, embargoed_numbers, told_before, withheld_places
from aishare_lint.repo import git
from aishare_lint.repo.attachments import LIMIT, attachment_names
from aishare_lint.repo.configuration import FILE_NAME, Configuration, configured
from aishare_lint.repo.globs import folder_of, matcher
from aishare_lint.repo.history import History, Piece, Tip, history, pieces
from aishare_lint.repo.pushes import Push, others_holding
from aishare_lint.repo.remotes import allowance, without_credentials
from aishare_lint.repo.sources import Refusal, document_of
from aishare_lint.terms import Terms, terms_of

if TYPE_CHECKING:
    from aishare_lint.lint.findings import Judged
    from aishare_lint.lint.rules import Rule

Kind: TypeAlias = Literal["clean", "history", "tip", "refused"]
Where: TypeAlias = Literal["report", "file", "commit-message", "tag-message", "branch-name", "tag-name", "file-name"]

HISTORY: Final = "repository/history-leak"
NAMES: Final = "repository/name-leaks"
ABOVE: Final = "tlp/above-remote"
#: What is looked for in a file that is no report and lies beside reports; of the others only a report that lists it can tell.
_OF_FILES: Final = frozenset({"redaction/secret", "redaction/attachment-metadata", "redaction/attachment-type"})
_OF_LISTED: Final = _OF_FILES | {"redaction/personal-information"}
_OF_NAMES: Final = frozenset({"redaction/secret"})
_OF_WORDS: Final = "redaction"
#: The addresses of those who made a commit stand in every one of them.
_TRAILER: Final = lazy(r"^(?:[A-Z][A-Za-z-]{1,40}-by|Cc): [^<\n]{0,200}<([^>\n]{1,200})>[ \t\r]*$", 8)  # 8: re.MULTILINE
_IS_REPORT: Final = lazy(r"^(?:\ufeff)?(?:[{]\s{0,80})?[\"']?schema[\"']?[ \t]{0,80}:[ \t]{0,80}[\"']?aishare/", 8)
_HEAD: Final = 16_384


class Law(NamedTuple):
    """A configuration that a push is judged by.

    name   what it is called: `aishare-lint.yaml of the work tree`
    terms  its rules, limited to those that guard against over-sharing and those that speak instead of them
    """

    name: str
    configuration: Configuration
    terms: Terms


class Exposure(NamedTuple):
    """Something that a push carries and must not. Everything in it is masked.

    rule     whose finding it is
    message  what the push gate's own rule, or the title of that rule, says
    where    where it stands: `reports/a.yaml:12:3`, `the name of a branch`
    what     what kind of piece it stands in
    at_tip   whether what is pushed still holds it in its last state
    commits  ids of the commits (of a tag's message: the tag) that brought it, oldest first
    gone     ids of the commits that took it away again
    holders  remotes that are known to have some of those commits already
    public   whether the remote that is pushed to has it already, so that refusing the push would keep nothing from it
    """

    rule: str
    message: str
    where: str
    what: Where
    at_tip: bool
    commits: tuple[str, ...]
    gone: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    public: bool = False


class Verdict(NamedTuple):
    """What the gate says of a push.

    kind       `clean`; `history`: only older commits, messages and names hold what must not leave; `tip`: the last state does; `refused`:
               the configuration does not know the remote
    remote     what the remote is called, without credentials
    subjects   the first lines of commits by id, masked; empty where one must not be shown
    newest     the ids that are pushed, as commits: what `git commit --amend` would change
    since      what `git rebase -i` would begin after, so that everything found is rewritten: a commit, or `--root`; empty where none is
    notes      what else must be said, masked
    not_run    what was not judged, and why
    counts     commits, reports and messages that were judged
    """

    kind: Kind
    remote: str
    exposures: tuple[Exposure, ...] = ()
    subjects: Mapping[str, str] = {}
    newest: frozenset[str] = frozenset()
    since: str = ""
    notes: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()
    counts: tuple[int, int, int] = (0, 0, 0)


def laws_of(push: Push, own: Configuration | None) -> tuple[tuple[Law, ...], tuple[str, ...]]:
    """What a push is judged by, and what must be said of that: the configuration here, and those at the remote.

    What is pushed may loosen its own rules, so whatever any of them refuses is refused. Raises UserError where none can be read.
    """
    found: list[tuple[str, Configuration]] = []
    notes: list[str] = []
    if own is not None:
        found.append((f"{FILE_NAME} here" if own.file else "the defaults", own))
    candidates = list(push.bases)
    if not candidates and own is None:
        candidates = [(tip.id, "what is pushed") for tip in push.tips[:1]]
    for commit, name in candidates:
        try:
            found.append(_at(push.repository, commit, name, own))
        except UserError as mistake:
            notes.append(f"the configuration of {name} was left out: {mistake.message}")
    laws: list[Law] = []
    for name, said in found or [("the defaults", Configuration(push.repository.folder))]:
        no_packs = push.repository.bare and said.settings["packs"] and said is not own
        if no_packs:
            notes.append(f"private packs were not run ({name}): a server has no work tree to read them from")
        configuration = said.changed(packs=[]) if no_packs else said
        same = [law for law in laws if law.configuration.settings == configuration.settings]
        if same:
            laws[laws.index(same[0])] = same[0]._replace(name=f"{same[0].name}, {name}")
        else:
            laws.append(Law(name, configuration, _guarding(terms_of(configuration))))
    return tuple(laws), tuple(notes)


def _at(repository: git.Repository, commit: str, name: str, own: Configuration | None) -> tuple[str, Configuration]:
    """The configuration in the tree of a commit; the defaults where there is none."""
    top = own.top if own is not None else repository.folder
    entry = next(iter(git.tree(repository, f"{commit}^{{}}", FILE_NAME)), None)
    if entry is None:
        return f"the defaults ({name} has no {FILE_NAME})", Configuration(top)
    one = next(git.read_objects(repository, [entry.id], 1_000_000))
    if one.kind != "blob":
        raise UserError(f"git cannot read {FILE_NAME} there")
    called = f"{FILE_NAME} of {name}"
    return called, configured(one.content, called, top, os.path.join(top, FILE_NAME))


def _guarding(terms: Terms) -> Terms:
    """The same terms with the rules that guard against over-sharing, and those whose word counts instead of theirs."""
    guards = {name for rule in terms.pack.rules if rule.safety for name in (rule.id, rule.category)}

    def counts(rule: Rule) -> bool:
        return rule.safety or "alone" in rule.data or not guards.isdisjoint(rule.data.get("instead_of", ()))

    wanted = frozenset(rule.id for rule in terms.pack.rules if counts(rule) and terms.selection.includes(rule))
    return terms._replace(selection=Selection(wanted, frozenset(), terms.selection.severity))


def judge(push: Push, laws: Sequence[Law]) -> Verdict:
    """The verdict over a push. Raises UserError where something cannot be found out."""
    remote = _called(push)
    ceilings = set()
    for law in laws:
        if push.at_server:
            continue
        allowed = allowance(law.configuration.settings.get("remotes", ()), push.address, push.repository.folder)
        if allowed.refused and push.tips:
            return Verdict("refused", remote, notes=(f"{allowed.why} ({law.name})",))
        ceilings.add(allowed.ceiling)
    ceiling = marks.loosest(*ceilings - {""}) if ceilings - {""} else ""
    past = history(push.repository, push.tips, push.known)
    gate = _Gate(push, laws, PushFacts(remote, ceiling), past)
    gate.look_at_tips()
    for piece in pieces(past, gate.concerns, max(LIMIT, *(law.terms.limits.file for law in laws))):
        gate.judge_piece(piece)
    gate.judge_words()
    notes = tuple(gate.look_at_replaced())
    exposures = tuple(gate.placed())
    anew = [one for one in exposures if not one.public]
    kind: Kind = "clean" if not anew else "tip" if any(one.at_tip for one in anew) else "history"
    shown = dict.fromkeys(id_ for one in exposures for id_ in (*one.commits, *one.gone))
    return Verdict(
        kind,
        remote,
        exposures,
        {id_: gate.subject(id_) for id_ in shown},
        frozenset(past.ends.values()),
        gate.since(anew),
        notes,
        tuple(gate.not_run),
        (len(past.commits), gate.reports, gate.messages),
    )


def _called(push: Push) -> str:
    """What the remote is called."""
    if push.at_server:
        return "this server"
    address = without_credentials(push.address)
    return _masked(address if push.remote == push.address else push.remote)


def _masked(text: str) -> str:
    from aishare_lint.repo.builtin import load_pack

    return Mask(Document("", text), load_pack().sensitive).text(text)


class _Found(NamedTuple):
    """A finding of a rule in a piece, before it is known where else that piece is."""

    rule: str
    title: str
    place: str
    piece: Piece
    what: Where


class _Gate:
    """One push on its way through the laws."""

    def __init__(self, push: Push, laws: Sequence[Law], facts: PushFacts, past: History) -> None:
        self.push, self.laws, self.facts, self.past = push, laws, facts, past
        self.repository = push.repository
        self.reports = self.messages = 0
        self.not_run: dict[str, None] = {}
        self.found: dict[_Found, None] = {}
        self.words: list[tuple[Where, Piece]] = []
        self.subjects: dict[str, str] = {}
        self.masks: list[Mask] = []
        self.replaced: set[str] = set()
        globs = [glob for law in laws for glob in law.configuration.settings["reports"]]
        self.matches = matcher(globs)
        self.folders = tuple(f"{folder}/" for glob in globs if (folder := folder_of(glob)))
        #: What the last states say: where files stand in them, which are listed, what may be told in no name.
        self.standing: dict[tuple[str, str], None] = {}
        self.paths: set[str] = set()
        self.listed: set[str] = set()
        self.withheld: dict[str, list[tuple[Document, tuple[Path, ...]]]] = {}
        self.numbers: set[str] = set()
        self.values: set[str] = set()

    def concerns(self, path: str) -> bool:
        """Whether a file is looked at: a report, other YAML, for it may call itself one, and what lies beside reports."""
        return path.lower().endswith((".yaml", ".yml")) or path.startswith(self.folders) or self.matches(path)

    # The last states

    def look_at_tips(self) -> None:
        """What reports of the last states say of the rest of the push, and their marks, wherever the reports came from."""
        new_here = self.facts.ceiling
        wanted: dict[str, list[str]] = {}
        for end in dict.fromkeys(self.past.ends.values()):
            for entry in git.tree(self.repository, end):
                self.standing[entry.path, entry.id] = None
                self.paths.add(entry.path)
                if entry.mode not in (git.LINK, git.SUBMODULE) and self.matches(entry.path):
                    wanted.setdefault(entry.id, []).append(entry.path)
        limit = max(law.terms.limits.file for law in self.laws)
        for one in git.read_objects(self.repository, wanted, limit):
            if one.kind == "missing":
                raise _missing(one.id)
            telling = any(word in one.content for word in (b"embargo", b"disclosure", b"withheld", b"commitment", b"attachments", b"\\"))
            if one.kind != "blob" or not (telling or new_here):
                continue
            document = read(one.content, wanted[one.id][0], self.laws[0].terms.limits)
            for path in wanted[one.id]:
                self._standing_report(path, one.id, document)

    def _standing_report(self, path: str, id_: str, document: Document) -> None:
        data = document.data
        for law in self.laws:
            format_ = law.terms.pack.format
            self.numbers |= embargoed_numbers(data, format_.vocabularies, law.terms.circumstances.now)
        folder = path.rpartition("/")[0]
        self.listed |= {f"{folder}/{name}".lstrip("/") for name in attachment_names(data)}
        places = withheld_places(data)
        if places:
            self.withheld.setdefault(path, []).append((document, places))
        if self.facts.ceiling and data is not None:
            piece = Piece("blob", b"", path, id_)
            for law in self.laws:
                terms = self._in_push(law)
                if ABOVE in terms.selection.select:
                    self._keep(terms._replace(selection=Selection(frozenset({ABOVE}))).check(document), document, law, piece, "report")

    # Pieces

    def judge_piece(self, piece: Piece) -> None:
        if piece.kind == "blob":
            self._judge_file(piece)
            return
        if isinstance(piece.content, Refusal):
            raise _missing(piece.id)
        # Names and messages are judged when it is known what they must not say.
        self.words.append((piece.kind, piece))
        if piece.kind == "commit-message":
            self.messages += 1
            text = piece.content.decode("utf-8", "replace").strip()
            self.subjects[piece.id] = text.split("\n", 1)[0]

    def _judge_file(self, piece: Piece) -> None:
        if isinstance(piece.content, Refusal) and piece.content.detail == "object":
            raise _missing(piece.id)
        if self.matches(piece.path) or (isinstance(piece.content, bytes) and _calls_itself_report(piece)):
            self._judge_report(piece)
        elif piece.path.startswith(self.folders) or piece.path in self.listed:
            self._judge_attachment(piece)

    def _judge_report(self, piece: Piece) -> None:
        self.reports += 1
        for law in self.laws:
            document = document_of(piece.content, piece.path, law.terms.limits)
            self._keep(self._in_push(law).check(document), document, law, piece, "report")
            for newer, places in self.withheld.get(piece.path, ()):
                words = law.terms.pack.format.vocabularies.non_answers
                for at, text in told_before(newer.data or "", places, document.data, words):
                    self.values.add(text)
                    place = document.places[document.nearest(at)].value
                    self._add(HISTORY, "a value that is withheld now", document.lines.region(place), piece, "report")

    def _judge_attachment(self, piece: Piece) -> None:
        """A file beside reports, as if a report listed it that says nothing else."""
        from aishare_lint.lint.attachments import AttachmentFacts
        from aishare_lint.lint.media.inspection import inspect

        if isinstance(piece.content, Refusal):
            facts = AttachmentFacts(refusal=piece.content.detail)
            self.not_run[f"{_masked(piece.path)} ({piece.content.detail})"] = None
        else:
            facts = inspect(piece.content, piece.path)
        document = read("attachments: [{path: file}]", piece.path)
        wanted = _OF_LISTED if piece.path in self.listed else _OF_FILES
        for law in self.laws:
            terms = self._in_push(law)
            terms = terms._replace(
                selection=Selection(terms.selection.select & wanted, frozenset(), terms.selection.severity),
                circumstances=terms.circumstances.beside({"file": facts}),
            )
            self._keep(terms.check(document), document, law, piece, "file")

    def judge_words(self) -> None:
        """Names and messages, by what reports keep to themselves and by the detectors."""
        telltales = Telltales(self.numbers, self.values)
        for what, piece in self.words:
            text = piece.content.decode("utf-8", "replace") if isinstance(piece.content, bytes) else ""
            kind = telltales.kind_in(text) if telltales else ""
            if kind:
                self._add(NAMES, kind, Region(1, 1, 1, 1), piece, what)
            in_name = what.endswith("-name")
            document = Document("", text if in_name else _without_signers(text))
            for law in self.laws:
                rules = law.terms.selection
                of_words = frozenset(id_ for id_ in rules.select if id_.partition("/")[0] == _OF_WORDS)
                terms = law.terms._replace(selection=Selection(of_words & _OF_NAMES if in_name else of_words, frozenset(), rules.severity))
                self._keep(terms.check(document), document, law, piece, what)
        self.words = []

    def look_at_replaced(self) -> Iterator[str]:
        """What a forced push takes off the remote: it stays disclosed, whatever is pushed over it."""
        tips = [Tip(update.old) for update in self.push.updates if update.new and update.old in self.push.known]
        if not tips:
            return
        before = history(self.repository, tips, self.past.ends.values())
        if not before.commits:
            return
        self.replaced = {*before.commits}
        for piece in pieces(before._replace(tips=()), self.concerns, LIMIT):
            self.judge_piece(piece)
        self.judge_words()
        count = "1 commit" if len(before.commits) == 1 else f"{len(before.commits)} commits"
        yield f"this push takes {count} off {self.facts.remote}; whoever fetched from there keeps them"

    def _in_push(self, law: Law) -> Terms:
        return law.terms._replace(circumstances=law.terms.circumstances.pushed(self.facts))

    def _keep(self, judged: Judged, document: Document, law: Law, piece: Piece, what: Where) -> None:
        """The findings that count: of rules that guard against over-sharing, as errors, and not ignored for a reason."""
        for failure in judged.failures:
            raise UserError(f"the rule {failure.rule} failed ({failure.error}), so it is not known what it would have said")
        for absent in judged.not_run:
            if absent.fault:
                raise UserError(f"{absent.check} did not run: {absent.why}")
            if what == "report" and (piece.path, piece.id) in self.standing:
                self.not_run[f"{absent.check} ({absent.why})"] = None
        wrong = [one for one in judged.findings if one.safety and one.severity == "error" and (one.ignored is None or one.rule == ABOVE)]
        if wrong and document.text:
            self.masks.append(law.terms.mask(document))
        for one in wrong:
            rule = law.terms.pack.rule(one.rule)
            self._add(one.rule, rule.data["title"] if rule is not None else one.rule, one.region, piece, what)

    def _add(self, rule: str, title: str, region: Region, piece: Piece, what: Where) -> None:
        if what == "report":
            place = f"{piece.path}:{region.line}:{region.column}"
        elif what in ("file", "file-name"):
            place = piece.path if what == "file" else ""
        else:
            place = f"line {region.line}" if what.endswith("-message") else ""
        self.found[_Found(rule, title, place, piece._replace(content=b""), what)] = None

    # What is said

    def placed(self) -> Iterator[Exposure]:
        """Everything that was found, with where else it is known to be."""
        brought = dict.fromkeys(id_ for one in self.found for id_ in one.piece.commits)
        holders = {} if self.push.at_server else others_holding(self.repository, brought, self.push.remote)
        public: dict[str, bool] = {}
        brought_here = {(one.rule, one.piece.path, one.piece.id) for one in self.found if one.piece.commits}
        for one in self.found:
            piece = one.piece
            if not piece.commits and (one.rule, piece.path, piece.id) in brought_here:
                continue  # it came with this push, and is said so
            if one.what in ("report", "file") and piece.id not in public:
                public[piece.id] = not self.push.at_server and git.first_holding(self.repository, piece.id, self.push.known) is not None
            replaced = bool(piece.commits) and self.replaced.issuperset(piece.commits)
            at_tip = not replaced and self._at_tip(one)
            held = dict.fromkeys(name for id_ in piece.commits for name in holders.get(id_, ()))
            # What a remote must not hold is not to stay in its last state, whoever brought it there.
            is_public = replaced or (public.get(piece.id, False) and not (at_tip and one.rule == ABOVE))
            yield from self._exposure(one, at_tip=at_tip, holders=tuple(held), public=is_public)

    def _at_tip(self, one: _Found) -> bool:
        if one.what in ("report", "file"):
            return (one.piece.path, one.piece.id) in self.standing
        return one.what != "commit-message" and (one.what != "file-name" or one.piece.path in self.paths)

    def _exposure(self, one: _Found, *, at_tip: bool, holders: tuple[str, ...], public: bool) -> Iterator[Exposure]:
        """The finding as the gate's own rule says it, where that rule is on; one of the last state as the rule itself says it."""
        piece = one.piece
        in_words = one.what not in ("report", "file")
        ids = (piece.id,) if piece.kind == "tag-message" else piece.commits
        where = self.place(one)
        message = one.title
        if not at_tip or in_words:
            came = "this push" if one.what in ("branch-name", "tag-name") or not ids else f"commit {ids[0][:10]}"
            leak = Leak(one.rule, one.title, where, came if piece.kind != "tag-message" else f"the tag {ids[0][:10]}")
            own = NAMES if in_words else HISTORY
            said = [said for law in self.laws for said in _said(law, own, leak)]
            if not said:
                self.not_run[f"{own} (switched off by the configuration)"] = None
                return
            message = self._shown(said[0])
        yield Exposure(one.rule, message, where, one.what, at_tip, ids, piece.gone, holders, public)

    def since(self, exposures: Sequence[Exposure]) -> str:
        """What a rebase would begin after, so that all of it is rewritten."""
        dirty = {id_ for one in exposures for id_ in one.commits}
        oldest = next((id_ for id_ in self.past.commits if id_ in dirty), None)
        if oldest is None:
            return ""
        return f"{oldest[:10]}^" if git.resolve(self.repository, f"{oldest}^") is not None else "--root"

    def place(self, one: _Found) -> str:
        """Where a finding is, without what must not be said: a name that tells too much is not repeated."""
        names: dict[Where, str] = {
            "branch-name": "the name of a branch",
            "tag-name": "the name of a tag",
            "file-name": "the name of a file",
        }
        if one.what in names:
            return names[one.what]
        if one.what == "tag-message":
            return f"the message of a tag, {one.place}"
        return f"the message of a commit, {one.place}" if one.what == "commit-message" else self._shown(one.place)

    def subject(self, id_: str) -> str:
        """The first line of a commit's message as it may be shown."""
        if any(one.piece.id == id_ for one in self.found if one.what == "commit-message"):
            return ""
        return self._shown(self.subjects.get(id_, ""))

    def _shown(self, text: str) -> str:
        if Telltales(self.numbers, self.values).kind_in(text):
            return f"[masked, {len(text)} characters]"
        for mask in self.masks:
            text = mask.text(text)
        return _masked(text)


def _said(law: Law, own: str, leak: Leak) -> Iterator[str]:
    """What the gate's own rule says of a leak under a law; nothing where it is off there, or no error."""
    if own not in law.terms.selection.select:
        return
    facts = PushFacts(history=(leak,)) if own == HISTORY else PushFacts(names=(leak,))
    circumstances = law.terms.circumstances.pushed(facts)
    selection = Selection(frozenset({own}), frozenset(), law.terms.selection.severity)
    judged = law.terms._replace(circumstances=circumstances, selection=selection).check(read("{}", ""))
    yield from (finding.message for finding in judged.findings if finding.severity == "error")


def _calls_itself_report(piece: Piece) -> bool:
    if not isinstance(piece.content, bytes) or not piece.path.lower().endswith((".yaml", ".yml")):
        return False
    return _IS_REPORT.search(piece.content[:_HEAD].decode("utf-8", "replace")) is not None


def _without_signers(text: str) -> str:
    """A message without the addresses of those who made it; as long as it was."""
    spans = [Span(*found.span(1)) for found in _TRAILER.finditer(text)]
    for start, end in spans:
        if "@" in text[start:end] and " " not in text[start:end]:
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _missing(id_: str) -> UserError:
    return UserError(
        f"git cannot read the object {id_[:12]}, so it is not known what this push would publish",
        hint="`git fsck` says whether it is damaged; a partial clone lacks objects: `git fetch --refetch --no-filter`",
    )
