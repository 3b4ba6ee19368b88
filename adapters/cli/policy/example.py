"""`stige policy example`: the policies that Stige ships, to begin one's own with."""

import json
import sys
from typing import Annotated

import typer

from adapters.cli.saying import AsJson, fail
from adapters.cli.work import Work
from adapters.policyfile import shipped_names, shipped_source

Name = Annotated[str | None, typer.Argument(help="Which one; left out, they are listed.")]


def example(app: typer.Typer, _: Work) -> None:
    @app.command("example")
    def command(name: Name = None, as_json: AsJson = False) -> None:
        """List the policies that Stige ships, or print one of them: stige policy example it-incident > policy.yaml."""
        names = shipped_names()
        if name is None:
            typer.echo(json.dumps(names) if as_json else "\n".join(names))
        elif name not in names:
            fail(f"There is no shipped policy {name!r}. There are: {', '.join(names)}.")
        elif as_json:
            typer.echo(json.dumps({"name": name, "policy": shipped_source(name).decode()}, ensure_ascii=False))
        else:
            sys.stdout.buffer.write(shipped_source(name))
