"""Reading: text in, plain data and the place of everything out. Knows no rules."""
