"""`stige audit verify` and `stige erase`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot.cases.case import Realm
from bot.people.roster import Person
from bot.ports import Unit
from bot.record.erasing import Erasure
from bot.record.findings import Progress, Verdict
from bot.record.keeper import Unwritable
from bot.running import Away, Damaged
from bot.settings import Settings, Unusable
from storage.opening import opened
from storage.store import SqlStore


def audit(settings: Settings, progress: Progress) -> Verdict:
    with _store(settings) as store:
        return store.record(settings.record).verdict(progress)


def look_for(settings: Settings, person: str, words: Sequence[str], progress: Progress) -> Erasure:
    """`person` is an id, a name or an e-mail of any version of the policy, or the id of somebody whom none names."""
    with _store(settings) as store:
        with store.writing() as unit:
            named = [one for one in _everybody(unit) if person in (one.id, one.name, one.email)]
        ids = sorted({one.id for one in named})
        if len(ids) > 1:
            raise Unusable(f"Several people are called {person}: {', '.join(ids)}. Name one by the id.")
        called = [word for one in named for word in (one.name, one.email, one.slack, one.teams) if word]
        return store.record(settings.record).found_of(ids[0] if ids else person, (*called, *words), progress)


def _everybody(unit: Unit) -> Iterator[Person]:
    """Of whatever version of the policy: whoever is erased may have been taken out of the one in force."""
    for version in {activation.version for activation in unit.versions()}:
        if policy := unit.policy(version):
            yield from policy.roster.people.values()


def erase(settings: Settings, found: Erasure) -> None:
    with _store(settings) as store:
        try:
            store.record(settings.record).erase(found, store.wall())
        except Unwritable as fault:
            raise Unusable(f"{fault}. Nothing was erased.") from None


@contextmanager
def _store(settings: Settings) -> Iterator[SqlStore]:
    store = opened(settings.database_url, settings.secret_keys, Realm.LIVE)
    try:
        yield store
    except OSError as fault:
        raise Unusable(f"{settings.record}, the folder of STIGE_RECORD, cannot be read: {fault.strerror}.") from None
    except (DBAPIError, Away, Damaged) as fault:
        word = type(getattr(fault, "orig", None) or fault).__name__
        raise Unusable(f"The database cannot be read ({word}). `stige doctor` says what is wrong with it.") from None
    finally:
        store.close()
