"""What the page shows to the person who is played: the chat, the others, the clock, and its own texts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.sandbox.directory import OUTSIDE, Directory, Room, direct
from adapters.sandbox.inbound import COMMAND
from adapters.sandbox.parts import Kept, Parts, Words
from adapters.sandbox.render import Json
from bot.grammar import COMMANDS
from bot.people.identity import Reader
from bot.people.readers import reader_of
from bot.people.roster import Person, Roster
from bot.people.schedules import on_call
from bot.words import Name, Param, Say, say

MINUTE = timedelta(minutes=1)
MOST_MESSAGES = 200  # of a conversation; older ones have scrolled far away

# The page's own texts, each the key "sandbox.…". Where they have `{places}`, the page fills them in.
TEXTS = (
    "locale", "title", "subtitle", "noscript", "skip",
    "you_are", "rooms", "direct", "direct_about", "room_about", "messages", "nothing_yet", "nothing_yet_room",
    "outside_about",
    "new", "new_for", "nobody_new", "on_call",
    "composer", "composer_example", "attach", "send", "suggestions",
    "only_you", "you_typed", "hide", "edited",
    "accent_urgent", "accent_open", "accent_quiet", "accent_done",
    "required", "required_mark", "choose", "cancel", "close", "form_refused",
    "clock", "clock_zone", "wind", "wind_minute", "wind_quarter", "wind_hour", "wind_next",
    "wind_nowhere", "wind_morning", "winding",
    "start_over", "start_over_sure", "start_over_yes",
    "hint_title", "hint_who", "hint_type", "hint_look", "hint_wind",
    "offline", "trouble",
)  # fmt: skip


def state(parts: Parts, directory: Directory, person: Person, conversation: str, language: str) -> Json:
    """`language` is the newcomer's own, in which the page speaks; cards speak the person's."""
    roster, now = parts.roster(), parts.winder.now()
    seen_by = Reader(None, language, roster.zone_of(person.id))
    return {
        "me": _me(person, roster),
        "conversation": conversation,
        "clock": _clock(parts, now, seen_by),
        "people": [_person(parts, each, roster, now, seen_by) for each in directory.people()],
        "rooms": [_room(parts, room, seen_by) for room in directory.rooms()],
        "messages": [_message(kept) for kept in parts.chat.history(conversation)[-MOST_MESSAGES:]],
        "commands": [{"line": line, "meaning": parts.words.sentence(what, seen_by)} for line, what in _lines()],
        "texts": texts(parts.words, seen_by),
    }


def _lines() -> list[tuple[str, Say]]:
    """What may be written, each with what it does; "…" is for the newcomer to fill in."""
    opening = [(f"{COMMAND} …", say("sandbox.open_by_form")), (f"{COMMAND} !…", say("sandbox.open_at_once"))]
    return opening + [(f"{COMMAND} {each.example}", each.help) for each in COMMANDS if each.in_force]


def newcomer(language: str, roster: Roster) -> Reader:
    """Who sits in front of the page, whoever they play."""
    return Reader(None, language, roster.timezone)


def texts(words: Words, seen_by: Reader) -> dict[str, str]:
    return {name: words.sentence(say(f"sandbox.{name}"), seen_by) for name in TEXTS}


def _me(person: Person, roster: Roster) -> Json:
    reader = reader_of(person.id, None, roster)
    return {"id": person.id, "name": person.name, "language": reader.language, "zone": reader.timezone}


def _clock(parts: Parts, now: datetime, seen_by: Reader) -> Json:
    next_at = parts.winder.next_at()
    wait = parts.words.param(_roughly(next_at - now), seen_by) if next_at else None
    return {"now": now.isoformat(), "next": wait}


def _roughly(span: timedelta) -> timedelta:
    """Beyond a minute nobody counts the seconds."""
    return max(span, timedelta()) if span < MINUTE else -(-span // MINUTE) * MINUTE


def _person(parts: Parts, person: Person, roster: Roster, now: datetime, seen_by: Reader) -> Json:
    on_duty = any(person.id in on_call(schedule, roster, now) for schedule in roster.schedules.values())
    return {
        "id": person.id,
        "name": person.name,
        "role": [parts.words.sentence(each, seen_by) for each in _roles(person, roster)],
        "on_call": on_duty,
        "posted": _instants(parts.chat.history(direct(person.id))),
    }


def _roles(person: Person, roster: Roster) -> list[Say]:
    """What somebody is to the others, in as few words as the policy allows."""
    manages: tuple[Param, ...] = tuple(Name(other.id) for other in roster.people.values() if other.manager == person.id)
    coordinates: tuple[Param, ...] = tuple(Name(t.id) for t in roster.teams.values() if t.coordinator == person.id)
    team = roster.team_of(person.id)
    told = [
        say("sandbox.role_team", team=Name(team.id)) if team else None,
        say("sandbox.role_coordinator", teams=coordinates) if coordinates else None,
        say("sandbox.role_manager", people=manages) if manages else None,
    ]
    reports = say("sandbox.role_reports", manager=Name(person.manager)) if person.manager else say("sandbox.role_none")
    return [each for each in told if each] or [reports]


def _room(parts: Parts, room: Room, seen_by: Reader) -> Json:
    posted = _instants(parts.chat.history(room.conversation))
    name = parts.words.sentence(say("sandbox.outside"), seen_by) if room.place == OUTSIDE else room.name
    return {"conversation": room.conversation, "name": name, "posted": posted, "outside": room.place == OUTSIDE}


def _instants(kept: Sequence[Kept]) -> list[str]:
    """When its messages were posted: by these the page knows which are new to whom."""
    return [message.at.isoformat() for message in kept[-MOST_MESSAGES:]]


def _message(kept: Kept) -> Json:
    return {"id": kept.id, "at": kept.at.isoformat(), "edited": kept.edited, "body": dict(kept.body)}
