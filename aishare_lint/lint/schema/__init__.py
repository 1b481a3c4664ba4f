"""JSON Schema at two speeds: generated functions that say whether, and the library that says what and where."""
