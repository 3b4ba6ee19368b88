"""The command line: its commands, their options, and the exit codes that scripts rely on (0 fine, 1 found something
wrong, 2 could not do it)."""

import json
import sys
from pathlib import Path

import typer

from adapters.cli.audit import audit_commands
from adapters.cli.copies import copy_commands
from adapters.cli.coverage import coverage_command
from adapters.cli.doctor import doctor_command
from adapters.cli.erase import erase_command
from adapters.cli.policy import policy_commands
from adapters.cli.saying import AsJson, To, carry_out, write
from adapters.cli.work import Work
from adapters.environment import settings
from adapters.logs import configure


def program(work: Work) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.add_typer(_manifests(work), name="manifest", help="Make what an administrator uploads to Slack or Teams.")
    app.add_typer(policy_commands(work), name="policy", help="Check, explain, try and activate the policy file.")

    @app.command()
    def run() -> None:
        """Serve the platforms that are set up, until stopped."""
        configure()
        carry_out(lambda: work.run(settings()))

    @app.command()
    def sandbox() -> None:
        """Serve the sandbox: every part played in one browser page, no account needed."""
        configure(readable=sys.stderr.isatty())
        carry_out(lambda: work.sandbox(settings()))

    coverage_command(app, work)
    copy_commands(app, work)
    audit_commands(app, work)
    erase_command(app, work)
    doctor_command(app, work)

    @app.command("webhook-key")
    def webhook_key(host: str) -> None:
        """Print the key with which a host checks that a webhook comes from this Stige."""
        from adapters.outside import own_key

        typer.echo(carry_out(lambda: own_key(settings(), host)))

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
        text = carry_out(lambda: work.slack_manifest(settings()))
        write(out, text.encode()) if out else typer.echo(text, nl=False)

    @app.command()
    def teams(out: To = None) -> None:
        """The Teams app package: a zip with the manifest and its icons."""
        write(out or Path("stige-teams.zip"), carry_out(lambda: work.teams_package(settings())))

    return app
