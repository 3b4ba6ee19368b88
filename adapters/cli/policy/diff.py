"""`stige policy diff`: two versions of a policy side by side, in words and in what they change for cases."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from adapters.cli.policy import past
from adapters.cli.policy.compared import consequences_in_json, printed
from adapters.cli.policy.figures import counted
from adapters.cli.policy.lint import shown
from adapters.cli.policy.past import CasesFile, Found, Since, Until
from adapters.cli.policy.replaying import replayed
from adapters.cli.policy.simulate import policy_in
from adapters.cli.saying import WRONG, AsJson, carry_out, fail
from adapters.cli.work import Work
from adapters.environment import settings
from adapters.wording import Wording
from bot.people.identity import Reader
from bot.policy.policy import Policy
from bot.policy.widening import widened
from bot.trying.consequences import Consequences, consequences
from bot.trying.diff import diff
from bot.trying.mix import mix
from bot.words import Say

MADE_UP = 500
LARGEST_MIX = 100_000

Files = Annotated[
    list[str], typer.Argument(metavar="[OLD] NEW", help="Two policy files; without OLD the version in force is meant.")
]
MadeUp = Annotated[
    int, typer.Option("--made-up", min=1, max=LARGEST_MIX, help="How many cases to make up, where there is no past.")
]
Seed = Annotated[int, typer.Option("--seed", help="Other made-up cases for another number.")]


@dataclass(frozen=True, slots=True)
class Compared:
    """`tried_on` says which cases were replayed."""

    said: tuple[Say, ...]
    widens: tuple[Say, ...]
    found: Consequences
    tried_on: str
    faults: tuple[str, ...]


def difference(app: typer.Typer, work: Work) -> None:
    @app.command("diff")
    def command(
        files: Files,
        cases: CasesFile = None,
        since: Since = None,
        until: Until = None,
        made_up: MadeUp = MADE_UP,
        seed: Seed = 1,
        as_json: AsJson = False,
    ) -> None:
        """Set two versions side by side: what changed in the rules, and what that changes for cases.

        The cases are those of --cases, else those of the database of the last quarter, else made up. Exit code 1 if a
        case could not be read or opened; the others are told all the same.
        """
        old, new = _versions(work, files)
        when = carry_out(lambda: past.period(since, until, new))
        found = past.found(work, cases, when, old, old, new) if cases or past.has_database() else Found(())
        tried_on = counted(len(found.cases), "past case")
        if not found.cases and not found.faults:
            found = past.fitting(mix(new, made_up, seed, when.until_at or datetime.now(UTC)), old)
            tried_on = f"{counted(len(found.cases), 'made-up case')} of the last quarter (seed {seed})"
        compared = _compared(old, new, found, tried_on)
        if as_json:
            typer.echo(json.dumps(_in_json(compared), indent=2, ensure_ascii=False))
        else:
            _printed(compared, old, new)
        past.told(found.faults)
        if found.faults:
            raise typer.Exit(WRONG)


def _versions(work: Work, files: Sequence[str]) -> tuple[Policy, Policy]:
    if len(files) > 2:
        fail("Two versions are compared: name one file or two.")
    *before, new = files
    return policy_in(before[0]) if before else _in_force(work), policy_in(new)


def _in_force(work: Work) -> Policy:
    if not past.has_database():
        fail("There is no database here, so no version is in force: name two files.")
    store = carry_out(lambda: work.store(settings()))
    try:
        with store.writing() as unit:
            policy = unit.active()
    finally:
        store.close()
    if policy is None:
        fail("No version was ever in force here: name two files.")
    return policy


def _compared(old: Policy, new: Policy, found: Found, tried_on: str) -> Compared:
    before = replayed(old, found.cases, "Under the old version")
    after = replayed(new, found.cases, "Under the new version")
    return Compared(diff(old, new), widened(old, new), consequences(before, after), tried_on, found.faults)


def _in_json(compared: Compared) -> dict[str, object]:
    return {
        "changes": _sentences(compared.said),
        "widens": _sentences(compared.widens),
        "tried_on": compared.tried_on,
        **consequences_in_json(compared.found),
        "faults": list(compared.faults),
    }


def _printed(compared: Compared, old: Policy, new: Policy) -> None:
    typer.echo(shown(f"{old.rules.policy} {old.rules.label} → {new.rules.policy} {new.rules.label}"))
    said = _sentences(compared.said)
    typer.echo("\n".join(f"  {line}" for line in said) if said else "  The two say the same.")
    if compared.widens:
        typer.echo("\nIt opens more than before, so a second person must agree:")
        typer.echo("\n".join(f"  {line}" for line in _sentences(compared.widens)))
    typer.echo(f"\nTried on {compared.tried_on}.")
    printed(compared.found)


def _sentences(says: Sequence[Say]) -> list[str]:
    wording = Wording(str, "en", lambda: datetime.now(UTC))
    return [shown(wording.sentence(one, Reader("", "en", "UTC"))) for one in says]
