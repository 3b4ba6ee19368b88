"""Mail: what is in it, what cannot get into it, and what becomes of it."""

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest

from adapters.links import Link, Links
from adapters.mail import MailSender, MailSettings, mail_settings
from bot.messages.owed import Receipt
from bot.people.identity import Identity, Platform
from bot.sending import Lost, NotNow, Sender, Undeliverable
from bot.settings import Unusable
from tests.adapters.outside.words import READER, PlainWords, a_card, now
from tests.harness.mailbox import Mailbox

NOC = "noc@telco.example"
LINKS = Links("https://stige.example.com", ["a secret of tests"])


def settings_of(url: str) -> MailSettings:
    made = mail_settings(url)
    assert made
    return made


def sender_to(box: Mailbox, **more: object) -> Sender:
    return MailSender(replace(settings_of(box.url), **more), PlainWords(), now, LINKS, timeout_seconds=2)  # type: ignore[arg-type]


async def posted(box: Mailbox, text: str = "checkout is down", to: str = NOC, repeated: bool = False) -> Receipt:
    return await sender_to(box).post(to, a_card(text), READER, "outbox1", repeated)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content()).replace("\r\n", "\n")


# what is in it


async def test_a_mail_says_what_the_card_says_as_text_and_as_html(box: Mailbox) -> None:
    receipt = await posted(box)
    [mail] = box.mails
    assert box.envelopes == [("stige@nordlys.example", [NOC])]
    assert (mail["From"], mail["To"]) == ("Stige <stige@nordlys.example>", NOC)
    assert mail["Subject"] == "ESC-7, P1: checkout is down"
    assert part(mail, "plain").split("\n\n") == [
        "ESC-7: your help is needed",
        "Please answer Ben.",
        "Priority: P1",
        "Summary: checkout is down\n",
    ]
    assert "<p><strong>Summary:</strong> checkout is down</p>" in part(mail, "html")
    assert receipt == Receipt(Platform.MAIL, "127.0.0.1", NOC, "<outbox1@nordlys.example>")


async def test_who_answers_a_mail_answers_the_people_that_it_names(box: Mailbox) -> None:
    asked = replace(a_card("down"), answer_to=("ben@nordlys.example", "no address", "mia@nordlys.example"))
    await sender_to(box).post(NOC, asked, READER, "outbox1", False)
    assert box.mails[0]["Reply-To"] == "ben@nordlys.example, mia@nordlys.example"
    await posted(box)
    assert box.mails[1]["Reply-To"] is None


async def test_a_mail_names_its_message_says_that_a_program_wrote_it_and_in_which_language(box: Mailbox) -> None:
    await posted(box)
    [mail] = box.mails
    assert mail["Message-ID"] == "<outbox1@nordlys.example>"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "en")
    assert mail["Date"] == "Fri, 20 Nov 2026 09:00:00 +0000"


async def test_without_a_language_none_is_said(box: Mailbox) -> None:
    await sender_to(box).post(NOC, a_card(), replace(READER, language=""), "outbox1", repeated=False)
    assert box.mails[0]["Content-Language"] is None


async def test_a_mail_that_may_have_come_before_says_so_under_the_same_id(box: Mailbox) -> None:
    await posted(box, repeated=True)
    [mail] = box.mails
    assert part(mail, "plain").startswith("repeat.mark\n")
    assert "<em>repeat.mark</em>" in part(mail, "html")
    assert mail["Message-ID"] == "<outbox1@nordlys.example>"


@pytest.mark.parametrize("text", ["smørrebrød 你好", "é" * 500, "a\tb", "🧯 burns"])
async def test_any_writing_arrives(box: Mailbox, text: str) -> None:
    await posted(box, text)
    assert text in part(box.mails[0], "plain")


# what cannot get into it


@pytest.mark.parametrize(
    "text",
    [
        "down\r\nBcc: all@nordlys.example",
        "down\nSubject: free money",
        "down\r\n\r\n<script>alert(1)</script>",
        "down\x0bTo: all@nordlys.example",
        "down\x85Cc: all@nordlys.example",
        "down\u2028Cc: all@nordlys.example",
        "=?utf-8?q?down=0D=0ABcc:_all@nordlys.example?=",
        "down\x00\x1b[31m",
    ],
)
async def test_a_hostile_text_makes_no_header_and_no_markup(box: Mailbox, text: str) -> None:
    await posted(box, text)
    [mail] = box.mails
    assert {"Bcc", "Cc"}.isdisjoint(mail.keys())
    assert (mail.get_all("Subject"), mail.get_all("To")) == ([mail["Subject"]], [NOC])
    assert str(mail["Subject"]).startswith("ESC-7, P1: ")
    assert box.envelopes[0][1] == [NOC]
    assert "<script" not in part(mail, "html")


async def test_what_nobody_sees_and_what_turns_the_writing_is_left_out(box: Mailbox) -> None:
    await posted(box, "a\u202eb\x07c")
    assert "Summary: abc" in part(box.mails[0], "plain")


async def test_lines_that_look_like_the_end_of_the_mail_are_not(box: Mailbox) -> None:
    await posted(box, "first\n.\nsecond")
    assert "first\n.\nsecond" in part(box.mails[0], "plain")


@pytest.mark.parametrize(
    "to",
    ["", "noc", "noc@", "@telco.example", "noc@telco", "a@b.example, c@d.example", "a b@c.example",
     "a@b.example\r\nBcc: c@d.example", "<a@b.example>", "Telco <a@b.example>", '"x\n"@b.example'],
)  # fmt: skip
async def test_what_is_no_single_address_is_written_to_by_nobody(box: Mailbox, to: str) -> None:
    with pytest.raises(Undeliverable):
        await posted(box, to=to)
    assert box.envelopes == []


async def test_a_person_of_a_chat_has_no_mail_here(box: Mailbox) -> None:
    with pytest.raises(Undeliverable):
        await sender_to(box).post(Identity(Platform.SLACK, "T1", "U1"), a_card(), READER, "outbox1", repeated=False)


# what becomes of it


async def test_an_address_that_the_server_does_not_know_is_never_reached(box: Mailbox) -> None:
    box.refuses[NOC] = "550 5.1.1 no such <b>user</b>"
    with pytest.raises(Undeliverable, match=r"^SMTPRecipientRefused 550$"):
        await posted(box)


async def test_one_that_is_busy_is_tried_again(box: Mailbox) -> None:
    box.refuses[NOC] = "451 4.7.1 come back later"
    with pytest.raises(NotNow):
        await posted(box)


@pytest.mark.parametrize(("answer", "fate"), [("554 spam", Undeliverable), ("452 full", NotNow), ("421 bye", NotNow)])
async def test_a_mail_refused_at_its_end_was_not_delivered(box: Mailbox, answer: str, fate: type[Exception]) -> None:
    box.answer = answer
    with pytest.raises(fate):
        await posted(box)


async def test_where_no_server_answers_nothing_was_sent(box: Mailbox) -> None:
    with pytest.raises(NotNow):
        await sender_to(box, port=9).post(NOC, a_card(), READER, "outbox1", repeated=False)


async def test_an_answer_that_does_not_come_leaves_the_fate_open(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(*_: object) -> str:
        from asyncio import sleep

        await sleep(1)
        return "250 late"

    monkeypatch.setattr(box, "handle_DATA", silent)
    slow = MailSender(settings_of(box.url), PlainWords(), now, timeout_seconds=0.3)
    with pytest.raises(Lost):
        await slow.post(NOC, a_card(), READER, "outbox1", repeated=False)


async def test_a_password_is_given_and_a_wrong_one_is_for_the_operator_to_mend(box: Mailbox) -> None:
    await sender_to(box, user="stige", password="right").post(NOC, a_card(), READER, "outbox1", repeated=False)
    with pytest.raises(NotNow, match="SMTPAuthenticationError"):
        await sender_to(box, user="stige", password="wrong").post(NOC, a_card(), READER, "outbox1", repeated=False)
    assert len(box.mails) == 1


async def test_a_password_is_given_to_no_other_machine_in_the_clear() -> None:
    assert settings_of("smtp://u:p@mail.acme.example?from=a@acme.example").start_tls is True
    assert settings_of("smtp://u:p@127.0.0.1?from=a@acme.example").start_tls is None
    assert settings_of("smtp://mail.acme.example?from=a@acme.example").start_tls is None


async def test_a_mail_is_neither_edited_nor_removed_and_finds_nobody(box: Mailbox) -> None:
    receipt = await posted(box)
    with pytest.raises(Undeliverable):
        await sender_to(box).edit(receipt, a_card(), READER)
    with pytest.raises(Undeliverable):
        await sender_to(box).remove(receipt)
    assert await sender_to(box).find(NOC) is None


# the setting


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.acme.example?from=a@acme.example", MailSettings("mail.acme.example", 587, "a@acme.example")),
        ("smtps://u%40acme.example:p%3Aw@mail.acme.example",
         MailSettings("mail.acme.example", 465, "u@acme.example", "u@acme.example", "p:w", tls=True)),
        ("smtp://u:p@mail.acme.example:25?from=a@acme.example",
         MailSettings("mail.acme.example", 25, "a@acme.example", "u", "p")),
    ],
)  # fmt: skip
def test_a_mail_server_is_one_url(url: str, expected: MailSettings) -> None:
    assert mail_settings(url) == expected


def test_without_one_there_is_no_mail() -> None:
    assert mail_settings("") is None


@pytest.mark.parametrize(
    "url",
    ["mail.acme.example", "http://mail.acme.example", "smtp://", "smtp://mail.acme.example", "smtp://u:s3cret@mail.acme.example",
     "smtp://mail.acme.example:x?from=a@acme.example", "smtp://u:s3cret@mail?from=nobody"],
)  # fmt: skip
def test_one_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Unusable, match="STIGE_SMTP_URL") as refused:
        mail_settings(url)
    assert "s3cret" not in str(refused.value)
    assert not re.search("s3cret", repr(MailSettings("h", 1, "a@b.example", password="s3cret")))


# to people whom no chat knows


async def test_a_person_is_given_a_link_to_answer_by(box: Mailbox) -> None:
    ana = Identity(Platform.MAIL, "", "ana@nordlys.example")
    await sender_to(box).post(ana, a_card(), replace(READER, person="ana"), "outbox1", False)
    [mail] = box.mails
    assert mail["To"] == "ana@nordlys.example"
    said = re.search(r"link.answer: https://stige.example.com/answer/(\S+)", part(mail, "plain"))
    assert said
    assert LINKS.read(said[1]) == Link("ana", "c4se", "outbox1")
    assert f'href="https://stige.example.com/answer/{said[1]}"' in part(mail, "html")


async def test_nobody_outside_the_company_is_given_one(box: Mailbox) -> None:
    await posted(box)
    assert "/answer/" not in part(box.mails[0], "plain")


async def test_without_an_address_of_our_own_nobody_can_be_asked_by_mail(box: Mailbox) -> None:
    ana = Identity(Platform.MAIL, "", "ana@nordlys.example")
    without = MailSender(settings_of(box.url), PlainWords(), now)
    with pytest.raises(Undeliverable, match="STIGE_BASE_URL"):
        await without.post(ana, a_card(), replace(READER, person="ana"), "outbox1", False)
    assert not (await without.reach(ana)).can
    assert (await sender_to(box).reach(ana)).can
    assert box.mails == []
