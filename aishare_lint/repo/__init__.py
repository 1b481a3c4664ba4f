"""Where texts come from and go to: git, files, configuration, the built-in pack. Knows no rules."""
