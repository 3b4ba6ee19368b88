"""A company with shifts: Ana, Ben and Cleo take days in turn; Hugo alone answers HR's private cases."""

from dataclasses import replace
from datetime import timedelta

from adapters.policyfile import read_policy
from bot.cases.verbs import Press, Verb
from bot.desk.desk import Desk
from bot.messages.shown import Button, Card, Cards, Form, Line, Response, Values
from bot.notices.courier import Carried, Courier
from bot.people.identity import Platform
from bot.people.presence import Absence, Override
from bot.people.roster import Roster
from bot.people.schedules import on_call
from bot.policy.policy import Policy
from bot.upkeep.shifts import Shifts
from bot.words import Say
from tests.core.corridor import FILES, Corridor, right_here
from tests.harness.policies import story_policy

ROTA = """
schedules:
  days: {layers: [{people: [ana, ben, cleo], turn: 1d, handoff: "10:00", from: 2026-11-16}]}
  hr: {layers: [{people: [hugo, ana], turn: 7d, handoff: "mon 10:00", from: 2026-11-16}]}
"""
CLEO = "  cleo: {name: Cleo Dam, email: cleo@story.example, manager: mia}\n"
OLGA = "  olga: {name: Olga Ek, email: olga@story.example, authority: [operate]}\n"
IDA = "  ida:  {name: Ida Holm, email: ida@story.example}\n"


def policy_text(rota: str = ROTA) -> str:
    text = story_policy().replace("teams:\n", f"{CLEO}{OLGA}{IDA}teams:\n", 1)
    text = text.replace("members: [ana, ben]", "members: [ana, ben, ida]")
    return (
        text + rota
        if "hr:" not in rota
        else text.replace(
            "levels:\n      - {role: HR, ask: {team: hr}", "levels:\n      - {role: HR, ask: {on_call: hr}"
        )
        + rota
    )


class Rota(Corridor):
    def __init__(self, rota: str = ROTA, hour: int = 10, url: str = "sqlite://") -> None:
        super().__init__(policy=read_policy(policy_text(rota).encode()), platforms=frozenset({Platform.SLACK}), url=url)
        self.clock.at = self.clock.at.replace(hour=hour, minute=0)
        self.desk = Desk(self.engine, FILES)
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)
        self.chore = Shifts(self.engine, right_here)
        self.said = 0
        self.users = {who: self.slack.has(who, email=f"{who}@story.example") for who in self.policy.roster.people}

    # people

    def types(self, who: str, line: str, key: str = "") -> Response:
        self.said += 1
        return self.desk.typed(self.users[who], line, key or f"k{self.said}")

    def presses(self, who: str, button: Button | Press) -> Response:
        self.said += 1
        press = button.press if isinstance(button, Button) else button
        return self.desk.pressed(self.users[who], press, f"k{self.said}")

    def sends(self, who: str, press: Press, key: str = "", **values: str) -> Response:
        self.said += 1
        given: Values = {name: (value,) for name, value in values.items()}
        return self.desk.submitted(self.users[who], press, given, key or f"k{self.said}")

    def asks_cover(self, who: str, other: str, shift: int = 0, schedule: str = "days") -> Response:
        press = Press(Verb.DUTY_COVER, schedule)
        options = options_of(self.presses(who, press))
        return self.sends(who, press, shift=options["shift"][shift], person=other)

    def asks_swap(self, who: str, theirs: int = 0, mine: int = 0, schedule: str = "days") -> Response:
        press = Press(Verb.DUTY_SWAP, schedule)
        options = options_of(self.presses(who, press))
        return self.sends(who, press, mine=options["mine"][mine], theirs=options["theirs"][theirs])

    def is_away(self, who: str, from_hours: float, to_hours: float) -> None:
        begins, ends = (self.clock.at + timedelta(hours=hours) for hours in (from_hours, to_hours))
        with self.store.writing() as unit:
            unit.be_absent(Absence(f"away {who}", who, begins, ends), who, self.clock.at)

    # what stands

    def roster(self) -> Roster:
        return self.engine.roster()

    def overrides(self) -> tuple[Override, ...]:
        return self.roster().overrides

    def on_duty(self, hours: float = 0, schedule: str = "days") -> tuple[str, ...]:
        roster = self.roster()
        return on_call(roster.schedules[schedule], roster, self.clock.at + timedelta(hours=hours))

    def only_deal(self) -> str:
        [deal] = {override.deal for override in self.overrides()}
        return deal

    def asked(self) -> str:
        """The id of the one request that waits."""
        with self.store.writing() as unit:
            [request] = unit.waiting_duty()
        return request.id

    # what people hear

    async def carries(self) -> list[Carried]:
        done = []
        while one := await self.courier.deliver_next():
            done.append(one)
        return done

    async def hears(self) -> list[tuple[str, str]]:
        """Who was sent what since, by the key of its headline."""
        before = len(self.slack.posts)
        await self.carries()
        return [(self.who(post.to), post.card.headline.key) for post in self.slack.posts[before:]]

    def who(self, user: str) -> str:
        return next(who for who, profile in self.users.items() if profile.identity.user == user)

    def card(self, who: str) -> Card:
        """The last one sent to them."""
        return next(post.card for post in reversed(self.slack.posts) if self.who(post.to) == who)

    def reads_now(self) -> list[str]:
        """What has taken the place of what stood."""
        return [edit.card.headline.key for edit in self.slack.edits if edit.card]


def options_of(response: Response) -> dict[str, list[str]]:
    assert isinstance(response, Form), response
    return {field.name: [option.value for option in field.options] for field in response.fields}


def keys_of(response: Response) -> list[str]:
    assert isinstance(response, Line), response
    return [sentence.key for sentence in response.says]


def key_of(response: Response) -> str:
    return keys_of(response)[0]


def cards_of(response: Response) -> tuple[Card, ...]:
    assert isinstance(response, Cards), response
    return response.cards


def verbs_of(card: Card) -> list[Verb]:
    return [button.press.verb for button in card.buttons]


def press_of(card: Card, verb: Verb) -> Press:
    return next(button.press for button in card.buttons if button.press.verb is verb)


def filled_in(form: Response) -> dict[str, str]:
    assert isinstance(form, Form), form
    assert form.press.verb is Verb.DUTY_OVERRIDE, form
    return {field.name: field.value[0] for field in form.fields if field.value}


def said_of(sentence: Say) -> dict[str, object]:
    return dict(sentence.params)


def drops(rota: Rota, **roster: object) -> None:
    """A version of the policy from which something is gone."""
    changed = replace(rota.policy.roster, **roster)  # type: ignore[arg-type]
    with rota.store.writing() as unit:
        unit.activate(
            Policy(replace(rota.policy.rules, version="later", label="2"), changed), b"", "pia", "why", rota.clock.at
        )
