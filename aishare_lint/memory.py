"""What earlier runs found out about the reports of a repository, recalled where nothing has changed that it depends on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from aishare_lint.batch import Verdict, id_of, stamp_of
from aishare_lint.lint.findings import Judged
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import Source, repository_of
from aishare_lint.terms import Examined, Terms, pack_folders

if TYPE_CHECKING:
    from aishare_lint.repo.cache import Cache
    from aishare_lint.repo.git import Survey
    from aishare_lint.repo.listing import Listing

#: What configures a run and says nothing about a report.
_ASIDE: Final = frozenset({"reports", "fail_on", "baseline"})


class Memory:
    """What earlier runs found out about the reports of a repository, and what this one will leave to the next."""

    def __init__(self, listing: Listing, cache: Cache) -> None:
        self.listing = listing
        self.cache = cache
        self.bent = listing.survey.bent
        self.verdicts: dict[bytes, bytes] = {}

    def recall(self, sources: Sequence[Source]) -> list[Examined | None]:
        """The verdict on each file that is as it was, and everything with it; None where it has to be judged."""
        kept = self.cache.kept
        files = [self._read(said, source) if (said := kept.get(source.entry)) else None for source in sources]
        recalled = zip(sources, files, strict=True)
        self.verdicts |= {source.entry: kept[source.entry] for source, examined in recalled if examined is not None}
        return files

    def _read(self, said: bytes, source: Source) -> Examined | None:
        until, _, rest = said.partition(b"\n")
        if until and int(until) <= self.cache.moment:
            return None
        import json

        from aishare_lint.lint.records import facts_from, judged_from

        about = json.loads(rest)
        if self.bent and not (about["stamp"] and about["stamp"] == stamp_of(source.path)):
            return None
        if any(self.listing.entries.get(os.fsencode(path)) != os.fsencode(entry) for path, entry in about["beside"]):
            return None
        judged = Judged(source.name, ()) if about["judged"] is None else judged_from(about["judged"])
        return Examined(judged, facts_from(about["facts"]))

    def keep(self, source: Source, verdict: Verdict) -> None:
        """Remember a verdict, where what was judged is what git's index says, and the next run can tell that it still is."""
        if not source.entry or verdict.until <= self.cache.moment or verdict.id != id_of(source.entry) or (self.bent and not verdict.stamp):
            return
        beside = []
        for path, id_ in verdict.beside:
            relative = os.path.relpath(path, os.path.realpath(self.listing.survey.folder)).replace(os.sep, "/")
            entry = self.listing.entry(relative)
            if self.bent or not entry or id_of(entry) != id_:
                return
            beside.append([relative, os.fsdecode(entry)])
        import json

        from aishare_lint.lint.records import record, record_facts

        judged, facts = verdict.examined
        about = {
            "judged": None if judged == Judged(source.name, ()) else record(judged),
            "beside": beside,
            "stamp": verdict.stamp if self.bent else "",
            "facts": record_facts(facts),
        }
        until = b"" if verdict.until == inf else b"%d" % int(verdict.until)
        self.verdicts[source.entry] = until + b"\n" + json.dumps(about, separators=(",", ":")).encode()

    def save(self, *, whole: bool) -> None:
        """Leave what was found out to the next run. A run over some of the reports leaves the rest as it was, where that may still hold."""
        if not whole:
            present = set(self.listing.entries.values())
            rest = {entry: said for entry, said in self.cache.kept.items() if entry in present and entry not in self.verdicts}
            self.verdicts = {**rest, **self.verdicts}
        self.cache.save(self.verdicts)


def survey_of(configuration: Configuration) -> Survey | None:
    """What git says of the repository that a configuration is about."""
    folder = repository_of(configuration.top)
    if folder is None:
        return None
    from aishare_lint.repo import git

    return git.survey(folder)


def listing_of(configuration: Configuration) -> Listing | None:
    """The files of the repository that a configuration is about; None where there is none, or git has doubts."""
    from aishare_lint.repo.listing import Listing

    survey = survey_of(configuration)
    return Listing(survey) if survey else None


def memory_of(configuration: Configuration, terms: Terms, listing: Listing) -> Memory:
    """What is remembered of the reports of a repository, judged by these terms."""
    from aishare_lint.repo.builtin import fingerprint, pack_files
    from aishare_lint.repo.cache import Cache, key_of

    said = {key: value for key, value in configuration.settings.items() if key not in _ASIDE}
    packs = [(id_, path.read_bytes()) for folder in pack_folders(configuration) for id_, path in pack_files(folder)]
    top = os.path.relpath(configuration.top, listing.survey.folder)
    key = key_of((fingerprint(), ascii(said), ascii(packs), ascii(terms.limits), top, str(listing.survey.bent)))
    return Memory(listing, Cache(listing.survey.git_dir, key, terms.circumstances.moment))
