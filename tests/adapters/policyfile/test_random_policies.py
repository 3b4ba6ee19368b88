"""Policy files by chance: each is read, fits the schema and is clean; and broken in one place it is refused, there.

Each way to break one takes the whole document and returns the code and the place of the error that must be found, or
None where this document has nothing to break so. A place is led to by keys and by places in lists.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from adapters.policyfile import Fault, Severity
from adapters.policyfile.document import Entries, Items, compose
from adapters.policyfile.faults import Found
from adapters.policyfile.linting import judged
from adapters.policyfile.places import locate
from adapters.wording import Wording
from bot.lint.errors import errors as found_errors
from bot.lint.finding import Means
from tests.adapters.policyfile.test_schema import complaints
from tests.harness.by_chance import SEEDS, by_chance
from tests.harness.random_policy import MEANS, random_policy, written

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDING = Wording(str, "en", lambda: NOW)
Document = dict[str, Any]
Broken = tuple[str, tuple[str | int, ...]] | None


def judge(text: str, means: Means = MEANS, language: str = "en") -> Sequence[Fault]:
    return judged(text.encode(), directory=None, means=means, at=NOW, wording=WORDING, language=language)


def errors(text: str, means: Means = MEANS) -> list[Fault]:
    return [fault for fault in judge(text, means) if fault.severity is Severity.ERROR]


@by_chance(8)
@given(SEEDS)
def test_reading_and_lint_find_no_error_in_it(seed: int) -> None:
    assert found_errors(random_policy(seed).policy, MEANS, NOW) == ()


@by_chance(2)
@given(SEEDS)
def test_what_lint_advises_is_said_in_both_languages(seed: int) -> None:
    text = random_policy(seed).text
    english, danish = judge(text), judge(text, language="da")
    assert sorted((f.line, f.column, f.code) for f in english) == sorted((f.line, f.column, f.code) for f in danish)


@by_chance(8)
@given(SEEDS)
def test_the_schema_for_editors_takes_it(seed: int) -> None:
    assert complaints(random_policy(seed).text) == []


# broken in one place


def no_path_for_the_rest(document: Document) -> Broken:
    document["paths"]["routine"]["when"] = {"priority": "P1"}
    return "no-path", ("paths", "routine")


def no_path_for_what_is_private(document: Document) -> Broken:
    last = "private" if "private" in document["paths"] else "flagged"
    if last not in document["paths"]:
        return None
    document["paths"][last]["when"]["priority"] = "P2"
    return "no-path", ("paths", "routine")


def a_path_that_takes_all(document: Document) -> Broken:
    document["paths"] = {"all": deepcopy(document["paths"]["routine"]), **document["paths"]}
    return "unreached", ("paths", "routine", "when")


def a_fallback_of_whoever_it_is(document: Document) -> Broken:
    document["paths"]["routine"]["fallback"]["ask"] = [{"manager_of": "owner"}]
    return "silent-fallback", ("paths", "routine", "fallback", "ask")


def a_fallback_of_nobody(document: Document) -> Broken:
    document["paths"]["routine"]["fallback"]["ask"] = []
    return "empty-list", ("paths", "routine", "fallback", "ask")


def a_fallback_that_may_not_read(document: Document) -> Broken:
    stranger = "stranger"
    path = next((path for path in ("private", "flagged") if path in document["paths"]), None)
    if path is None:
        return None
    document["people"][stranger] = {"name": "Stranger", "email": "stranger@nordlys.example"}
    _without_the_reporter(document)
    document["paths"][path]["fallback"]["ask"] = [{"person": stranger}]
    return "fallback-no-reader", ("paths", path, "fallback", "ask")


def _without_the_reporter(document: Document) -> None:
    """The readers are those named: not whoever a target could mean."""
    named = [{"person": next(iter(document["people"]))}]
    readers = [*(kind for kind in document["types"].values() if "readers" in kind), *document.get("private", [])]
    for one in readers:
        one["readers"] = named


def levels_that_ask_nobody(document: Document) -> Broken:
    for level in document["paths"]["routine"]["levels"]:
        level["authority"] = "that nobody has"
    return "asks-nobody", ("paths", "routine", "levels")


def no_accept_for_most(document: Document) -> Broken:
    document["clocks"][-1]["when"] = {"priority": "P1"}
    for line in document["clocks"][:-1]:
        line["when"] = {"priority": "P1"}
    return "no-accept", ("clocks",)


def nothing_after_the_accept(document: Document) -> Broken:
    for line in document["clocks"]:
        line.pop("update", None)
        line.pop("resolve", None)
    return "no-resolve", ("clocks",)


def a_resolve_before_the_accept(document: Document) -> Broken:
    document["clocks"] = [{"when": {}, "accept": "2h", "resolve": "1h"}]
    return "resolve-before-accept", ("clocks", 0, "resolve")


def approval_by_nobody(document: Document) -> Broken:
    for person in document["people"].values():
        person["authority"] = ["release"]
    document["approval"] = {"when": {}, "by": {"person": "ana"}, "within": "1h", "otherwise": "approve"}
    return "approved-by-nobody", ("approval", "by")


def a_chain_with_one_who_may_not(document: Document) -> Broken:
    first, *_, last = document["people"]
    document["people"][first]["authority"] = ["release"]
    by = [{"person": last}, {"person": first}]
    document["approval"] = [{"when": {}, "by": by, "chain": True, "within": "1h", "otherwise": "decline"}]
    return "approved-by-nobody", ("approval", 0, "by", 1)


def a_private_case_in_a_room(document: Document) -> Broken:
    path = document["paths"].get("private") or document["paths"].get("flagged")
    if path is None:
        return None
    path["levels"][0]["tell"] = [{"place": "ops"}]
    name = "private" if "private" in document["paths"] else "flagged"
    return "private-in-a-place", ("paths", name, "levels", 0, "tell", 0)


def a_private_case_to_a_customer(document: Document) -> Broken:
    private = [name for name, kind in document["types"].items() if kind.get("private")]
    if not private:
        return None
    audience = {"to": [{"customer": "contact"}], "first": "1h", "template": "customer"}
    document["communication"] = [{"when": {"type": private}, "audiences": [audience]}]
    return "private-to-a-customer", ("communication", 0, "audiences", 0, "to", 0)


def a_calendar_closed_all_summer(document: Document) -> Broken:
    document["calendars"]["office"]["open"]["2027-05-01..2027-07-31"] = "closed"
    return "closed-too-long", ("calendars", "office", "open")


def a_name_that_is_none(document: Document) -> Broken:
    document["paths"]["routine"]["levels"][0]["ask"] = [{"person": "anna"}]
    return "unknown-name", ("paths", "routine", "levels", 0, "ask", 0, "person")


def managers_of_one_another(document: Document) -> Broken:
    first, second, *_ = document["people"]
    document["people"][first]["manager"], document["people"][second]["manager"] = second, first
    return "manager-loop", ("people", first, "manager")


def a_webhook_to_a_host_that_is_not_listed(document: Document) -> Broken:
    document["places"]["ops"] = {"webhook": "https://elsewhere.example/x"}
    document["teams"]["web"]["place"] = "ops"
    return "host-not-listed", ("places", "ops", "webhook")


def mail_that_nobody_can_send(document: Document) -> Broken:
    document["places"]["ops"] = {"email": ["ops@nordlys.example"]}
    document["teams"]["web"]["place"] = "ops"
    return "needs-mail", ("places", "ops", "email")


def a_placeholder_that_is_none(document: Document) -> Broken:
    document["templates"]["own"] = "{titel} is over"
    return "unknown-placeholder", ("templates", "own")


WAYS: Sequence[Callable[[Document], Broken]] = (
    no_path_for_the_rest,
    no_path_for_what_is_private,
    a_path_that_takes_all,
    a_fallback_of_whoever_it_is,
    a_fallback_of_nobody,
    a_fallback_that_may_not_read,
    levels_that_ask_nobody,
    no_accept_for_most,
    nothing_after_the_accept,
    a_resolve_before_the_accept,
    approval_by_nobody,
    a_chain_with_one_who_may_not,
    a_private_case_in_a_room,
    a_private_case_to_a_customer,
    a_calendar_closed_all_summer,
    a_name_that_is_none,
    managers_of_one_another,
    a_webhook_to_a_host_that_is_not_listed,
    mail_that_nobody_can_send,
    a_placeholder_that_is_none,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_broken_in_one_place_it_is_refused_there(way: Callable[[Document], Broken]) -> None:
    @by_chance(2)
    @given(SEEDS)
    def holds(seed: int) -> None:
        document = deepcopy(random_policy(seed).document)
        broken = way(document)
        if broken is None:
            return
        code, place = broken
        text = written(document, seed)
        means = Means(hosts=MEANS.hosts) if way is mail_that_nobody_can_send else MEANS
        found = {(fault.code, fault.line, fault.column) for fault in errors(text, means)}
        assert found & {(code, *spot) for spot in spots(text, place)}, (way.__name__, found)

    holds()


def spots(text: str, place: tuple[str | int, ...]) -> Iterator[tuple[int, int]]:
    """Where its key stands, as lint marks it, and where its value does, as reading marks it."""
    node = root = compose(text.encode(), Found())
    for part in place:
        match node:
            case Entries(pairs=pairs) if isinstance(part, str):
                node = next(value for key, value in pairs if key.text == part)
            case Items(items=items) if isinstance(part, int):
                node = items[part]
    yield from ((at.line, at.column) for at in (locate(root, place), node.at))
