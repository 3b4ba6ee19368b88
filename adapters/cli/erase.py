"""`stige erase`: what a person wrote, and what names them, is taken out of the record for good (R41)."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from adapters.cli.audit import Progress, no_database
from adapters.cli.policy.past import has_database
from adapters.cli.saying import AsJson, carry_out, fail
from adapters.cli.work import Work
from adapters.environment import settings
from bot.record.erasing import Erasure

MOST_LINES = 50
WHO = "Whom no policy names goes by an id such as slack:T1:U7."
Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="The id, name or e-mail of somebody of the policy; or an id.")
]
Called = Annotated[
    list[str] | None, typer.Option("--word", help="What else they are called; may be given several times.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it. Without, it is only said what would go.")]
AlsoOpen = Annotated[bool, typer.Option("--also-open", help="Also from cases that are open, which people work on.")]


def erase_command(app: typer.Typer, work: Work) -> None:
    @app.command()
    def erase(
        person: Person, word: Called = None, yes: Yes = False, also_open: AlsoOpen = False, as_json: AsJson = False
    ) -> None:
        """Take out for good what PERSON wrote, and what names them. Says first what would go."""
        if not has_database():
            fail(no_database())
        found = carry_out(lambda: work.look_for(settings(), person, word or [], Progress("texts")))
        if yes and found.open_cases and not also_open:
            fail(_refusal(found.open_cases))
        if yes:
            carry_out(lambda: work.erase(settings(), found))
        typer.echo(json.dumps(_facts(found, yes), indent=2) if as_json else "\n".join(_lines(found, yes)))


def _refusal(numbers: Sequence[int]) -> str:
    return (
        f"Cases are open that would lose texts, or whose owner this is: {_named(numbers)}. "
        "Close or pass them on first, or say --also-open. Nothing was erased."
    )


def _facts(found: Erasure, done: bool) -> dict[str, Any]:
    cases = [{"case": case.number, "open": case.open, "wrote": case.wrote, "named": case.named} for case in found.cases]
    return {
        "person": found.person,
        "erased": done,
        "texts": len(found.texts),
        "cases": cases,
        "open_cases": list(found.open_cases),
        "beside": dict(found.beside),
    }


def _lines(found: Erasure, done: bool) -> Iterator[str]:
    if not found.texts and not found.beside:
        yield f"Nothing is found of {found.person}. {WHO}"
        return
    verb = "Erased" if done else "Would be erased"
    yield f"{verb} of {found.person}: {_counted(len(found.texts), 'text')} in {_counted(len(found.cases), 'case')}."
    for case in found.cases[:MOST_LINES]:
        still = ", open" if case.open else ""
        yield f"  ESC-{case.number}{still}: wrote {case.wrote}, named in {case.named}"
    if len(found.cases) > MOST_LINES:
        yield f"  and {len(found.cases) - MOST_LINES} more cases"
    if found.beside:
        yield "Beside cases: " + ", ".join(f"{name} {count}" for name, count in found.beside) + "."
    if done:
        yield "Not touched: what stands in the chats, the policy file and its versions, and copies of the database."
    elif found.open_cases:
        yield f"Open, or theirs: {_named(found.open_cases)}. To erase there too, add --also-open."
    if not done:
        yield "Nothing was done. To erase it, for good, say --yes."


def _named(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - MOST_LINES} more" if len(numbers) > MOST_LINES else ""
    return ", ".join(f"ESC-{number}" for number in numbers[:MOST_LINES]) + more


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
