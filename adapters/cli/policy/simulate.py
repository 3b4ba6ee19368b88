"""`stige policy simulate`: a case in fast-forward through the policy of a file."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.policy.answers import answers
from adapters.cli.policy.lint import File, listed, read
from adapters.cli.policy.stated import A_SPAN, CaseReader, from_json, moment, span_of, wrong
from adapters.cli.policy.telling import in_json, printed, refusals
from adapters.cli.saying import WRONG, AsJson, carry_out, fail, write
from adapters.cli.work import Work
from adapters.names import named
from adapters.pictures.drawing import SUFFIXES, drawn
from adapters.policyfile import PolicyFaults, read_policy
from adapters.wording import Wording
from bot.cases.outcome import Refused
from bot.people.identity import Reader
from bot.policy.policy import Policy
from bot.trying.simulate import Simulation, Trial, simulate

CaseJson = Annotated[str, typer.Option("--case", metavar="JSON", help="The case as a JSON object, or @file.json.")]
At = Annotated[
    str, typer.Option("--at", metavar="ISO", help="When it is opened; without an offset in the file's zone.")
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="ISO", help="How far to go, or a span such as 6h; else to the third fallback."),
]
Answers = Annotated[
    str | None, typer.Option("--answers", metavar="JSON", help="What people do, as a JSON list, or @file.json.")
]
Picture = Annotated[Path | None, typer.Option("--picture", help="Draw it into this .svg or .png file.")]


def simulation(app: typer.Typer, _: Work) -> None:
    @app.command("simulate")
    def command(
        file: File,
        case: CaseJson,
        at: At,
        until: Until = None,
        answered: Answers = None,
        as_json: AsJson = False,
        picture: Picture = None,
    ) -> None:
        """Try a case: who would be asked, told and reminded, and when. Asks nobody.

        Exit code 1 if the case refused an answer or ended before it; what happened is printed all the same.
        """
        policy = policy_in(file)
        if picture and picture.suffix.lower() not in SUFFIXES:
            fail(f"--picture wants a name that ends in {' or '.join(SUFFIXES)}.")
        trial = carry_out(lambda: _trial(policy, case, at, until, answered))
        seen = _simulated(policy, trial)
        if as_json:
            typer.echo(json.dumps(in_json(seen, policy.rules.timezone), indent=2, ensure_ascii=False))
        else:
            printed(seen, policy)
        if picture:
            write(picture, carry_out(lambda: _picture(seen, policy, picture.suffix)))
        if said := refusals(seen, policy):
            typer.echo("\n".join(said), err=True)
            raise typer.Exit(WRONG)


def policy_in(file: str) -> Policy:
    """Faults that keep it from being read are said, all of them, and it ends with exit code 2."""
    source, directory = read(file)
    try:
        return read_policy(source, directory=directory)
    except PolicyFaults as found:
        typer.echo(listed(file, found.faults), err=True)
        fail("The policy has errors, so nothing can be tried with it.")


def _trial(policy: Policy, case: str, at: str, until: str | None, answered: str | None) -> Trial:
    zone = policy.rules.timezone
    opened_at = moment(at, zone, "--at")
    stated = CaseReader(policy, opened_at).case(from_json(case, "--case"))
    deeds = answers(from_json(answered, "--answers"), policy, opened_at) if answered else ()
    ends_at = _until(until, opened_at, zone) if until else None
    return Trial(stated.facts, opened_at, stated.said, stated.reporter, stated.region, deeds, ends_at)


def _until(until: str, opened_at: datetime, zone: str) -> datetime:
    span = span_of(until)
    ends_at = opened_at + span if span is not None else moment(until, zone, "--until", A_SPAN)
    if ends_at < opened_at:
        wrong("--until", "it lies before --at")
    return ends_at


def _picture(seen: Simulation, policy: Policy, suffix: str) -> bytes:
    from adapters.pictures.gantt import Gantt

    wording = Wording(lambda id_: named(id_, policy.roster) or id_, "en", lambda: seen.case.opened_at)
    reader = Reader("", "en", policy.rules.timezone)
    return drawn(Gantt(seen, policy, lambda one: wording.sentence(one, reader)).chart(), suffix)


def _simulated(policy: Policy, trial: Trial) -> Simulation:
    try:
        return simulate(policy, trial)
    except Refused as refused:
        wording = Wording(str, "en", lambda: trial.at)
        fail(wording.sentence(refused.sentence, Reader("", "en", policy.rules.timezone)))
