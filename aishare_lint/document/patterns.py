"""Regular expressions that are compiled when they are first used: a run on one clean report needs few of them.

Compiling those few is still a fifth of such a run. So what Python's own compiler makes of all of them is kept beside the compiled rules,
for the version of Python that made it; any other compiles as ever. What comes out is the same: equal in pattern, flags and code.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # the matcher that `re` compiles for
import re
import sys
from typing import Any, Final, TypeAlias, cast

#: What the matcher is given for one pattern beside its source and its code: flags, groups, and their names both ways.
Prepared: TypeAlias = "tuple[int, int, dict[str, int], tuple[str | None, ...]]"

#: Names this Python, its matcher and the form of its code: what was prepared elsewhere is not even looked at.
FORM: Final = f"{sys.implementation.cache_tag}-{_sre.MAGIC}-{_sre.CODESIZE}-{sys.byteorder}"

#: Of unsigned numbers as wide as the matcher's.
_CODE: Final = "I" if _sre.CODESIZE == 4 else "H"
#: Bytes that say at the beginning how long the code is that follows.
_SIZE: Final = 8


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
#: What was prepared: by source and flags where the code stands (from, to, in bytes), and the rest. The code itself is not taken apart.
_prepared: list[tuple[memoryview, dict[tuple[str, int], tuple[int, int, Prepared]]]] = []


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern to be kept at the top of a module, as `re.compile`, but compiled on first use."""
    _known.append((source, flags))
    return cast("re.Pattern[str]", _Lazy(source, flags))


def adopt(prepared: bytes) -> None:
    """Use what `prepare` returned, in a Python of the same `FORM`."""
    import marshal

    start = _SIZE + int.from_bytes(prepared[:_SIZE], "little")
    whole = memoryview(prepared)
    _prepared.append((whole[_SIZE:start], marshal.loads(whole[start:])))  # noqa: S302 - comes with the package, as its bytecode does


def prepare() -> bytes:
    """All patterns of the modules that were imported so far, compiled, for `adopt`."""
    import marshal

    codes = bytearray()
    index: dict[tuple[str, int], tuple[int, int, Prepared]] = {}
    for source, flags in _known:
        code, prepared = _compile(source, int(flags))
        index[source, int(flags)] = (len(codes), len(codes) + len(code), prepared)
        codes += code
    return len(codes).to_bytes(_SIZE, "little") + codes + marshal.dumps(index)


def _made(source: str, flags: int) -> re.Pattern[str]:
    for codes, index in _prepared:
        kept = index.get((source, int(flags)))
        if kept is not None:
            start, end, (all_flags, groups, numbers, names) = kept
            pattern: re.Pattern[str] = _sre.compile(source, all_flags, codes[start:end].cast(_CODE).tolist(), groups, numbers, names)
            return pattern
    return re.compile(source, flags)


def _compile(source: str, flags: int) -> tuple[bytes, Prepared]:
    """What `re.compile` gives the matcher: it is asked, and overheard."""
    from array import array
    from re import _compiler  # type: ignore[attr-defined]

    given: list[tuple[bytes, Prepared]] = []

    class Overheard:
        def __getattr__(self, name: str) -> Any:
            return getattr(_sre, name)

        def compile(self, _: str, flags: int, code: list[int], groups: int, numbers: dict[str, int], names: tuple[str | None, ...]) -> None:
            given.append((array(_CODE, code).tobytes(), (flags, groups, dict(numbers), names)))

    _compiler._sre = Overheard()
    try:
        _compiler.compile(source, flags)
    finally:
        _compiler._sre = _sre
    return given[0]
