"""`aishare-lint completion`: the script that completes commands, options and rules in a shell."""

from __future__ import annotations

import click

from aishare_lint.cli.exit_codes import CLEAN
from aishare_lint.cli.terminal import say


@click.command("completion", short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(*, shell: str) -> int:
    """Print the script that completes aishare-lint in a shell.

    \b
    bash: aishare-lint completion bash > ~/.local/share/bash-completion/completions/aishare-lint
    zsh:  aishare-lint completion zsh > "${fpath[1]}/_aishare-lint"
    fish: aishare-lint completion fish > ~/.config/fish/completions/aishare-lint.fish
    """
    from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

    from aishare_lint.cli.main import PROGRAM, program

    kinds: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
    writer = kinds[shell](program, {}, PROGRAM, f"_{PROGRAM}_COMPLETE".replace("-", "_").upper())
    # Not `writer.source()`: for bash it starts a shell to ask for its version.
    say(writer.source_template % writer.source_vars() + "\n")
    return CLEAN
