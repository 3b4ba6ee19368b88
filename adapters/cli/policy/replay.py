"""`stige policy replay`: past cases under the policy of a file."""

import json

import typer

from adapters.cli.policy import past
from adapters.cli.policy.figures import in_json, printed
from adapters.cli.policy.lint import File
from adapters.cli.policy.past import CasesFile, Since, Until
from adapters.cli.policy.replaying import replayed
from adapters.cli.policy.simulate import policy_in
from adapters.cli.saying import WRONG, AsJson, carry_out
from adapters.cli.work import Work
from bot.trying.totals import totals


def replaying(app: typer.Typer, work: Work) -> None:
    @app.command("replay")
    def command(
        file: File, cases: CasesFile = None, since: Since = None, until: Until = None, as_json: AsJson = False
    ) -> None:
        """Run past cases under a policy: who would have been asked, how often, and how long it would have taken.

        Asks nobody. Exit code 1 if a case could not be read or opened; the others are told all the same.
        """
        policy = policy_in(file)
        when = carry_out(lambda: past.period(since, until, policy))
        found = past.found(work, cases, when, policy, policy)
        done = replayed(policy, found.cases)
        if as_json:
            typer.echo(json.dumps(in_json(done, found.faults), indent=2, ensure_ascii=False))
        else:
            printed(totals(done), policy)
        past.told(found.faults)
        if found.faults:
            raise typer.Exit(WRONG)
