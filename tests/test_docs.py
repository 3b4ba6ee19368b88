"""The pages hold together: links lead somewhere, records are listed, one word stands for one idea."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.cases.case import Status
from tests.architecture import PLATFORMS, graph, reachable

ROOT = Path(__file__).parent.parent
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WORD = re.compile(r"\*\*([^*]+)\*\*")


def text(page: Path) -> str:
    """A page without its comments and code blocks."""
    return re.sub(r"<!--.*?-->|```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text(page))


def anchors(page: Path) -> set[str]:
    """As the code hosts make them: lower case, spaces as dashes, other marks dropped."""
    headings = re.findall(r"^#+ (.+)$", text(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


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
