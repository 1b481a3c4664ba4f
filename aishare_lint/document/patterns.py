"""Regular expressions that are compiled when they are first used: a run on one clean report needs few of them.

Compiling those few is still a fifth of such a run. So what Python's own compiler makes of all of them is kept beside the compiled rules,
for the version of Python that made it; any other compiles as ever. What comes out is the same: equal in pattern, flags and code.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # the matcher that `re` compiles for
import re
import sys
from typing import Any, Final, TypeAlias, cast

#: What the matcher is given for one pattern beside its source: flags, code, groups, and their names both ways.
Prepared: TypeAlias = "tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]"

#: Names this Python, its matcher and the form of its code: what was prepared elsewhere is not even looked at.
FORM: Final = f"{sys.implementation.cache_tag}-{_sre.MAGIC}-{_sre.CODESIZE}-{sys.byteorder}"

#: Of unsigned numbers as wide as the matcher's.
_CODE: Final = "I" if _sre.CODESIZE == 4 else "H"


class _Lazy:
    """Stands for a compiled pattern until somebody asks it something."""

    __slots__ = ("_compiled", "_flags", "_source")

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = _made(self._source, self._flags)
        return getattr(self._compiled, name)


#: Source and flags of every pattern that was asked for.
_known: list[tuple[str, int]] = []
_prepared: dict[tuple[str, int], Prepared] = {}


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern to be kept at the top of a module, as `re.compile`, but compiled on first use."""
    _known.append((source, flags))
    return cast("re.Pattern[str]", _Lazy(source, flags))


def adopt(prepared: bytes) -> None:
    """Use what `prepare` returned, in a Python of the same `FORM`."""
    import marshal

    _prepared.update(marshal.loads(prepared))  # noqa: S302 - comes with the package, as its bytecode does


def prepare() -> bytes:
    """All patterns of the modules that were imported so far, compiled, for `adopt`."""
    import marshal

    return marshal.dumps({(source, int(flags)): _compile(source, int(flags)) for source, flags in _known})


def _made(source: str, flags: int) -> re.Pattern[str]:
    kept = _prepared.get((source, int(flags)))
    if kept is None:
        return re.compile(source, flags)
    all_flags, code, groups, index, names = kept
    pattern: re.Pattern[str] = _sre.compile(source, all_flags, memoryview(code).cast(_CODE).tolist(), groups, index, names)
    return pattern


def _compile(source: str, flags: int) -> Prepared:
    """What `re.compile` gives the matcher: it is asked, and overheard."""
    from array import array
    from re import _compiler  # type: ignore[attr-defined]

    given: list[Prepared] = []

    class Overheard:
        def __getattr__(self, name: str) -> Any:
            return getattr(_sre, name)

        def compile(self, _: str, flags: int, code: list[int], groups: int, index: dict[str, int], names: tuple[str | None, ...]) -> None:
            given.append((flags, array(_CODE, code).tobytes(), groups, dict(index), names))

    _compiler._sre = Overheard()
    try:
        _compiler.compile(source, flags)
    finally:
        _compiler._sre = _sre
    return given[0]
