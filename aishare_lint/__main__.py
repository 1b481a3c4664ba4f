"""`python -m aishare_lint`."""

from __future__ import annotations

from aishare_lint.cli.main import main

if __name__ == "__main__":
    main()
