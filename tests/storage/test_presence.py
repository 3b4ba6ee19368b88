"""When people are there: what they said of themselves, and whom nothing reaches."""

from dataclasses import replace
from datetime import datetime, time

from bot.people.calendars import Calendar, Opening
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.people.presence import Absence, Feed, Override, OwnSettings, Presence, Reach, Stretch
from bot.ports import Store
from tests.storage.builder import NOON, after

MORNINGS = Calendar("", "Europe/Copenhagen", ((Opening(time(8), time(12)),),) * 5 + ((),) * 2)
ON_SLACK = Profile(Identity(Platform.SLACK, "T1", "U1"), "Ana")
ON_TEAMS = Profile(Identity(Platform.TEAMS, "tenant", "29:x"), "Ana")


def there(store: Store, at: datetime = NOON) -> Presence:
    with store.writing() as unit:
        return unit.presence(at)


def stands_in(person: str, begins: float, ends: float, deal: str = "d1", instead_of: str | None = None) -> Override:
    return Override("web", person, after(hours=begins), after(hours=ends), instead_of, deal)


def set_by_pia(store: Store, *overrides: Override, at: datetime = NOON) -> None:
    with store.writing() as unit:
        unit.override(overrides, "pia", at)


def cancelled(store: Store, deal: str, at: datetime) -> bool:
    with store.writing() as unit:
        return unit.cancel_override(deal, at)


def past(store: Store, begins: float, ends: float) -> tuple[Override, ...]:
    with store.writing() as unit:
        return unit.past_overrides("web", after(hours=begins), after(hours=ends))


def test_nobody_said_anything_yet(store: Store) -> None:
    assert there(store) == Presence()


# overrides


def test_overrides_count_until_they_end(store: Store) -> None:
    ana, ben = stands_in("ana", 0, 1), stands_in("ben", 0, 2)
    set_by_pia(store, ana, ben)
    assert there(store).overrides == (ana, ben)
    assert there(store, after(minutes=59)).overrides == (ana, ben)
    assert there(store, after(hours=1)).overrides == (ben,)
    assert there(store).overrides == (ana, ben)


def test_overrides_come_in_the_order_in_which_they_were_set_also_in_one_instant(store: Store) -> None:
    overrides = [stands_in(f"person{n}", 0, 9 - n, f"d{n}") for n in range(9)]
    for each in overrides[:4]:
        set_by_pia(store, each)
    set_by_pia(store, *overrides[4:])
    assert there(store).overrides == tuple(overrides)


def test_an_override_may_stand_in_for_one_person_alone(store: Store) -> None:
    swap = (stands_in("ana", 0, 1, instead_of="ben"), stands_in("ben", 1, 2, instead_of="ana"))
    set_by_pia(store, *swap)
    assert there(store).overrides == swap


def test_a_deal_is_taken_back_as_a_whole(store: Store) -> None:
    kept = stands_in("kim", 0, 3, "d2")
    set_by_pia(store, stands_in("ana", 0, 1), stands_in("ben", 1, 2), kept)
    assert cancelled(store, "d1", after(minutes=30))
    assert there(store, after(minutes=30)).overrides == (kept,)
    assert not cancelled(store, "d1", after(minutes=40))


def test_a_deal_that_is_over_or_never_was_cannot_be_taken_back(store: Store) -> None:
    set_by_pia(store, stands_in("ana", 0, 1), stands_in("ben", 0, 2, deal=""))
    assert not cancelled(store, "d1", after(hours=1))
    assert not cancelled(store, "d9", NOON)
    assert not cancelled(store, "", NOON)
    assert len(there(store).overrides) == 2


def test_no_overrides_at_all_change_nothing(store: Store) -> None:
    set_by_pia(store)
    assert there(store) == Presence()


def test_past_overrides_are_told_as_long_as_they_stood(store: Store) -> None:
    whole, cut, never = stands_in("ana", 0, 2, "d1"), stands_in("ben", 2, 6, "d2"), stands_in("kim", 8, 9, "d3")
    elsewhere = replace(whole, schedule="net")
    set_by_pia(store, whole, cut, never, elsewhere)
    cancelled(store, "d2", after(hours=3))
    cancelled(store, "d3", after(hours=3))
    assert past(store, 0, 24) == (whole, replace(cut, ends_at=after(hours=3)))
    assert past(store, 2, 24) == (replace(cut, ends_at=after(hours=3)),)
    assert past(store, 0, 2) == (whole,)
    assert past(store, 3, 24) == ()


# absences


def test_an_absence_counts_until_its_end_and_one_without_end_for_good(store: Store) -> None:
    leave = Absence("a1", "ana", after(hours=1), after(hours=2), "leave")
    away = Absence("a2", "ben", NOON, None)
    with store.writing() as unit:
        unit.be_absent(leave, "ana", NOON)
        unit.be_absent(away, "pia", NOON)
        unit.be_absent(replace(away, person="kim"), "kim", NOON)  # the same id: delivered twice
    assert there(store).absences == (away, leave)
    assert there(store, after(hours=2)).absences == (away,)


def test_whoever_is_back_is_there_from_then_on(store: Store) -> None:
    with store.writing() as unit:
        unit.be_absent(Absence("a1", "ana", NOON, None), "ana", NOON)
        unit.be_absent(Absence("a2", "ben", after(days=1), after(days=2)), "ben", NOON)
        unit.end_absence("a1", after(hours=1))
        unit.end_absence("a2", after(hours=1))
    assert [absence.person for absence in there(store).absences if absence.covers(NOON)] == ["ana"]
    assert there(store, after(hours=1)).absences == ()


def test_what_has_ended_does_not_end_later(store: Store) -> None:
    with store.writing() as unit:
        unit.be_absent(Absence("a1", "ana", NOON, after(hours=1)), "ana", NOON)
        unit.end_absence("a1", after(hours=2))
    assert there(store).absences == (Absence("a1", "ana", NOON, after(hours=1)),)


# own settings


def test_own_settings_take_the_place_of_earlier_ones(store: Store) -> None:
    own = OwnSettings("da", "Europe/Copenhagen", MORNINGS, Platform.TEAMS)
    with store.writing() as unit:
        unit.set_own("ana", OwnSettings("en"), NOON)
        unit.set_own("ben", OwnSettings(), NOON)
        unit.set_own("ana", own, after(minutes=1))
    assert there(store).own == {"ana": own, "ben": OwnSettings()}


# feeds


def test_a_feed_stays_as_it_was_kept_last(store: Store) -> None:
    stretch = Stretch(("ana@acme.example", "Ana on duty"), NOON, after(hours=8))
    good = Feed("https://acme.example/duty.ics", (stretch,), NOON, NOON)
    failed = replace(good, tried_at=after(hours=1), trouble="It answered 500.")
    asked_for = Feed("leave.ics")
    with store.writing() as unit:
        unit.keep_feed(good)
        unit.keep_feed(asked_for)
        assert unit.feeds() == {good.source: good, "leave.ics": asked_for}
        unit.keep_feed(failed)
    assert there(store).feeds == {good.source: failed, "leave.ics": asked_for}


def test_a_calendar_that_says_the_same_again_makes_nobody_read_all_of_them_anew(store: Store) -> None:
    feed = Feed("leave.ics", (Stretch(("Ana",), NOON, after(hours=1)),), NOON, NOON)
    keep(store, feed)
    seen = there(store)
    keep(store, read_again := replace(feed, good_at=after(minutes=15), tried_at=after(minutes=15)))
    assert there(store) is seen
    with store.writing() as unit:
        assert unit.feeds() == {"leave.ics": read_again}
    keep(store, other := replace(read_again, stretches=()))
    assert there(store).feeds == {"leave.ics": other}
    keep(store, failed := replace(other, trouble="It is empty."))
    assert there(store).feeds == {"leave.ics": failed}


def keep(store: Store, feed: Feed) -> None:
    with store.writing() as unit:
        unit.keep_feed(feed)


# reach


def looked(store: Store, reachable: bool, minutes: float = 0) -> None:
    with store.writing() as unit:
        unit.keep_reach(Reach("ana", after(minutes=minutes), reachable))


def test_what_was_found_last_is_known_of_everybody(store: Store) -> None:
    silent = Reach("ana", NOON, True, Platform.SLACK, after(hours=1))
    gone = Reach("ben", NOON, False, None, None, "account_inactive")
    with store.writing() as unit:
        unit.keep_reach(Reach("ana", after(hours=-1), False))
        unit.keep_reach(silent)
        unit.keep_reach(gone)
        assert unit.reaches() == {"ana": silent, "ben": gone}
    assert there(store).unreachable == {"ben"}


def test_who_could_not_be_reached_is_unreachable_until_they_can(store: Store) -> None:
    looked(store, reachable=True)
    assert there(store).unreachable == frozenset()
    looked(store, reachable=False, minutes=1)
    assert there(store).unreachable == {"ana"}
    looked(store, reachable=True, minutes=2)
    assert there(store).unreachable == frozenset()


def test_who_acts_after_that_is_there_again(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
    looked(store, reachable=False, minutes=1)
    assert there(store).unreachable == {"ana"}
    with store.writing() as unit:
        unit.acted(ON_SLACK, after(minutes=2))
    assert there(store).unreachable == frozenset()


def test_who_is_bound_after_that_is_there_again(store: Store) -> None:
    looked(store, reachable=False)
    assert there(store).unreachable == {"ana"}
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", after(minutes=1))
    assert there(store).unreachable == frozenset()


def test_who_has_left_every_platform_is_unreachable(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(ON_TEAMS, "ana", NOON)
        unit.acted(replace(ON_SLACK, membership=Membership.GONE), after(minutes=1))
    assert there(store).unreachable == frozenset()
    with store.writing() as unit:
        unit.acted(replace(ON_TEAMS, membership=Membership.GONE), after(minutes=2))
    assert there(store).unreachable == {"ana"}
    with store.writing() as unit:
        unit.acted(ON_TEAMS, after(minutes=3))
    assert there(store).unreachable == frozenset()


# what their chats say of them


def test_the_zone_of_somebody_is_that_of_the_chat_on_which_they_are_asked(store: Store) -> None:
    on_slack, on_teams = replace(ON_SLACK, timezone="Asia/Tokyo"), replace(ON_TEAMS, timezone="Asia/Kolkata")
    with store.writing() as unit:
        unit.bind(on_slack, "ana", NOON)
        unit.bind(on_teams, "ana", after(hours=1))
    assert there(store).zones == {"ana": "Asia/Kolkata"}
    with store.writing() as unit:
        unit.set_own("ana", OwnSettings(platform=Platform.SLACK), NOON)
    assert there(store).zones == {"ana": "Asia/Tokyo"}


def test_a_zone_that_there_is_not_is_none(store: Store) -> None:
    for number, zone in enumerate(("", "Mars/Olympus", "../etc/passwd")):
        with store.writing() as unit:
            identity = replace(ON_SLACK.identity, user=f"U{number}")
            unit.bind(replace(ON_SLACK, identity=identity, timezone=zone), f"p{number}", NOON)
    assert there(store).zones == {}
