"""Every question to git. How it is called stands in `process`: no other file starts it."""

from __future__ import annotations

from aishare_lint.repo.git.bases import base_ref, changed_since_parting, default_branch
from aishare_lint.repo.git.changes import (
    LINK,
    SUBMODULE,
    Change,
    Entry,
    between,
    changed,
    commits,
    empty_tree,
    held,
    index,
    introduced,
    staged,
    tree,
)
from aishare_lint.repo.git.files import addresses, authors, stood, uncommitted, versions
from aishare_lint.repo.git.objects import Object, look_up, read_objects
from aishare_lint.repo.git.repositories import (
    Repository,
    author_address,
    cuts,
    full_name,
    hooks_folder,
    listed,
    merge_base,
    refs,
    remotes,
    repository,
    resolve,
    signing_key,
)
from aishare_lint.repo.git.survey import Survey, survey

__all__ = [
    "LINK",
    "SUBMODULE",
    "Change",
    "Entry",
    "Object",
    "Repository",
    "Survey",
    "addresses",
    "author_address",
    "authors",
    "base_ref",
    "between",
    "changed",
    "changed_since_parting",
    "commits",
    "cuts",
    "default_branch",
    "empty_tree",
    "full_name",
    "held",
    "hooks_folder",
    "index",
    "introduced",
    "listed",
    "look_up",
    "merge_base",
    "read_objects",
    "refs",
    "remotes",
    "repository",
    "resolve",
    "signing_key",
    "staged",
    "stood",
    "survey",
    "tree",
    "uncommitted",
    "versions",
]
