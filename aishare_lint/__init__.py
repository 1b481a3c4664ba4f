"""Lints, approves and packages AI-security reports that are shared as YAML files in git."""

__version__ = "0.1.0"
