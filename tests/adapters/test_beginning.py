"""Which policy a live Stige begins with, whatever STIGE_POLICY holds."""

from pathlib import Path

import pytest

from adapters.policyfile.beginning import begin_with
from adapters.policyfile.loading import load, unchanged
from adapters.slack.settings import SlackSettings
from bot.cases.case import Realm
from bot.composition.corridor import WallClock
from bot.composition.live import Live
from bot.lint.finding import Means
from bot.settings import Settings, Unusable
from storage.store import SqlStore, open_store
from tests.harness.policies import story_policy

SLACK = SlackSettings("xoxb-1", "signing secret")


@pytest.fixture
def store() -> SqlStore:
    return open_store("sqlite://", ["a secret key for beginnings"], Realm.LIVE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(story_policy())
    return file


def in_force(store: SqlStore) -> str | None:
    with store.writing() as unit:
        policy = unit.active()
    return policy.rules.label if policy else None


def test_an_empty_database_begins_with_the_file(store: SqlStore, file: Path) -> None:
    begin_with(store, str(file), WallClock(), Means())
    assert in_force(store) == "1"


def test_an_empty_database_does_not_begin_with_a_broken_file(store: SqlStore, file: Path) -> None:
    file.write_text("stige: 2")
    with pytest.raises(Unusable, match="line 1"):
        begin_with(store, str(file), WallClock(), Means())
    assert in_force(store) is None


@pytest.mark.parametrize("content", ["stige: 2", story_policy().replace('version: "1"', 'version: "2"'), None])
def test_the_policy_in_force_rules_on_whatever_the_file_became(
    store: SqlStore, file: Path, content: str | None
) -> None:
    begin_with(store, str(file), WallClock(), Means())
    file.unlink() if content is None else file.write_text(content)
    begin_with(store, str(file), WallClock(), Means())
    assert in_force(store) == "1"


def test_an_empty_database_does_not_begin_with_what_lint_finds_wrong(store: SqlStore, file: Path) -> None:
    file.write_text(story_policy().replace("{ask: {person: kim}, every: 1d}", "{ask: {person: ana}, every: 1d}"))
    with pytest.raises(Unusable, match="does not start:\n  line "):
        begin_with(store, str(file), WallClock(), Means())
    assert in_force(store) is None


@pytest.mark.parametrize("content", [story_policy(), story_policy() + "# changed\n"])
def test_a_start_with_a_policy_in_force_parses_none(
    store: SqlStore, file: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_with(store, str(file), WallClock(), Means())
    file.write_text(content)

    def parses(*_: object, **__: object) -> None:
        raise AssertionError("it was parsed")

    monkeypatch.setattr("adapters.policyfile.policy.compose", parses)
    begin_with(store, str(file), WallClock(), Means())
    made = Live(store, WallClock(), Settings(), SLACK, None)
    assert made.store.in_force() is not None


def test_a_changed_list_of_people_beside_the_file_is_another_version(store: SqlStore, file: Path) -> None:
    people = "people:\n  import: people.csv\nteams:"
    before, rest = story_policy().split("people:", 1)
    file.write_text(before + people + rest.split("teams:", 1)[1])
    list_of_people = file.with_name("people.csv")
    rows = [f"{who},{who.title()},{who}@story.example" for who in ("rita", "ana", "ben", "hugo", "mia", "kim")]
    list_of_people.write_text("\n".join(["id,name,email", *rows]))
    first = load(str(file))[0].rules.version
    list_of_people.write_text("\n".join(["id,name,email", *rows, "pia,Pia,pia@story.example"]))
    assert load(str(file))[0].rules.version != first
    assert unchanged(str(file), first) is None
