"""`stige doctor`: what is wrong, how grave it is, and what to do."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import typer

from adapters.cli.policy.lint import shown
from adapters.cli.saying import WRONG, AsJson, carry_out
from adapters.cli.work import Work
from adapters.environment import settings
from bot.doctoring.finding import Finding, State, is_well

MARKS = {
    State.OK: "[green]ok[/]",
    State.WARNING: "[yellow]warning[/]",
    State.ERROR: "[bold red]error[/]",
    State.SKIPPED: "[dim]skipped[/]",
}


def doctor_command(app: typer.Typer, work: Work) -> None:
    @app.command("doctor")
    def command(as_json: AsJson = False) -> None:
        """Look at settings, platforms, database, policy and disks, beside a Stige that runs or not. Changes nothing.

        Exit code 1 if anything is wrong; warnings alone are 0.
        """
        findings = carry_out(lambda: work.doctor(settings()))
        if as_json:
            typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
        else:
            printed(findings)
        if not is_well(findings):
            raise typer.Exit(WRONG)


def printed(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for finding in findings:
        told = escape(shown(finding.message))
        advice = f"\n[italic]{escape(shown(finding.advice))}[/]" if finding.advice else ""
        table.add_row(MARKS[finding.state], escape(finding.check), told + advice)
    console = Console(highlight=False, soft_wrap=False)
    console.print(table)
    console.print(counted(findings))


def counted(findings: Sequence[Finding]) -> str:
    states = [finding.state for finding in findings]
    errors, warnings = states.count(State.ERROR), states.count(State.WARNING)
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}, {len(findings)} looked at."


def _count(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
