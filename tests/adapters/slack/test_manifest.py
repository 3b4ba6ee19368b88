"""The manifest is made from the command table, fits Slack's own schema, and asks for no right that nothing needs."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from adapters.slack.manifest import EVENTS, SCOPES, as_yaml, manifest
from adapters.wording import Wording
from bot.grammar import COMMANDS

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "tests/schemas/slack/manifest.schema.2.0.0.json").read_text())
WORDS = Wording(lambda name: name, "en", lambda: datetime(2026, 12, 1, tzinfo=UTC))


def made(**more: str) -> dict[str, Any]:
    return manifest(WORDS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("more", [{}, {"command": "/stige", "base_url": "https://chat.acme.example/"}])
def test_it_fits_slacks_schema(more: dict[str, str]) -> None:
    jsonschema.validate(made(**more), SCHEMA)


def test_the_schema_does_find_faults() -> None:
    broken = made()
    broken["features"]["slash_commands"][0]["command"] = "escalate"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)


def test_the_shipped_file_is_what_is_made() -> None:
    assert (ROOT / "manifest/slack.yaml").read_text() == as_yaml(made())
    assert YAML(typ="safe").load((ROOT / "manifest/slack.yaml").read_text()) == made()


def test_it_names_the_commands_that_are_in_force_and_only_those() -> None:
    hint = made()["features"]["slash_commands"][0]["usage_hint"]
    named = [part.strip().split(" ")[0] for part in re.sub(r"\[.*?\]", "", hint).split("|")[1:]]
    assert named == [command.name for command in COMMANDS if command.in_force]


def test_every_address_is_the_one_door() -> None:
    whole = made(base_url="https://chat.acme.example/", command="/stige")
    addresses = set(re.findall(r"https://[^\"]+", json.dumps(whole)))
    assert addresses == {"https://chat.acme.example/slack/events"}
    assert whole["features"]["slash_commands"][0]["command"] == "/stige"


def test_every_scope_and_event_is_explained_to_the_administrator() -> None:
    page = (ROOT / "docs/slack.md").read_text()
    assert set(re.findall(r"^\| `([a-z_.:]+)` \|", page, flags=re.MULTILINE)) == {*SCOPES, *EVENTS}
