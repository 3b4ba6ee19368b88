"""The app package against Microsoft's own schema, from npm."""

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from adapters.teams.manifest import manifest
from adapters.wording import Wording
from tests.harness.teams_server import APP_ID

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / ".external" / "node_modules" / "@microsoft" / "app-manifest"
SCHEMA = PACKAGE / "build" / "json-schemas" / "teams" / "v1.29" / "MicrosoftTeams.schema.json"


@pytest.fixture
def schema() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8-sig")))


def test_the_manifest_fits_the_vendors_schema(schema: jsonschema.Draft4Validator) -> None:
    words = Wording(str, "en", lambda: datetime.now(UTC))
    schema.validate(manifest(words, "https://stige.acme.example", APP_ID))


def test_the_committed_manifest_fits_it_too(schema: jsonschema.Draft4Validator) -> None:
    schema.validate(json.loads((ROOT / "manifest" / "teams" / "manifest.json").read_text(encoding="utf-8")))


def test_the_schema_would_find_a_fault(schema: jsonschema.Draft4Validator) -> None:
    made = manifest(Wording(str, "en", lambda: datetime.now(UTC)))
    made["bots"][0]["commandLists"][1]["triggers"] = ["shout"]
    assert not schema.is_valid(made)
