"""What stands on a card, for whom."""

from dataclasses import replace

import pytest

from bot.cases.case import Closing, Realm, Status, WaitingFor
from bot.cases.commands import (
    Accept,
    Confirm,
    Coordinate,
    Decline,
    Escalate,
    NeedInfo,
    Reassign,
    Reopen,
    Resolve,
    Snooze,
    Triage,
    VendorHasIt,
    WaitFor,
    Withdraw,
)
from bot.cases.facts import Complexity, Facts, Handover, Reason
from bot.cases.ladder import Why
from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.card import card
from bot.messages.shown import Accent, Style
from bot.people.targets import ManagerOf, OnCall, OnePerson, Party, PlaceTarget
from bot.policy.when import Unsure, When
from tests.core.messages.company import FRIDAY, Matter, everything, labels, read, rows, rules, text


def test_a_card_says_what_why_you_who_has_it_and_who_is_next() -> None:
    matter = Matter()
    card = matter.card("linh", MessageKind.ASK)
    assert read(card.headline) == "ESC-7 · P1 · Booking is down"
    assert read(card.plain) == "P1 ESC-7: Booking is down. You are asked to take it."
    assert matter.lead("linh") == [
        "You are on call for Specialist on duty (level 1).",
        "What is asked of you: keep the goods moving first.",
        "Nobody has it yet. Asked now: Trần Mỹ Linh (Specialist on duty, level 1).",
        "If nobody accepts by 18:00, Sanna Korhonen (Second line) is asked.",
    ]


def test_the_facts_stand_as_rows_the_priority_with_all_its_reasons_first() -> None:
    matter = Matter(customer="aurora", users_affected=1200, flags=frozenset({"cold_chain"}), reason=Reason.RESOURCES)
    because = "a matter like this comes first, many people are affected and a gold customer"
    assert rows(matter.card("linh").rows) == {
        "Priority": f"P1 (impact company, urgency now; also {because})",
        "Customer": "Aurora Foods",
        "Type": "IT incident",
        "Users affected": "1,200",
        "Flags": "cold chain",
        "Why escalated": "I lack people, tools or access",
        "Status": "new, nobody has it yet",
        "Reporter": "Noor Haddad",
        "Solve by": "21:55",
        "Told next": "notices (18:10, by Stige)",
    }


def test_what_somebody_does_not_know_is_said_as_unsure_and_what_nobody_said_is_not_shown() -> None:
    unsure = Matter(
        impact=None, users_affected=Unsure.UNSURE, complexity=Complexity.COMPLEX, choices=(("system", "network"),)
    )
    shown = rows(unsure.card("noor").rows)
    assert shown["Priority"].startswith("P1 (impact unsure, urgency now")
    assert (shown["Users affected"], shown["Complexity"], shown["Which system?"]) == ("unsure", "complex", "network")
    assert not {"Customer", "Deadline", "Owner", "Flags"} & shown.keys()


def test_words_of_the_hand_over_stand_in_the_body_under_their_names() -> None:
    handover = Handover(
        text("Booking is down"),
        steps=text("Restarted"),
        customer=text("A new one"),
        help=text("Decide"),
        fields=(("shipment", text("S-1")),),
    )
    card = Matter(handover=handover).card("noor")
    assert rows(card.body) == {"Steps already taken": "Restarted", "Help needed": "Decide", "Shipment number": "S-1"}
    assert rows(card.rows)["Customer"] == "A new one"


def test_missing_items_are_told_while_the_case_is_open() -> None:
    support = Matter(type="support", handover=Handover(text("They wait")))
    assert next(read(note) for note in support.card("linh").notes) == (
        "Hand-over 33 of 100. Missing: Steps already taken, Customer, Deadline and Help needed."
    )
    support.does("linh", Accept()).does("linh", Resolve(Closing(text("Done"))))
    assert "Missing" not in everything(support.card("noor"))


def test_the_reporter_is_told_why_each_missing_item_matters_and_a_room_nothing_of_it() -> None:
    matter = Matter(impact=None, handover=Handover(text("Down"), help=text("Decide")))
    assert [read(note) for note in matter.card("noor").notes][1:3] == [
        "Steps already taken: so that nobody tries them again.",
        "Impact: so that the next person sees what is at stake.",
    ]
    assert "Hand-over" not in everything(matter.card(None))


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("noor", "You reported it."),
        ("amara", "You coordinate the team that has it."),
        ("piet", "For your information. You need not act."),
    ],
)
def test_everybody_is_told_which_part_they_play(who: str, why: str) -> None:
    matter = Matter().becomes(told=("piet",))
    assert matter.lead(who)[0] == why


def test_somebody_without_a_part_is_told_where_it_stands_and_no_more() -> None:
    assert Matter().lead("yuki")[0].startswith("Nobody has it yet.")


def test_who_accepts_is_told_that_they_have_it_and_the_others_that_they_were_asked() -> None:
    matter = Matter().does("linh", Accept())
    assert matter.lead("linh")[:2] == ["You have this case.", "Trần Mỹ Linh has it since 17:55."]
    matter.waits(hours=4)
    asked_to_take_over = matter.lead("sanna")
    assert asked_to_take_over[:2] == [
        "It was not solved in time. You are asked to take it over or to coordinate.",
        "You are asked as Second line (level 2).",
    ]
    matter.does("sanna", Accept("linh"))
    assert matter.lead("linh")[0] == "You were asked earlier."


@pytest.mark.parametrize(
    ("sought", "why"),
    [
        (Why.BY_HAND, "Trần Mỹ Linh has escalated it. You are asked to take it over or to coordinate."),
        (Why.HANDED_BACK, "Trần Mỹ Linh has handed it back. You are asked to take it over."),
        (Why.SILENT, "Trần Mỹ Linh was asked how it goes and has not answered."),
        (Why.OWNER_UNREACHABLE, "The case was given to Trần Mỹ Linh, whom no chat reaches now."),
        (Why.BREACHED, "It was not solved in time. You are asked to take it over or to coordinate."),
    ],
)
def test_who_is_called_to_take_over_is_told_why_its_owner_needs_it(sought: Why, why: str) -> None:
    matter = Matter().does("linh", Accept()).waits(hours=4)
    matter.becomes(ladder=replace(matter.case.ladder, sought=sought))
    assert matter.lead("sanna")[0].startswith(why)


def test_a_call_to_coordinate_stays_why_you_hold_the_card() -> None:
    matter = Matter().does("linh", Accept()).waits(hours=4).does("sanna", Coordinate())
    assert matter.lead("sanna")[0].startswith("It was not solved in time.")


def test_who_declined_was_asked_earlier() -> None:
    matter = Matter().does("linh", Decline(text("ill", "linh")))
    assert matter.lead("linh")[0] == "You were asked earlier."


def test_the_line_of_the_policy_that_named_somebody_is_said() -> None:
    full = Handover(text("a"), text("b"), text("c"), text("d"), text("e"), text("f"))
    routine = Matter(handover=full, at=FRIDAY.replace(hour=9), impact="person", urgency="later")
    assert "You are in the team platform, asked as Platform team (level 1)." in routine.lead("tomas")
    assert "You are asked as Second line (level 2)." in Matter(flags=frozenset({"security"})).lead("sanna")
    stand_by = Matter(type="quality", flags=frozenset({"cold_chain"}))
    assert "You are next on call for Specialist on stand-by (level 1)." in stand_by.lead("tomas")
    routine.waits(hours=24 * 3)
    assert "You coordinate platform, asked as Coordinator (level 2)." in routine.lead("amara")


def test_who_has_left_the_team_since_they_were_asked_is_told_the_level_alone() -> None:
    full = Handover(text("a"), text("b"), text("c"), text("d"), text("e"), text("f"))
    routine = Matter(handover=full, at=FRIDAY.replace(hour=9), impact="person", urgency="later")
    routine.roster = replace(routine.roster, teams={})
    assert routine.lead("tomas")[0] == "You are asked as Platform team (level 1)."


def test_whoever_is_on_duty_where_a_person_is_named_beside_is_told_so() -> None:
    urgent = rules().path("urgent")
    both = replace(urgent.levels[0], ask=(OnePerson("sanna"), PlaceTarget("control-room"), OnCall("platform-duty")))
    path = replace(urgent, levels=(both, *urgent.levels[1:]), when=When())
    matter = Matter(rules_=replace(rules(), paths=(path,)))
    assert matter.lead("linh")[0] == "You are on call for Specialist on duty (level 1)."
    assert matter.lead("sanna")[0] == "You are asked as Specialist on duty (level 1)."


def test_what_people_said_along_the_way_stands_with_the_case() -> None:
    matter = Matter().does("linh", Decline(text("ill", "linh"))).does("sanna", Accept())
    matter.does("sanna", Reassign("tomas", text("knows it", "sanna"))).does("tomas", Resolve(Closing(text("x"))))
    matter.does("noor", Reopen(text("no", "noor")))
    assert list(rows(matter.card("tomas").body).values())[-3:] == ["ill", "knows it", "no"]


def test_a_case_that_waits_for_no_clock_says_because_of_what() -> None:
    assert "Asked at once, because of: security." in Matter(flags=frozenset({"security"})).lead("sanna")


def test_a_reminder_says_how_much_time_is_left_until_it_is_over() -> None:
    matter = Matter().waits(minutes=4)
    assert matter.lead("linh", MessageKind.REMIND)[0] == "Reminder: you have 1 minute left to answer."
    assert read(matter.card("linh", MessageKind.REMIND).plain).startswith("Reminder, P1 ESC-7")
    matter.does("linh", Accept())
    assert not [line for line in matter.lead("linh", MessageKind.REMIND) if "Reminder" in line]
    late = Matter().waits(minutes=6)
    assert not [line for line in late.lead("linh", MessageKind.REMIND) if "Reminder" in line]
    assert not [line for line in late.lead("yuki", MessageKind.REMIND) if "Reminder" in line]


def test_a_reminder_of_an_earlier_ask_says_nothing_of_the_time_of_a_newer_one() -> None:
    matter = Matter().waits(minutes=4)
    ask = matter.case.ladder.asks[0]
    again = replace(ask, round=2)
    case = replace(matter.case, ladder=replace(matter.case.ladder, asks=(ask, again)))
    reminder = Message(MessageKind.REMIND, case.id, case.seq, "linh", level=1, round=1)
    drawn = card(case, matter.rules, matter.roster, matter.now, "linh", reminder)
    assert not [line for line in map(read, drawn.lead) if "Reminder" in line]


def test_while_nobody_has_it_the_card_says_since_when_it_is_overdue() -> None:
    matter = Matter().waits(hours=5)
    labels = [read(row.label) for row in matter.card("noor").rows]
    assert "Overdue since" in labels
    assert "Solve by" not in labels


def test_a_managers_page_fits_one_phone_screen() -> None:
    """What, customer, priority and why, who was asked and did not answer, what is asked of them, and few buttons."""
    matter = Matter(customer="aurora").waits(minutes=16)
    card = matter.card("amara", MessageKind.ASK)
    assert [matter.read(line) for line in card.lead] == [
        "You lead those asked before you (Operations manager, level 4).",
        "What is asked of you: bring people together and speak for us.",
        "Asked before you, without an answer: Trần Mỹ Linh and Sanna Korhonen.",
        "Nobody has it yet. Asked now: Amara Okafor (Operations manager, level 4).",
        "If nobody accepts by 18:25, Trần Mỹ Linh (Specialist on duty) is asked.",
    ]
    assert list(rows(card.rows)) == ["Customer", "Priority"]
    assert rows(card.body) == {"Impact": "Nobody can ship"}
    assert labels(card) == ["Accept", "Reassign", "Decline", "Escalate", "Show"]
    assert len(everything(card)) < 900


def test_the_last_resort_is_told_that_it_is_one() -> None:
    matter = Matter().waits(hours=2)
    lead = matter.lead("piet", MessageKind.ASK)
    assert lead[:2] == [
        "Nobody on the ladder has it in hand. You are its last resort.",
        "Please accept it, or see to it that somebody does.",
    ]
    assert "Asked until somebody accepts: Piet de Vries and Amara Okafor." in lead[3]
    assert lead[4].startswith("They are asked again from ")


def test_a_call_to_take_over_is_announced_as_one() -> None:
    matter = Matter().does("linh", Accept()).waits(hours=4)
    card = matter.card("sanna", MessageKind.ASK)
    assert read(card.plain).endswith("You are asked to take it over or to coordinate.")
    assert labels(card) == ["Take over", "Coordinate", "Decline", "Show"]
    assert card.buttons[0].style is Style.PRIMARY


def test_the_likeliest_buttons_come_first() -> None:
    matter = Matter()
    assert labels(matter.card("linh"))[:3] == ["Accept", "Decline", "Need info"]
    assert matter.card("linh").buttons[0].style is Style.PRIMARY
    matter.does("linh", Accept())
    assert labels(matter.card("linh"))[:2] == ["Resolve", "Note"]


def test_the_reporter_is_offered_their_own_verbs_before_anybody_elses() -> None:
    assert labels(Matter().card("noor")) == ["Edit hand-over", "Withdraw", "Show"]
    assert labels(Matter(by="tomas").card("tomas")) == ["Edit hand-over", "Withdraw", "Accept", "Show"]


def test_withdrawing_looks_dangerous() -> None:
    styles = {read(button.label): button.style for button in Matter().card("noor").buttons}
    assert styles == {"Edit hand-over": Style.PLAIN, "Withdraw": Style.DANGER, "Show": Style.PLAIN}


def test_a_card_has_eleven_buttons_at_the_most() -> None:
    matter = Matter(by="amara").waits(minutes=16).does("amara", Accept())
    assert len(matter.card("amara").buttons) == 11
    assert labels(matter.card("amara"))[-1] == "Show"


def test_a_button_believes_what_the_card_showed() -> None:
    matter = Matter().waits(minutes=6)
    press = matter.card("sanna").buttons[0].press
    assert (press.belief.level, press.belief.round, press.belief.owner) == (2, 1, None)


def test_only_who_was_asked_before_somebody_is_said_to_have_been() -> None:
    matter = Matter().waits(minutes=31)  # the second round: all were asked again, after the manager was
    assert "Asked before you, without an answer: Trần Mỹ Linh and Sanna Korhonen." in matter.lead(
        "amara", MessageKind.ASK
    )
    assert not [line for line in matter.lead("linh", MessageKind.ASK) if line.startswith("Asked before you")]


def test_a_manager_is_told_of_whom() -> None:
    def lead(whom: Party | str, **changes: object) -> str:
        urgent = rules().path("urgent")
        first = replace(urgent.levels[0], ask=(ManagerOf(whom),))
        path = replace(urgent, levels=(first, *urgent.levels[1:]), when=When())
        return Matter(rules_=replace(rules(), paths=(path,))).becomes(**changes).lead("amara")[0]

    level = "(Specialist on duty, level 1)."
    assert lead("linh") == f"You lead Trần Mỹ Linh {level}"
    assert lead(Party.REPORTER).startswith("You lead Noor Haddad, who reported it ")
    late = Matter().does("linh", Accept()).does("linh", Escalate(text("too big"), 1, 1)).waits(minutes=11)
    assert "You lead Trần Mỹ Linh (Operations manager, level 4)." in late.lead("amara")


def test_a_manager_who_is_asked_first_of_all_leads_those_whom_the_first_level_would_ask() -> None:
    urgent = rules().path("urgent")
    second = replace(urgent.levels[1], ask=(ManagerOf(Party.OWNER),))
    path = replace(urgent, levels=(urgent.levels[0], second, *urgent.levels[2:]))
    others = tuple(other for other in rules().paths if other.id != "urgent")
    matter = Matter(rules_=replace(rules(), paths=(path, *others)), flags=frozenset({"security"}))
    assert matter.lead("amara")[0] == "You lead those whom the first level would ask (Second line, level 2)."


def test_the_last_resort_of_a_case_that_somebody_has_is_told_that_nobody_above_took_it() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Escalate(text("too big"), 1, 1)).waits(minutes=26)
    assert matter.lead("piet", MessageKind.ASK)[:2] == [
        "Trần Mỹ Linh has escalated it. You are asked to take it over or to coordinate.",
        "No level above took it. You are its last resort.",
    ]


def test_once_the_reporter_has_confirmed_the_card_waits_for_its_owners_words_and_not_for_them() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Resolve(Closing(text("Done"))))
    told = "It closes once Trần Mỹ Linh has told what was found and done; asked again from 21:55."
    assert matter.lead(None) == ["Said to be solved. Noor Haddad is asked to confirm.", told]
    matter.does("noor", Confirm())
    found = "Noor Haddad confirmed that it is solved. Trần Mỹ Linh is asked what was found and done."
    assert matter.lead(None) == [found, told]


# rooms


def test_a_room_offers_accept_and_show_to_whoever_presses() -> None:
    matter = Matter()
    assert labels(matter.card(None)) == ["Accept", "Show"]
    matter.does("linh", Accept())
    assert labels(matter.card(None)) == ["Show"]
    matter.waits(hours=4)
    assert labels(matter.card(None)) == ["Take over", "Show"]


def test_a_room_is_shown_no_contact_data() -> None:
    words = Handover(
        text("Call joe@aurora.example"), impact=text("ring +45 12 34 56 78 or joe@aurora.example, 12345 pallets")
    )
    shown = everything(Matter(handover=words).card(None))
    assert "joe" not in shown
    assert "56 78" not in shown
    assert "ring … or …, 12345 pallets" in shown
    assert "joe@aurora.example" in everything(Matter(handover=words).card("linh"))


def test_a_private_case_is_never_drawn_for_a_room() -> None:
    with pytest.raises(ValueError, match="private"):
        Matter(type="hr").card(None)
    with pytest.raises(ValueError, match="private"):
        Matter(type="hr").nudge(None, Topic.CLOSED)


def test_a_private_case_says_nothing_on_a_lock_screen() -> None:
    matter = Matter(type="hr")
    for drawn in (matter.card("yuki", MessageKind.ASK), matter.nudge("noor", Topic.ASLEEP)):
        assert read(drawn.plain) == "P1 ESC-7: a private case, open it to read."
    assert "Private: do not pass it on." in everything(matter.card("yuki"))


# where it stands


def test_a_drill_says_so_first() -> None:
    assert read(Matter(realm=Realm.DRILL).card("linh").headline) == "DRILL · ESC-7 · P1 · Booking is down"


@pytest.mark.parametrize(
    ("commands", "says"),
    [
        ([], "Nobody has it yet. Asked now: Trần Mỹ Linh (Specialist on duty, level 1)."),
        ([Accept()], "Trần Mỹ Linh has it since 17:55."),
        ([Accept(), Snooze(FRIDAY.replace(minute=59), text("x"))], "Trần Mỹ Linh has put it off until 17:59."),
        ([Accept(), WaitFor(WaitingFor.CUSTOMER, text("w"))], "It waits for the customer."),
        ([Accept(), WaitFor(WaitingFor.VENDOR, text("w"))], "It waits for the vendor."),
        ([Accept(), WaitFor(WaitingFor.REPORTER, text("w"))], "It waits for Noor Haddad."),
        ([NeedInfo("steps", text("what?"))], "Trần Mỹ Linh asked Noor Haddad for: Steps already taken"),
        ([Accept(), Resolve(Closing(text("Done")))], "Said to be solved. Noor Haddad is asked to confirm."),
    ],
)  # fmt: skip
def test_a_card_says_who_has_it_or_what_it_waits_for(commands: list[object], says: str) -> None:
    matter = Matter()
    for command in commands:
        matter.does("linh", command)  # type: ignore[arg-type]
    assert says in matter.lead(None)


def test_a_case_to_be_approved_and_one_whose_owner_came_before_records_say_so() -> None:
    matter = Matter().becomes(status=Status.APPROVAL)
    assert matter.lead(None) == ["It waits for approval."]
    matter = Matter().does("linh", Accept()).becomes(owner_since=None)
    assert matter.lead(None)[0] == "Trần Mỹ Linh has it."


def test_how_loud_a_card_is() -> None:
    matter = Matter()
    routine = Matter(
        handover=Handover(text("a"), text("b"), text("c"), text("d"), help=text("f")), impact="person", urgency="later"
    )
    assert (matter.card(None).accent, routine.card(None).accent) == (Accent.URGENT, Accent.OPEN)
    matter.does("linh", Accept())
    snoozed = Matter().does("linh", Accept()).does("linh", Snooze(FRIDAY.replace(minute=59), text("x")))
    assert snoozed.card(None).accent is Accent.QUIET
    matter.does("linh", WaitFor(WaitingFor.CUSTOMER, text("w")))
    assert matter.card(None).accent is Accent.QUIET
    matter.does("linh", Resolve(Closing(text("Done"))))
    assert matter.card(None).accent is Accent.DONE


def test_a_closed_case_says_how_it_ended_and_what_was_learned() -> None:
    matter = Matter(flags=frozenset({"cold_chain"})).does("linh", Accept())
    closing = Closing(text("New disk"), text("Old disk"), text("Buy two"), customer_told=False)
    matter.does("linh", Resolve(closing)).does("noor", Confirm())
    card = matter.card("noor")
    assert matter.lead("noor") == ["Solved and closed. Closed 17:55."]
    assert list(rows(card.body).items())[:4] == [
        ("Resolution", "New disk"),
        ("Root cause", "Old disk"),
        ("Lesson", "Buy two"),
        ("Customer told", "no"),
    ]
    assert "Solve by" not in rows(card.rows)


def test_a_withdrawn_case_says_so() -> None:
    assert Matter().does("noor", Withdraw(text("wrong"))).lead("linh") == ["Withdrawn by the reporter. Closed 17:55."]


def test_a_priority_set_by_hand_gives_the_persons_reason() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Triage(text("only a typo"), priority="P3"))
    assert rows(matter.card("noor").rows)["Priority"] == "P3 (only a typo)"


def test_the_vendors_reference_stands_on_the_card() -> None:
    matter = Matter(choices=(("system", "network"),)).waits(minutes=16)
    assert "Nobody has it yet. It is with Carrier (level 3)." in matter.lead(None)
    matter.does("sanna", VendorHasIt(text("SL-77", "sanna")))
    assert rows(matter.card("noor").rows)["Vendor's reference"] == "SL-77"


def test_an_erased_text_says_so() -> None:
    matter = Matter(handover=Handover(text("Booking is down"), steps=text("")))
    assert read(text("")) == "(erased)"
    assert read(Matter(handover=Handover(text(""))).card("noor").headline) == "ESC-7 · P1 · (erased)"
    assert "(erased)" in everything(matter.card("noor"))


def test_facts_without_reasons_still_give_a_card() -> None:
    matter = Matter().becomes(reasons=(), facts=Facts("incident"))
    assert rows(matter.card("noor").rows)["Priority"] == "P1 (impact unsure, urgency unsure)"


def test_the_third_escalation_of_a_customer_in_a_month_is_said_beside_their_name() -> None:
    assert "Aurora Foods, escalated 3 times in 30 days" in everything(
        Matter(customer="aurora").becomes(repeats=3).card("linh")
    )
    assert "in 30 days" not in everything(Matter(customer="aurora").becomes(repeats=2).card("linh"))
