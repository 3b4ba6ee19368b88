"""`stige policy lint`: every error and warning of a policy file, by line and column."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.saying import WRONG, AsJson, carry_out, fail
from adapters.cli.work import Work
from adapters.environment import settings
from adapters.policyfile import Fault, Severity
from adapters.policyfile.document import MOST_BYTES
from adapters.policyfile.linting import judged, means_of
from adapters.wording import Wording

STANDARD_INPUT = "-"
A_WEEK = timedelta(days=7)  # seen from a week ago, every moment is told with its date
File = Annotated[str, typer.Argument(metavar="FILE", help="The policy file; - reads standard input.")]


def lint(app: typer.Typer, _: Work) -> None:
    @app.command("lint")
    def command(file: File, as_json: AsJson = False) -> None:
        """Find what is wrong or unwise in a policy file. Exit code 1 if anything is wrong; warnings alone are 0."""
        source, directory = read(file)
        means, now = means_of(carry_out(settings)), datetime.now(UTC)
        wording = Wording(str, "en", lambda: now - A_WEEK)
        faults = judged(source, directory=directory, means=means, at=now, wording=wording)
        typer.echo(json.dumps([asdict(fault) for fault in faults], indent=2) if as_json else listed(file, faults))
        raise typer.Exit(WRONG if any(fault.severity is Severity.ERROR for fault in faults) else 0)


def read(file: str) -> tuple[bytes, Path]:
    """What is in the file, and where it lies. Of one that is too large only so much that this can be seen."""
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(MOST_BYTES + 1), Path()
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1), Path(file).parent
    except (OSError, ValueError) as fault:
        fail(f"Cannot read {file}: {getattr(fault, 'strerror', None) or fault}.")


def listed(file: str, faults: Sequence[Fault]) -> str:
    told = (f"{file}:{f.line}:{f.column}: {f.severity}: {f.message} [{f.code}]" for f in faults)
    return "\n".join(shown(line) for line in (*told, f"{file}: {_counted(faults)}."))


def _counted(faults: Iterable[Fault]) -> str:
    severities = [fault.severity for fault in faults]
    return ", ".join(_count(severities.count(kind), kind) for kind in Severity)


def _count(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def shown(line: str) -> str:
    """A file may be hostile: nothing in it moves the cursor or paints the screen."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)
