"""A message that was mailed is answered on a page (S21)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.links import GOOD_FOR, Link, Links
from adapters.web.answering import answering
from adapters.wording import Wording
from bot.cases.case import Status
from bot.cases.commands import Reopen, Withdraw
from bot.desk.linked import LinkDesk
from bot.policy.policy import Policy
from tests.core.corridor import Corridor
from tests.harness.builders import company, level, path, rules, text

BASE, SECRETS = "https://stige.example.com/", ("a new secret", "an old secret")


@dataclass
class Page:
    """Ana, Ben and Mia have a link to case1 each."""

    corridor: Corridor
    links: Links = field(default_factory=lambda: Links(BASE, SECRETS))

    def __post_init__(self) -> None:
        words = Wording(str.title, "en", self.corridor.clock.now)
        route = answering(LinkDesk(self.corridor.engine), self.links, words)
        self.client = TestClient(Starlette(routes=[route]))

    def link(self, person: str, case_id: str = "case1") -> str:
        return self.links.to(Link(person, case_id, "m1")).removeprefix(BASE.rstrip("/"))

    def gets(self, person: str) -> str:
        answer = self.client.get(self.link(person))
        assert answer.status_code == 200
        return unescape(answer.text)

    def presses(self, person: str, button: str, page: str = "", **filled: str) -> str:
        said = page or self.gets(person)
        value = re.search(
            rf'name="seen" value="(\d+)"><input [^>]*name="press" value="([^"]+)"><button>{button}<', said
        )
        assert value, said
        sent = {"seen": value[1], "press": value[2], **filled}
        return unescape(self.client.post(self.link(person), data=sent).text)


@pytest.fixture
def page() -> Iterator[Page]:
    corridor = Corridor(Policy(rules(path(level("ana", 5), level("ben", 10))), company()))
    made = Page(corridor)
    yield made
    corridor.store.close()


def test_the_page_shows_the_card_in_their_language_and_opening_it_changes_nothing(page: Page) -> None:
    page.corridor.opens()
    before = page.corridor.case()
    said = page.gets("ana")
    assert "ESC-1" in said
    assert "checkout is down" in said
    assert "Accept" in said
    assert page.corridor.case() == before


def test_accept_makes_them_the_owner(page: Page) -> None:
    page.corridor.opens()
    assert "yours" in page.presses("ana", "Accept").lower()
    assert page.corridor.status() == (Status.ACCEPTED, "ana")


def test_the_same_press_twice_counts_once(page: Page) -> None:
    page.corridor.opens()
    before = page.gets("ana")
    first, second = (page.presses("ana", "Accept", before) for _ in range(2))
    assert page.corridor.happened().count("OwnerChanged") == 1
    assert first.split("<hr>")[0] == second.split("<hr>")[0]


def test_who_declines_is_asked_for_a_reason_first(page: Page) -> None:
    page.corridor.opens()
    form = page.presses("ana", "Decline")
    assert "<select" in form or "<textarea" in form
    assert [ask.person for ask in page.corridor.case().open_asks()] == ["ana"]
    press = re.search(r'name="press" value="([^"]+)"', form)
    assert press
    names = re.findall(r'<(?:select|textarea) name="([^"]+)"', form)
    empty = page.client.post(page.link("ana"), data={"press": press[1], "filled": "yes"})
    assert empty.status_code == 422
    assert "<em>" in empty.text
    values = dict.fromkeys(names, "on a train")
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form):
        values[name] = re.findall(r'value="([^"]+)"', options)[-1]
    answer = page.client.post(page.link("ana"), data={"press": press[1], "filled": "yes", **values})
    assert answer.status_code == 200, answer.text
    assert [ask.person for ask in page.corridor.case().open_asks()] == ["ben"]


def test_what_comes_too_late_is_said_so(page: Page) -> None:
    page.corridor.opens()
    stale = page.gets("ana")
    page.corridor.does("rita", Withdraw(text("a false alarm")))
    said = page.presses("ana", "Accept", stale)
    assert page.corridor.status() == (Status.CLOSED, None)
    assert "is yours" not in said
    assert "The case is closed." in said


@pytest.mark.parametrize("token", ["x", "WyJhbmEi.x.y", "a" * 2000])
def test_a_link_that_nobody_signed_leads_nowhere(page: Page, token: str) -> None:
    page.corridor.opens()
    answer = page.client.get(f"/answer/{token}")
    assert answer.status_code == 404
    assert "ESC-1" not in answer.text


def test_a_link_of_who_may_not_read_the_case_leads_nowhere_like_one_of_no_case(page: Page) -> None:
    page.corridor.opens(type="hr")
    nobody, nothing = (page.client.get(link) for link in (page.link("ben"), page.link("ana", "case9")))
    assert (nobody.status_code, nobody.text) == (nothing.status_code, nothing.text)
    assert page.client.get(page.link("somebody-else")).status_code == 404


def test_a_link_is_good_for_a_week_and_survives_a_change_of_secrets(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.corridor.opens()
    old = Links(BASE, SECRETS[1:]).to(Link("ana", "case1", "m1")).removeprefix(BASE.rstrip("/"))
    assert page.client.get(old).status_code == 200
    later = __import__("time").time() + GOOD_FOR.total_seconds() + 1
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert page.client.get(old).status_code == 404


def test_a_button_of_another_case_does_nothing(page: Page) -> None:
    page.corridor.opens()
    page.corridor.opens("another")
    other = re.search(r'value="(accept[^"]+)"', page.client.get(page.link("ana", "case2")).text)
    assert other
    assert page.client.post(page.link("ana"), data={"press": unescape(other[1])}).status_code == 404
    assert page.client.post(page.link("ana"), data={"press": "nonsense"}).status_code == 404
    assert page.client.post(page.link("ana"), data={"press": "break_glass|case1|1|1||"}).status_code == 404
    assert page.corridor.status("case2") == (Status.NEW, None)


def test_a_private_case_is_shown_only_when_somebody_asks_and_that_is_on_record(page: Page) -> None:
    page.corridor.opens(type="hr")
    hidden = page.gets("ana")
    assert "checkout" not in hidden
    assert "Shown" not in page.corridor.happened()
    assert "checkout is down" in page.presses("ana", "Show")
    assert "Shown" in page.corridor.happened()


def test_what_people_wrote_is_no_markup_there(page: Page) -> None:
    page.corridor.opens("<script>alert(1)</script>")
    raw = page.client.get(page.link("ana"))
    assert "<script>" not in raw.text
    assert "frame-ancestors 'none'" in raw.headers["content-security-policy"]
    assert raw.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in raw.headers


def test_a_flood_is_refused_before_it_is_read(page: Page) -> None:
    page.corridor.opens()
    assert page.client.post(page.link("ana"), content=b"x" * 100_000).status_code == 413


def test_what_is_said_anew_on_a_page_drawn_anew_counts_anew(page: Page) -> None:
    page.corridor.opens()
    page.presses("ana", "Accept")
    for _ in range(2):
        form = page.presses("ana", "Resolve")
        names = re.findall(r'<(?:select|textarea) name="([^"]+)"', form)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        sent = {**dict.fromkeys(names, "restarted"), "customer_told": "yes", **hidden}
        assert page.client.post(page.link("ana"), data=sent).status_code == 200
        assert page.corridor.status()[0] is Status.RESOLVED
        page.corridor.does("rita", Reopen(text("down again")))
