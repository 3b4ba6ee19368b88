"""`stige policy schema`: the JSON Schema of the format, for editors."""

import typer

from adapters.cli.saying import To, write
from adapters.cli.work import Work
from adapters.policyfile.schema import printed


def schema(app: typer.Typer, _: Work) -> None:
    @app.command("schema")
    def command(out: To = None) -> None:
        """Print the JSON Schema of the policy file, for completion and checks while you write it."""
        write(out, printed().encode()) if out else typer.echo(printed(), nl=False)
