"""How the auditor comes round: once a minute among all processes, and with a beat only while all is well."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from bot.findings import Finding, Wrong
from bot.messages.shown import Accent
from storage.tables import CASES, EVENTS, FINDINGS, NOTICES, TIMERS
from tests.core.auditing.audited import Audited


async def test_one_process_a_minute_goes_through_the_cases_and_beats() -> None:
    audited = Audited()
    other = audited.another("1")
    for _ in range(5):
        audited.later(minutes=1)
        for auditor in (audited.auditor, other, audited.auditor):
            await auditor.do(audited.clock.at)
    assert audited.heard.beats == 5
    audited.store.close()


async def test_all_cases_are_looked_through_within_an_hour_and_a_long_stop_is_made_up_for() -> None:
    audited = Audited()
    await audited.looks()
    for number in range(3):
        audited.opens(f"case {number}")
    await audited.works()
    await audited.looks(2)
    audited.damages(update(CASES).values(due_at=None))
    assert await audited.looks(60) == [(Wrong.TIMERS, True)] * 3
    audited.damages(update(CASES).values(due_at=None))
    audited.later(minutes=600)
    assert await audited.looks() == [(Wrong.TIMERS, True)] * 3
    audited.store.close()


async def test_of_many_changes_the_rest_comes_in_the_next_round() -> None:
    audited = Audited()
    for number in range(3):
        audited.later(seconds=1)
        audited.opens(f"case {number}")
    with audited.store.writing() as unit:
        first = unit.changed_cases(audited.clock.at - timedelta(hours=1), audited.clock.at, 3)
        rest = unit.changed_cases(first.until_at, audited.clock.at, 100)
    assert (first.case_ids, rest.case_ids) == (("case1",), ("case2", "case3"))
    audited.store.close()


async def test_the_beat_stops_while_something_is_wrong_and_goes_on_when_it_is_right() -> None:
    audited = Audited()
    await audited.looks()
    audited.opens()
    await audited.works()
    by = audited.rows(select(EVENTS.c.by).where(EVENTS.c.seq == 1))[0].by
    audited.damages(update(EVENTS).where(EVENTS.c.seq == 1).values(by="mallory"))
    await audited.looks_at_all()
    beats = audited.heard.beats
    await audited.looks(3)
    assert audited.heard.beats == beats
    audited.damages(update(EVENTS).where(EVENTS.c.seq == 1).values(by=by))
    await audited.looks(2)
    assert audited.heard.beats > beats
    assert [one.what for one in audited.heard.over] == [Wrong.CHAIN]
    audited.store.close()


async def test_what_was_put_right_costs_one_beat() -> None:
    audited = Audited()
    await audited.looks(3)
    audited.opens()
    await audited.works()
    audited.damages(delete(TIMERS))
    beats = audited.heard.beats
    assert await audited.looks() == [(Wrong.TIMERS, True)]
    assert audited.heard.beats == beats
    await audited.looks()
    assert audited.heard.beats == beats + 1
    audited.store.close()


async def test_where_no_timers_are_fired_there_is_no_beat() -> None:
    audited = Audited()
    audited.runs = False
    await audited.looks(3)
    assert audited.heard.beats == 0
    audited.store.close()


async def test_its_numbers_say_what_it_looked_at_and_found() -> None:
    audited = Audited()
    await audited.looks()
    audited.opens()
    await audited.works()
    audited.damages(update(EVENTS).where(EVENTS.c.seq == 2).values(by="mallory"))
    await audited.looks(2)
    numbers = audited.auditor.numbers()
    assert numbers.cases >= 1
    assert numbers.found == {Wrong.CHAIN: 1}
    audited.store.close()


# what operators hear


async def heard(audited: Audited) -> list[tuple[str, Accent]]:
    await audited.works()
    return [
        (post.card.headline.key, post.card.accent)
        for post in audited.slack.posts
        if post.card.headline.key.startswith("audit")
    ]


async def test_what_is_grave_is_told_at_once_and_again_in_another_hour_and_edited_when_it_is_over() -> None:
    audited = Audited()
    await audited.looks()
    audited.opens()
    await audited.works()
    audited.damages(update(EVENTS).where(EVENTS.c.seq == 2).values(by="mallory"))
    await audited.looks_at_all()
    assert await heard(audited) == [("audit.found", Accent.URGENT)]
    with audited.store.writing() as unit:
        audited.auditor._end(unit, unit.findings_open(), audited.clock.at)
    await audited.works()
    cards = [edit.card for edit in audited.slack.edits if edit.card]
    assert [card.headline.key for card in cards if card.headline.key.startswith("audit")] == ["audit.ended"]
    audited.store.close()


async def test_what_is_not_is_told_once_a_day() -> None:
    audited = Audited()
    await audited.looks()
    audited.opens()
    await audited.works()
    for _ in range(3):
        audited.damages(delete(TIMERS))
        await audited.looks_at_all()
    assert await heard(audited) == [("audit.ended", Accent.DONE)]
    with audited.store.writing() as unit:
        unit.note_finding(Finding(Wrong.RESTING, "slack:place:ops"), audited.clock.at)
    audited.later(minutes=60 * 24)
    with audited.store.writing() as unit:
        audited.auditor._note(unit, [Finding(Wrong.LEASE, "queue|slack:place:ops")], audited.clock.at)
    assert (await heard(audited))[1:] == [("audit.found", Accent.OPEN)]
    audited.store.close()


async def test_what_was_forgotten_since_is_not_told() -> None:
    audited = Audited()
    with audited.store.writing() as unit:
        audited.auditor._note(unit, [Finding(Wrong.LEASE, "queue|slack:place:ops")], audited.clock.at)
    audited.damages(delete(FINDINGS))
    assert await heard(audited) == []
    assert [row.state for row in audited.rows(select(NOTICES.c.state))] == ["withdrawn"]
    audited.store.close()
