"""In which hours the cases of a path count, so that its levels sleep outside them (S25)."""

from collections.abc import Iterator, Mapping

from bot.policy.rules import Path, Rules
from bot.policy.when import OneOf, When

Words = Mapping[str, frozenset[str]]  # what a case may have for a fact; one that is not here may be anything


def hours_of_cases(path: Path, rules: Rules) -> frozenset[str | None]:
    """Those of the lines of `clocks` that may give them `accept`; None is all time. A line whose conditions are more
    than words may fit or not."""
    known = {clause.fact: clause.words for clause in path.when.clauses if isinstance(clause, OneOf)}
    priorities = known.get("priority", frozenset(rules.priority.names))
    cases = [known | {"priority": frozenset({priority})} for priority in priorities]
    found = frozenset(hours for words in cases for hours in _hours(words, rules))
    return found or frozenset({None})


def _hours(words: Words, rules: Rules) -> Iterator[str | None]:
    """To the first line that fits them all (S10)."""
    for line in rules.clocks:
        if line.accept and _may_fit(line.when, words):
            yield line.hours
            if _fits_all(line.when, words):
                return


def _may_fit(when: When, words: Words) -> bool:
    asked = (clause for clause in when.clauses if isinstance(clause, OneOf))
    return all(clause.words & words.get(clause.fact, clause.words) for clause in asked)


def _fits_all(when: When, words: Words) -> bool:
    return all(
        isinstance(clause, OneOf) and clause.fact in words and words[clause.fact] <= clause.words
        for clause in when.clauses
    )
