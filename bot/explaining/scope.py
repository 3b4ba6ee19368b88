"""Cases that have something in common, and what the lines of the policy still ask of them.

No case is at hand when a path is explained. What is known of every case on it is a scope; a line either fits none of
them, or still asks something of them, or fits all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.policy.routing import Privacy
from bot.policy.rules import Path, Rules
from bot.policy.when import EVERY_CASE, Clause, OneOf, When

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """`words` are those that a fact may have, for each fact of which something is known; `holds` is known to fit."""

    words: Mapping[str, frozenset[str]]
    holds: frozenset[Clause] = frozenset()


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """What counts `when` this fits and no option before it does."""

    when: When
    value: T


Options = tuple[Option[T], ...]
ByPriority = Mapping[str, Options[T]]


def still_asked(when: When, scope: Scope) -> When | None:
    """None where the condition fits none of these cases."""
    left: list[Clause] = []
    for clause in when.clauses:
        known = scope.words.get(clause.fact) if isinstance(clause, OneOf) else None
        if isinstance(clause, OneOf) and known is not None:
            if clause.words.isdisjoint(known):
                return None
            if not known <= clause.words:
                left.append(OneOf(clause.fact, clause.words & known))
        elif clause not in scope.holds:
            left.append(clause)
    return When(tuple(left))


def first_fitting(lines: Iterable[tuple[When, T]], scope: Scope) -> Options[T]:
    """The lines of which one counts, up to the first that fits every case of the scope (S10)."""
    found: list[Option[T]] = []
    for when, value in lines:
        asked = still_asked(when, scope)
        if asked is not None and all(asked != option.when for option in found):
            found.append(Option(asked, value))
        if asked == EVERY_CASE:
            break
    return simplified(found)


def simplified(options: Iterable[Option[T]]) -> Options[T]:
    """Without a condition that decides nothing, since what is left says the same."""
    found = list(options)
    while len(found) > 1 and found[-1].when == EVERY_CASE and found[-2].value == found[-1].value:
        del found[-2]
    return tuple(found)


# which paths a case may take


def routes(rules: Rules, type_id: str, priority: str) -> Options[Path]:
    """The paths that a case of this type and priority may take (S10, S11)."""
    scope = Scope(_words(rules, frozenset({type_id}), priority))
    return first_fitting(((path.when, path) for path in rules.paths if _open_to(path, type_id, rules)), scope)


def _open_to(path: Path, type_id: str, rules: Rules) -> bool:
    """A private type takes only a path that names it, or a flag that makes private (S11)."""
    if not rules.types[type_id].private:
        return True
    return Privacy(frozenset({type_id}), private_flags(rules)).named_by(path.when)


def private_flags(rules: Rules) -> frozenset[str]:
    """Each makes a case private."""
    return frozenset().union(*(line.when.flags() for line in rules.private))


def scopes(path: Path, rules: Rules, types: Iterable[str], priorities: Iterable[str]) -> Mapping[str, Scope]:
    """By priority, the cases of these types that may come to the path; only priorities that can."""
    return dict(_scopes(path, rules, tuple(types), priorities))


def _scopes(path: Path, rules: Rules, types: tuple[str, ...], priorities: Iterable[str]) -> Iterator[tuple[str, Scope]]:
    for priority in priorities:
        reaching = frozenset(
            type_id for type_id in types if any(route.value == path for route in routes(rules, type_id, priority))
        )
        if reaching:
            known = _words(rules, reaching, priority)
            also = {clause.fact: clause.words for clause in path.when.clauses if isinstance(clause, OneOf)}
            yield priority, Scope({**also, **known}, frozenset(path.when.clauses))


def _words(rules: Rules, types: frozenset[str], priority: str) -> dict[str, frozenset[str]]:
    audiences = frozenset(rules.types[type_id].audience.value for type_id in types)
    return {"type": types, "audience": audiences, "priority": frozenset({priority})}
