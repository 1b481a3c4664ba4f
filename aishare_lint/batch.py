"""Many reports judged: from what is remembered of earlier runs, in this process, in others beside it, or by an executor.

The order of the results is that of the sources and every report is judged by itself, so that they are the same however the work is spread.
A document is let go as soon as it is judged.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aishare_lint.lint.findings import Failure, Judged
from aishare_lint.lint.records import changes, trimmed
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import STDIN, Source
from aishare_lint.repo.sources import document_of
from aishare_lint.terms import Examined, Terms, examine, terms_of

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from datetime import datetime

    from aishare_lint.document.reader import Document
    from aishare_lint.lint.surroundings import Facts
    from aishare_lint.memory import Memory

#: From so many reports on another process is worth its start (`make bench-scale` measures it).
WORTH_A_PROCESS: Final = 16
#: Reports that are judged before this process is copied.
_FIRST: Final = 6
#: Reports that a process or an executor is given at once.
_AT_ONCE: Final = 32
#: A file that changed within so many seconds before it was read may change again without that its time tells.
_RACY: Final = 2_000_000_000


class Verdict(NamedTuple):
    """A report, judged, with what else it takes to remember that.

    until   the instant from which it may be another; infinite where it stays, minus infinite where it is good for this run only
    id      of the content that was judged, in the format of the repository's objects; empty where there was none or nobody asked
    beside  the files that were judged with it, by their paths, with their ids
    stamp   what the file system says of the file; empty where it cannot tell a change
    """

    examined: Examined
    until: float = -inf
    id: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    stamp: str = ""


def judge(terms: Terms, source: Source) -> Verdict:
    """Judge one file with what lies beside it."""
    if not source.entry:
        examined = examine(terms, source)
        return Verdict(examined._replace(judged=trimmed(examined.judged)))
    stamp = stamp_of(source.path)
    content = source.load(terms.limits.file)
    document = document_of(content, source.name, terms.limits)
    own = terms._replace(circumstances=terms.circumstances.apart())
    judging = own.beside(source, document)
    judged = judging.check(document)
    examined = Examined(trimmed(judged), terms.facts(source, document, judged))
    passing = judged.failures or terms.pack.given_up or any(gap.fault for gap in judged.not_run)
    if not isinstance(content, bytes) or passing or _tells(examined, source, judging, document):
        return Verdict(examined)
    from aishare_lint.repo.cache import blob_id

    like = id_of(source.entry)
    beside = _beside(judging, source, like)
    if beside is None:
        return Verdict(examined)
    return Verdict(examined, own.circumstances.validity.until, blob_id(content, like), beside, stamp)


def _tells(examined: Examined, source: Source, terms: Terms, document: Document) -> bool:
    """Whether what would be remembered of a report holds something that must not be shown: facts are as they were written."""
    if examined.judged.path != source.name:
        return True
    return changes(terms.mask(document), examined.facts) if examined.facts else False


def note(terms: Terms, source: Source) -> Verdict:
    """What checks across files need of a file that is judged elsewhere: of all rules only those are asked beside which no other speaks."""
    few = terms._replace(selection=terms.selection._replace(select=terms.selection.select & terms.pack.speak_alone))
    document = few.read(source)
    return Verdict(Examined(Judged(source.name, ()), few.facts(source, document, few.check(document))))


def _beside(terms: Terms, source: Source, like: str) -> tuple[tuple[str, str], ...] | None:
    """The attachments that were judged, each by its path with its id; None where one of them was not there, or is no longer what it was."""
    from aishare_lint.repo.attachments import read_beside
    from aishare_lint.repo.cache import blob_id
    from aishare_lint.repo.sources import Refusal

    found = []
    for name, facts in (terms.circumstances.attachments or {}).items():
        file = read_beside(os.path.dirname(os.path.abspath(source.path)), name)
        if isinstance(file, Refusal) or facts.refusal:
            return None
        from hashlib import sha256

        if sha256(file.content).hexdigest() != facts.sha256:
            return None
        found.append((file.path, blob_id(file.content, like)))
    return tuple(found)


def id_of(entry: bytes) -> str:
    """The blob id in an entry of the index."""
    return entry.split(b" ", 3)[2].decode()


def stamp_of(path: str) -> str:
    """What the file system says of a file that changes whenever somebody writes to it; empty where it was written a moment ago."""
    import time

    try:
        status = os.lstat(path)
    except OSError:
        return ""
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _RACY:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


# How the work is spread


class Work(NamedTuple):
    """Some reports to judge, and all that is needed for it: it can be sent to another process or another machine that has the files."""

    configuration: Configuration
    now: datetime
    sources: tuple[Source, ...]


def do(work: Work) -> list[Verdict]:
    """Judge the reports of a piece of work, in their order."""
    terms = _terms(work.configuration, work.now)
    return [judge(terms, source) for source in work.sources]


_known: dict[str, Terms] = {}


def _terms(configuration: Configuration, now: datetime) -> Terms:
    """The terms of a configuration; an executor asks for the same ones over and over."""
    key = ascii((configuration, now))
    if key not in _known:
        _known.clear()
        _known[key] = terms_of(configuration, now)
    return _known[key]


def part_of(name: str, of: int) -> int:
    """In which of so many parts a file is judged, from 1: by its name, so that it stays there whatever others come and go."""
    from zlib import crc32

    return crc32(name.encode("utf-8", "surrogatepass")) % of + 1


def jobs_for(count: int, cores: int | None = None) -> int:
    """How many processes so many reports are worth on this machine."""
    return max(1, min(cores or _cores(), count // WORTH_A_PROCESS))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def judge_all(
    terms: Terms,
    configuration: Configuration,
    sources: Sequence[Source],
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    memory: Memory | None = None,
    done: Callable[[int], None] = lambda _: None,
    whole: bool = False,
) -> tuple[list[Examined], int]:
    """The sources judged, in their order, and how many verdicts were remembered; `done` is told how many more there are.

    whole  whether these are all reports of the repository, so that nothing else need be remembered

    Raises what the executor raises.
    """
    files: list[Examined | None] = memory.recall(sources) if memory else [None] * len(sources)
    left = [number for number, examined in enumerate(files) if examined is None]
    done(len(sources) - len(left))
    wanted = [sources[number] for number in left]
    finished = False
    try:
        for number, verdict in zip(left, _spread(terms, configuration, wanted, jobs, executor), strict=True):
            files[number] = verdict.examined
            if memory:
                memory.keep(sources[number], verdict)
            done(1)
        finished = True
    finally:
        # Also of a run that was broken off: the next one need not begin anew.
        if memory:
            memory.save(whole=whole and finished)
    return [examined for examined in files if examined is not None], len(sources) - len(left)


def facts_of(
    terms: Terms, configuration: Configuration, sources: Sequence[Source], *, jobs: int = 1, memory: Memory | None = None
) -> list[Facts | None]:
    """What checks across files need of files that are judged elsewhere, in their order."""
    examined = memory.recall(sources) if memory else [None] * len(sources)
    left = [source for source, one in zip(sources, examined, strict=True) if one is None]
    noted = _spread(terms, configuration, left, jobs, by=note)
    return [(one or next(noted).examined).facts for one in examined]


def _spread(
    terms: Terms,
    configuration: Configuration,
    sources: list[Source],
    jobs: int,
    executor: Executor | None = None,
    *,
    by: Callable[[Terms, Source], Verdict] | None = None,
) -> Iterator[Verdict]:
    by = by or judge
    # Standard input is no file that another process could read.
    if any(source.path == STDIN for source in sources) or (executor is None and (jobs < 2 or len(sources) < 2)):
        return (by(terms, source) for source in sources)
    if executor is None and _can_fork():
        return _forked(terms, sources, jobs, by)
    works = [Work(_plain(configuration), terms.circumstances.started, _absolute(part)) for part in _parts(sources, jobs)]
    if executor is not None:
        return (verdict for verdicts in executor.map(do, works) for verdict in verdicts)
    return _pooled(works, jobs)


def _parts(sources: list[Source], jobs: int) -> list[tuple[Source, ...]]:
    """The sources in parts: few enough in each that all processes are busy to the end."""
    size = max(1, min(_AT_ONCE, -(-len(sources) // (jobs * 4))))
    return [tuple(sources[at : at + size]) for at in range(0, len(sources), size)]


def _forked(terms: Terms, sources: list[Source], jobs: int, by: Callable[[Terms, Source], Verdict]) -> Iterator[Verdict]:
    from aishare_lint.repo.forking import spread

    # What judging loads when it first needs it is loaded once, and shared by all copies.
    yield from (by(terms, source) for source in sources[:_FIRST])
    parts = _parts(sources[_FIRST:], jobs)
    for part, verdicts in zip(parts, spread(parts, lambda part: [by(terms, source) for source in part], jobs), strict=True):
        yield from verdicts if verdicts is not None else map(_lost, part)


def _pooled(works: list[Work], jobs: int) -> Iterator[Verdict]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as executor:
        for verdicts in executor.map(do, works):
            yield from verdicts


def _lost(source: Source) -> Verdict:
    from aishare_lint.document.reader import Document
    from aishare_lint.lint.mask import Mask

    name = Mask(Document("", ""), ()).text(source.name)
    return Verdict(Examined(Judged(name, (), failures=(Failure("engine", name, "the process that judged it died"),)), None))


def _plain(configuration: Configuration) -> Configuration:
    """A configuration without what it was read from."""
    return configuration._replace(document=None, settings=_dict(configuration.settings), origins=_dict(configuration.origins))


def _dict(said: Mapping[str, Any]) -> dict[str, Any]:
    return dict(said)


def _absolute(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources for somebody who works in another folder."""
    return tuple(source._replace(path=os.path.abspath(source.path)) for source in sources)


def _can_fork() -> bool:
    """Whether a copy of this process can go on by itself: not among threads, and not where the system's own libraries forbid it."""
    threading = sys.modules.get("threading")
    return hasattr(os, "fork") and sys.platform != "darwin" and (threading is None or threading.active_count() == 1)
