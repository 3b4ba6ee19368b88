"""How every command speaks: facts on standard output, trouble in one sentence on standard error, and exit codes."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from bot.settings import Unusable

WRONG = 1  # in what it was asked about
COULD_NOT = 2
T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON.")]
To = Annotated[Path | None, typer.Option("--out", help="Write it to this file.")]


def write(to: Path, content: bytes) -> None:
    try:
        to.write_bytes(content)
    except OSError as fault:
        fail(f"Cannot write {to}: {fault.strerror}.")
    typer.echo(f"Written to {to}.", err=True)


def carry_out(work: Callable[[], T]) -> T:
    try:
        return work()
    except Unusable as fault:
        fail(str(fault))


def fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(COULD_NOT)
