"""Judging: rules over a document. Knows no files, no git, no colour, no exit codes."""
