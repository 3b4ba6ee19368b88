"""People and teams, and the parties around them: places, vendors, customers (S15, R22)."""

from collections.abc import Mapping

from adapters.policyfile import shapes
from adapters.policyfile.document import Entries, Node
from adapters.policyfile.durations import duration
from adapters.policyfile.faults import shortened
from adapters.policyfile.reader import Reader, known
from adapters.policyfile.texts import address, calendar_source, email, language, name, number, text, timezone, word
from bot.people.roster import BY_MAIL, Customer, Person, Place, Team, Vendor
from bot.people.targets import Party


def people(reader: Reader, node: Node) -> Mapping[str, Person]:
    found = reader.section(node, _person)
    _check_words(reader, node)
    _check_emails(reader, node, found)
    _check_accounts(reader, node, found)
    _check_managers(reader, node, found)
    return found


def _person(reader: Reader, person: str, node: Node) -> Person:
    keys = reader.keys(node, shapes.PERSON)
    return Person(
        person,
        keys.need("name", name),
        keys.need("email", email),
        manager=keys.maybe("manager", known("person"), None),
        skills=frozenset(keys.each("skills", word)),
        authority=frozenset(keys.each("authority", word)),
        language=keys.maybe("language", language, ""),
        timezone=keys.maybe("timezone", timezone, ""),
        region=keys.maybe("region", known("region"), None),
        hours=keys.maybe("hours", known("calendar"), None),
        limit=keys.maybe("limit", number, None),
        leave=keys.maybe("leave", calendar_source, None),
        slack=keys.maybe("slack", text, None),
        teams=keys.maybe("teams", text, None),
        louder=keys.maybe("louder", _louder, None),
    )


def _louder(reader: Reader, node: Node) -> str:
    """By mail, or the address of a webhook; in a CSV the address alone."""
    if isinstance(node, Entries):
        return reader.keys(node, shapes.LOUDER).need("webhook", address)
    found = text(reader, node)
    if found in ("", BY_MAIL) or found.startswith("https://"):
        return found if found in ("", BY_MAIL) else address(reader, node)
    reader.fault(node.at, "wrong-word", f"{shortened(found)!r} is neither {BY_MAIL!r} nor {{webhook: https://…}}.")
    return BY_MAIL


def _entry(node: Node, name: str, key: str) -> Node:
    """The value of a key in one of the entries of a section that has been read."""
    for part in (name, key):
        pairs = node.pairs if isinstance(node, Entries) else ()
        node = next(value for found, value in pairs if found.text == part)
    return node


def _check_words(reader: Reader, node: Node) -> None:
    """`manager_of: owner` must mean the owner of the case."""
    for key, _ in node.pairs if isinstance(node, Entries) else ():
        if key.text in tuple(Party):
            reader.fault(key.at, "wrong-id", f"{key.text!r} is a word of Stige's own; give the person another id.")


def _check_emails(reader: Reader, node: Node, people: Mapping[str, Person]) -> None:
    """Who is who on a chat is found by e-mail, so nobody shares one (R22)."""
    holders: dict[str, str] = {}
    for person in people.values():
        holder = holders.setdefault(person.email.lower(), person.id)
        if person.email and holder != person.id:
            reader.fault(_entry(node, person.id, "email").at, "twice", f"{holder} has this e-mail address already.")


def _check_accounts(reader: Reader, node: Node, people: Mapping[str, Person]) -> None:
    """Nor does anybody take what finds another on one chat."""
    emails = {person.email.lower(): person.id for person in people.values()}
    for chat in ("slack", "teams"):
        holders = dict(emails)
        for person in people.values():
            account = (person.slack if chat == "slack" else person.teams) or person.email
            holder = holders.setdefault(account.lower(), person.id)
            if holder != person.id and account != person.email:
                at = _entry(node, person.id, chat).at
                reader.fault(at, "twice", f"By this, {holder} is found there already.")


def _check_managers(reader: Reader, node: Node, people: Mapping[str, Person]) -> None:
    """Each loop is told once, at the first of its people."""
    places = {person: place for place, person in enumerate(people)}
    seen: set[str] = set()
    for person in people:
        line: list[str] = []
        above: str | None = person
        while above is not None and above in people and above not in seen:
            seen.add(above)
            line.append(above)
            above = people[above].manager
        if above is not None and above in set(line):
            loop = line[line.index(above) :]
            at = _entry(node, min(loop, key=places.__getitem__), "manager").at
            told = ", ".join(loop[:10])
            said = f"These are managers of one another: {told}" if len(loop) > 1 else f"{told} is their own manager"
            reader.fault(at, "manager-loop", f"{said}; so nobody is above them. Leave the manager of one of them out.")


def team(reader: Reader, team: str, node: Node) -> Team:
    keys = reader.keys(node, shapes.TEAM)
    return Team(
        team,
        keys.some("members", known("person")),
        keys.maybe("coordinator", known("person"), None),
        keys.maybe("place", known("place"), None),
    )


def place(reader: Reader, place: str, node: Node) -> Place:
    keys = reader.keys(node, shapes.PLACE)
    keys.any_of("slack", "teams", "email", "webhook")
    return Place(
        place,
        slack=keys.maybe("slack", text, None),
        teams=keys.maybe("teams", text, None),
        email=keys.each("email", email),
        webhook=keys.maybe("webhook", address, None),
    )


def vendor(reader: Reader, vendor: str, node: Node) -> Vendor:
    keys = reader.keys(node, shapes.VENDOR)
    keys.any_of("email", "webhook")
    return Vendor(
        vendor,
        keys.need("name", name),
        email=keys.maybe("email", email, None),
        webhook=keys.maybe("webhook", address, None),
        accept_within=keys.maybe("accept_within", duration, None),
        resolve_within=keys.maybe("resolve_within", duration, None),
        hours=keys.maybe("hours", known("calendar"), None),
    )


def customer(reader: Reader, customer: str, node: Node) -> Customer:
    keys = reader.keys(node, shapes.CUSTOMER)
    return Customer(
        customer,
        keys.need("name", name),
        tier=keys.maybe("tier", known("tier"), None),
        contact=keys.each("contact", email),
        followers=keys.each("followers", known("person")),
        region=keys.maybe("region", known("region"), None),
        language=keys.maybe("language", language, ""),
        timezone=keys.maybe("timezone", timezone, ""),
    )
