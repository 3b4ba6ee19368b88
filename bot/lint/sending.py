"""What Stige must send by itself, it can: mail is set up, and the host of a webhook is listed (S44)."""

from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlsplit

from bot.lint.draft import Draft
from bot.lint.finding import Finding, error
from bot.people.roster import BY_MAIL
from bot.people.targets import CustomerContact, PlaceTarget, Target, VendorTarget
from bot.words import say


def mail_needed_and_none_set_up(draft: Draft) -> Iterator[Finding]:
    """Only where there is no other way: whatever a person sends, a person may send by other means (S38)."""
    if draft.means.mail:
        return
    for plan, line, number, target in _sent_by_stige(draft):
        if isinstance(target, CustomerContact) or _vendor_has_mail_alone(target, draft):
            at = ("communication", plan, "audiences", line, "to", number)
            yield error(at, "needs-mail", say("lint.needs_mail_or_a_person"))
    for name in _places_written_to(draft):
        place = draft.roster.places.get(name)
        if place and place.email and not (place.slack or place.teams or place.webhook):
            yield error(("places", name, "email"), "needs-mail", say("lint.needs_mail", place=name))


def webhook_to_a_host_that_is_not_listed(draft: Draft) -> Iterator[Finding]:
    """Only where there is no other way to that place or vendor."""
    for name in _places_written_to(draft):
        place = draft.roster.places.get(name)
        if place and place.webhook and not (place.slack or place.teams or place.email):
            yield from _unless_listed(draft, "places", name, place.webhook)
    for name in _vendors_named(draft):
        vendor = draft.roster.vendors.get(name)
        if vendor and vendor.webhook and not vendor.email:
            yield from _unless_listed(draft, "vendors", name, vendor.webhook)


def louder_way_that_is_not_set_up(draft: Draft) -> Iterator[Finding]:
    """A louder way is there to be relied on."""
    for person in draft.roster.people.values():
        if person.louder == BY_MAIL and not draft.means.mail:
            said = say("lint.louder_needs_mail", person=person.name)
            yield error(("people", person.id, "louder"), "needs-mail", said)
        elif person.louder and person.louder != BY_MAIL:
            host = urlsplit(person.louder).hostname or ""
            if host not in draft.means.hosts:
                at = ("people", person.id, "louder")
                yield error(at, "host-not-listed", say("lint.host_not_listed", host=host))


def _unless_listed(draft: Draft, section: str, name: str, address: str) -> Iterator[Finding]:
    host = urlsplit(address).hostname or ""
    if host not in draft.means.hosts:
        yield error((section, name, "webhook"), "host-not-listed", say("lint.host_not_listed", host=host))


def _sent_by_stige(draft: Draft) -> Iterator[tuple[int, int, int, Target]]:
    """Where it stands (plan, audience, its place in `to`), and to whom."""
    for plan, line in enumerate(draft.rules.communication):
        for number, audience in enumerate(line.audiences):
            if audience.by_stige:
                yield from ((plan, number, place, target) for place, target in enumerate(audience.to))


def _vendor_has_mail_alone(target: Target, draft: Draft) -> bool:
    vendor = draft.roster.vendors.get(target.vendor) if isinstance(target, VendorTarget) else None
    return vendor is not None and vendor.webhook is None


def _places_written_to(draft: Draft) -> list[str]:
    """Those that some line names, and those of teams; each once, in the order of the file."""
    named = {target.place for target in _all_targets(draft) if isinstance(target, PlaceTarget)}
    of_teams = {team.place for team in draft.roster.teams.values()}
    return [name for name in draft.roster.places if name in named | of_teams]


def _vendors_named(draft: Draft) -> list[str]:
    named = {target.vendor for target in _all_targets(draft) if isinstance(target, VendorTarget)}
    return [name for name in draft.roster.vendors if name in named]


def _all_targets(draft: Draft) -> Iterator[Target]:
    for path in draft.rules.paths:
        yield from chain.from_iterable((*level.ask, *level.tell) for level in path.levels)
        yield from chain.from_iterable(line.tell for line in path.at_once)
        yield from path.fallback.ask
    for plan in draft.rules.communication:
        yield from chain.from_iterable(audience.to for audience in plan.audiences)
