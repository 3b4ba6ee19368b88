"""The command line: its commands, their options, and the exit codes that scripts rely on (0 fine, 1 found something
wrong, 2 could not do it)."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from adapters.environment import settings
from adapters.logs import configure
from bot.settings import Settings, Unusable

COULD_NOT = 2
T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON.")]
To = Annotated[Path | None, typer.Option("--out", help="Write it to this file.")]


@dataclass(frozen=True, slots=True)
class Work:
    """What the commands do. Each raises `Unusable` with a sentence where it cannot.

    `run` and `sandbox` serve until they are stopped. `slack_manifest` gives YAML; `teams_package` a zip for a base URL
    and an app id.
    """

    run: Callable[[Settings], None]
    sandbox: Callable[[Settings], None]
    slack_manifest: Callable[[Settings], str]
    teams_package: Callable[[Settings], bytes]


def program(work: Work) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.add_typer(_manifests(work), name="manifest", help="Make what an administrator uploads to Slack or Teams.")

    @app.command()
    def run() -> None:
        """Serve the platforms that are set up, until stopped."""
        configure()
        _carry_out(lambda: work.run(settings()))

    @app.command()
    def sandbox() -> None:
        """Serve the sandbox: every part played in one browser page, no account needed."""
        configure(readable=sys.stderr.isatty())
        _carry_out(lambda: work.sandbox(settings()))

    @app.command()
    def version(as_json: AsJson = False) -> None:
        """Which Stige this is."""
        from importlib.metadata import version

        number = version("stige")
        typer.echo(json.dumps({"version": number}) if as_json else f"Stige {number}")

    return app


def _manifests(work: Work) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)

    @app.command()
    def slack(out: To = None) -> None:
        """Slack's app manifest as YAML."""
        text = _carry_out(lambda: work.slack_manifest(settings()))
        _write(out, text.encode()) if out else typer.echo(text, nl=False)

    @app.command()
    def teams(out: To = None) -> None:
        """The Teams app package: a zip with the manifest and its icons."""
        _write(out or Path("stige-teams.zip"), _carry_out(lambda: work.teams_package(settings())))

    return app


def _write(to: Path, content: bytes) -> None:
    try:
        to.write_bytes(content)
    except OSError as fault:
        _fail(f"Cannot write {to}: {fault.strerror}.")
    typer.echo(f"Written to {to}.", err=True)


def _carry_out(work: Callable[[], T]) -> T:
    try:
        return work()
    except Unusable as fault:
        _fail(str(fault))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(COULD_NOT)
