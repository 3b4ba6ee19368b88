"""The sandbox as a newcomer meets it: the real `stige sandbox` in a real Chromium, with the shipped policy."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, ViewportSize, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).parents[2] / ".external" / "screenshots"
LAPTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
PATIENCE = 30_000  # milliseconds: what is waited for comes at once, where the machine has nothing else to do
HOSTILE = "<img src=x onerror=alert(1)><b>bold</b> &amp; {name} ${token}"


class Program:
    """`stige sandbox`, in a folder of its own and on a port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._folder = folder
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        names = ("STIGE_", "SLACK_", "MICROSOFT_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(names)}
        self._running = subprocess.Popen(
            [sys.executable, "-m", "bot", "sandbox"],
            cwd=self._folder,
            env={**inherited, "STIGE_PORT": str(self._port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._said: list[str] = []
        listening = threading.Event()
        self._reader = threading.Thread(target=self._listen, args=(listening,))
        self._reader.start()
        assert listening.wait(60), "".join(self._said)
        assert self.address in "".join(self._said), "".join(self._said)

    def _listen(self, listening: threading.Event) -> None:
        assert self._running.stdout
        with self._running.stdout as said:
            for line in said:
                self._said.append(line)
                if self.address in line:
                    listening.set()
        listening.set()

    def kill(self) -> None:
        """In the middle of whatever it does."""
        self._running.kill()
        self._running.wait(20)
        self._reader.join(20)


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program(tmp_path_factory.mktemp("sandbox"))
    program.start()
    yield program
    program.kill()


@pytest.fixture(scope="module")
def address(program: Program) -> str:
    return program.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "install Chromium: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


class Newcomer:
    """Somebody in front of the page, who plays every part."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.faults: list[str] = []
        self.page = context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", self._startled)
        self.page.goto(address)
        self.page.locator(".person").first.wait_for()

    def _startled(self, dialog: Dialog) -> None:
        """Only a script that somebody smuggled in opens one."""
        self.faults.append(dialog.message)
        dialog.dismiss()

    def starts_over(self) -> None:
        self.page.get_by_role("button", name="Start over").click()
        self.page.get_by_role("button", name="Forget everything").click()
        expect(self.page.locator("#sure")).to_be_hidden()
        expect(self.page.locator(".new")).to_have_count(0)

    def is_(self, person: str) -> None:
        self.page.locator(f"#people [data-hold={person}]").click()
        expect(self.page.locator("#people [aria-current]")).to_have_attribute("data-hold", person)

    def looks_at(self, room: str) -> None:
        self.page.locator("#rooms").get_by_role("button", name=room).click()
        expect(self.page.locator("#conversation-name")).to_have_text(room)

    def writes(self, line: str) -> None:
        self.page.get_by_label("Write to Stige").fill(line)
        self.page.get_by_role("button", name="Send").click()

    def opens_a_case(self, summary: str, *, urgently: bool = True) -> None:
        self.writes(f"/escalate {summary}")
        if urgently:
            self.form.get_by_label("Who is affected").select_option("company")
            self.form.get_by_label("Urgency").select_option("now")
        self.sends()
        expect(self.private).to_contain_text("ESC-1")

    @property
    def form(self) -> Locator:
        return self.page.locator("#form[open]")

    def sends(self) -> None:
        self.form.locator("[type=submit]").click()
        expect(self.form).to_have_count(0)

    def card(self, words: str) -> Locator:
        """The newest with these words."""
        return self.page.locator("#messages .card").filter(has_text=words).last

    @property
    def private(self) -> Locator:
        return self.page.locator("#messages .private").last

    def marked(self) -> list[str]:
        return [each.get_attribute("data-hold") or "" for each in self.page.locator(".person:has(.new)").all()]

    def winds_to_the_next_timer(self) -> str:
        """Says what the page tells of it."""
        told = self.page.locator("#told")
        self.page.get_by_role("button", name=re.compile("^Next timer")).click()
        expect(told).to_have_text(re.compile("^(New:|Nobody)"))
        return told.inner_text()


@pytest.fixture
def newcomer(browser: Browser, address: str) -> Iterator[Newcomer]:
    with browser.new_context(viewport=LAPTOP, locale="en-US", timezone_id="America/New_York") as context:
        newcomer = Newcomer(context, address)
        newcomer.starts_over()
        yield newcomer
        assert newcomer.faults == []


def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_a_case_from_escalate_to_closed(newcomer: Newcomer) -> None:
    newcomer.opens_a_case("checkout is down")
    expect(newcomer.private).to_contain_text("Only you can see this")
    expect(newcomer.private).to_contain_text("ESC-1")
    (asked,) = newcomer.marked()
    picture(newcomer.page, "opened")

    newcomer.is_(asked)
    expect(newcomer.page.locator(".new")).to_have_count(1)  # that of the room
    newcomer.card("checkout is down").get_by_role("button", name="Accept").click()
    expect(newcomer.private).to_contain_text("ESC-1 is yours")
    assert newcomer.marked() == ["noor"]

    newcomer.card("You have this case").get_by_role("button", name="Resolve").click()
    for question in ("Resolution", "Root cause", "Lesson"):
        newcomer.form.get_by_label(question).fill("restarted the queue")
    newcomer.sends()
    newcomer.is_("noor")
    newcomer.card("is solved. Is it?").get_by_role("button", name="Confirm").click()
    expect(newcomer.private).to_contain_text("ESC-1 is closed")
    newcomer.looks_at("#control-room")
    expect(newcomer.card("checkout is down")).to_contain_text("closed")
    picture(newcomer.page, "closed")


def test_nobody_answers_and_the_page_shows_at_once_who_was_told(newcomer: Newcomer) -> None:
    newcomer.opens_a_case("checkout is down")
    told = [newcomer.winds_to_the_next_timer() for _ in range(6)]
    assert "Amara Okafor" in told[-1], "the manager, in the end; beside her whoever is asked for an update"
    assert "amara" in newcomer.marked()
    newcomer.is_("amara")
    expect(newcomer.card("checkout is down")).to_contain_text("Asked before you, without an answer")
    assert "amara" not in newcomer.marked()
    picture(newcomer.page, "manager")


def test_winding_far_fires_every_timer_on_the_way(newcomer: Newcomer) -> None:
    newcomer.opens_a_case("checkout is down")
    newcomer.page.get_by_role("button", name="+1 h").click()
    expect(newcomer.page.locator("#told")).to_contain_text("Amara Okafor")
    assert len(newcomer.marked()) >= 3


def test_a_form_says_at_each_field_what_is_missing(newcomer: Newcomer) -> None:
    newcomer.writes("/escalate")
    expect(newcomer.form).to_be_visible()
    expect(newcomer.form.get_by_label("Summary")).to_be_focused()
    newcomer.form.locator("[type=submit]").click()
    summary = newcomer.form.get_by_label("Summary")
    expect(summary).to_have_attribute("aria-invalid", "true")
    expect(summary).to_be_focused()
    expect(newcomer.form.locator("#field-summary-error")).not_to_be_empty()
    picture(newcomer.page, "form-refused")
    newcomer.page.keyboard.press("Escape")
    expect(newcomer.form).to_have_count(0)
    assert newcomer.marked() == []


def test_a_routine_case_is_approved_and_goes_on(newcomer: Newcomer) -> None:
    newcomer.writes("/escalate the label printer is slow")
    newcomer.form.get_by_label("Who is affected").select_option("person")
    newcomer.form.get_by_label("Urgency").select_option("now")
    for item in ("Steps already taken", "Impact", "Help needed"):
        newcomer.form.get_by_label(item).fill("a new ribbon")
    newcomer.sends()
    expect(newcomer.private).to_contain_text("It waits for approval. Asked: Amara Okafor.")
    assert newcomer.marked() == ["amara"]

    newcomer.is_("amara")
    card = newcomer.card("label printer")
    expect(card).to_contain_text("you are asked to approve it before anybody else is asked")
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(newcomer.private).to_contain_text("ESC-1 is approved.")
    picture(newcomer.page, "approved")


def test_what_the_words_suggest_is_asked_and_an_update_reaches_the_room(newcomer: Newcomer) -> None:
    newcomer.writes("/escalate phishing mails at the whole company")
    newcomer.form.get_by_label("Who is affected").select_option("company")
    newcomer.form.get_by_label("Urgency").select_option("now")
    newcomer.form.locator("[type=submit]").click()
    expect(newcomer.form).to_contain_text("Not opened yet")
    newcomer.form.get_by_label("“phishing” points to: security.").select_option("Yes: security")
    picture(newcomer.page, "suggested")
    newcomer.sends()
    expect(newcomer.card("phishing")).to_contain_text("Sanna Korhonen")  # security starts at the second line

    newcomer.is_("sanna")
    newcomer.card("phishing").get_by_role("button", name="Accept").click()
    newcomer.card("You have this case").get_by_role("button", name="Post update").click()
    newcomer.form.get_by_label("Update").first.fill("All mailboxes are locked.")
    newcomer.form.get_by_label("#notices").check()
    newcomer.form.get_by_label("Next update").fill("30m")
    newcomer.sends()
    expect(newcomer.card("You have this case")).to_contain_text("Told so far")
    newcomer.looks_at("#notices")
    expect(newcomer.card("ESC-1")).to_contain_text("All mailboxes are locked.")
    picture(newcomer.page, "told")


def test_what_people_write_is_never_markup(newcomer: Newcomer) -> None:
    newcomer.opens_a_case(HOSTILE)
    (asked,) = newcomer.marked()
    for person in ("noor", asked):
        newcomer.is_(person)
        expect(newcomer.card("ESC-1")).to_contain_text(HOSTILE)
        expect(newcomer.page.locator("#messages :is(b:not(.from b), img[src=x])")).to_have_count(0)


def test_a_line_that_is_no_command_is_told_what_is_one(newcomer: Newcomer) -> None:
    newcomer.writes("hello?")
    expect(newcomer.private).to_contain_text("Stige listens to /escalate")
    newcomer.page.get_by_role("button", name="Hide").click()
    expect(newcomer.private).to_have_count(0)


def test_everything_can_be_done_by_keyboard(newcomer: Newcomer) -> None:
    page = newcomer.page
    page.goto(f"{page.url}#who=noor")
    page.reload()
    page.locator(".person").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#who=noor")
    page.keyboard.type("/esc")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#suggestions :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_label("Write to Stige").fill("")
    page.keyboard.type("/escalate !checkout is down")
    page.keyboard.press("Enter")
    expect(newcomer.private).to_contain_text("ESC-1")
    (asked,) = newcomer.marked()

    page.locator(f"#people [data-hold={asked}]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#people [data-hold={asked}]")).to_be_focused()
    newcomer.card("checkout is down").get_by_role("button", name="Decline").focus()
    page.keyboard.press("Enter")
    expect(newcomer.form.locator(":focus")).to_have_count(1)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#form')")
    page.keyboard.press("Escape")
    expect(newcomer.form).to_have_count(0)
    newcomer.card("checkout is down").get_by_role("button", name="Accept").focus()
    page.keyboard.press("Enter")
    expect(newcomer.private).to_be_focused()


def test_two_pages_show_the_same_at_once(newcomer: Newcomer, browser: Browser, address: str) -> None:
    with browser.new_context(viewport=LAPTOP) as context:
        other = Newcomer(context, address)
        newcomer.opens_a_case("checkout is down")
        expect(other.page.locator(".person:has(.new)").first).to_be_visible()


def test_a_sandbox_that_was_killed_goes_on_where_it_was(browser: Browser, program: Program) -> None:
    with browser.new_context(viewport=LAPTOP) as context:
        newcomer = Newcomer(context, program.address)
        newcomer.starts_over()
        newcomer.opens_a_case("checkout is down")
        marked = newcomer.marked()
        program.kill()
        expect(newcomer.page.get_by_role("alert")).to_contain_text("does not answer")
        program.start()
        expect(newcomer.page.get_by_role("alert")).to_have_count(0)
        assert newcomer.marked() == marked
        assert newcomer.winds_to_the_next_timer().startswith("New:"), "its timers go on, and so does the page"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "viewport"), [("laptop", LAPTOP), ("phone", PHONE)])
def test_it_fits_a_laptop_and_a_phone_by_day_and_by_night(
    browser: Browser, address: str, size: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    phone = viewport is PHONE
    with browser.new_context(viewport=viewport, color_scheme=scheme, is_mobile=phone, has_touch=phone) as context:
        newcomer = Newcomer(context, address)
        newcomer.starts_over()
        picture(newcomer.page, f"first-{size}-{scheme}")
        newcomer.writes("/escalate checkout is down")
        expect(newcomer.form).to_be_visible()
        picture(newcomer.page, f"form-{size}-{scheme}")
        newcomer.sends()
        newcomer.winds_to_the_next_timer()
        newcomer.is_(newcomer.marked()[0])
        expect(newcomer.card("checkout is down")).to_be_visible()
        picture(newcomer.page, f"asked-{size}-{scheme}")
        assert newcomer.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        assert newcomer.faults == []


def test_a_danish_browser_reads_the_page_in_danish(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=LAPTOP, locale="da-DK") as context:
        newcomer = Newcomer(context, address)
        expect(newcomer.page.get_by_role("button", name="Begynd forfra")).to_be_visible()
        assert newcomer.page.locator("html").get_attribute("lang") == "da-DK"
