"""What `check` looks at instead of files: the index, what changed, or commits."""

from __future__ import annotations

from functools import cached_property

from aishare_lint.errors import UserError
from aishare_lint.repo import git
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.ranges import Range, configuration_in, find_range, in_range
from aishare_lint.repo.revisions import Look, ground, repository_here, since, staged


class View:
    """One of `--staged`, `--since` and `--range`, with what it is given."""

    def __init__(self, option: str, said: str) -> None:
        self.option = option
        self.said = said

    @cached_property
    def repository(self) -> git.Repository:
        return repository_here()

    @cached_property
    def range(self) -> Range:
        return find_range(self.repository, self.said)

    def configuration(self, file: str | None) -> Configuration:
        """The configuration of the work tree, or the one that is named; without a work tree the one in the last commit."""
        if self.option == "--range" and self.repository.bare and file is None:
            return configuration_in(self.repository, self.range.end)
        return find(file=file)

    def look(self, configuration: Configuration) -> Look:
        """What there is to judge. Raises UserError where git cannot say."""
        here = ground(self.repository, configuration)
        if self.option == "--range":
            return in_range(here, self.range)
        return staged(here) if self.option == "--staged" else since(here, self.said)


def view_of(*, staged: bool, since: str | None, range_: str | None, beside: str) -> View | None:
    """The view that options ask for. Raises UserError where they ask for two, or for something `beside` one that does not go with it."""
    asked = [name for name, value in (("--staged", staged), ("--since", since is not None), ("--range", range_ is not None)) if value]
    if not asked:
        return None
    if len(asked) > 1:
        raise UserError(f"{asked[0]} and {asked[1]} are two questions", hint="ask them one by one")
    option = asked[0]
    if beside == "paths":
        raise UserError(f"{option} takes no paths: it finds the reports itself", hint="`reports` of the configuration says where they lie")
    if beside == "--shard":
        raise UserError(f"--shard does not go with {option}: it splits the reports that lie in the work tree", hint="without --shard")
    if beside:
        hint = f"`aishare-lint check {beside} PATH…` works on files; look at what it says, then `git add` them"
        raise UserError(f"{beside} does not go with {option}: what is judged is not, or not the whole of, the file to mend", hint=hint)
    return View(option, since or range_ or "")
