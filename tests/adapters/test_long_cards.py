"""What a big company's policy comes to on a card and in a form stays within what Slack and Teams take."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from adapters.policyfile import read_policy
from adapters.slack.forms import FormRenderer
from adapters.slack.render import Renderer
from adapters.teams.forms import draw_form
from adapters.teams.render import draw
from adapters.wording import Wording
from bot.cases.commands import Accept, PostUpdate
from bot.cases.facts import Handover
from bot.cases.handoff import Handoff, Off
from bot.cases.outcome import Message, MessageKind, Topic
from bot.cases.verbs import Belief, Press, Verb
from bot.messages.card import card
from bot.messages.cover_forms import swap_form
from bot.messages.forms import form_for
from bot.messages.handoffs import giving_card, room_card, taking_card
from bot.messages.shown import Card, Form, Option
from bot.messages.templates import Company
from bot.messages.update_form import update_form
from bot.people.identity import Reader
from bot.people.schedules import Shift
from bot.policy.policy import Policy
from bot.words import Label
from tests.core.messages.company import Matter, text
from tests.harness import blockkit, teams_cards

LONG = "Wide words of a long story that somebody wrote at night. " * 52
TEMPLATE = " ".join(["{summary} {impact} {owner} {next_update}", *(f"word{n}" for n in range(80))])
LONG_NAMED = "a-schedule-with-a-name"
PEOPLE = [f"somebody{n:03}" for n in range(120)]


@cache
def policy() -> Policy:
    names = "\n".join(f"  {id_}: {{name: Somebody With A Long Name {id_}, email: {id_}@x.example}}" for id_ in PEOPLE)
    audiences = "\n".join(
        f"      - {{to: [{{person: {id_}}}, {{team: all}}], first: 15m, every: 30m, template: status}}"
        for id_ in PEOPLE[:20]
    )
    levels = "\n".join(f"      - {{role: Role number {n}, ask: {{team: all}}}}" for n in range(12))
    return read_policy(
        f"""
stige: 1
policy: big
version: "1"
timezone: Europe/Copenhagen
people:
{names}
teams:
  all: {{members: [{", ".join(PEOPLE[:30])}], coordinator: {PEOPLE[0]}}}
priority:
  names: [P1, P2]
  impact: [company, site]
  urgency: [now, later]
  table:
    company: [P1, P2]
    site: [P1, P2]
types:
  incident: {{title: Something is wrong}}
clocks:
  - {{when: {{}}, accept: 15m, update: 2h, resolve: 1d, remind: 50%}}
paths:
  everything:
    when: {{}}
    levels:
{levels}
    fallback: {{ask: {{team: all}}, every: 30m}}
communication:
  - when: {{}}
    audiences:
{audiences}
templates:
  status: "{TEMPLATE}"
""".encode()
    )


@pytest.fixture
def matter() -> Matter:
    by, owner = PEOPLE[50], PEOPLE[1]
    long = text(LONG, by)
    words = Handover(text(LONG[:200], by), long, long, long, long, long)
    made = Matter(by, handover=words, roster_=policy().roster, rules_=policy().rules)
    return made.does(owner, Accept()).does(owner, PostUpdate(text(LONG, owner), None, tuple(range(1, 21))))


def cards(matter: Matter) -> Iterator[Card]:
    def nudged(topic: Topic) -> Card:
        message = Message(MessageKind.NUDGE, "c1", matter.case.remarks[-1].seq, PEOPLE[1], topic=topic, audience=3)
        return card(matter.case, matter.rules, matter.roster, matter.now, PEOPLE[1], message)

    yield from (matter.card(who) for who in (PEOPLE[1], PEOPLE[50], PEOPLE[2], None))
    yield nudged(Topic.UPDATE)
    matter.waits(minutes=16)
    yield nudged(Topic.UPDATE_WANTED)
    yield matter.card(PEOPLE[1])


def forms(matter: Matter) -> Iterator[Form]:
    about = Belief(about="3")
    yield update_form(
        Press(Verb.UPDATE, "c1", about), matter.case, Company(matter.rules, matter.roster, matter.now), LONG
    )
    yield update_form(Press(Verb.UPDATE, "c1", about), matter.case, Company(matter.rules, matter.roster, matter.now))
    versions = tuple(Option(f"{n:064}", Label.plain(f"a label of a version {n}")) for n in range(40))
    for verb in (Verb.BREAK_GLASS, Verb.MOVE_VERSION, Verb.REASSIGN, Verb.DISAPPROVE):
        form = form_for(Press(verb, "c1"), matter.case, matter.rules, matter.roster, versions)
        assert form
        yield form


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_card_of_a_big_company_is_taken_by_both_chats(matter: Matter, language: str) -> None:
    reader, words = Reader(PEOPLE[1], language, "Asia/Tokyo"), Wording(shown, "en", lambda: matter.now)
    for each in cards(matter):
        message: dict[str, Any] = Renderer(words, reader).card(each)
        assert blockkit.message_faults(message["blocks"]) == []
        assert teams_cards.faults(draw(each, words, reader)) == []


def lists(matter: Matter) -> Iterator[Card]:
    """Of a change of duty: thirty cases with the longest of notes, for two crews of thirty."""
    ends_at, crew = matter.now + timedelta(minutes=30), tuple(PEOPLE[:30])
    for note_for, note in (((matter.case.priority,), None), ((), text(LONG, PEOPLE[1]))):
        over = (Off.SHIFT_ENDED, PEOPLE[1], matter.now, ends_at, LONG_NAMED, matter.now)
        handoff = Handoff(*over, crew, note_for, note)
        cases = [replace(matter.case, number=10_000 + n, handoff=handoff) for n in range(30)]
        yield taking_card(cases, LONG_NAMED, f"{LONG_NAMED}|2026-11-16T15:00:00+00:00")
        yield giving_card(cases, LONG_NAMED)
        yield room_card(cases, LONG_NAMED)


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_list_of_a_change_of_duty_is_taken_by_both_chats(matter: Matter, language: str) -> None:
    reader, words = Reader(PEOPLE[1], language, "Asia/Tokyo"), Wording(shown, "en", lambda: matter.now)
    for each in lists(matter):
        message: dict[str, Any] = Renderer(words, reader).card(each)
        assert blockkit.message_faults(message["blocks"]) == []
        drawn = draw(each, words, reader)
        assert teams_cards.faults(drawn) == []
        assert len(teams_cards.actions(drawn)) == len(each.buttons), "no case is without its button"
        assert json.dumps(message).count('"action_id"') == len(each.buttons)


@pytest.mark.parametrize("language", ["en", "da"])
def test_which_shift_is_meant_is_not_cut_from_behind_a_long_name(matter: Matter, language: str) -> None:
    reader, words = Reader(PEOPLE[1], language, "Asia/Tokyo"), Wording(shown, "en", lambda: matter.now)
    days = [matter.now + timedelta(days=60 + n) for n in range(90)]
    places = [("nights", Shift((PEOPLE[1],), day, day + timedelta(hours=12))) for day in days]
    form = swap_form(Press(Verb.DUTY_SWAP, "nights"), places, [(PEOPLE[3], place) for place in places], matter.now)
    view = FormRenderer(words, reader).form(form, "C1")
    assert blockkit.view_faults(view) == []
    theirs = [option["text"]["text"] for option in view["blocks"][-1]["element"]["options"]]
    assert len({each.rpartition(",")[0] for each in theirs}) == 90
    assert teams_cards.faults(draw_form(form, words, reader, None, in_dialog=True)) == []


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_form_of_a_big_company_is_taken_by_both_chats(matter: Matter, language: str) -> None:
    reader, words = Reader(PEOPLE[1], language, "Asia/Tokyo"), Wording(shown, "en", lambda: matter.now)
    for each in forms(matter):
        assert blockkit.view_faults(FormRenderer(words, reader).form(each, "C1")) == []
        assert teams_cards.faults(draw_form(each, words, reader, None, in_dialog=True)) == []


def shown(id_: str) -> str:
    return policy().roster.people[id_].name
