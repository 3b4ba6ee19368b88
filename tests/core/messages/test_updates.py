"""Drafts, updates, texts to pass on and ends, as they read who are kept informed and who write (S38, S39, R29)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.audiences import Audience
from bot.cases.case import Closing, Status
from bot.cases.commands import Accept, Confirm, MarkTold, PostUpdate, Resolve, Withdraw
from bot.cases.facts import Handover
from bot.cases.outcome import Message, MessageKind, Topic
from bot.cases.verbs import Belief, Press, Verb
from bot.durations import hours, minutes
from bot.messages.answers import command_from
from bot.messages.audience_names import audience_name, writer_name
from bot.messages.card import card
from bot.messages.delivery import drawn_anew, retires, stands, still_owed, tells
from bot.messages.shown import Card, FieldErrors, Form
from bot.messages.templates import SHIPPED, Company, draft, end, previews, sent
from bot.messages.update_form import update_form
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
    TeamMembers,
    VendorTarget,
)
from bot.words import Label, Param, Template
from tests.core.messages.company import Matter, everything, labels, read, roster, rows, rules, text

WORDS = text("A new disk is on its way", "linh")
HOSTILE = "<!channel> {owner} {priority} @everyone"
NOTICES, AURORA, PIET = 1, 2, 3  # the audiences of the shipped plan for P1


def urgent(**facts: object) -> Matter:
    """Linh has it; a customer is concerned."""
    return Matter(**({"customer": "aurora"} | facts)).does("linh", Accept())  # type: ignore[arg-type]


def within(matter: Matter) -> Company:
    return Company(matter.rules, matter.roster, matter.now)


def seen(matter: Matter, topic: Topic, audience: int | None = None, person: str | None = "linh", seq: int = 0) -> Card:
    message = Message(
        MessageKind.NUDGE, "c1", seq or matter.case.seq, person, None if person else "notices", topic=topic,
        audience=audience,
    )  # fmt: skip
    return card(matter.case, matter.rules, matter.roster, matter.now, person, message)


def for_customer(matter: Matter, topic: Topic, audience: int | None = None, seq: int = 0) -> Card:
    message = Message(
        MessageKind.NUDGE, "c1", seq or matter.case.seq, topic=topic, audience=audience, customer="aurora"
    )
    return card(matter.case, matter.rules, matter.roster, matter.now, None, message)


def posted(matter: Matter, *audiences: int) -> int:
    """The number of the event that has the words."""
    matter.does("linh", PostUpdate(WORDS, audiences=audiences))
    return matter.case.remarks[-1].seq


def said(card: Card) -> str:
    return read(card.headline)


def audience_of(matter: Matter, number: int) -> Audience:
    found = matter.case.audience(number)
    assert found
    return found


# templates


def test_a_template_is_filled_with_the_case_as_it_is() -> None:
    matter = urgent().waits(minutes=15)
    told = read(sent(matter.case, audience_of(matter, NOTICES), within(matter)), matter.now)
    assert told == "ESC-7: Booking is down (P1). We tell more at 18:40."


def test_a_draft_says_when_it_is_heard_of_next_if_it_is_sent_now() -> None:
    matter = urgent().waits(minutes=10)
    text_of = read(draft(matter.case, audience_of(matter, PIET), within(matter)), matter.now)
    assert "ESC-7 · P1 · Aurora Foods · Booking is down" in text_of
    assert "Next update: 19:05" in text_of


def test_a_draft_that_is_passed_on_to_people_in_several_zones_names_its_zone() -> None:
    matter = urgent().waits(minutes=10)
    passed_on = draft(matter.case, audience_of(matter, PIET), within(matter))
    assert (passed_on.timezone, passed_on.zone_named) == (matter.roster.timezone, True)
    assert not draft(matter.case, audience_of(matter, AURORA), within(matter)).zone_named


def test_what_fills_a_placeholder_is_text_whatever_it_holds() -> None:
    matter = Matter(handover=Handover(text(HOSTILE)))
    told = read(sent(matter.case, audience_of(matter, NOTICES), within(matter)))
    assert told.startswith(f"ESC-7: {HOSTILE} (P1).")


def test_what_nobody_has_said_is_a_dash() -> None:
    matter = Matter()
    values = dict(sent(matter.case, replace(audience_of(matter, NOTICES), due_at=None), within(matter)).values)
    for name in ("impact_on", "customer", "next_update", "deadline", "resolution"):
        assert read(values.get(name, values["customer"])) == "–"
    assert read(values["owner"]) == "nobody yet"


def test_an_impact_that_was_only_chosen_is_said_by_its_word() -> None:
    matter = Matter(handover=Handover(text("Booking is down")))
    values = dict(sent(matter.case, audience_of(matter, NOTICES), within(matter)).values)
    assert read(values["impact"]) == "company"
    unsure = Matter(handover=Handover(text("Booking is down")), impact=None)
    assert read(dict(end(unsure.case, None, within(unsure)).values)["impact"]) == "–"


def test_a_customer_reads_in_their_own_language_and_zone_and_gets_no_way_into_stige() -> None:
    matter = urgent()
    customer = replace(matter.roster.customers["aurora"], language="da", timezone="Asia/Tokyo")
    matter.roster = replace(matter.roster, customers={"aurora": customer})
    template = draft(matter.case, audience_of(matter, AURORA), within(matter))
    assert read(template).startswith("Om Booking is down: vi arbejder på det. Status: ")
    assert read(template).endswith("I hører fra os igen: kl. 02.55.")
    assert read(dict(template.values)["link"]) == "–"


def test_the_policys_own_template_takes_the_place_of_ours() -> None:
    matter = urgent()
    matter.rules = replace(matter.rules, templates={"manager": Label((("en", "{title}: {link}"), ("da", "x")))})
    told = draft(matter.case, audience_of(matter, PIET), within(matter))
    assert read(told) == "IT incident: /escalate show ESC-7"
    assert read(told, language="da") == "x"


def test_the_end_says_what_was_done_or_how_else_it_ended() -> None:
    solved = urgent().does("linh", Resolve(closing()))
    assert read(end(solved.case, None, within(solved))) == "ESC-7: Booking is down. It is over. New disk"
    withdrawn = urgent().does("noor", Withdraw(WORDS))
    assert read(end(withdrawn.case, None, within(withdrawn))).endswith("It is over. Withdrawn by the reporter.")


def test_the_words_of_a_customer_whom_the_file_lacks_are_those_of_the_hand_over() -> None:
    matter = Matter(handover=Handover(text("Booking is down"), customer=text("A new one"), deadline=text("soon")))
    values = dict(end(matter.case, None, within(matter)).values)
    assert (read(values["customer"]), read(values["deadline"])) == ("A new one", "soon")


def test_a_preview_shows_every_template_with_nothing_left_to_fill() -> None:
    shown = dict(previews(rules(), roster(), Matter().now))
    assert set(shown) == {*SHIPPED, *rules().templates}
    assert read(shown["status"]) == "ESC-7: Checkout is down (P1). We tell more at 18:55."
    assert read(shown["end"]) == "ESC-7: Checkout is down. It is over. The gateway was restarted."
    assert not [name for name, template in shown.items() if "{" in read(template)]


def test_a_preview_needs_neither_people_nor_customers() -> None:
    empty = replace(roster(), people={}, customers={})
    assert "– · " in read(dict(previews(rules(), empty, Matter().now))["manager"])


# updates


def test_an_update_that_somebody_wrote_says_when_its_readers_hear_next() -> None:
    matter = urgent()
    number = posted(matter, NOTICES)
    assert [read(note) for note in seen(matter, Topic.UPDATE, NOTICES, None, number).notes] == ["Next update: 18:25."]
    assert seen(matter, Topic.UPDATE, None, "noor", number).notes == (), "to none in particular nothing is promised"
    heard = replace(audience_of(matter, NOTICES), due_at=None)
    assert seen(matter.becomes(audiences=(heard,)), Topic.UPDATE, NOTICES, None, number).notes == ()


# drafts


def test_who_writes_gets_the_draft_and_the_button_to_post_it() -> None:
    matter = urgent().waits(minutes=10)
    drawn = seen(matter, Topic.UPDATE_WANTED, AURORA)
    assert said(drawn) == "ESC-7: an update to Aurora Foods is due by 18:15. Here is a draft."
    assert rows(drawn.body)["Draft"].startswith("About Booking is down: we are working on it.")
    assert labels(drawn) == ["Post update", "Show"]
    assert drawn.buttons[0].press == Press(Verb.UPDATE, "c1", Belief(1, 1, "linh", "2"))


def test_without_mail_the_draft_says_that_stige_will_not_send_it() -> None:
    matter = urgent().waits(minutes=10)
    unsendable = "Stige cannot send mail: you will get the text to send yourself."
    assert unsendable in map(read, seen(matter, Topic.UPDATE_WANTED, AURORA).lead)
    matter.roster = replace(matter.roster, mail=True)
    assert unsendable not in map(read, seen(matter, Topic.UPDATE_WANTED, AURORA).lead)


def test_a_draft_that_was_sent_or_is_wanted_no_more_says_where_the_case_stands() -> None:
    matter = urgent().waits(minutes=10)
    posted(matter, PIET)
    drawn = seen(matter, Topic.UPDATE_WANTED, PIET)
    assert (said(drawn), labels(drawn), drawn.body) == ("ESC-7 · P1 · Booking is down", ["Show"], ())
    assert said(seen(matter, Topic.UPDATE_WANTED, 9)) == "ESC-7 · P1 · Booking is down"


def test_who_may_not_post_it_sees_no_button() -> None:
    assert labels(seen(urgent().waits(minutes=10), Topic.UPDATE_WANTED, AURORA, "yuki")) == ["Show"]


def test_the_draft_of_the_end_is_wanted_of_a_closed_case() -> None:
    matter = urgent()
    matter.roster = replace(matter.roster, mail=True)
    posted(matter, AURORA)
    matter.does("linh", Resolve(closing())).does("noor", Confirm())
    drawn = seen(matter, Topic.UPDATE_WANTED, AURORA)
    assert said(drawn) == "ESC-7 is over, and Aurora Foods should hear of it. Here is a draft."
    assert rows(drawn.body) == {"Draft": "ESC-7: Booking is down. It is over. New disk"}
    assert labels(drawn) == ["Post update", "Show"]


def test_an_audience_that_is_owed_no_more_is_not_said_to_be_due() -> None:
    matter = urgent().waits(minutes=10)
    audiences = tuple(replace(one, due_at=None) for one in matter.case.audiences)
    assert said(seen(matter.becomes(audiences=audiences), Topic.UPDATE_WANTED, AURORA)).startswith("ESC-7 is over")


# updates


def test_an_update_in_words_says_whose_they_are() -> None:
    matter = urgent()
    drawn = seen(matter, Topic.UPDATE, None, "piet", posted(matter, PIET))
    assert said(drawn) == "Trần Mỹ Linh posted an update of ESC-7."
    assert rows(drawn.body) == {"Update": "A new disk is on its way"}
    assert read(drawn.plain) == "Trần Mỹ Linh posted an update of ESC-7. Booking is down"
    assert labels(drawn) == ["Show"]


def test_what_stige_tells_a_room_is_the_template() -> None:
    matter = urgent().waits(minutes=15)
    drawn = seen(matter, Topic.UPDATE, NOTICES, None)
    assert said(drawn) == "How ESC-7 stands."
    assert rows(drawn.body)["Update"].startswith("ESC-7: Booking is down (P1).")


def test_mail_addresses_and_numbers_are_not_repeated_in_a_room_by_a_template_either() -> None:
    matter = Matter(handover=Handover(text("Call +31 20 123 4567 or noor@kestrel.example")))
    assert "kestrel.example" in everything(seen(matter, Topic.UPDATE, NOTICES, "piet"))
    shown = everything(seen(matter, Topic.UPDATE, NOTICES, None))
    assert not any(contact in shown for contact in ("kestrel.example", "123 4567"))


def test_of_a_private_case_a_notification_says_nothing() -> None:
    matter = Matter(type="hr")
    assert "Booking" not in read(seen(matter, Topic.UPDATE, None, "yuki").plain)


def test_words_that_the_case_has_forgotten_leave_the_case_itself() -> None:
    assert said(seen(urgent(), Topic.UPDATE, None, "piet", 9999)) == "ESC-7 · P1 · Booking is down"


def test_a_customer_gets_the_words_and_nothing_beside() -> None:
    matter = urgent()
    matter.roster = replace(matter.roster, mail=True)
    drawn = for_customer(matter, Topic.UPDATE, seq=posted(matter, AURORA))
    assert said(drawn) == "About ESC-7"
    assert read(drawn.plain) == "About ESC-7"  # the subject of a mail
    assert rows(drawn.body) == {"Update": "A new disk is on its way"}
    assert (drawn.lead, drawn.rows, drawn.notes, drawn.buttons) == ((), (), (), ())


def test_the_end_is_told_with_the_template_of_the_end() -> None:
    matter = urgent().does("linh", Resolve(closing()))
    assert said(seen(matter, Topic.ENDED, None, None)) == "ESC-7 · P1 · Booking is down"
    matter.does("noor", Confirm())
    drawn = seen(matter, Topic.ENDED, None, None)
    assert said(drawn) == "ESC-7 is closed."
    assert rows(drawn.body) == {"Update": "ESC-7: Booking is down. It is over. New disk"}
    assert rows(for_customer(matter, Topic.ENDED).body) == rows(drawn.body)


# to pass on


def test_who_is_to_pass_a_text_on_gets_it_with_the_button_told() -> None:
    matter = urgent()
    posted(matter, AURORA)
    drawn = seen(matter, Topic.TO_COPY, AURORA)
    assert said(drawn) == "ESC-7: please pass this on to Aurora Foods."
    assert "only then does it count" in everything(drawn)
    assert rows(drawn.body) == {"Update": "A new disk is on its way"}
    assert labels(drawn) == ["Told", "Show"]
    matter.does("linh", MarkTold(AURORA))
    assert labels(seen(matter, Topic.TO_COPY, AURORA)) == ["Show"]


def test_a_template_that_stige_cannot_send_is_passed_on_as_well() -> None:
    matter = urgent()
    lines = tuple(
        replace(plan, audiences=tuple(replace(line, by_stige=True) for line in plan.audiences))
        for plan in matter.rules.communication
    )
    itself = Matter(customer="aurora", rules_=replace(matter.rules, communication=lines)).waits(minutes=20)
    drawn = seen(itself, Topic.TO_COPY, AURORA, "noor")
    assert rows(drawn.body)["Update"].startswith("About Booking is down")
    assert labels(drawn) == ["Told", "Show"]


# what is still owed


def owed(matter: Matter, topic: Topic, audience: int | None = None, **to: str) -> bool:
    seq = matter.case.audience(audience).handed.seq if topic is Topic.TO_COPY else 1  # type: ignore[union-attr]
    return still_owed(Message(MessageKind.NUDGE, "c1", seq, topic=topic, audience=audience, **to), matter.case)  # type: ignore[arg-type]


def test_a_draft_is_owed_until_it_was_sent_and_none_of_a_resolved_case() -> None:
    matter = urgent()
    assert not owed(matter, Topic.UPDATE_WANTED, PIET)
    matter.waits(minutes=16)
    assert owed(matter, Topic.UPDATE_WANTED, PIET)
    assert not owed(replaced(matter, status=Status.RESOLVED), Topic.UPDATE_WANTED, PIET)
    posted(matter, PIET)
    assert not owed(matter, Topic.UPDATE_WANTED, PIET)
    assert not owed(matter, Topic.UPDATE_WANTED, 9)


def test_a_text_to_pass_on_is_owed_until_it_is_told_or_a_newer_one_takes_its_place() -> None:
    matter = urgent()
    posted(matter, AURORA)
    assert owed(matter, Topic.TO_COPY, AURORA)
    older = Message(MessageKind.NUDGE, "c1", 1, "linh", topic=Topic.TO_COPY, audience=AURORA)
    assert not still_owed(older, matter.case)


def test_a_template_is_owed_while_the_case_has_its_audience_and_words_always() -> None:
    matter = urgent()
    assert owed(matter, Topic.UPDATE, NOTICES, place="notices")
    assert not owed(matter, Topic.UPDATE, 9, place="notices")
    assert owed(matter, Topic.UPDATE, person="piet")
    assert owed(matter.does("noor", Withdraw(WORDS)), Topic.ENDED, person="piet")
    assert not owed(urgent(), Topic.ENDED, person="piet")


def test_no_customer_hears_of_a_private_case() -> None:
    assert owed(urgent(), Topic.UPDATE, customer="aurora")
    assert not owed(replaced(urgent(), private=True), Topic.UPDATE, customer="aurora")


def test_what_was_told_stays_as_it_was_said_and_can_be_taken_out_of_a_room() -> None:
    for topic in (Topic.UPDATE, Topic.ENDED):
        told = Message(MessageKind.NUDGE, "c1", 1, place="notices", topic=topic)
        assert stands(told)
        assert not drawn_anew(told)
    assert drawn_anew(Message(MessageKind.TELL, "c1", 1, place="notices"))
    assert not stands(Message(MessageKind.NUDGE, "c1", 1, customer="aurora", topic=Topic.UPDATE))
    assert tells(Message(MessageKind.NUDGE, "c1", 1, place="notices", topic=Topic.UPDATE))


def test_a_newer_draft_takes_the_place_of_an_older_one_for_the_same_audience() -> None:
    older, newer, other = (
        Message(MessageKind.NUDGE, "c1", seq, "linh", topic=Topic.UPDATE_WANTED, audience=number)
        for seq, number in ((1, 1), (2, 1), (3, 2))
    )
    assert retires(newer, older)
    assert not retires(other, older)


def replaced(matter: Matter, **changes: object) -> Matter:
    matter.becomes(**changes)
    return matter


# the form


def form(matter: Matter, audience: str | None = None, words: str = "") -> Form:
    return update_form(Press(Verb.UPDATE, "c1", Belief(about=audience)), matter.case, within(matter), words)


def in_words(shown: Form, matter: Matter) -> dict[str, tuple[str, ...]]:
    worded = shown.worded(lambda draft: read(draft, matter.now))
    return {field.name: field.value for field in worded.fields}


def test_the_form_begins_with_the_draft_and_its_audience_alone() -> None:
    matter = urgent()
    values = in_words(form(matter, "2"), matter)
    assert values["words"][0].startswith("About Booking is down")
    assert values["audiences"] == ("2",)


@pytest.mark.parametrize("about", [None, "", "9", "x", "²", "99999"])
def test_a_button_that_is_about_no_audience_chooses_none(about: str | None) -> None:
    assert in_words(form(urgent(), about), urgent()) == {"words": (), "audiences": (), "next": ()}


def test_words_typed_before_take_the_place_of_the_draft() -> None:
    assert in_words(form(urgent(), "2", "all fine"), urgent())["words"] == ("all fine",)


def test_a_draft_is_no_longer_than_its_field() -> None:
    matter = urgent(handover=Handover(text("x" * 5000)))
    (words,) = in_words(form(matter, "2"), matter)["words"]
    assert len(words) == 3000


def test_the_audiences_are_offered_by_their_names_those_outside_marked() -> None:
    options = next(field for field in form(urgent()).fields if field.name == "audiences").options
    assert [(option.value, read(option.label)) for option in options] == [
        ("1", "notices"),
        ("2", "Aurora Foods (customer)"),
        ("3", "Piet de Vries"),
    ]


def test_a_case_without_audiences_asks_for_none() -> None:
    matter = Matter().becomes(audiences=())
    assert [field.name for field in form(matter).fields] == ["words", "next"]


def meant(**values: str) -> object:
    matter = urgent()
    sent_in = {name: tuple(value.split()) if name == "audiences" else (value,) for name, value in values.items()}
    press = Press(Verb.UPDATE, "c1")
    read_ = command_from(press, sent_in, "linh", matter.case, matter.rules, matter.roster, matter.now, "UTC")
    return dict(read_.by_field) and {n: read(s) for n, s in read_.by_field} if isinstance(read_, FieldErrors) else read_


def test_the_answers_become_the_command() -> None:
    now = urgent().now
    assert meant(words="going well") == PostUpdate(text("going well", "linh"))
    assert meant(words="x", audiences="1 3", next="2h") == PostUpdate(
        text("x", "linh"), now + timedelta(hours=2), (1, 3)
    )


def test_what_cannot_be_read_is_said_at_its_field() -> None:
    assert meant() == {"words": "Please fill this in."}
    assert set(meant(words="x", next="soon")) == {"next"}  # type: ignore[call-overload]
    assert set(meant(words="x", next="2026-11-01 09:00")) == {"next"}  # type: ignore[call-overload]
    assert set(meant(words="x", audiences="1 9")) == {"audiences"}  # type: ignore[call-overload]


def test_the_button_told_is_about_its_audience() -> None:
    matter = urgent()
    press = Press(Verb.TOLD, "c1", Belief(about="2"))
    command = command_from(press, {}, "linh", matter.case, matter.rules, matter.roster, matter.now, "UTC")
    assert command == MarkTold(2)


# on the card


def test_the_card_says_who_hears_next_when_and_by_whom_and_who_was_told() -> None:
    matter = urgent()
    assert rows(matter.card("linh").rows)["Told next"] == "notices (18:10, by Stige)"
    matter.waits(minutes=15)
    shown = rows(matter.card("linh").rows)
    assert shown["Told next"] == "Aurora Foods (18:15, by Trần Mỹ Linh)"
    assert shown["Told so far"] == "notices (18:10)"


def test_whoever_was_told_by_hand_is_marked_so() -> None:
    matter = urgent()
    posted(matter, AURORA)
    matter.does("linh", MarkTold(AURORA))
    assert rows(matter.card("linh").rows)["Told so far"] == "Aurora Foods (17:55, by hand)"


def test_a_closed_case_owes_no_update_and_a_resolved_one_those_of_stige_alone() -> None:
    matter = urgent().does("linh", Resolve(closing()))
    assert rows(matter.card("linh").rows)["Told next"] == "notices (18:10, by Stige)"
    only_people = tuple(one for one in matter.case.audiences if not one.by_stige)
    assert "Told next" not in rows(matter.becomes(audiences=only_people).card("linh").rows)
    assert "Told next" not in rows(urgent().does("noor", Withdraw(WORDS)).card("linh").rows)


def named(*to: object, **more: object) -> Audience:
    matter = urgent()
    return replace(audience_of(matter, AURORA), to=to, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (OnePerson("piet"), "Piet de Vries"),
        (PlaceTarget("notices"), "notices"),
        (VendorTarget("skylink"), "Skylink Carrier Services"),
        (TeamMembers("platform"), "team platform"),
        (CoordinatorOf("platform"), "coordinator of platform"),
        (ManagerOf(Party.OWNER), "manager of the owner"),
        (ManagerOf("linh"), "manager of Trần Mỹ Linh"),
        (OnCall("duty"), "on call, duty"),
        (NextOnCall("duty"), "on call, duty"),
        (CustomerContact(), "Aurora Foods"),
        (CustomerFollowers(), "the customer's followers"),
        (PartyOf(Party.REPORTER), "the reporter"),
        (PartyOf(Party.FOLLOWERS), "the followers"),
    ],
)
def test_an_audience_is_called_by_whom_it_names(target: object, name: str) -> None:
    assert read(audience_name(named(target))) == name


def test_who_writes_is_stige_whom_the_plan_names_the_owner_or_the_reporter() -> None:
    owned, new = urgent().case, Matter().case
    cases: list[tuple[Param, str]] = [
        (writer_name(named(by_stige=True), owned), "Stige"),
        (writer_name(named(by=OnePerson("piet")), owned), "Piet de Vries"),
        (writer_name(named(), owned), "Trần Mỹ Linh"),
        (writer_name(named(), new), "Noor Haddad"),
    ]
    assert [read(found) for found, _ in cases] == [name for _, name in cases]


def closing() -> Closing:
    return Closing(text("New disk"), text("Old"), text("Buy two"), customer_told=True)


def test_the_lengths_of_intervals_are_those_of_the_plan() -> None:
    assert audience_of(urgent(), PIET).interval == hours(1)
    assert replace(audience_of(urgent(), PIET), every=None).interval == minutes(30)


def test_a_template_written_for_somebody_is_read_as_they_would() -> None:
    told = Template(Label((("en", "at {at}"), ("da", "fra {at}"))), (("at", urgent().now),), "da", "Asia/Tokyo")
    assert read(told) == "fra kl. 01.55"
    assert read(replace(told, language="", timezone="")) == "at 17:55"
