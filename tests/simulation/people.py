"""People, who open cases and press the buttons of the cards that really reached them; and the platforms, which bring
what they did as platforms do: to any process, late, again while there is no answer, and sometimes twice."""

from collections.abc import Callable
from itertools import count

from bot.cases.verbs import Press, Verb
from bot.desk.desk import Desk
from bot.messages.shown import Button, FieldKind, Form, FormField, Response, Values
from bot.people.identity import Membership, Profile
from tests.simulation.chats import Arrived, Chat
from tests.simulation.processes import Process, Request
from tests.simulation.world import World

PATIENCE = (3.0, 10.0, 40.0, 120.0)  # seconds until a platform brings it once more; then it gives up
LIKELY = {
    Verb.ACCEPT: 12,
    Verb.BUNDLE_ACCEPT: 6,
    Verb.COORDINATE: 2,
    Verb.DECLINE: 4,
    Verb.ANSWER: 6,
    Verb.CONFIRM: 5,
    Verb.RESOLVE: 5,
    Verb.NOTE: 2,
    Verb.TRIAGE: 2,
    Verb.NEED_INFO: 2,
    Verb.ESCALATE: 1,
    Verb.HAND_BACK: 2,
    Verb.REASSIGN: 1,
    Verb.REOPEN: 1,
    Verb.SNOOZE: 1,
    Verb.WITHDRAW: 1,
}


class Crowd:
    """`told` is what each was answered: who, what they pressed, the answer. `words` count what they wrote, so that no
    two texts are alike."""

    def __init__(self, world: World, chats: list[Chat], alive: Callable[[], list[Process]]) -> None:
        self.world, self.chance, self.chats, self._alive = world, world.chance, chats, alive
        self.told: list[tuple[str, Press, Response]] = []
        self.words = count(1)
        self.keys = count(1)
        self.twice_rate = 0.0

    # what they do

    def somebody_opens(self) -> None:
        profile, key = self._anybody("rita", "ana", "hugo"), self._key()
        if self.chance.random() < 0.3:
            words = f"{self._word()} is down"
            self._ask(profile, Press(Verb.OPEN), lambda desk: desk.typed(profile, words, key))
            return
        values: Values = {
            "summary": (f"{self._word()} is down",),
            "type": ("incident",),
            "impact_on": (self.chance.choice(("all", "all", "some", "one")),),
            "urgency": (self.chance.choice(("now", "later")),),
        }
        press = Press(Verb.OPEN)
        self._ask(profile, press, lambda desk: desk.submitted(profile, press, values, key))

    def somebody_presses(self) -> None:
        """A button of a card that stands in a chat, likely one of those that came last, often one that just came."""
        seen, looks = self._arrived(), self.chance.choice((0, 40))
        while looks and self._arrived() == seen:
            self.world.sleep("", 1.5)
            looks -= 1
        cards = [(chat, one) for chat in self.chats for one in chat.messages.values() if one.card and one.card.buttons]
        if not cards:
            return
        cards.sort(key=lambda one: one[1].at)
        chat, message = self.chance.choice(cards[-6:])
        profile = self._reader(chat, message)
        button = self._button(message)
        if profile and button:
            self._press(profile, button)

    def _arrived(self) -> int:
        return sum(len(chat.messages) for chat in self.chats)

    def _press(self, profile: Profile, button: Button) -> None:
        press, key = button.press, self._key()
        response = self._ask(profile, press, lambda desk: desk.pressed(profile, press, key))
        if isinstance(response, Form):
            values, key = self._filled(response), self._key()
            again = response.press
            self.world.sleep("fills in the form", self.chance.choice((1.0, 20.0, 90.0)))
            self._ask(profile, again, lambda desk: desk.submitted(profile, again, values, key))

    def _reader(self, chat: Chat, message: Arrived) -> Profile | None:
        """Whoever got it; of those who see a room, anybody."""
        seen_by = message.person or self.chance.choice(("ana", "ben", "cleo"))
        profile = chat.accounts.get(f"{seen_by}@nordlys.example")
        return profile if profile and profile.membership is Membership.MEMBER else None

    def _button(self, message: Arrived) -> Button | None:
        assert message.card
        buttons = [one for one in message.card.buttons if one.press.verb in LIKELY]
        if not buttons:
            return None
        return self.chance.choices(buttons, [LIKELY[one.press.verb] for one in buttons])[0]

    def _filled(self, form: Form) -> Values:
        filled = {field.name: self._answer(field) for field in form.fields}
        return {name: value for name, value in filled.items() if value}

    def _answer(self, field: FormField) -> tuple[str, ...]:
        match field.kind:
            case FieldKind.CHOICE | FieldKind.CHOICES | FieldKind.PERSON:
                chosen = self.chance.random() < 0.3 or (field.required and not field.value)
                options = [option.value for option in field.options]
                return (self.chance.choice(options),) if chosen and options else field.value
            case FieldKind.MOMENT:
                return ("30m",)
            case FieldKind.NUMBER:
                return ("3",)
            case _:
                wanted = field.required or self.chance.random() < 0.5
                return (self._word(),) if wanted or field.value else ()

    # how it is brought

    def _ask(self, profile: Profile, press: Press, ask: Callable[[Desk], Response]) -> Response | None:
        """The first answer; None where nobody gave one in time."""
        request = Request(ask)
        who = profile.identity.user
        self.world.sleep(f"{who}: {press.verb} of {press.case_id}", self.chance.choice((0.1, 0.1, 1.0, 15.0)))
        for patience in PATIENCE:
            for _ in range(2 if self.world.by_chance(self.twice_rate) else 1):
                if alive := self._alive():
                    self.chance.choice(alive).serves(request)
            self.world.sleep(f"{who} waits for an answer", patience)
            if request.answers:
                break
        if not request.answers:
            return None
        self.world.tell(f"{who} was answered: {request.answers[0]}"[:150])
        self.told.append((who[1:], press, request.answers[0]))
        return request.answers[0]

    def _anybody(self, *names: str) -> Profile:
        email = f"{self.chance.choice(names)}@nordlys.example"
        chats = [chat for chat in self.chats if email in chat.accounts]
        members = [chat.accounts[email] for chat in chats]
        return self.chance.choice([one for one in members if one.membership is Membership.MEMBER])

    def _word(self) -> str:
        return f"w{next(self.words)}w"

    def _key(self) -> str:
        return f"key {next(self.keys)}"
