"""Which policy a Stige begins with, and what is said of the settings."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.policy.policy import Policy
from bot.seeding import play_by, seed
from bot.settings import Settings
from storage.store import SqlStore, open_store
from tests.core.corridor import KEYS
from tests.harness.builders import START, company, rules

FIRST = Policy(rules(), company())
CHANGED = Policy(rules(version="v2"), company())  # under the same label


@pytest.fixture
def store() -> Iterator[SqlStore]:
    made = open_store("sqlite://", KEYS)
    yield made
    made.close()


def in_force(store: SqlStore) -> tuple[str, str]:
    with store.writing() as unit:
        policy = unit.active()
    assert policy
    return policy.rules.version, policy.rules.label


def test_an_empty_database_begins_with_the_file(store: SqlStore) -> None:
    assert seed(store, FIRST, b"file", START)
    assert in_force(store) == ("v1", "1")


def test_afterwards_the_policy_in_force_rules_and_another_file_is_only_remarked_upon(store: SqlStore) -> None:
    seed(store, FIRST, b"file", START)
    assert seed(store, FIRST, b"file", START)
    assert not seed(store, CHANGED, b"changed", START)
    assert in_force(store) == ("v1", "1")


def test_the_sandbox_goes_by_the_file_as_it_is_now(store: SqlStore) -> None:
    play_by(store, FIRST, b"file", START)
    assert in_force(store) == ("v1", "1")
    play_by(store, CHANGED, b"changed", START)
    assert in_force(store) == ("v2", "1 (v2)")
    play_by(store, FIRST, b"file", START)
    assert in_force(store)[0] == "v1"


def test_the_sandbox_activates_an_unchanged_file_once(store: SqlStore) -> None:
    play_by(store, FIRST, b"file", START)
    play_by(store, FIRST, b"file", START)
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM activations").scalar_one() == 1


def test_settings_that_name_a_platform_say_so() -> None:
    assert not Settings().names_a_platform
    assert Settings(slack=(("SLACK_BOT_TOKEN", "x"),)).names_a_platform
    assert Settings(microsoft=(("MICROSOFT_APP_ID", "x"),)).names_a_platform


def test_settings_show_no_secret() -> None:
    secret = "correct horse battery staple"
    pairs = (("SLACK_BOT_TOKEN", secret),)
    settings = Settings(secret_keys=(secret,), smtp_url=secret, heartbeat_url=secret, slack=pairs, microsoft=pairs)
    assert secret not in repr(replace(settings, database_url=f"postgresql://stige:{secret}@db/stige"))
