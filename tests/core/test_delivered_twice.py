"""Whatever a platform delivers twice is done once and answered as at first: every verb, and every line (point by point,
so that no new one is forgotten)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.policyfile import read_policy
from bot.cases.commands import Accept, NeedInfo, Resolve
from bot.cases.verbs import OF_A_CASE, OF_A_POLICY, OF_PEOPLE, Press, Verb
from bot.desk.arrivals import Arrivals, Visit
from bot.desk.desk import Desk
from bot.desk.installation import Installation
from bot.grammar import COMMANDS
from bot.messages.shown import Cards, FieldErrors, FieldKind, Form, FormField, Line, Response, Values
from bot.people.identity import Platform, Profile
from bot.words import Say
from storage.tables import IDENTITIES, METADATA
from tests.core.corridor import FILES, Corridor
from tests.harness.builders import CLOSED_WELL
from tests.harness.policies import story_policy

ROTA = """
schedules:
  nights: {layers: [{people: [ana, ben], turn: 1d, handoff: "08:00", from: 2026-01-05}]}
"""
POLICY = story_policy().replace("authority: [approve]", "authority: [approve, policy, break-glass]") + ROTA
TABLES = [table for table in METADATA.sorted_tables if table is not IDENTITIES]
WORDS = {FieldKind.MOMENT: "2h", FieldKind.NUMBER: "3"}


class Twice(Corridor):
    """Mia and Kim have every authority. Each delivery comes twice, and the second changes nothing."""

    def __init__(self) -> None:
        super().__init__(policy=read_policy(POLICY.encode()), platforms=frozenset({Platform.SLACK}))
        here = Installation({"en": "English", "da": "dansk"}, "https://stige.example", self._token)
        self.desk = Desk(self.engine, FILES, installation=here)
        self.keys = self.tokens = 0

    def _token(self) -> str:
        self.tokens += 1
        return f"token {self.tokens}"

    def case_of(self, summary: str) -> str:
        self.opens(summary, **dict.fromkeys(("impact", "urgency")))  # type: ignore[arg-type]
        return f"case{self.ids.given}"

    def profile(self, who: str) -> Profile:
        return self.slack.has(who, email=f"{who}@story.example")

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """But when somebody was last seen."""
        with self.store.database.reading() as connection:
            return {t.name: sorted(map(tuple, connection.execute(select(t))), key=repr) for t in TABLES}

    def twice(self, deliver: Callable[[str], Response]) -> Response:
        self.keys += 1
        key = f"delivery {self.keys}"
        first = deliver(key)
        before = self.everything()
        self.later(seconds=5)
        second = deliver(key)
        assert self.everything() == before
        if _is_an_answer(first):
            assert second == first
        return first

    def types(self, who: str, line: str) -> Response:
        return self.twice(lambda key: self.desk.typed(self.profile(who), line, key))

    def sends(self, who: str, line: str, file: bytes) -> Response:
        return self.twice(lambda key: self.desk.sent(self.profile(who), line, file, key))

    def presses(self, who: str, press: Press, **given: str) -> Response:
        """And fills in the form behind the button."""
        shown = self.twice(lambda key: self.desk.pressed(self.profile(who), press, key))
        return self.submits(who, shown, **given) if isinstance(shown, Form) else shown

    def submits(self, who: str, form: Form, **given: str) -> Response:
        values = {field.name: given.get(field.name) or _filled(field) for field in form.fields}
        said: Values = {name: (value,) for name, value in values.items() if value}
        return self.twice(lambda key: self.desk.submitted(self.profile(who), form.press, said, key))


def _is_an_answer(said: Response) -> bool:
    """A look is at how things are now; a link is told once."""
    return isinstance(said, Line) and not said.says[0].key.startswith(("who.", "oncall.", "calendar_link."))


def _filled(field: FormField) -> str:
    if field.value:
        return field.value[0]
    if field.options:
        return field.options[0].value
    return WORDS.get(field.kind, "some words") if field.required or field.kind is FieldKind.MOMENT else ""


@pytest.fixture
def twice() -> Iterator[Twice]:
    made = Twice()
    yield made
    made.store.close()


# What leads to a case in which each verb means something, to somebody at least.
BEFORE: dict[str, Callable[[Twice, str], object]] = {
    "new": lambda world, case_id: None,
    "accepted": lambda world, case_id: world.does("ana", Accept(), case_id, f"accept {case_id}"),
    "waiting": lambda world, case_id: world.does("ana", NeedInfo("steps", None), case_id, f"ask {case_id}"),
    "resolved": lambda world, case_id: (
        world.does("ana", Accept(), case_id, f"accept {case_id}"),
        world.does("ana", Resolve(CLOSED_WELL), case_id, f"resolve {case_id}"),
    ),
}


@pytest.mark.parametrize("before", BEFORE)
def test_every_verb_of_a_case_is_done_once_and_answered_as_at_first(twice: Twice, before: str) -> None:
    for verb in OF_A_CASE:
        case_id = twice.case_of(f"matter {verb}")
        BEFORE[before](twice, case_id)
        for who in ("ana", "rita", "mia"):
            twice.presses(who, Press(verb, case_id))


@pytest.mark.parametrize("before", BEFORE)
def test_something_was_done_by_each_that_can_be_done_then(twice: Twice, before: str) -> None:
    twice.case_of("checkout is down")
    BEFORE[before](twice, "case1")
    done = [v for v in (Verb.ACCEPT, Verb.NOTE, Verb.RESOLVE, Verb.WITHDRAW) if _did(twice, v)]
    assert done


def _did(world: Twice, verb: Verb) -> bool:
    before = world.case().seq
    for who in ("ana", "rita"):
        world.presses(who, Press(verb, "case1"))
    return world.case().seq > before


def test_what_was_refused_at_first_stays_refused_whatever_has_changed(twice: Twice) -> None:
    twice.case_of("checkout is down")
    press = Press(Verb.ACCEPT, "case1")
    first = twice.desk.pressed(twice.profile("kim"), press, "k")
    assert isinstance(first, Line)
    for minutes in (5, 10):
        twice.later(minutes)
        twice.fires()  # in the end Kim is asked
    assert twice.desk.pressed(twice.profile("kim"), press, "k") == first
    assert twice.case().owner is None
    twice.desk.pressed(twice.profile("kim"), press, "k2")
    assert twice.case().owner == "kim"


def test_of_two_equal_deliveries_at_once_one_is_carried_out(twice: Twice, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, profile, press = Arrivals.arrived, twice.profile("ana"), Press(Verb.ME_EDIT)
    other: list[Response] = []

    def beside_another(desk: Arrivals, who: Profile, key: str = "") -> Visit:
        visit = arrived(desk, who, key)
        monkeypatch.setattr(Arrivals, "arrived", arrived)
        other.append(twice.desk.submitted(profile, press, {"language": ("da",)}, "k"))
        twice.desk.submitted(profile, press, {"language": ("en",)}, "k2")
        return visit

    monkeypatch.setattr(Arrivals, "arrived", beside_another)
    assert [twice.desk.submitted(profile, press, {"language": ("da",)}, "k")] == other
    assert twice.engine.roster().own["ana"].language == "en"


def test_nobody_hears_what_somebody_else_was_answered(twice: Twice) -> None:
    twice.case_of("checkout is down")
    unknown = Press(Verb.DUTY_AGREE, "nothing")
    assert twice.desk.pressed(twice.profile("ben"), unknown, "k") == Line((Say("duty.not_asked_of_you"),))
    assert isinstance(twice.desk.pressed(twice.profile("ana"), Press(Verb.ME_AWAY), "k"), Form)


def test_a_form_that_stays_open_may_be_sent_again(twice: Twice) -> None:
    profile, press = twice.profile("ana"), Press(Verb.ME_EDIT)
    wrong: Values = {"hours": ("whenever",)}
    assert isinstance(twice.desk.submitted(profile, press, wrong, "k"), FieldErrors)
    assert twice.desk.submitted(profile, press, {}, "k") == Line((Say("me.kept"),))


def test_settings_that_come_late_once_more_do_not_undo_newer_ones(twice: Twice) -> None:
    profile, press = twice.profile("ana"), Press(Verb.ME_EDIT)
    for key, language in (("1", "da"), ("2", "en"), ("1", "da")):
        twice.desk.submitted(profile, press, {"language": (language,)}, key)
    assert twice.engine.roster().own["ana"].language == "en"


def test_coming_back_once_does_not_end_the_next_absence(twice: Twice) -> None:
    twice.types("ana", "me away until tomorrow 09:00")
    profile = twice.profile("ana")
    first = twice.desk.typed(profile, "me back", "back")
    twice.types("ana", "me away until tomorrow 10:00")
    assert twice.desk.typed(profile, "me back", "back") == first
    assert twice.engine.roster().why_away("ana", twice.clock.at + timedelta(minutes=1))


def test_a_calendar_link_lives_on_when_its_button_comes_twice(twice: Twice) -> None:
    twice.presses("ana", Press(Verb.CALENDAR_LINK, "me"))
    again = twice.desk.pressed(twice.profile("ana"), Press(Verb.CALENDAR_LINK, "me"), "delivery 1")
    assert again == Line((Say("calendar_link.told_once"),))


def _of_oneself(world: Twice) -> None:
    world.types("ana", "me away until tomorrow 09:00")
    for verb in (Verb.ME_BACK, Verb.ME_AWAY, Verb.ME_EDIT):
        world.presses("ana", Press(verb))
    for about in ("me", "nights"):
        world.presses("ana", Press(Verb.CALENDAR_LINK, about))


def _of_duty(world: Twice) -> None:
    agreed = ""
    for verb, answer in ((Verb.DUTY_COVER, Verb.DUTY_DECLINE), (Verb.DUTY_SWAP, Verb.DUTY_AGREE)):
        said = world.presses("ana", Press(verb, "nights"))
        assert isinstance(said, Line), said
        with world.store.writing() as unit:
            (agreed,) = (request.id for request in unit.duty_requests("ben"))
        world.presses("ben", Press(answer, agreed))
    assert isinstance(world.presses("ana", Press(Verb.DUTY_OVERRIDE, "nights"), person="ben"), Line)
    world.presses("ana", Press(Verb.DUTY_CANCEL, agreed))
    said = world.presses("ben", Press(Verb.DUTY_CANCEL, agreed))
    assert isinstance(said, Line)


def _of_lists(world: Twice) -> None:
    """Their effects are told in tests/core/handoffs and tests/core/storms."""
    for verb in (Verb.ACCEPT_ALL, Verb.BUNDLE_ACCEPT, Verb.BUNDLE_LIST):
        world.presses("ana", Press(verb, "nothing"))


PEOPLE: dict[Callable[[Twice], None], tuple[Verb, ...]] = {
    _of_oneself: (Verb.ME_EDIT, Verb.ME_AWAY, Verb.ME_BACK, Verb.CALENDAR_LINK),
    _of_duty: (
        Verb.DUTY_OVERRIDE,
        Verb.DUTY_COVER,
        Verb.DUTY_SWAP,
        Verb.DUTY_AGREE,
        Verb.DUTY_DECLINE,
        Verb.DUTY_CANCEL,
    ),
    _of_lists: (Verb.ACCEPT_ALL, Verb.BUNDLE_ACCEPT, Verb.BUNDLE_LIST),
}


def test_every_verb_of_people_is_among_them() -> None:
    assert {verb for verbs in PEOPLE.values() for verb in verbs} == OF_PEOPLE


@pytest.mark.parametrize("scene", PEOPLE)
def test_every_verb_of_people_is_done_once_and_answered_as_at_first(
    twice: Twice, scene: Callable[[Twice], None]
) -> None:
    scene(twice)


def test_every_verb_of_a_policy_is_done_once_and_answered_as_at_first(twice: Twice) -> None:
    assert frozenset({Verb.POLICY_ACTIVATE, Verb.POLICY_APPROVE, Verb.POLICY_DECLINE}) == OF_A_POLICY
    to_ben, to_ana = "{person: kim}, {person: ben}]}", "{person: kim}, {person: ben}, {person: ana}]}"
    for version, opened, verb in (("2", to_ben, Verb.POLICY_APPROVE), ("3", to_ana, Verb.POLICY_DECLINE)):
        source = POLICY.replace('version: "1"', f'version: "{version}"').replace("{person: kim}]}", opened, 1).encode()
        shown = twice.sends("mia", "policy diff", source)
        assert isinstance(shown, Cards), shown
        press = shown.cards[0].buttons[0].press
        twice.presses("mia", press)
        said = twice.presses("kim", replace(press, verb=verb))
        assert isinstance(said, Line)
        assert said.says[0].key in ("keeping.in_force", "keeping.declined")


LINES = {
    "help": ("help",),
    "list": ("list",),
    "mine": ("mine",),
    "show": ("show ESC-1",),
    "who": ("who ana",),
    "oncall": ("oncall", "oncall nights"),
    "me": ("me", "me away until tomorrow 09:00", "me away", "me back"),
    "override": ("override", "override nights ben until tomorrow 09:00"),
    "policy": ("policy", "policy lint"),
    "simulate": ("simulate incident",),
    "update": ("update ESC-1 on it",),
    "review": ("review",),
    "drill": ("drill",),
}


def test_every_line_is_done_once_and_answered_as_at_first(twice: Twice) -> None:
    assert {command.name for command in COMMANDS} <= set(LINES)
    twice.types("rita", "!checkout is down")
    for lines in LINES.values():
        for line in lines:
            twice.types("ana", line)
