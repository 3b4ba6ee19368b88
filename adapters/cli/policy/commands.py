"""All of `stige policy`, each command from a file of its own."""

from collections.abc import Callable

import typer

from adapters.cli.policy.activate import activation
from adapters.cli.policy.diff import difference
from adapters.cli.policy.example import example
from adapters.cli.policy.explain import explanation
from adapters.cli.policy.lint import lint
from adapters.cli.policy.replay import replaying
from adapters.cli.policy.schema import schema
from adapters.cli.policy.simulate import simulation
from adapters.cli.work import Work

Command = Callable[[typer.Typer, Work], None]
COMMANDS: tuple[Command, ...] = (example, lint, schema, explanation, activation, simulation, replaying, difference)


def policy_commands(work: Work) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    for add in COMMANDS:
        add(app, work)
    return app
