"""`stige policy activate`, `rollback` and `versions`: which version is in force, and whose doing that is."""

import getpass
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from adapters.cli.policy.lint import File, listed, read, shown
from adapters.cli.policy.past import has_database
from adapters.cli.saying import WRONG, AsJson, carry_out, fail
from adapters.cli.work import Work
from adapters.environment import settings
from adapters.names import Names
from adapters.policyfile import Fault, PolicyFaults, read_policy
from adapters.policyfile.linting import judged, means_of
from adapters.wording import Wording
from bot.cases.outcome import Refused
from bot.keeping.seconding import SecondNeeded
from bot.keeping.versions import Activated, Deed, Draft, Unsound, activate, rollback
from bot.people.identity import Reader
from bot.people.roster import Roster
from bot.policy.versions import Activation
from bot.ports import Store
from bot.settings import Settings
from bot.words import Say

Why = Annotated[str, typer.Option("--why", help="The reason, kept with the version.")]
By = Annotated[str, typer.Option("--by", help="Who does it.", show_default="the user of this machine")]
Second = Annotated[str, typer.Option("--second", help="Whom a change that opens something was agreed with: their id.")]
LabelName = Annotated[str, typer.Argument(metavar="[LABEL]", help="Of which version; else the one before.")]
Json = dict[str, Any]


def activation(app: typer.Typer, work: Work) -> None:
    @app.command("activate")
    def activate_file(file: File, why: Why, by: By = "", second: Second = "", as_json: AsJson = False) -> None:
        """Put a policy file in force, at once and for every process. One with errors is refused."""
        given = carry_out(settings)
        source, directory = read(file)
        now, means = datetime.now(UTC), means_of(given)
        try:
            draft = Draft(read_policy(source, directory=directory), source)
            _change(work, given, lambda store: activate(store, draft, _deed(by, why, now, second), means), as_json)
        except (PolicyFaults, Unsound):
            wording = Wording(str, "en", lambda: now)
            _refuse(file, judged(source, directory=directory, means=means, at=now, wording=wording), as_json)

    @app.command("rollback")
    def go_back(why: Why, label: LabelName = "", by: By = "", second: Second = "", as_json: AsJson = False) -> None:
        """Put the version before, or another earlier one, in force again."""
        if not has_database():
            fail("There is no database here, so nothing to go back to: STIGE_DATABASE_URL says where it is.")
        deed = _deed(by, why, datetime.now(UTC), second)
        _change(work, carry_out(settings), lambda store: rollback(store, deed, label or None), as_json)

    @app.command("versions")
    def versions(as_json: AsJson = False) -> None:
        """Which version was put in force when, by whom and why; the last one is in force."""
        history = _with_store(work, carry_out(settings), _history) if has_database() else ()
        if as_json:
            typer.echo(json.dumps([_as_json(one) for one in history], indent=2))
        else:
            typer.echo("\n".join(map(_line, history)) or "No policy was ever in force here.")


def _deed(by: str, why: str, at: datetime, second: str) -> Deed:
    return Deed(by or getpass.getuser(), why, at, second or None)


def _with_store(work: Work, given: Settings, do: Callable[[Store], Any]) -> Any:
    store = carry_out(lambda: work.store(given))
    try:
        return do(store)
    finally:
        store.close()


def _history(store: Store) -> tuple[Activation, ...]:
    with store.writing() as unit:
        return unit.versions()


def _change(work: Work, given: Settings, do: Callable[[Store], Activated], as_json: bool) -> None:
    _with_store(work, given, lambda store: _changed(store, do, as_json))


def _changed(store: Store, do: Callable[[Store], Activated], as_json: bool) -> None:
    says = _Speech(store)
    try:
        done = do(store)
    except SecondNeeded as needed:
        fail("\n".join([says(needed.sentence), *map(says, needed.widens)]))
    except Refused as refused:
        fail(says(refused.sentence))
    widens = [says(sentence) for sentence in done.widens]
    if as_json:
        typer.echo(json.dumps(_told(done, widens), indent=2))
        return
    typer.echo(_summary(done))
    for sentence in widens:
        typer.echo(f"warning: {sentence}", err=True)


class _Speech:
    """Sentences for the terminal, with the names of the policy in force."""

    def __init__(self, store: Store) -> None:
        with store.writing() as unit:
            in_force = unit.active()
        roster = in_force.roster if in_force else Roster("UTC", "en", {})
        self._words = Wording(Names(lambda: roster, store), "en", lambda: datetime.now(UTC))
        self._reader = Reader(None, "en", roster.timezone)

    def __call__(self, sentence: Say) -> str:
        return shown(self._words.sentence(sentence, self._reader))


def _summary(done: Activated) -> str:
    name = shown(f"{done.activation.label} ({done.activation.version[:12]})")
    if not done.anew:
        return f"Version {name} is in force already. Nothing was changed."
    instead = f", in place of {shown(done.before.label)}" if done.before else ""
    return f"Version {name} is in force{instead}. Open cases keep the rules they were opened under."


def _told(done: Activated, widens: Sequence[str]) -> Json:
    before = _as_json(done.before) if done.before else None
    return {**_as_json(done.activation), "anew": done.anew, "before": before, "widens": list(widens)}


def _as_json(one: Activation) -> Json:
    return {**asdict(one), "at": one.at.isoformat()}


def _line(one: Activation) -> str:
    agreed = f", agreed with {one.second}" if one.second else ""
    return shown(f"{one.at:%Y-%m-%d %H:%M} UTC  {one.label} ({one.version[:12]})  {one.by}{agreed}: {one.why}")


def _refuse(file: str, faults: Sequence[Fault], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(fault) for fault in faults], indent=2))
    else:
        typer.echo(f"{listed(file, faults)}\nNot activated.", err=True)
    raise typer.Exit(WRONG)
