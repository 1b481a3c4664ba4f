"""Letting reports out: what is withheld and sealed, and the proof of it."""
