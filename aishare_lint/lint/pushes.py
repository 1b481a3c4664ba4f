"""What is known of a push. The engine knows no git: these facts are gathered for it."""

from __future__ import annotations

from typing import NamedTuple


class Leak(NamedTuple):
    """Something that a push would publish, said by kind and place and never by what it says.

    rule   whose finding it is
    what   what it is: `a credential`
    where  where it stands: `reports/a.yaml:12`, `the message of 1a2b3c4, line 3`
    """

    rule: str
    what: str
    where: str


class PushFacts(NamedTuple):
    """A push, as far as rules judge it.

    remote   how the remote is called, without credentials
    ceiling  the strictest mark that may go there; empty where everything may
    history  what stands in what is pushed and not in its last state any more
    names    what names (of branches, tags and files) and messages say that they must not
    """

    remote: str = ""
    ceiling: str = ""
    history: tuple[Leak, ...] = ()
    names: tuple[Leak, ...] = ()
