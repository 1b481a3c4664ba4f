"""Copies of this process that do a part of the work each: on systems that can fork, far sooner started than a pool of new ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, TypeVar

Part = TypeVar("Part")
Answer = TypeVar("Answer")


def spread(parts: Sequence[Part], do: Callable[[Part], Answer], jobs: int) -> Iterator[Answer | None]:
    """The answer to each part, in their order; None for those of a copy that died.

    Copy number n does the parts n, n + jobs, n + 2 jobs …. An answer must be something that pickle knows. What a copy prints is lost, and
    what it changes it changes for itself.
    """
    import gc

    jobs = min(jobs, len(parts))
    gc.freeze()  # what there is stays shared as long as nobody counts it
    copies: list[tuple[int, IO[bytes]]] = []
    try:
        for number in range(jobs):
            copies.append(_copy(parts[number::jobs], do, [pipe for _, pipe in copies]))
        gc.unfreeze()
        for number in range(len(parts)):
            yield _answer(copies[number % jobs][1])
    finally:
        for process, pipe in copies:
            pipe.close()  # one that still writes ends with it
            os.waitpid(process, 0)


def _copy(parts: Sequence[Part], do: Callable[[Part], Any], others: list[IO[bytes]]) -> tuple[int, IO[bytes]]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading, "rb")
    # From here on this is the copy: it must never return to where its original was called from.
    try:
        import pickle
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(reading)
        for pipe in others:
            os.close(pipe.fileno())
        with os.fdopen(writing, "wb") as stream:
            for part in parts:
                answer = pickle.dumps(do(part), pickle.HIGHEST_PROTOCOL)
                stream.write(len(answer).to_bytes(8, "big") + answer)
                stream.flush()
    finally:
        os._exit(0)


def _answer(pipe: IO[bytes]) -> Any:
    import pickle

    size = pipe.read(8)
    if len(size) < 8:
        return None
    answer = pipe.read(int.from_bytes(size, "big"))
    return pickle.loads(answer) if len(answer) == int.from_bytes(size, "big") else None  # noqa: S301 - written by a copy of this process
