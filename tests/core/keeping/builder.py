"""A store with a first version in force, and versions that differ from it a little."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from adapters.policyfile import read_policy
from bot.keeping.versions import Deed, Draft
from bot.people.targets import OnePerson
from bot.policy.policy import Policy
from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.harness.builders import START
from tests.harness.policies import story_policy
from tests.storage.conftest import SECRET

STORY = read_policy(story_policy().encode())


def a_policy(
    version: str = "v1", label: str = "1", keepers: Iterable[str] = ("mia", "kim"), approvers: Iterable[str] = ()
) -> Policy:
    """The story's; `keepers` and `approvers` have the authority for it, and nobody else has any."""
    granted = {who: {"policy"} for who in keepers}
    for who in approvers:
        granted.setdefault(who, set()).add("approve")
    people = {
        who: replace(person, authority=frozenset(granted.get(who, ()))) for who, person in STORY.roster.people.items()
    }
    return Policy(replace(STORY.rules, version=version, label=label), replace(STORY.roster, people=people))


def open_to(policy: Policy, reader: str, version: str = "v2", label: str = "2") -> Policy:
    """One more person reads HR's cases."""
    kind = policy.rules.types["hr"]
    types = {**policy.rules.types, "hr": replace(kind, readers=(*kind.readers, OnePerson(reader)))}
    return replace(policy, rules=replace(policy.rules, types=types, version=version, label=label))


def drafted(policy: Policy) -> Draft:
    return Draft(policy, f"stige: 1 # {policy.rules.version}".encode())


def deed(by: str = "mia", why: str = "because", second: str | None = None) -> Deed:
    return Deed(by, why, START + timedelta(days=1), second)


def a_store(policy: Policy | None = None) -> SqlStore:
    store = open_store("sqlite://", [SECRET])
    with store.writing() as unit:
        unit.activate(policy or a_policy(), b"stige: 1", "STIGE_POLICY", "the database was empty", START)
    return store


def history(store: Store) -> list[tuple[str, str, str, str | None]]:
    with store.writing() as unit:
        return [(one.label, one.by, one.why, one.second) for one in unit.versions()]
