"""`stige backup` and `stige restore`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.saying import AsJson, carry_out, fail
from adapters.cli.work import Work
from adapters.environment import settings
from bot.copies import PutBack

Copy = Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy is to stand.")]
Taken = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A copy that `stige backup` made.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put aside the file that is there now, under another name.")]
There = Annotated[bool, typer.Option("--already-there", help="It was put back by other means: do only the rest.")]


def copy_commands(app: typer.Typer, work: Work) -> None:
    @app.command()
    def backup(file: Copy, as_json: AsJson = False) -> None:
        """Copy the database to FILE while Stige works on it. No secret key is in it."""
        done = carry_out(lambda: work.back_up(settings(), file))
        facts = {"file": done.file, "taken_at": done.taken_at.isoformat(), "bytes": done.size}
        said = f"Copied to {done.file}, as of {done.taken_at:%Y-%m-%d %H:%M:%SZ}."
        typer.echo(json.dumps(facts) if as_json else said)

    @app.command()
    def restore(
        file: Taken = None, replace: Replace = False, already_there: There = False, as_json: AsJson = False
    ) -> None:
        """Put a copy back, while no Stige runs: what was sent since it was taken is looked for, not sent blindly."""
        if (file is None) is not already_there:
            fail("Name the copy that is to be put back, or say --already-there.")
        done = carry_out(lambda: work.restore(settings(), file, replace))
        typer.echo(json.dumps(_facts(done)) if as_json else "\n".join(_said(done)))


def _facts(done: PutBack) -> dict[str, object]:
    return {
        "taken_at": done.taken_at.isoformat(),
        "restored_at": done.restored_at.isoformat(),
        "owed": done.owed,
        "redrawn": done.redrawn,
        "numbers_left_out": done.skipped,
        "erased": done.erased,
        "kept": done.kept,
    }


def _said(done: PutBack) -> list[str]:
    lines = [
        f"The database is what it was at {done.taken_at:%Y-%m-%d %H:%M:%SZ}.",
        f"Messages that were owed then: {done.owed}. They are looked for before they are sent.",
        f"Cards that are drawn anew: {done.redrawn}. Texts erased anew: {done.erased}.",
        f"The next case gets a number higher by {done.skipped}: those between may have been given since.",
    ]
    return [*lines, f"The database that was there is kept as {done.kept}."] if done.kept else lines
