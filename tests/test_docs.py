"""The pages hold together: links lead somewhere, records are listed, one word stands for one idea."""

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.environment import Environment
from adapters.policyfile import default_source, read_policy
from adapters.policyfile.durations import parse
from bot.cases.case import Realm, Status
from bot.cases.clocks import CaseClock
from bot.cases.commands import Open
from bot.cases.facts import Facts, Handover
from bot.cases.ladder_events import Paged
from bot.cases.step import step
from bot.cases.timers import timers
from bot.people.calendars import end_of
from bot.words import Text
from tests.architecture import PLATFORMS, graph, reachable
from tests.harness.diagram import state_diagram

ROOT = Path(__file__).parent.parent
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RULES_PAGE, POLICY_PAGE, RUNNING_PAGE = (ROOT / "docs" / name for name in ("rules.md", "policy.md", "running.md"))
WORD = re.compile(r"\*\*([^*]+)\*\*")
RULE = re.compile(r"\b[SR][0-9]{1,2}\b")
RULES = [f"S{number}" for number in range(1, 47)] + [f"R{number}" for number in range(1, 47)]
SHIPPED = read_policy(default_source())


def text(page: Path) -> str:
    """A page without its comments and code blocks."""
    return re.sub(r"<!--.*?-->|```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text(page))


def anchors(page: Path) -> set[str]:
    """As the code hosts make them: lower case, spaces as dashes, other marks dropped. And those set by hand."""
    headings = re.findall(r"^#+ (.+)$", text(page), flags=re.MULTILINE)
    by_hand = re.findall(r'<a id="([^"]+)">', text(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings} | {*by_hand}


def leads_somewhere(page: Path, link: str) -> bool:
    if link.startswith(("https://", "mailto:")):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def glossary_rows() -> list[tuple[list[str], str, str]]:
    """Its lines, as (words, meaning, words that are not used)."""
    lines = text(ROOT / "docs" / "glossary.md").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| **")]
    return [(WORD.findall(word), meaning, others) for word, meaning, others in cells]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert not [link for link in links(page) if not leads_somewhere(page, link)]


def test_a_link_into_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A title\n[here](#a-title) [lost](other.md) [astray](#nothing)\n<!-- [later](later.md) -->\n")
    assert [link for link in links(page) if not leads_somewhere(page, link)] == ["other.md", "#nothing"]


def test_every_page_can_be_reached_from_the_readme() -> None:
    arrows = graph((str(page), str(page.parent.joinpath(link).resolve())) for page in PAGES for link in links(page))
    assert {str(page) for page in PAGES} <= reachable(str(ROOT / "README.md"), arrows)


def test_every_decision_is_listed_under_its_own_number() -> None:
    records = {path.name for path in DECISIONS.glob("[0-9]*.md")}
    listed = re.findall(r"^\| \[(\d{4})\]\((\d{4}-[^)]+)\)", text(DECISIONS / "README.md"), flags=re.MULTILINE)
    assert {name for _, name in listed} == records
    assert all(name.startswith(number) for number, name in listed)
    assert max(Counter(number for number, _ in listed).values()) == 1


@pytest.mark.parametrize("record", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_says_what_was_asked_done_left_and_paid(record: Path) -> None:
    body = text(record)
    assert body.startswith(f"# {record.name[:4]}: ")
    assert re.findall(r"^## (.+)$", body, flags=re.MULTILINE)[:2] == ["The question", "What we do"]
    assert "## What it costs" in body


def test_the_glossary_has_each_word_once_and_says_what_it_means() -> None:
    rows = glossary_rows()
    words = Counter(word for row_words, _, _ in rows for word in row_words)
    assert len(words) > 50
    assert not [word for word, count in words.items() if count > 1]
    assert all(meaning for _, meaning, _ in rows)


def test_the_glossary_knows_every_status() -> None:
    words = {word for row_words, _, _ in glossary_rows() for word in row_words}
    assert {status.value for status in Status} <= words


def test_the_architecture_page_names_every_folder_of_the_code() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {path.name for package in ("bot", "adapters") for path in (ROOT / package).iterdir() if path.is_dir()}
    assert not [name for name in folders - {"__pycache__"} if f"{name}/`" not in page]
    assert all(f"{platform}/`" in page for platform in PLATFORMS)


def test_the_readme_opens_with_what_it_is_then_how_to_run_and_test_it() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert page.index("Stige (Danish and Norwegian") < page.index("make run") < page.index("make test")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "Makefile", ".ci/run", "README.md"])
def test_nothing_names_a_registry_or_a_machine(name: str) -> None:
    assert not re.search(r"index-url|file://|/root/|/home/", (ROOT / name).read_text(encoding="utf-8"))


# the rules by number


def test_every_rule_stands_once_in_order_with_an_anchor_and_a_sign() -> None:
    lines = re.findall(r'^- <a id="(\w+)"></a>\*\*(\w+)\*\* (\S) .+$', text(RULES_PAGE), flags=re.MULTILINE)
    assert [rule for _, rule, _ in lines] == RULES
    assert all(anchor == rule.lower() and sign in "●◐○" for anchor, rule, sign in lines)


def test_a_rule_in_force_in_part_says_what_is_missing_and_no_other_does() -> None:
    lines = re.findall(r"^- <a.+$", text(RULES_PAGE), flags=re.MULTILINE)
    assert not [line for line in lines if ("** ◐ " in line) != ("*Not yet:*" in line)]


def cited(source: str) -> set[str]:
    return set(RULE.findall(source))


def test_every_rule_that_the_code_cites_can_be_looked_up() -> None:
    sources = [path for folder in ("bot", "adapters", "storage", "tests") for path in (ROOT / folder).rglob("*.py")]
    citations = {path: cited(path.read_text(encoding="utf-8")) for path in sources if path != Path(__file__)}
    assert len(set().union(*citations.values())) > 40
    assert not {path.name: unknown for path, rules in citations.items() if (unknown := rules - {*RULES})}


def test_a_citation_of_no_rule_is_noticed() -> None:
    assert cited('"""As S47 and R8 say (S20-S30), not SHA1 or S101."""') - {*RULES} == {"S47"}


# settings


def settings_of_the_example() -> list[str]:
    return re.findall(r"^#?([A-Z]+(?:_[A-Z]+)+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_example_of_settings_holds_those_that_stige_knows_and_no_others() -> None:
    assert sorted(settings_of_the_example()) == sorted(name.upper() for name in Environment.model_fields)


def test_every_setting_is_told_of_in_a_table() -> None:
    rows = re.findall(r"^\| (`[A-Z].+?) \|", text(RUNNING_PAGE), flags=re.MULTILINE)
    told = re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", "\n".join(rows))
    assert sorted(told) == sorted(settings_of_the_example())


# how to write a policy


def snippets(page: Path) -> list[tuple[bool, str]]:
    """Every piece of a policy on a page, and whether it is marked as a whole one."""
    found = re.findall(r"(<!-- a whole policy -->\n)?```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [(bool(mark), snippet) for mark, snippet in found]


@pytest.mark.parametrize("snippet", [found for whole, found in snippets(POLICY_PAGE) if whole])
def test_a_whole_policy_on_the_page_loads_and_is_in_force_to_its_last_line(snippet: str) -> None:
    assert read_policy(snippet.encode()).not_in_force == ()


@pytest.mark.parametrize("snippet", [found for whole, found in snippets(POLICY_PAGE) if not whole])
def test_a_piece_of_a_policy_on_the_page_is_a_piece_of_the_shipped_one(snippet: str) -> None:
    shipped = default_source().decode().splitlines()
    assert not [line for line in snippet.splitlines() if line not in shipped]


def rows_after(mark: str) -> list[list[str]]:
    """The cells of the table on the policy page that follows a mark."""
    table = POLICY_PAGE.read_text(encoding="utf-8").partition(f"<!-- {mark} -->\n")[2].partition("\n\n")[0]
    return [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


@pytest.mark.parametrize("row", rows_after("counted in the calendar `office` of default.yaml"), ids=" ".join)
def test_a_span_on_the_page_ends_when_it_says(row: list[str]) -> None:
    zone, span = ZoneInfo(SHIPPED.rules.timezone), parse(row[1])
    starts, ends = (datetime.fromisoformat(at).replace(tzinfo=zone) for at in (row[0], row[2]))
    assert span
    assert end_of(SHIPPED.rules.calendars["office"], starts.astimezone(UTC), span) == ends


def test_the_hour_on_the_page_is_what_the_shipped_policy_plays() -> None:
    told = [(at, asked) for at, asked, _ in rows_after("played by default.yaml")]
    assert told == pages_of_an_outage()[: len(told)]


def pages_of_an_outage() -> list[tuple[str, str]]:
    """Nobody answers: who is asked at which time of day, in the order of the ladder (S46)."""
    rules, roster, zone = SHIPPED.rules, SHIPPED.roster, ZoneInfo(SHIPPED.rules.timezone)
    now = datetime(2026, 12, 1, 10, 15, tzinfo=zone).astimezone(UTC)
    handover, facts = Handover(Text("booking is down", "noor")), Facts("incident", "company", "now")
    outcome = step(None, Open("a1", 1, Realm.SANDBOX, CaseClock(now), handover, facts), "noor", rules, roster, now)
    entries = list(outcome.entries)
    while len(entries) < 60:
        timer = timers(outcome.case, rules)[0]
        outcome = step(outcome.case, timer.command, None, rules, roster, timer.due_at)
        entries += outcome.entries
    asks = ((entry.at.astimezone(zone), entry.event) for entry in entries)
    pages = ((f"{at:%H:%M}", ask.person) for at, ask in asks if isinstance(ask, Paged))
    return [(at, ", ".join(who for _, who in asked)) for at, asked in groupby(pages, key=lambda page: page[0])]


# the life of a case


def test_the_picture_of_a_cases_life_is_drawn_from_the_table() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{state_diagram()}\n```" in page


def test_the_picture_shows_each_way_from_one_status_to_another_and_none_that_stays() -> None:
    table = {Open: {Status.NEW: frozenset({Status.NEW, Status.CLOSED})}}
    begins = ["    [*] --> new: open", "    [*] --> approval: open"]
    assert state_diagram(table).splitlines()[1:] == [*begins, "    new --> closed: open"]
