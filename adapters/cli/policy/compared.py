"""What another version changes for cases, as JSON and as tables."""

from rich.text import Text

from adapters.cli.policy.figures import Json, case_in_json, console, lines, span_said, table, totals_in_json
from adapters.cli.policy.lint import shown
from bot.trying.consequences import Change, Changed, Consequences
from bot.trying.past import Replayed
from bot.trying.totals import Burden

SAID = {
    Change.OTHER_PRIORITY: "have another priority",
    Change.OTHER_PATH: "take another path",
    Change.ASKED_LATER: "are first asked later",
    Change.ASKED_EARLIER: "are first asked earlier",
    Change.OTHER_PEOPLE: "reach other people",
    Change.MORE_PAGES: "need more pages",
    Change.FEWER_PAGES: "need fewer pages",
    Change.NEW_BREACH: "breach more clocks",
}


def consequences_in_json(found: Consequences) -> Json:
    return {
        "old": totals_in_json(found.old),
        "new": totals_in_json(found.new),
        "changed": found.changed,
        "counts": {change.value: count for change, count in found.counts.items()},
        "worst": [
            {
                "changes": [change.value for change in pair.changes],
                "old": case_in_json(pair.old),
                "new": case_in_json(pair.new),
            }
            for pair in found.worst
        ],
    }


def printed(found: Consequences) -> None:
    to = console()
    if not found.changed:
        to.print(Text("Nothing changes for them."))
        return
    to.print(table(("cases that go another way", str(found.changed)), ((SAID[c], n) for c, n in found.counts.items())))
    to.print(table(("person", "pages", "", "at night", ""), _people(found)))
    before, after = lines(found.old), lines(found.new)
    rows = ((name, before.get(name, 0), after.get(name, 0)) for name in dict.fromkeys((*before, *after)))
    to.print(table(("", "before", "after"), (row for row in rows if row[1] != row[2])))
    for pair in found.worst:
        to.print(Text(shown(f"{pair.new.name}: {_told(pair)}")))


def _people(found: Consequences) -> list[tuple[object, ...]]:
    """Whose burden changes, who gets most more first."""
    old, new, nobody = found.old.people, found.new.people, Burden()
    pairs = [(person, old.get(person, nobody), new.get(person, nobody)) for person in dict.fromkeys((*new, *old))]
    rows = [(who, b.pages, f"→ {a.pages}", b.night_pages, f"→ {a.night_pages}") for who, b, a in pairs if b != a]
    return sorted(rows, key=lambda row: int(str(row[1])) - int(str(row[2]).removeprefix("→ ")))


def _told(pair: Changed) -> str:
    return f"{_way(pair.old)} → {_way(pair.new)}"


def _way(case: Replayed) -> str:
    first = span_said(case.first_asked_at - case.opened_at if case.first_asked_at else None)
    asked = ", ".join(case.people) or "nobody"
    pages = "1 page" if len(case.pages) == 1 else f"{len(case.pages)} pages"
    return f"{case.priority} on {case.path}, first asked {first}, {pages} ({asked})"
