"""Two people press in the same instant, on threads of their own: one has it, the other is told so in a sentence."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest

from adapters.policyfile import read_policy
from bot.cases.case import Case, Facts, Handover, Status
from bot.cases.verbs import Press, Verb
from bot.composition.corridor import Corridor, corridor
from bot.engine import Fired
from bot.messages.shown import Line
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.seeding import seed
from bot.settings import Settings
from bot.words import Text
from storage.store import SqlStore, open_store
from tests.harness.policies import story_policy
from tests.harness.world import StoryClock

T = TypeVar("T")
TIMES, FEWER = 50, 20
ENGLISH = Reader(None, "en", "Europe/Copenhagen")


class Office:
    """One process, as far as the database can tell."""

    def __init__(self, url: str, clock: StoryClock) -> None:
        self.clock = clock
        self.store: SqlStore = open_store(url, ["a secret key for stories"])
        source = story_policy().encode()
        seed(self.store, read_policy(source), source, clock.now())
        self.made: Corridor = corridor(self.store, clock, frozenset({Platform.SLACK}), Settings())

    def opens(self, key: str) -> str:
        words = Handover(Text("checkout is down", "rita"))
        return self.made.engine.open("rita", words, Facts("incident", "everyone", "now"), key).case.id

    def says_to(self, who: str, case_id: str, key: str) -> str:
        """What somebody who presses Accept is told."""
        profile = Profile(Identity(Platform.SLACK, "T1", f"U{who}"), who, f"{who}@story.example")
        answer = self.made.desk.pressed(profile, Press(Verb.ACCEPT, case_id), key)
        assert isinstance(answer, Line)
        return " ".join(self.made.words.sentence(line, ENGLISH) for line in answer.says)

    def case(self, case_id: str) -> Case:
        with self.store.writing() as unit:
            case = unit.load(case_id)
        assert case
        return case

    def happened(self, case_id: str) -> list[str]:
        with self.store.writing() as unit:
            return [type(entry.event).__name__ for entry in unit.entries(case_id)]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
def offices(request: pytest.FixtureRequest, url: str) -> Iterator[tuple[Office, Office]]:
    """Where ana and ben work: the same process, or two on one database."""
    clock = StoryClock()
    with ExitStack() as closing:
        made = [Office(url, clock) for _ in range(request.param)]
        for office in made:
            closing.callback(office.store.close)
        yield made[0], made[-1]


def at_once(*works: Callable[[], T]) -> list[T]:
    """All of them on threads of their own, let go in the same instant."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        barrier.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_two_who_accept_at_once_one_has_it_and_the_other_is_told_who(offices: tuple[Office, Office]) -> None:
    hers, his = offices
    winners = set()
    for time in range(TIMES):
        case_id = asked_of_both(hers, f"open {time}")
        said = at_once(
            lambda case_id=case_id, time=time: hers.says_to("ana", case_id, f"ana {time}"),
            lambda case_id=case_id, time=time: his.says_to("ben", case_id, f"ben {time}"),
        )
        case = hers.case(case_id)
        assert case.status is Status.ACCEPTED
        assert case.owners == (case.owner,)
        told = dict(zip(("ana", "ben"), said, strict=True))
        assert f"ESC-{case.number} is yours" in told.pop(case.owner or "")
        name = {"ana": "Ana Berg", "ben": "Ben Holm"}[case.owner or ""]
        assert f"{name} has it since 10:" in told.popitem()[1]
        assert hers.store.verify_chain(case_id) is None
        winners.add(case.owner)
    assert winners <= {"ana", "ben"}


def asked_of_both(office: Office, key: str) -> str:
    """Ana did not answer in time, so that ben is asked as well."""
    office.clock.at += timedelta(seconds=1)
    case_id = office.opens(key)
    began_at = office.clock.at
    office.clock.at += timedelta(minutes=5)
    assert office.made.engine.fire() == Fired(case_id)
    assert {ask.person for ask in office.case(case_id).open_asks()} == {"ana", "ben"}
    office.clock.at = began_at
    return case_id


def test_who_accepts_in_the_instant_the_level_ends_has_it_whichever_came_first(
    offices: tuple[Office, Office],
) -> None:
    hers, his = offices
    for time in range(FEWER):
        hers.clock.at += timedelta(minutes=1)
        case_id = hers.opens(f"open {time}")
        began_at = hers.clock.at
        hers.clock.at += timedelta(minutes=5)
        at_once(
            lambda case_id=case_id, time=time: hers.says_to("ana", case_id, f"ana {time}"),
            lambda: his.made.engine.fire(),
        )
        case, happened = hers.case(case_id), hers.happened(case_id)
        assert (case.status, case.owner) == (Status.ACCEPTED, "ana")
        if case.ladder.level == 2:
            assert happened.index("OwnerChanged") > max(
                at for at, what in enumerate(happened) if what == "LevelReached"
            )
        else:
            assert happened.count("LevelReached") == 1
        assert his.made.engine.fire() is None
        assert hers.store.verify_chain(case_id) is None
        hers.clock.at = began_at


def test_two_engines_never_fire_the_same_timer_twice(offices: tuple[Office, Office]) -> None:
    hers, his = offices
    for time in range(FEWER):
        hers.clock.at += timedelta(seconds=1)
        case_id = hers.opens(f"open {time}")
        began_at = hers.clock.at
        hers.clock.at += timedelta(minutes=5)
        fired = at_once(hers.made.engine.fire, his.made.engine.fire)
        assert [one for one in fired if one] == [Fired(case_id)]
        assert hers.happened(case_id).count("LevelReached") == 2
        hers.clock.at = began_at
        hers.says_to("ana", case_id, f"ana {time}")


def test_one_delivery_that_arrives_twice_at_once_counts_once_and_hears_the_same(
    offices: tuple[Office, Office],
) -> None:
    hers, his = offices
    for time in range(FEWER):
        ids = at_once(lambda time=time: hers.opens(f"{time}"), lambda time=time: his.opens(f"{time}"))
        assert len(set(ids)) == 1
        said = at_once(
            lambda id_=ids[0], time=time: hers.says_to("ana", id_, f"press {time}"),
            lambda id_=ids[0], time=time: his.says_to("ana", id_, f"press {time}"),
        )
        assert said[0] == said[1]
        assert "is yours" in said[0]
        assert hers.happened(ids[0]).count("OwnerChanged") == 1
