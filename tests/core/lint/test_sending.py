"""What Stige must send by itself it can send: mail is set up, and hosts are listed (S44)."""

from dataclasses import replace

from bot.durations import hours
from bot.lint.finding import Means
from bot.lint.sending import (
    louder_way_that_is_not_set_up,
    mail_needed_and_none_set_up,
    webhook_to_a_host_that_is_not_listed,
)
from bot.people.roster import Place, Team, Vendor
from bot.people.targets import CustomerContact
from bot.policy.rules import AtOnce, AudienceLine, CommunicationPlan
from bot.policy.when import EVERY_CASE
from tests.core.lint.drafts import public, said
from tests.harness.builders import company, fallback, level, path, targets

MAIL, HOOK = ("board@nordlys.example",), "https://status.example:8443/hook"
TO_OPS = public(path(level("ana", tell="#ops")))
TO_TELCO = public(path(level("@telco", tell="ben")))
AT_EMAIL, AT_HOOK = ("places", "ops", "email"), ("places", "ops", "webhook")


def audience(to: str = "", by_stige: bool = True, contact: bool = False) -> CommunicationPlan:
    named = (*targets(to), *([CustomerContact()] if contact else []))
    return CommunicationPlan(EVERY_CASE, (AudienceLine(named, hours(1), "status", by_stige=by_stige),))


def ops(**ways: object) -> dict[str, Place]:
    return {"ops": replace(Place("ops"), **ways)}  # type: ignore[arg-type]


# mail


def test_a_place_with_an_address_alone_needs_mail() -> None:
    by_mail = company(places=ops(email=MAIL))
    assert said(mail_needed_and_none_set_up, TO_OPS, by_mail) == [(AT_EMAIL, "needs-mail")]
    assert said(mail_needed_and_none_set_up, TO_OPS, by_mail, Means(mail=True)) == []


def test_a_place_that_has_another_way_does_not() -> None:
    for other in ({"slack": "#ops"}, {"teams": "Ops/Room"}, {"webhook": HOOK}):
        assert said(mail_needed_and_none_set_up, TO_OPS, company(places=ops(email=MAIL, **other))) == []


def test_a_place_that_nobody_writes_to_needs_nothing_and_a_teams_place_is_written_to() -> None:
    nobody = public(path(level("ana")))
    assert said(mail_needed_and_none_set_up, nobody, company(places=ops(email=MAIL), teams={})) == []
    theirs = {"web": Team("web", ("ana",), place="ops")}
    assert said(mail_needed_and_none_set_up, nobody, company(places=ops(email=MAIL), teams=theirs)) != []


def test_every_line_that_tells_a_place_counts() -> None:
    roster = company(places=ops(email=MAIL), teams={})
    told = (AtOnce(EVERY_CASE, tell=targets("#ops")),)
    for rules in (
        public(path(level("ana"), at_once=told)),
        public(path(level("ana"), fallback=fallback("kim #ops"))),
        public(path(level("ana")), communication=(audience("#ops", by_stige=False),)),
    ):
        assert said(mail_needed_and_none_set_up, rules, roster) == [(AT_EMAIL, "needs-mail")]


def test_what_stige_writes_to_customers_by_itself_needs_mail_and_what_a_person_writes_does_not() -> None:
    at = ("communication", 0, "audiences", 0, "to", 1)
    by_stige, by_a_person = (public(communication=(audience("kim", sends, contact=True),)) for sends in (True, False))
    assert said(mail_needed_and_none_set_up, by_stige) == [(at, "needs-mail")]
    assert said(mail_needed_and_none_set_up, by_a_person) == []


def test_so_does_what_it_writes_to_a_vendor_that_has_an_address_alone() -> None:
    rules = public(communication=(audience("@telco"),))
    hooked = {"telco": Vendor("telco", "Telco", webhook=HOOK)}
    assert said(mail_needed_and_none_set_up, rules) != []
    assert said(mail_needed_and_none_set_up, rules, company(vendors=hooked)) == []
    assert said(mail_needed_and_none_set_up, TO_TELCO) == [], "a person who is told writes to it"


# hosts


def test_a_webhook_goes_only_to_a_host_that_is_listed() -> None:
    roster = company(places=ops(webhook=HOOK))
    assert said(webhook_to_a_host_that_is_not_listed, TO_OPS, roster) == [(AT_HOOK, "host-not-listed")]
    assert said(webhook_to_a_host_that_is_not_listed, TO_OPS, roster, Means(hosts=frozenset({"status.example"}))) == []


def test_a_place_that_has_another_way_can_do_without() -> None:
    for other in ({"slack": "#ops"}, {"teams": "Ops/Room"}, {"email": MAIL}):
        assert said(webhook_to_a_host_that_is_not_listed, TO_OPS, company(places=ops(webhook=HOOK, **other))) == []


def test_a_vendors_webhook_likewise() -> None:
    hooked = company(vendors={"telco": Vendor("telco", "Telco", webhook=HOOK)})
    both = company(vendors={"telco": Vendor("telco", "Telco", "noc@telco.example", webhook=HOOK)})
    at = ("vendors", "telco", "webhook")
    assert said(webhook_to_a_host_that_is_not_listed, TO_TELCO, hooked) == [(at, "host-not-listed")]
    assert said(webhook_to_a_host_that_is_not_listed, TO_TELCO, both) == []
    assert said(webhook_to_a_host_that_is_not_listed, TO_OPS, hooked) == []


# louder ways


def test_a_louder_way_is_there_to_be_relied_on() -> None:
    ana = company().people["ana"]
    by_mail, by_hook = (company(changed=[replace(ana, louder=louder)]) for louder in ("email", HOOK))
    at = ("people", "ana", "louder")
    assert said(louder_way_that_is_not_set_up, TO_OPS, by_mail) == [(at, "needs-mail")]
    assert said(louder_way_that_is_not_set_up, TO_OPS, by_mail, Means(mail=True)) == []
    assert said(louder_way_that_is_not_set_up, TO_OPS, by_hook) == [(at, "host-not-listed")]
    assert said(louder_way_that_is_not_set_up, TO_OPS, by_hook, Means(hosts=frozenset({"status.example"}))) == []
    assert said(louder_way_that_is_not_set_up, TO_OPS, company()) == []
