"""`stige policy example`, as somebody who begins and a script meet it."""

import json

from typer.testing import CliRunner, Result

from adapters.cli import program
from adapters.policyfile import shipped_names, shipped_source
from tests.adapters.test_cli import REAL


def example(*more: str) -> Result:
    return CliRunner().invoke(program(REAL), ["policy", "example", *more])


def test_the_shipped_policies_are_listed_one_a_line_or_as_json() -> None:
    assert tuple(example().stdout.split()) == tuple(json.loads(example("--json").stdout)) == tuple(shipped_names())


def test_one_of_them_is_printed_as_it_is_or_within_json() -> None:
    source = shipped_source("hr")
    assert example("hr").stdout_bytes == source
    assert json.loads(example("hr", "--json").stdout) == {"name": "hr", "policy": source.decode()}


def test_a_name_that_is_none_of_them_is_refused_with_those_that_there_are() -> None:
    refused = example("hrr")
    assert refused.exit_code == 2
    assert "There is no shipped policy 'hrr'. There are: compliance" in refused.stderr
