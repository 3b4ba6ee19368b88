"""Calendars of the policy are read by themselves; what was good stays; keepers hear of what is wrong (R23)."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.messages.notice import NoticeTopic
from bot.messages.shown import Card
from bot.notices.courier import Courier
from bot.notices.feeds import about_trouble
from bot.people.feeds import feed_key
from bot.people.presence import Feed, Stretch
from bot.people.roster import POLICY, Layer, Roster, Schedule
from bot.policy.policy import Policy
from bot.upkeep.feeds import EVERY, FeedChore, Reading, due_at
from bot.words import Name, Param, say
from tests.core.corridor import Corridor, right_here
from tests.harness.builders import COMPANY, START, company, rules

DUTY, LEAVE = "https://calendars.example/secret/duty.ics", "leave/ben.ics"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def named() -> Roster:
    """Mia keeps the policy; a calendar says who is on duty, and another when Ben is on leave."""
    mia, ben = COMPANY.people["mia"], COMPANY.people["ben"]
    changed = [replace(mia, authority=frozenset({POLICY})), replace(ben, leave=LEAVE, timezone="Asia/Tokyo")]
    duty = Schedule("duty", (Layer("Europe/Copenhagen", ical=DUTY), Layer("Asia/Tokyo", ical=DUTY)))
    return company(changed=changed, schedules={"duty": duty})


class FakeCalendars:
    """Fulfils `Calendars`. `says` by source; what is not there cannot be read."""

    def __init__(self) -> None:
        self.says: dict[str, tuple[Stretch, ...]] = {DUTY: (shift("Ana"),), LEAVE: ()}
        self.asked: list[Mapping[str, str]] = []

    async def read(self, wanted: Mapping[str, str], now: datetime) -> AsyncIterator[Reading]:
        if wanted:
            self.asked.append(wanted)
        for source in wanted:
            known = self.says.get(source)
            yield Reading(source, trouble="It is down.") if known is None else Reading(source, known)


class Fed(Corridor):
    def __init__(self, roster: Roster | None = None) -> None:
        super().__init__(policy=Policy(rules(), roster or named()))
        self.calendars = FakeCalendars()
        self.chore = FeedChore(self.engine, self.calendars, right_here)
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)

    async def after(self, span: timedelta = EVERY) -> None:
        """So much later the chore is done, and what is owed is sent."""
        self.clock.at += span
        await self.chore.do(self.clock.at)
        while await self.courier.deliver_next():
            pass

    def feed(self, source: str = DUTY) -> Feed:
        with self.store.writing() as unit:
            return unit.feeds()[source]

    def keepers_hear(self) -> list[str]:
        assert {post.to for post in self.slack.posts} <= {"Umia"}
        return [post.card.headline.key for post in self.slack.posts]

    def reads_now(self) -> list[str]:
        return [edit.card.headline.key for edit in self.slack.edits if edit.card]

    @property
    def told(self) -> Card:
        return self.slack.posts[-1].card


def shift(*names: str, days: float = 30) -> Stretch:
    return Stretch(names, START, START + days * DAY)


async def test_every_calendar_that_the_policy_names_is_read_once_a_quarter() -> None:
    fed = Fed()
    await fed.chore.do(START)
    assert fed.calendars.asked == [{DUTY: "Europe/Copenhagen", LEAVE: "Asia/Tokyo"}]
    assert (fed.feed().stretches, fed.feed().good_at, fed.feed().trouble) == ((shift("Ana"),), START, "")
    for _ in range(int(4 * HOUR / timedelta(minutes=1))):
        await fed.after(timedelta(minutes=1))
    assert sum(DUTY in wanted for wanted in fed.calendars.asked) == 17
    assert fed.chore.next_at(fed.clock.at) is None  # the round finds it; a wound clock need not halt there
    fed.store.close()


def test_each_has_quarters_of_its_own_that_no_start_moves() -> None:
    first = due_at(DUTY, START, START)
    assert START < first <= START + EVERY
    assert due_at(DUTY, first - timedelta(seconds=1), START + DAY) == first
    assert due_at(DUTY, first, first) == first + EVERY
    assert due_at(LEAVE, START, START) != first
    assert due_at(DUTY, None, START) == due_at(DUTY, START + DAY, START) == START


async def test_what_another_process_read_lately_is_not_read_again() -> None:
    fed = Fed()
    await fed.chore.do(START)
    other = FeedChore(fed.engine, fed.calendars, right_here)
    await other.do(START)
    assert len(fed.calendars.asked) == 1
    fed.store.close()


async def test_what_the_policy_no_longer_names_is_not_read() -> None:
    fed = Fed()
    await fed.chore.do(START)
    with fed.store.writing() as unit:
        unit.activate(Policy(rules(version="v2", label="2"), company()), b"", "pia", "without", START)
    await fed.after(DAY)
    assert len(fed.calendars.asked) == 1
    fed.store.close()


async def test_while_a_calendar_cannot_be_read_what_was_good_stays() -> None:
    fed = Fed()
    await fed.chore.do(START)
    del fed.calendars.says[DUTY]
    await fed.after()
    stands = Feed(DUTY, (shift("Ana"),), START, fed.clock.at, "It is down.")
    assert fed.feed() == stands
    fed.store.close()


async def test_the_keepers_hear_once_when_it_has_failed_for_an_hour_and_see_when_it_works() -> None:
    fed = Fed()
    await fed.chore.do(START)
    del fed.calendars.says[DUTY]
    for _ in range(3):
        await fed.after()
    assert fed.keepers_hear() == []
    for _ in range(12):
        await fed.after()
    assert fed.keepers_hear() == ["feeds.trouble"]
    fed.calendars.says[DUTY] = (shift("Ana"),)
    await fed.after()
    assert (fed.keepers_hear(), fed.reads_now()) == (["feeds.trouble"], ["feeds.works"])
    del fed.calendars.says[DUTY]
    await fed.after(HOUR)
    assert fed.keepers_hear() == ["feeds.trouble", "feeds.trouble"]
    fed.store.close()


async def test_one_that_could_never_be_read_is_told_at_once() -> None:
    fed = Fed()
    del fed.calendars.says[LEAVE]
    await fed.after(timedelta())
    assert fed.keepers_hear() == ["feeds.trouble"]
    assert fed.told.notes[0] == say("feeds.nothing_kept")
    fed.store.close()


async def test_when_the_last_known_shift_is_near_it_is_told_every_day() -> None:
    fed = Fed()
    fed.calendars.says[DUTY] = (shift("Ana", days=5),)
    await fed.chore.do(START)
    del fed.calendars.says[DUTY]
    for _ in range(4 * 24 - 1):
        await fed.after(HOUR)
    assert fed.keepers_hear() == ["feeds.trouble"] * 4  # the first, then on three days
    fed.calendars.says[DUTY] = (shift("Ana"),)
    await fed.after(HOUR)
    assert fed.reads_now() == ["feeds.works"] * 4
    fed.store.close()


async def test_a_card_names_who_depends_on_it_and_never_its_address() -> None:
    fed = Fed()
    await fed.chore.do(START)
    fed.calendars.says.clear()
    await fed.after(HOUR)
    duty, leave = [post.card for post in fed.slack.posts]
    assert duty.headline == say("feeds.trouble", calendar="calendars.example")
    assert values(duty) == {"feeds.row.schedules": ("duty",), "feeds.row.why": "It is down."}
    assert values(leave) == {"feeds.row.leave": (Name("ben"),), "feeds.row.why": "It is down."}
    assert leave.headline == say("feeds.trouble", calendar="ben.ics")
    assert duty.notes[:2] == (say("feeds.kept", at=START), say("feeds.ends", at=START + 30 * DAY))
    assert leave.notes[0] == say("feeds.kept", at=START)
    assert "secret" not in repr([duty, leave])
    fed.store.close()


def values(card: Card) -> dict[str, Param]:
    return {row.label.key: row.value for row in card.body}


async def test_people_whom_the_policy_does_not_know_are_told_once_and_not_oftener_than_daily() -> None:
    fed = Fed()
    fed.calendars.says[DUTY] = (shift("Xaver"), shift("Ana"), Stretch(("Gone",), START - DAY, START))
    fed.calendars.says[LEAVE] = (shift("Hiking"),)
    await fed.after(timedelta())
    assert fed.keepers_hear() == ["feeds.strangers"]
    assert values(fed.told)["feeds.row.names"] == ("Xaver",)
    fed.calendars.says[DUTY] = (shift("Yolanda"),)
    await fed.after()
    assert (len(fed.slack.posts), fed.reads_now()) == (1, ["feeds.strangers"])
    await fed.after(DAY)
    assert len(fed.slack.posts) == 2
    fed.calendars.says[DUTY] = (shift("Ana"),)
    await fed.after()
    assert fed.reads_now() == ["feeds.strangers", "feeds.strangers_known"]
    fed.store.close()


async def test_many_or_long_names_do_not_fill_the_chat() -> None:
    fed = Fed()
    fed.calendars.says[DUTY] = (shift("x" * 200), *(shift(f"Stranger {n}") for n in range(6)))
    await fed.after(timedelta())
    shown = values(fed.told)["feeds.row.names"]
    assert isinstance(shown, tuple)
    assert (len(shown), max(len(str(one)) for one in shown)) == (5, 80)
    assert fed.told.notes[0] == say("feeds.more_names", count=2)
    fed.store.close()


async def test_what_is_over_before_it_was_told_is_not_told() -> None:
    fed = Fed()
    await fed.chore.do(START)
    with fed.store.writing() as unit:
        for about in (
            about_trouble(DUTY, START - DAY),
            f"{feed_key(DUTY)}|names|x",
            f"{feed_key('other')}|since|never",
        ):
            unit.notify(NoticeTopic.FEED_TROUBLE, about, START, person="mia")
    await fed.after()
    assert fed.keepers_hear() == []
    fed.store.close()


async def test_without_a_policy_in_memory_it_is_asked_for() -> None:
    """A process that has read nothing yet."""
    fed = Fed(company())
    await fed.chore.do(START)
    assert fed.calendars.asked == []
    fed.store.close()
