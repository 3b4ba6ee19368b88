"""What every key of a policy file is, in what unit, and what it is where it is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.policyfile.schema_parts import (
    BOOLEAN,
    DURATION,
    EMAIL,
    HANDOFF,
    HTTPS,
    LABEL,
    LANGUAGE,
    MOMENT,
    NUMBER,
    PERCENTAGES,
    SOMEBODY,
    TARGETS,
    TEXT,
    WORD,
    ZONE,
    Json,
    any_of,
    either,
    one_of,
    pattern,
    ref,
    section,
    some,
    words,
)
from bot.policy.rules import Audience, Default, Pick, Tone

WHEN, WORDS = ref("when"), some(WORD)
ALWAYS = "Left out: always."


@dataclass(frozen=True, slots=True)
class Keys:
    """Each key's schema with its description; `also` is what more must be true of the mapping."""

    keys: Mapping[str, tuple[Json, str]]
    also: Json = field(default_factory=dict)


PEOPLE: Json = {
    "type": "object",
    "properties": {"import": {**TEXT, "description": "A CSV beside this file, one column per key of a person."}},
    "additionalProperties": ref("person"),
}

PRIVATE_WANTS_READERS: Json = {
    "if": {"properties": {"private": {"const": True}}, "required": ["private"]},
    "then": {"required": ["readers"]},
}

KEYS: Mapping[str, Keys] = {
    "POLICY": Keys({
        "stige": ({"const": 1}, "The format of this file: 1."),
        "policy": (pattern(r"^[\w-]{1,64}$"), "The id of the policy."),
        "version": (WORD, "The version, as its keeper writes it. Never used again for other content."),
        "timezone": (ZONE, "The zone of every time that names no other, as Europe/Copenhagen."),
        "language": (pattern(LANGUAGE), "The language of whoever has no other. Left out: en."),
        "flags": (WORDS, "The flags that a case may have. Left out: security, safety, legal, compliance, operations."),
        "tiers": (WORDS, "Tiers of customers, best first; who has none is of the last. Left out: none."),
        "regions": (WORDS, "The regions that occur. Left out: none."),
        "tone": ({"type": "object", "additionalProperties": words(*Tone)},
                 "How reminders sound: default, and by region. Left out: plain."),
        "fields": (section(ref("field")), "Questions of your own, beside the six of every hand-over."),
        "people": (PEOPLE, "Everybody whom the policy names, by id; or import a CSV."),
        "teams": (section(ref("team")), "Teams by id."),
        "places": (section(ref("place")), "Rooms, mail addresses and pages that are told, by id."),
        "vendors": (section(ref("vendor")), "Outside parties that we may write to, by id."),
        "calendars": (section(ref("calendar")), "Opening times, by id."),
        "schedules": (section(ref("schedule")), "Who is on duty when, by id."),
        "customers": (section(ref("customer")), "Customers by id."),
        "priority": (ref("priority"), "How urgent a case is: a table, then overrides."),
        "types": ({**section(ref("type")), "minProperties": 1}, "What may be escalated, by id."),
        "private": (some(ref("private")), "Flags that make any case private."),
        "suggest": (some(ref("suggest")), "Words that suggest a flag or a type; a person decides."),
        "clocks": (some(ref("clocks"), 1), "How soon. Each clock is taken from the first line that fits and names it."),
        "paths": ({**section(ref("path")), "minProperties": 1},
                  "Who is asked. A case takes the first path that fits."),
        "approval": (some(ref("approval")), "Asked before a routine case goes up. The first line that fits counts."),
        "communication": (some(ref("communication")), "Who hears of a case, how soon and how often. All lines count."),
        "templates": (section(ref("label")), "Texts by id. Shipped: status, customer, manager, end."),
        "retention": (some(ref("retention")), "How long closed cases are kept. The first line that fits counts."),
    }),
    "APPROVAL": Keys({
        "when": (WHEN, "For which cases."),
        "by": (SOMEBODY, "People with the authority approve; one of them suffices."),
        "chain": (BOOLEAN, "Whether each is asked in turn. Left out: false."),
        "within": (DURATION, "How long they have, each."),
        "otherwise": (words(*Default), "What silence means."),
    }),
    "COMMUNICATION": Keys({
        "when": (WHEN, "For which cases."),
        "hours": (WORD, f"The calendar in which its times count. {ALWAYS}"),
        "audiences": (some(ref("audience"), 1), "Who hears of it."),
    }),
    "AUDIENCE": Keys({
        "to": (SOMEBODY, "Who hears of it."),
        "first": (DURATION, "How long after opening."),
        "every": (either(words("once"), DURATION), "How long after the last one sent. Left out: once."),
        "template": (WORD, "The id of the text."),
        "by": (either(words("stige"), some(ref("target"), 1)), "Who writes it; stige sends it. Left out: the owner."),
    }),
    "RETENTION": Keys({
        "when": (WHEN, "For which cases."),
        "keep": (either(words("hold"), ref("keeping")), "How long after closing; hold: until somebody lets go."),
    }),
    "CALENDAR": Keys({
        "open": (ref("days"), "Days or dates with their times, or closed."),
        "holidays": (some(WORD), "A country or a part of it, as DK or DE-BY; several add up. Left out: none."),
        "timezone": (ZONE, "The zone of its times. Left out: the file's."),
    }),
    "FIELD": Keys({
        "title": (LABEL, "The question."),
        "choices": (WORDS, "The answers to choose from; then it may stand in `when`. Left out: free text."),
        "skill": (BOOLEAN, "Whether who has the chosen word as a skill is asked first. Left out: false."),
    }),
    "TYPE": Keys({
        "title": (LABEL, "What people call it."),
        "audience": (words(*Audience), "Whether a customer is behind it. Left out: internal."),
        "private": (BOOLEAN, "Whether it is kept from all but its readers. Left out: false."),
        "readers": (SOMEBODY, "Who may read a private case, besides those who take part."),
        "required": ({"type": "object", "additionalProperties": WORDS},
                     "What the hand-over must hold, by priority or any. Left out: {any: [summary]}."),
        "fields": (WORDS, "Ids of fields that are asked too."),
    }, PRIVATE_WANTS_READERS),
    "PRIVATE": Keys({
        "when": (ref("flags_alone"), "Flags, and nothing else."),
        "readers": (SOMEBODY, "Who may read such a case, besides those who take part."),
    }),
    "FLAGS_ALONE": Keys({"flags": (some(WORD, 1), "Any of these.")}),
    "SUGGEST": Keys({
        "words": (some(WORD, 1), "Whole words or phrases; a last * takes any ending."),
        "flag": (WORD, "The flag that they suggest."),
        "type": (WORD, "The type that they suggest."),
    }, one_of("flag", "type")),
    "PATH": Keys({
        "when": (WHEN, "For which cases. A private case takes only a path that names its type or flag."),
        "levels": (some(ref("level"), 1), "From the first who is asked to the last."),
        "at_once": (some(ref("at_once")), "What waits for no clock and no hours. All lines that fit count."),
        "rounds": (NUMBER, "How often the levels are climbed before the fallback. Left out: 1."),
        "fallback": (ref("fallback"), "Who is asked in the end, again and again."),
    }),
    "LEVEL": Keys({
        "role": (LABEL, "What those who are asked here are."),
        "ask": (SOMEBODY, "Who is asked, with buttons and a limit."),
        "tell": (TARGETS, "Who is told, and owes nothing."),
        "when": (WHEN, f"The level stands only for these cases. {ALWAYS}"),
        "pick": (words(*Pick), "All at once, or one after another. Left out: all."),
        "tries": (NUMBER, "With pick: one, how many are asked at most. Left out: 2."),
        "skills": (WORDS, "Who is asked has them all; gives way where nobody would be left."),
        "authority": (WORDS, "Who is asked has them all, without exception."),
        "accept_within": (DURATION, "The level's time. Left out: the accept clock's."),
        "resolve_within": (DURATION, "To solve it, for who takes over here. Left out: the resolve clock's."),
        "remind": (PERCENTAGES, "When it reminds, in shares of its time, or none. Left out: the remind clock's."),
        "hours": (WORD, "The calendar outside which it sleeps. Left out: the accept clock's."),
        "handover": (WORDS, "Items wanted before somebody moves a case up to it by hand."),
        "duty": (LABEL, "What is expected here, shown on the card."),
    }),
    "CLOCKS": Keys({
        "when": (WHEN, "For which cases."),
        "accept": (DURATION, "Until somebody asked has answered. Left out everywhere: 1h."),
        "update": (DURATION, "From one word of the owner's to the next. Left out everywhere: not watched."),
        "resolve": (DURATION, "From opening to solved. Left out everywhere: not watched."),
        "wait": (DURATION, "For an answer of customer or reporter. Left out everywhere: 3d."),
        "snooze": (DURATION, "For how long the owner may put it off. Left out everywhere: not allowed."),
        "review": (DURATION, "For the review after closing. Left out everywhere: 7d."),
        "deliver": (DURATION, "Until the other chat is tried. Left out everywhere: 1m."),
        "remind": (PERCENTAGES, "When clocks remind, in shares of their time, or none. Left out everywhere: none."),
        "hours": (WORD, f"The calendar in which the clocks of this line count. {ALWAYS}"),
    }, any_of("accept", "update", "resolve", "wait", "snooze", "review", "deliver", "remind")),
    "AT_ONCE": Keys({
        "when": (WHEN, "For which cases."),
        "level": (either(NUMBER, WORD), "Where they start: a number from 1, or a role. Left out: 1."),
        "tell": (TARGETS, "Who is told beside it."),
    }),
    "FALLBACK": Keys({
        "ask": (SOMEBODY, "Who is asked; a person, team or coordinator among them."),
        "every": (DURATION, "How often, from 1s to 1w."),
        "hours": (WORD, "The calendar outside which it sleeps. Left out: the accept clock's."),
    }),
    "TEAM": Keys({
        "members": (some(WORD, 1), "People, by their ids."),
        "coordinator": (WORD, "Who looks after its cases as a whole."),
        "place": (WORD, "Its room."),
    }),
    "PLACE": Keys({
        "slack": (TEXT, 'A channel: "#name" or an id.'),
        "teams": (TEXT, 'A channel: "Team/Channel" or an id.'),
        "email": (some(EMAIL), "Mail addresses."),
        "webhook": (HTTPS, "An address that takes messages; https."),
    }, any_of("slack", "teams", "email", "webhook")),
    "PERSON": Keys({
        "name": (LABEL, "What they are called."),
        "email": (EMAIL, "How they are found on the chats, once."),
        "manager": (WORD, "The id of who stands above them."),
        "skills": (WORDS, "What they know."),
        "authority": (WORDS, "What they may: approve, break-glass, hold, policy, audit, operate, or words of yours."),
        "language": (pattern(LANGUAGE), "Where the chat does not say. Left out: the file's."),
        "timezone": (ZONE, "Where the chat does not say. Left out: the file's."),
        "region": (WORD, "One of `regions`."),
        "hours": (WORD, f"A calendar outside which routine matters pass them by. {ALWAYS}"),
        "limit": (NUMBER, "How many open cases they own before others are asked first."),
        "leave": (TEXT, "An iCalendar file or address."),
        "slack": (TEXT, "Their id or e-mail there, where it is another."),
        "teams": (TEXT, "Their id or e-mail there, where it is another."),
        "louder": (either(words("email"), ref("louder")), "How they are asked beside the chats where it is pressing."),
    }),
    "LOUDER": Keys({
        "webhook": (HTTPS, "An address that takes messages; https."),
    }),
    "VENDOR": Keys({
        "name": (LABEL, "What they are called."),
        "email": (EMAIL, "Where they are written to."),
        "webhook": (HTTPS, "Where they are written to; https."),
        "accept_within": (DURATION, "How long they have to take it. Left out: the accept clock's."),
        "resolve_within": (DURATION, "How long they have to solve it."),
        "hours": (WORD, f"The calendar in which their times count. {ALWAYS}"),
    }, any_of("email", "webhook")),
    "CUSTOMER": Keys({
        "name": (LABEL, "What they are called."),
        "tier": (WORD, "One of `tiers`. Left out: the last."),
        "contact": (some(EMAIL), "Their own addresses, for `communication` alone."),
        "followers": (WORDS, "People of ours who hear of their cases."),
        "region": (WORD, "One of `regions`."),
        "language": (pattern(LANGUAGE), "In which they are written to. Left out: the file's."),
        "timezone": (ZONE, "Of the times they are told. Left out: the file's."),
    }),
    "PRIORITY": Keys({
        "names": ({"type": "array", "items": WORD, "minItems": 2, "maxItems": 6}, "Two to six, worst first."),
        "urgent": (WORDS, "Those that nothing holds up. Left out: the first half, rounded up."),
        "impact": (some(WORD, 1), "Words for how many are hit, worst first."),
        "urgency": (some(WORD, 1), "Words for how soon it hurts, worst first."),
        "table": ({"type": "object", "additionalProperties": some(WORD, 1)},
                  "A row for each impact, with a priority for each urgency."),
        "overrides": (some(ref("override")), "What makes a case more urgent, in order. All that fit count."),
    }),
    "OVERRIDE": Keys({
        "when": (WHEN, "For which cases."),
        "to": (WORD, "At least this priority."),
        "raise": (NUMBER, "So many steps worse."),
        "because": (LABEL, "The reason, shown on the card."),
    }, one_of("to", "raise")),
    "SCHEDULE": Keys({
        "layers": (some(ref("layer"), 1), "From the top; the first with somebody in it answers."),
        "pass_on": (ref("pass_on"), "Offers open cases to who comes on duty. Left out: they stay with their owner."),
    }),
    "LAYER": Keys({
        "people": (some(WORD, 1), "Who takes turns, by their ids."),
        "teams": (some(WORD, 1), "Teams that take turns as whole crews."),
        "ical": (TEXT, "An iCalendar file or address that says who."),
        "hours": (either(WORD, ref("days")), f"A calendar, or days and times in place. {ALWAYS}"),
        "timezone": (ZONE, "The zone of its times. Left out: the file's."),
        "turn": (pattern("^(?=.*[1-9])([0-9]{1,7}w)?([0-9]{1,7}d)?([0-9]{1,9}h)?$"),
                 "How long a turn lasts: whole days or weeks. Left out: all are on duty at once."),
        "handoff": (HANDOFF, 'When turns change: "mon 09:00" or "09:00".'),
        "from": (MOMENT, "When the layer begins to stand: a date, or a date and time."),
        "until": (MOMENT, "When it ceases to: a date, or a date and time."),
    }, one_of("people", "teams", "ical")),
    "PASS_ON": Keys({
        "note": (WORDS, "Priorities of which a note goes with the case."),
        "accept_within": (DURATION, "How long the others have to take them. Left out: the accept clock's."),
    }),
}  # fmt: skip
