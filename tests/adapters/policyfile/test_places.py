"""Where in the file a place of the policy stands: line and column, from 1."""

import pytest

from adapters.policyfile.document import compose
from adapters.policyfile.faults import START, Found
from adapters.policyfile.places import locate
from bot.lint.finding import Place

SOURCE = b"""people:
  ana: {name: Ana, skills: web}
paths:
  main:
    levels:
      - role: Desk
        ask: [{person: ana}, {person: ben}]
      - {role: Boss, ask: {person: kim}}
"""


@pytest.mark.parametrize(
    ("place", "line", "column"),
    [
        (("paths",), 3, 1),
        (("people", "ana", "skills"), 2, 20),
        (("paths", "main", "levels", 0), 6, 9),
        (("paths", "main", "levels", 0, "ask", 1), 7, 30),
        (("paths", "main", "levels", 1, "ask"), 8, 22),
    ],
    ids=str,
)
def test_an_entry_stands_at_its_key_and_an_item_at_its_beginning(place: Place, line: int, column: int) -> None:
    assert locate(compose(SOURCE, Found()), place) == (line, column, "")


def test_the_one_item_of_a_list_without_brackets_is_all_there_is() -> None:
    root = compose(SOURCE, Found())
    assert locate(root, ("paths", "main", "levels", 1, "ask", 0)) == (8, 27, "")
    assert locate(root, ("people", "ana", "skills", 0)) == (2, 28, "")


def test_what_is_missing_stands_at_what_it_is_missing_from() -> None:
    root = compose(SOURCE, Found())
    assert locate(root, ("paths", "main", "fallback", "ask")) == (4, 3, "")
    assert locate(root, ("paths", "main", "levels", 7, "ask")) == (5, 5, "")
    assert locate(root, ("people", "ana", "skills", 1)) == (2, 20, "")
    assert locate(root, ("clocks",)) == START
