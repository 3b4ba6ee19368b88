"""Whom a line names (S15)."""

from collections.abc import Callable, Mapping

from adapters.policyfile.document import Entries, Node, Scalar
from adapters.policyfile.reader import Reader, known_name, one_of
from bot.people.targets import (
    CoordinatorOf,
    CustomerContact,
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    PlaceTarget,
    Target,
    TeamMembers,
    VendorTarget,
)

NOBODY = OnePerson("")

# Key, the kind of name that it takes, and what becomes of it.
_BY_NAME: Mapping[str, tuple[str, Callable[[str], Target]]] = {
    "person": ("person", OnePerson),
    "team": ("team", TeamMembers),
    "coordinator_of": ("team with a coordinator", CoordinatorOf),
    "on_call": ("schedule", OnCall),
    "next_on_call": ("schedule", NextOnCall),
    "place": ("place", PlaceTarget),
    "vendor": ("vendor", VendorTarget),
}
_KEYS = (*_BY_NAME, "manager_of", "customer", "case")


def target(reader: Reader, node: Node) -> Target:
    """Anybody whom a level may ask or tell."""
    return _without(reader, node, "the customer is only written to by `communication`", CustomerContact)


def human(reader: Reader, node: Node) -> Target:
    """People alone: a place or a vendor can neither read, approve nor write."""
    return _without(reader, node, "people are wanted here", CustomerContact, PlaceTarget, VendorTarget)


def recipient(reader: Reader, node: Node) -> Target:
    """Whom an audience may reach: anybody, the customer's own addresses among them."""
    pairs = list(reader.pairs(node, _KEYS)) if isinstance(node, Entries) else []
    if len(pairs) != 1:
        hint = _person_hint(reader, node)
        reader.fault(node.at, "wrong-target", f"One target is wanted here, as {{person: …}} or {{team: …}}.{hint}")
        return NOBODY
    key, value = pairs[0]
    if key.text in _BY_NAME:
        kind, make = _BY_NAME[key.text]
        return make(known_name(reader, value, kind))
    return {"manager_of": _manager_of, "customer": _of_customer, "case": _of_case}[key.text](reader, value)


def is_human(found: Target) -> bool:
    return not isinstance(found, PlaceTarget | VendorTarget | CustomerContact)


def is_certain(found: Target) -> bool:
    """Somebody whatever the case and the hour (S44)."""
    return isinstance(found, OnePerson | TeamMembers | CoordinatorOf)


def _without(reader: Reader, node: Node, sentence: str, *kinds: type[Target]) -> Target:
    found = recipient(reader, node)
    if isinstance(found, kinds):
        reader.fault(node.at, "wrong-target", f"This cannot stand here: {sentence}.")
    return found


def _manager_of(reader: Reader, node: Node) -> Target:
    parties = {Party.OWNER.value: Party.OWNER, Party.REPORTER.value: Party.REPORTER}
    people = reader.names.of("person")
    whom = one_of(reader, node, {**parties, **dict.fromkeys(people)}, "There is no person {}.", "unknown-name")
    return ManagerOf(parties.get(whom, whom))


def _of_customer(reader: Reader, node: Node) -> Target:
    which = one_of(reader, node, ("followers", "contact"), "A customer has no {}.")
    return CustomerContact() if which == "contact" else CustomerFollowers()


def _of_case(reader: Reader, node: Node) -> Target:
    party = one_of(reader, node, tuple(Party), "A case has no {}.")
    return PartyOf(Party(party)) if party in tuple(Party) else NOBODY


def _person_hint(reader: Reader, node: Node) -> str:
    """For who writes a bare name."""
    if isinstance(node, Scalar) and node.text in reader.names.of("person"):
        return f" For the person write {{person: {node.text}}}."
    return ""
