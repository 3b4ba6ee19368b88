"""What a policy says of priority, types, clocks, paths and what stands around them, as values."""

from datetime import timedelta

import pytest

from bot.durations import Duration, hours, minutes
from bot.people.targets import (
    CoordinatorOf,
    CustomerContact,
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    PlaceTarget,
    Target,
    TeamMembers,
    VendorTarget,
)
from bot.policy.rules import (
    ApprovalLine,
    AtOnce,
    Audience,
    AudienceLine,
    CaseType,
    ClockLine,
    CommunicationPlan,
    Default,
    Fallback,
    Field,
    Level,
    Path,
    Pick,
    PriorityOverride,
    PrivateLine,
    RetentionLine,
    Suggestion,
    Tone,
)
from bot.policy.when import AnyFlag, CalendarIs, Clause, Compared, Comparison, OneOf, When
from bot.words import Label
from tests.adapters.policyfile.builder import FALLBACK, LEVEL, a_clock_line, a_path, policy

ALWAYS = When()
KIM = OnePerson("kim")
DESK = TeamMembers("desk")


def one(fact: str, word: str) -> OneOf:
    return OneOf(fact, frozenset({word}))


P1_ONLY = When((one("priority", "P1"),))


def plain(text: str) -> Label:
    return Label.plain(text)


def test_the_head_of_the_file() -> None:
    rules = policy(policy="nordlys", version="2026-11", language="da").rules
    assert (rules.policy, rules.label, rules.timezone, rules.language) == (
        "nordlys",
        "2026-11",
        "Europe/Copenhagen",
        "da",
    )
    assert (rules.tiers, rules.regions) == (("gold", "plain"), ("north", "south"))


def test_flags_left_out_are_the_usual_five() -> None:
    assert policy().rules.flags == ("security", "safety", "legal", "compliance", "operations")
    assert policy(flags="[line_stop]").rules.flags == ("line_stop",)


def test_what_is_left_out_is_as_the_format_says() -> None:
    rules = policy().rules
    assert rules.language == "en"
    assert rules.priority.urgent == {"P1"}
    assert rules.types["incident"] == CaseType("incident", plain("Incident"), fields=("area",))
    assert rules.types["incident"].required == {"any": ("summary",)}
    assert rules.clocks == (ClockLine(ALWAYS, accept=minutes(10), resolve=hours(4)),)
    assert rules.paths == (
        Path("main", ALWAYS, (Level(plain("Desk"), (DESK,)),), Fallback((KIM,), minutes(30)), rounds=1),
    )
    assert rules.tone == {"default": Tone.PLAIN}


def test_a_text_may_be_one_per_language() -> None:
    fields = policy(fields="{area: {title: {en: Area, da: Felt}, choices: [a, b], skill: true}}").rules.fields
    assert fields == {"area": Field("area", Label((("en", "Area"), ("da", "Felt"))), ("a", "b"), skill=True)}


def test_the_priority_table_and_its_overrides() -> None:
    found = policy(
        priority="{names: [P1, P2, P3], urgent: P1, impact: [all, one], urgency: [now, later], "
        "table: {all: [P1, P2], one: [P2, P3]}, overrides: "
        "[{when: {flags: legal}, to: P1, because: first}, {when: {tier: gold}, raise: 2, because: {en: gold}}]}"
    ).rules.priority
    assert (found.names, found.urgent) == (("P1", "P2", "P3"), frozenset({"P1"}))
    assert (found.impact, found.urgency) == (("all", "one"), ("now", "later"))
    assert found.table == {"all": ("P1", "P2"), "one": ("P2", "P3")}
    assert found.overrides == (
        PriorityOverride(When((AnyFlag(frozenset({"legal"})),)), plain("first"), to="P1"),
        PriorityOverride(When((OneOf("tier", frozenset({"gold"})),)), Label((("en", "gold"),)), raised_by=2),
    )


@pytest.mark.parametrize(("names", "urgent"), [("P1 P2", "P1"), ("P1 P2 P3", "P1 P2"), ("P1 P2 P3 P4 P5", "P1 P2 P3")])
def test_the_urgent_are_the_first_half_rounded_up(names: str, urgent: str) -> None:
    text = f"{{names: [{names.replace(' ', ', ')}], impact: all, urgency: now, table: {{all: P1}}}}"
    assert policy(priority=text).rules.priority.urgent == frozenset(urgent.split())


def test_types_with_their_required_items() -> None:
    found = policy(
        types="{support: {title: Support, audience: external, required: {P1: [summary], P2: [summary, area]}, "
        "fields: [area, note]}, hr: {title: HR, private: true, readers: [{team: desk}, {person: kim}]}}"
    ).rules.types
    assert found["support"] == CaseType(
        "support",
        plain("Support"),
        audience=Audience.EXTERNAL,
        required={"any": ("summary",), "P1": ("summary",), "P2": ("summary", "area")},
        fields=("area", "note"),
    )
    assert found["hr"] == CaseType("hr", plain("HR"), private=True, readers=(DESK, KIM))


@pytest.mark.parametrize(
    ("condition", "clauses"),
    [
        ("{}", ()),
        ("{priority: P1}", (one("priority", "P1"),)),
        ("{region: [north, south]}", (OneOf("region", frozenset({"north", "south"})),)),
        ("{audience: internal, customer: acme}", (one("audience", "internal"), one("customer", "acme"))),
        ("{complexity: complex, reason: time}", (one("complexity", "complex"), one("reason", "time"))),
        ("{area: web}", (one("area", "web"),)),
        ("{flags: [legal, safety]}", (AnyFlag(frozenset({"legal", "safety"})),)),
        ("{closed: office}", (CalendarIs(False, ("office",)),)),
        ("{open: [office]}", (CalendarIs(True, ("office",)),)),
        ("{users_affected: '>=1000'}", (Compared("users_affected", Comparison.AT_LEAST, 1000),)),
        ("{repeats: '> 2'}", (Compared("repeats", Comparison.ABOVE, 2),)),
        ("{deadline: <4h}", (Compared("deadline", Comparison.BELOW, 4 * 3600),)),
        ("{deadline: <=1d}", (Compared("deadline", Comparison.AT_MOST, 24 * 3600),)),
    ],
)
def test_conditions(condition: str, clauses: tuple[Clause, ...]) -> None:
    assert policy(clocks=a_clock_line(condition)).rules.clocks[0].when == When(clauses)


@pytest.mark.parametrize(
    ("written", "duration"),
    [
        ("90s", Duration(timedelta(seconds=90))),
        ("15m", minutes(15)),
        ("1h30m", minutes(90)),
        ("3d", Duration(days=3)),
        ("1w2d4h", Duration(timedelta(hours=4), days=2, weeks=1)),
    ],
)
def test_durations_keep_their_units(written: str, duration: Duration) -> None:
    assert policy(clocks=f"{{when: {{}}, accept: {written}}}").rules.clocks[0].accept == duration


def test_a_line_of_clocks() -> None:
    text = (
        "{when: {priority: P1}, accept: 5m, update: 1h, resolve: 4h, wait: 3d, snooze: 1d, review: 3d, deliver: 1m, "
        "remind: [80%, 50%, 12.5%], hours: office}"
    )
    assert policy(clocks=text).rules.clocks[0] == ClockLine(
        P1_ONLY,
        accept=minutes(5),
        update=hours(1),
        resolve=hours(4),
        wait=Duration(days=3),
        snooze=Duration(days=1),
        review=Duration(days=3),
        deliver=minutes(1),
        remind=(12.5, 50, 80),
        hours="office",
    )


@pytest.mark.parametrize(("written", "remind"), [("80%", (80,)), ("[]", ()), ("none", ())])
def test_reminders_may_be_one_or_none(written: str, remind: tuple[float, ...]) -> None:
    assert policy(clocks=f"{{when: {{}}, remind: {written}}}").rules.clocks[0].remind == remind


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("person: kim", KIM),
        ("team: desk", DESK),
        ("coordinator_of: desk", CoordinatorOf("desk")),
        ("manager_of: owner", ManagerOf(Party.OWNER)),
        ("manager_of: reporter", ManagerOf(Party.REPORTER)),
        ("manager_of: ana", ManagerOf("ana")),
        ("on_call: duty", OnCall("duty")),
        ("next_on_call: duty", NextOnCall("duty")),
        ("place: ops", PlaceTarget("ops")),
        ("vendor: telco", VendorTarget("telco")),
        ("customer: followers", CustomerFollowers()),
        ("case: owner", PartyOf(Party.OWNER)),
        ("case: reporter", PartyOf(Party.REPORTER)),
        ("case: followers", PartyOf(Party.FOLLOWERS)),
    ],
)
def test_targets(written: str, target: Target) -> None:
    level = policy(paths=a_path(f"{LEVEL}, tell: {{{written}}}")).rules.paths[0].levels[0]
    assert level.tell == (target,)


def test_a_level_with_everything() -> None:
    text = (
        "role: {en: Desk, da: Skranke}, ask: [{person: ana}, {team: desk}], tell: {place: ops}, when: {priority: P1}, "
        "pick: one, tries: 3, skills: web, authority: [approve], accept_within: 10m, resolve_within: 2d, remind: 50%, "
        "hours: office, handover: [steps, note], duty: stabilise first"
    )
    assert policy(paths=a_path(text)).rules.paths[0].levels == (
        Level(
            Label((("en", "Desk"), ("da", "Skranke"))),
            (OnePerson("ana"), DESK),
            (PlaceTarget("ops"),),
            P1_ONLY,
            Pick.ONE,
            tries=3,
            skills=frozenset({"web"}),
            authority=frozenset({"approve"}),
            accept_within=minutes(10),
            resolve_within=Duration(days=2),
            remind=(50,),
            hours="office",
            handover=("steps", "note"),
            duty=plain("stabilise first"),
        ),
    )


def test_a_vendor_may_be_asked_alone_where_a_person_is_told() -> None:
    level = policy(paths=a_path("role: Carrier, ask: {vendor: telco}, tell: {person: kim}")).rules.paths[0].levels[0]
    assert (level.ask, level.tell) == ((VendorTarget("telco"),), (KIM,))


def test_a_path_with_its_triggers_and_rounds() -> None:
    levels = f"[{{{LEVEL}}}, {{role: {{en: Boss, da: Chef}}, ask: {{person: kim}}}}]"
    triggers = (
        "[{when: {flags: legal}, level: Chef, tell: {person: kim}}, {when: {priority: P1}, level: 2}, {when: {}}]"
    )
    text = f"{{main: {{when: {{}}, levels: {levels}, at_once: {triggers}, rounds: 2, {FALLBACK}}}}}"
    (found,) = policy(paths=text).rules.paths
    assert found.at_once == (
        AtOnce(When((AnyFlag(frozenset({"legal"})),)), 2, (KIM,)),
        AtOnce(P1_ONLY, 2),
        AtOnce(ALWAYS),
    )
    assert (len(found.levels), found.rounds) == (2, 2)


def test_a_fallback() -> None:
    text = a_path(fallback="fallback: {ask: [{coordinator_of: desk}, {place: ops}], every: 1w, hours: office}")
    assert policy(paths=text).rules.paths[0].fallback == Fallback(
        (CoordinatorOf("desk"), PlaceTarget("ops")), Duration(weeks=1), "office"
    )


def test_paths_keep_the_order_of_the_file() -> None:
    one = a_path()[1:-1]
    text = f"{{{one.replace('main', 'zebra')}, {one.replace('main', 'ant')}}}"
    assert [path.id for path in policy(paths=text).rules.paths] == ["zebra", "ant"]


def test_private_suggest_approval_and_retention() -> None:
    rules = policy(
        private="{when: {flags: [legal, compliance]}, readers: {person: kim}}",
        suggest="[{words: [phishing, ransom*], flag: security}, {words: cold store, type: incident}]",
        approval="{when: {priority: P1}, by: [{person: kim}], chain: true, within: 4h, otherwise: decline}",
        retention="[{when: {flags: legal}, keep: hold}, {when: {}, keep: 2y}]",
    ).rules
    assert rules.private == (PrivateLine(When((AnyFlag(frozenset({"legal", "compliance"})),)), (KIM,)),)
    assert rules.suggest == (
        Suggestion(("phishing", "ransom*"), flag="security"),
        Suggestion(("cold store",), type="incident"),
    )
    assert rules.approval == (ApprovalLine(P1_ONLY, (KIM,), hours(4), Default.DECLINE, chain=True),)
    assert rules.retention == (
        RetentionLine(When((AnyFlag(frozenset({"legal"})),)), None),
        RetentionLine(ALWAYS, Duration(years=2)),
    )


def test_communication_templates_and_tone() -> None:
    rules = policy(
        communication="{when: {priority: P1}, hours: office, audiences: ["
        "{to: {place: ops}, first: 15m, every: 30m, template: status, by: stige}, "
        "{to: [{customer: contact}], first: 1h, every: once, template: ours, by: {case: reporter}}, "
        "{to: {person: kim}, first: 1h, template: end}]}",
        templates="{ours: '{priority} {case}: {summary}', status: {en: Now, da: Nu}}",
        tone="{default: plain, south: gentle}",
    ).rules
    assert rules.communication == (
        CommunicationPlan(
            P1_ONLY,
            (
                AudienceLine((PlaceTarget("ops"),), minutes(15), "status", minutes(30), by_stige=True),
                AudienceLine((CustomerContact(),), hours(1), "ours", by=PartyOf(Party.REPORTER)),
                AudienceLine((KIM,), hours(1), "end"),
            ),
            "office",
        ),
    )
    assert rules.templates == {
        "ours": plain("{priority} {case}: {summary}"),
        "status": Label((("en", "Now"), ("da", "Nu"))),
    }
    assert rules.tone == {"default": Tone.PLAIN, "south": Tone.GENTLE}


@pytest.mark.parametrize(
    ("sections", "named"),
    [
        ({}, ()),
        ({"retention": "{when: {}, keep: 2y}", "tone": "{default: gentle}"}, ()),
        ({"schedules": "{duty: {layers: {ical: duty.ics}}}"}, ()),
        ({"people": "{ana: {name: A, email: a@b.dk, leave: a.ics}, kim: {name: K, email: k@b.dk}}"}, ()),
        ({"schedules": "{duty: {layers: {people: ana}, pass_on: {accept_within: 30m}}}"}, ()),
        ({"clocks": "{when: {}, accept: 5m, review: 3d, deliver: 2m}"}, ("review",)),
        ({"places": "{wall: {email: wall@b.dk, webhook: https://b.dk/wall}}"}, ()),
        ({"vendors": "{telco: {name: T, email: t@b.dk, resolve_within: 8h}}"}, ()),
        ({"suggest": "[]", "approval": "[]"}, ()),
    ],
)
def test_what_a_file_uses_and_nothing_acts_on_yet_is_named(sections: dict[str, str], named: tuple[str, ...]) -> None:
    assert policy(**sections).not_in_force == named
