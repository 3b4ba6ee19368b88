"""Which policy a live Stige begins with, whatever STIGE_POLICY holds."""

from pathlib import Path

import pytest

from bot.__main__ import WallClock, _begin_with
from bot.cases.case import Realm
from bot.settings import Unusable
from storage.store import SqlStore, open_store
from tests.harness.policies import story_policy


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
    _begin_with(store, str(file), WallClock())
    assert in_force(store) == "1"


def test_an_empty_database_does_not_begin_with_a_broken_file(store: SqlStore, file: Path) -> None:
    file.write_text("stige: 2")
    with pytest.raises(Unusable, match="line 1"):
        _begin_with(store, str(file), WallClock())
    assert in_force(store) is None


@pytest.mark.parametrize("content", ["stige: 2", story_policy().replace('version: "1"', 'version: "2"'), None])
def test_the_policy_in_force_rules_on_whatever_the_file_became(
    store: SqlStore, file: Path, content: str | None
) -> None:
    _begin_with(store, str(file), WallClock())
    file.unlink() if content is None else file.write_text(content)
    _begin_with(store, str(file), WallClock())
    assert in_force(store) == "1"
