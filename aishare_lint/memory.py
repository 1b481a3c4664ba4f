"""What earlier runs found out about the reports of a repository, recalled where nothing has changed that it depends on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import repeat
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from aishare_lint.batch import Verdict, id_of, note, stamp_of
from aishare_lint.lint.findings import Judged
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import Found, Source, repository_of
from aishare_lint.repo.sources import shown
from aishare_lint.terms import Examined, Terms, pack_folders

if TYPE_CHECKING:
    from aishare_lint.lint.across import Across
    from aishare_lint.lint.surroundings import Facts
    from aishare_lint.repo.cache import Cache
    from aishare_lint.repo.git import Survey
    from aishare_lint.repo.listing import Listing

#: What configures a run and says nothing about a report.
_ASIDE: Final = frozenset({"reports", "fail_on", "baseline"})
#: What there is to say of a clean file beside its name.
_CLEAN: Final = Judged("", ())[1:]


class Whole(NamedTuple):
    """What an earlier run over all reports of a repository came to, each judged by itself, where every file is as it was.

    memory  whose it is
    files   in the order of their names
    strays  as in `Found`
    silent  the checks across files that need not be asked again
    """

    memory: Memory
    files: list[Judged]
    strays: tuple[str, ...]
    silent: tuple[str, ...]


class Memory:
    """What earlier runs found out about the reports of a repository, and what this one will leave to the next."""

    def __init__(self, configuration: Configuration, listing: Listing, cache: Cache) -> None:
        self.configuration = configuration
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

    # Everything at once

    @property
    def settled(self) -> bool:
        """Whether every file is in the index, and as it is there: then the listing alone says whether anything changed."""
        survey = self.listing.survey
        return not self.bent and survey.changed == frozenset() and not survey.said.startswith(b"? ") and b"\0? " not in survey.said

    @cached_property
    def _digest(self) -> str:
        """Of everything that says which files there are and what they hold."""
        from hashlib import sha256

        digest = sha256(self.listing.survey.said)
        digest.update(ascii(self.configuration.settings["reports"]).encode())
        return digest.hexdigest()

    def whole(self) -> Whole | None:
        """What the last run over everything came to, if nothing has changed since that it depends on."""
        body = self.cache.whole() if self.settled else b""
        if not body:
            return None
        import json

        about, _, names = body.partition(b"\0")
        said = json.loads(about)
        if said["digest"] != self._digest or (said["until"] is not None and said["until"] <= self.cache.moment):
            return None
        # There may be very many, and nearly all of them clean: no step of Python's own for each of those.
        of_each = zip(os.fsdecode(names).split("\0"), *map(repeat, _CLEAN), strict=False)
        files = list(map(tuple.__new__, repeat(Judged), of_each))
        if said["spoken"]:
            from aishare_lint.lint.records import judged_from

            for number, judged in said["spoken"]:
                files[number] = judged_from(judged)
        return Whole(self, files, tuple(said["strays"]), tuple(said["silent"]))

    def keep_whole(self, terms: Terms, found: Found, examined: Sequence[Examined], silent: tuple[str, ...]) -> None:
        """Leave what a run over everything came to, where every verdict is remembered."""
        kept = (
            found.sources
            and self.settled
            and found.listed
            and found.whole
            and all(source.entry in self.verdicts for source in found.sources)
        )
        if not kept or any(one.facts is None for one in examined) or any(terms.masked(name) != name for name in found.strays):
            return
        import json

        from aishare_lint.lint.records import record

        untils = [int(until) for said in self.verdicts.values() if (until := said.partition(b"\n")[0])]
        about = {
            "digest": self._digest,
            "until": min(untils, default=None),
            "spoken": [(number, record(judged)) for number, (judged, _) in enumerate(examined) if judged[1:] != _CLEAN],
            "strays": found.strays,
            "silent": silent,
        }
        names = "\0".join(source.name for source in found.sources)
        self.cache.save_whole(json.dumps(about).encode() + b"\0" + os.fsencode(names))

    def again(self, terms: Terms, whole: Whole) -> tuple[list[Judged], Across]:
        """What is to be said of all files together, now that each is known to be as it was."""
        from aishare_lint.lint.across import check_across, joined
        from aishare_lint.repo.surroundings import surroundings_of

        surroundings = surroundings_of(self.configuration, whole=True, compares=True, settled=True)
        facts = _Recalled(self, terms, [judged.path for judged in whole.files])
        across = check_across(
            *(facts, terms.pack, terms.circumstances, terms.selection),
            surroundings=surroundings,
            document=lambda name: terms.read(self._source(name)),
            silent=whole.silent,
        )
        if not across.files:
            return whole.files, across
        files = {judged.path: judged for judged in whole.files}
        for name, judged in across.files.items():
            files[name] = joined(files[name], judged) if name in files else judged
        return [files[name] for name in sorted(files)], across

    def _source(self, name: str) -> Source:
        return Source(name, os.path.join(self.configuration.top, *name.split("/")))

    def facts(self, terms: Terms, name: str) -> Facts:
        """What is remembered of a report for checks across files, and where it is forgotten what it says."""
        source = self._source(name)
        said = self.cache.kept.get(self.listing.entry(shown(os.path.relpath(source.path, self.listing.survey.folder))))
        if said is None:
            return note(terms, source).examined.facts or {}
        import json

        from aishare_lint.lint.records import facts_from

        return facts_from(json.loads(said.partition(b"\n")[2])["facts"]) or {}


class _Recalled(Mapping[str, "Facts"]):
    """What checks across files need of every report; looked up when somebody asks for it."""

    def __init__(self, memory: Memory, terms: Terms, names: list[str]) -> None:
        self.memory = memory
        self.terms = terms
        self.names = names
        self.known: dict[str, Facts] = {}
        self.among = cache(lambda: frozenset(names))

    def __getitem__(self, name: str) -> Facts:
        if name not in self.known:
            if name not in self:
                raise KeyError(name)
            self.known[name] = self.memory.facts(self.terms, name)
        return self.known[name]

    def __contains__(self, name: object) -> bool:
        return name in self.among()

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


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
    return Memory(configuration, listing, Cache(listing.survey.git_dir, key, terms.circumstances.moment))
