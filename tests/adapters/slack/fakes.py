"""A desk that answers as it is told, words that show their keys, and memory for contacts."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.cases.verbs import Belief, Press, Verb
from bot.messages.shown import (
    Accent,
    Button,
    Card,
    FieldKind,
    Form,
    FormField,
    Line,
    Option,
    Response,
    Row,
    Style,
    Values,
)
from bot.people.identity import Profile, Reader
from bot.words import Label, Name, Param, Say, Text, say

PRESS = Press(Verb.ACCEPT, "c4se", Belief(2, 1, "ana"))
OPEN = Press(Verb.OPEN)


def raw(text: str) -> Say:
    """A sentence that is exactly this text."""
    return say("raw", text=text)


def a_line(text: str) -> Line:
    return Line((raw(text),))


def a_card(text: str = "checkout is down") -> Card:
    return Card(
        headline=raw(f"ESC-7: {text}"),
        plain=raw(f"You are asked about ESC-7: {text}"),
        accent=Accent.URGENT,
        lead=(raw("You are on call for web. Ben is next at 14:05."),),
        rows=(Row(raw("Customer"), Text("Acme", "rita")), Row(raw("Priority"), "P1")),
        body=(Row(raw("Steps"), Text("restarted it", "rita")),),
        notes=(raw("opened 14:00"),),
        buttons=(Button(raw("Accept"), PRESS, Style.PRIMARY), Button(raw("Show"), Press(Verb.SHOW, "c4se"))),
        case_id="c4se",
    )


def a_form(press: Press = OPEN, summary: str = "") -> Form:
    impact = (Option("high", Label.plain("Everybody")), Option("low", Label.plain("A few")))
    flags = (Option("security", Label.plain("Security")), Option("legal", Label.plain("Legal")))
    return Form(
        press=press,
        title=raw("Escalate"),
        submit=raw("Send"),
        intro=(raw("Six questions."),),
        fields=(
            FormField("summary", FieldKind.LINE, raw("Summary"), required=True, value=(summary,) if summary else ()),
            FormField("steps", FieldKind.PARAGRAPH, raw("Steps taken"), hint=raw("What did you try?")),
            FormField("users", FieldKind.NUMBER, raw("Users affected")),
            FormField("impact", FieldKind.CHOICE, raw("Impact"), options=impact),
            FormField("flags", FieldKind.CHOICES, raw("Flags"), options=flags),
        ),
    )


class PlainWords:
    """Keys and what fills them, readable; `raw` is its text."""

    def sentence(self, say: Say, reader: Reader) -> str:
        if say.key == "raw":
            return str(dict(say.params)["text"])
        filled = ", ".join(f"{name}={self.param(value, reader)}" for name, value in say.params)
        return f"[{say.key}{': ' if filled else ''}{filled}]"

    def param(self, value: Param, reader: Reader) -> str:
        match value:
            case Say():
                return self.sentence(value, reader)
            case Text(body=body):
                return body
            case Label():
                return value.read(reader.language)
            case Name(id=name):
                return name
            case tuple():
                return ", ".join(self.param(each, reader) for each in value)
            case _:
                return str(value)


@dataclass
class FakeDesk:
    """Answers with `answer`, or with what the last of `answers` made of it; keeps what it was asked."""

    answer: Response | Exception = field(default_factory=lambda: a_line("done"))
    takes_seconds: float = 0.0
    asked: list[tuple[str, Profile, object, str]] = field(default_factory=list)
    heard: list[Profile] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    by_ids: list[str] = field(default_factory=list)
    when_asked: Callable[[], None] = lambda: None

    def typed(self, profile: Profile, line: str, key: str, by_ids: str = "") -> Response:
        self.by_ids.append(by_ids)
        return self._answered("typed", profile, line, key)

    def called(self, profile: Profile) -> str | None:
        return self.people.get(profile.identity.user)

    def sent(self, profile: Profile, line: str, source: bytes, key: str) -> Response:
        return self._answered("sent", profile, (line, source), key)

    def pressed(self, profile: Profile, press: Press, key: str) -> Response:
        return self._answered("pressed", profile, press, key)

    def submitted(self, profile: Profile, press: Press, values: Values, key: str) -> Response:
        return self._answered("submitted", profile, (press, values), key)

    def reader_of(self, profile: Profile) -> Reader:
        return Reader(profile.identity.user, profile.language, profile.timezone)

    def heard_of(self, profile: Profile) -> None:
        self.heard.append(profile)
        if isinstance(self.answer, Exception):
            raise self.answer

    def _answered(self, how: str, profile: Profile, what: object, key: str) -> Response:
        self.asked.append((how, profile, what, key))
        self.when_asked()
        time.sleep(self.takes_seconds)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class FakeContacts:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def recall(self, key: str) -> str | None:
        return self.kept.get(key)

    def keep(self, key: str, reference: str) -> None:
        self.kept[key] = reference
