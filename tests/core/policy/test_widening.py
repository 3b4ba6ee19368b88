"""What needs a second person before it may come into force (issue 3, point 7)."""

from dataclasses import replace

import pytest

from bot.durations import hours
from bot.people.roster import Customer, Layer, Person, Place, Roster, Schedule, Vendor
from bot.people.targets import CustomerFollowers, ManagerOf, NextOnCall, OnCall, Party, Target
from bot.policy.outbound import hosts
from bot.policy.policy import Policy
from bot.policy.rules import ApprovalLine, CaseType, Default, PrivateLine
from bot.policy.widening import widened
from bot.words import Label, Say, say
from tests.core.people.builders import person
from tests.harness.builders import COMPANY, TYPES, Named, company, fallback, level, path, rules, targets, when

HR = Label.plain("HR")
SECRET = PrivateLine(when(flags="legal"), targets("hr: kim"))


def policy(*types: CaseType, private: tuple[PrivateLine, ...] = (SECRET,), roster: Roster = COMPANY) -> Policy:
    kinds = {kind.id: kind for kind in types or TYPES}
    return Policy(rules(types=kinds, private=private, flags=("legal", "security")), roster)


def with_hr(**changes: object) -> Policy:
    incident, support, hr = TYPES
    return policy(incident, support, replace(hr, **changes))  # type: ignore[arg-type]


def asking(named: Named, by: Named = "", last: Named = "kim") -> Policy:
    """HR cases go to these people."""
    private = path(level(named), path_id="hr", fits=when(type="hr"), fallback=fallback(last))
    approval = (ApprovalLine(when(type="hr"), targets(by), hours(1), Default.APPROVE),)
    return Policy(rules(private, path(level("ana")), approval=approval), COMPANY)


def changed(*people: Person) -> Policy:
    return policy(roster=company(changed=people))


def test_a_version_that_changes_other_things_opens_nothing() -> None:
    others = with_hr(title=Label.plain("People"), required={"any": ("summary", "help")})
    assert widened(policy(), others) == ()
    assert widened(policy(), policy()) == ()


def test_fewer_readers_and_new_private_words_open_nothing() -> None:
    more_private = PrivateLine(when(flags="security"), targets("ana"))
    assert widened(policy(), policy(private=(SECRET, more_private))) == ()
    assert widened(policy(), with_hr(readers=())) == ()


# who reads


@pytest.mark.parametrize(("added", "people"), [("ana", ("Ana",)), ("web*", ("Mia",)), ("crew:", ("Ben", "Cleo"))])
def test_whoever_newly_reads_a_private_type_is_named(added: str, people: tuple[str, ...]) -> None:
    after = with_hr(readers=targets(f"hr: kim {added}"))
    assert widened(with_hr(readers=targets("hr: kim")), after) == (say("wider.readers", what=HR, people=people),)


def test_whoever_joins_a_team_that_reads_is_named_too() -> None:
    bigger = replace(COMPANY.teams["hr"], members=("hugo", "ben"))
    after = policy(roster=company(teams={**COMPANY.teams, "hr": bigger}))
    assert widened(policy(), after) == (
        say("wider.readers", what=HR, people=("Ben",)),
        say("wider.readers", what="legal", people=("Ben",)),
    )


@pytest.mark.parametrize(
    ("target", "people"),
    [
        (OnCall("duty"), ("Ana",)),
        (NextOnCall("duty"), ("Ana",)),
        (ManagerOf("ana"), ("Mia",)),
    ],
)
def test_readers_by_duty_or_rank_are_the_people_whom_that_means(target: object, people: tuple[str, ...]) -> None:
    after = with_hr(readers=(*targets("hr:"), target))
    assert widened(policy(), after) == (say("wider.readers", what=HR, people=people),)


@pytest.mark.parametrize("target", [ManagerOf(Party.OWNER), CustomerFollowers()])
def test_readers_by_their_part_in_the_case_are_said_to_be_added(target: object) -> None:
    after = with_hr(readers=(*targets("hr:"), target))
    assert widened(policy(), after) == (say("wider.readers_by_part", what=HR),)


def test_nobody_is_no_reader() -> None:
    assert widened(policy(), with_hr(readers=(*targets("hr:"), ManagerOf("kim")))) == ()


@pytest.mark.parametrize(
    "after", [asking("hr: ben"), asking("hr:", by="ben"), asking("hr:", last="kim ben")], ids=["level", "by", "last"]
)
def test_whoever_is_asked_about_what_is_private_reads_it(after: Policy) -> None:
    assert say("wider.readers", what=HR, people=("Ben",)) in widened(asking("hr:"), after)


def test_open_cases_keep_the_old_readers_so_whoever_joins_these_is_named_though_no_rule_names_them_now() -> None:
    bigger = company(teams={**COMPANY.teams, "hr": replace(COMPANY.teams["hr"], members=("hugo", "ben"))})
    incident, support, hr = TYPES
    after = policy(incident, support, replace(hr, readers=()), roster=bigger)
    assert say("wider.readers", what=HR, people=("Ben",)) in widened(policy(), after)


@pytest.mark.parametrize(
    "gone", [OnCall("duty"), *targets("hr:"), *targets("hr*")], ids=["duty", "team", "coordinator"]
)
def test_readers_who_are_in_the_new_file_no_more_open_nothing(gone: Target) -> None:
    after = Policy(with_hr().rules, replace(COMPANY, teams={}, schedules={}))
    assert widened(with_hr(readers=(gone,)), after) == ()


@pytest.mark.parametrize("types", [TYPES[:2], (*TYPES[:2], replace(TYPES[2], private=False))], ids=["gone", "open"])
def test_a_private_type_that_is_private_no_more_is_said(types: tuple[CaseType, ...]) -> None:
    assert widened(policy(), policy(*types)) == (say("wider.type_is_open", type=HR),)


def test_a_private_flag_that_is_private_no_more_is_said() -> None:
    assert widened(policy(), policy(private=())) == (say("wider.flag_is_open", flag="legal"),)


def test_a_flag_that_makes_private_on_another_condition_counts_as_wider() -> None:
    narrower = PrivateLine(when(flags="legal", type="incident"), SECRET.readers)
    assert widened(policy(), policy(private=(narrower,))) == (say("wider.flag_is_narrower", flag="legal"),)


# what people may do


def test_new_authority_is_said_word_by_word() -> None:
    after = changed(person("ben", "mia", authority=frozenset({"release", "policy", "approve"})))
    assert widened(policy(), after) == (say("wider.authority", person="Ben", words=("approve", "policy")),)


def test_a_newcomer_brings_all_their_authority() -> None:
    after = changed(person("noor", "mia", authority=frozenset({"operate"})))
    assert widened(policy(), after) == (say("wider.authority", person="Noor", words=("operate",)),)


def test_another_manager_is_said_and_none_is_not() -> None:
    ana = COMPANY.people["ana"]
    assert widened(policy(), changed(replace(ana, manager="kim"))) == (
        say("wider.manager", person="Ana", manager="Kim"),
    )
    assert widened(policy(), changed(replace(ana, manager=None))) == ()


@pytest.mark.parametrize("account", [{"email": "eve@example.com"}, {"slack": "U666"}, {"teams": "eve@example.com"}])
def test_another_account_for_the_same_person_is_said(account: dict[str, str]) -> None:
    after = changed(replace(COMPANY.people["mia"], **account))  # type: ignore[arg-type]
    assert widened(policy(), after) == (say("wider.account", person="Mia"),)


def test_an_address_in_capitals_is_the_same_account() -> None:
    mia = COMPANY.people["mia"]
    assert widened(policy(), changed(replace(mia, email=mia.email.upper()))) == ()


def test_a_new_coordinator_is_said_by_id_where_the_file_has_no_name() -> None:
    teams = {**COMPANY.teams, "web": replace(COMPANY.teams["web"], coordinator="nobody")}
    assert widened(policy(), policy(roster=company(teams=teams))) == (
        say("wider.coordinator", team="web", person="nobody"),
    )


def test_the_coordinator_of_a_new_team_is_said() -> None:
    teams = {**COMPANY.teams, "ops": replace(COMPANY.teams["web"], id="ops")}
    assert _keys(widened(policy(), policy(roster=company(teams=teams)))) == ["wider.coordinator"]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (targets("hr*"), ()),
        (targets("ben"), (say("wider.approvers", people=("Ben",)),)),
        ((ManagerOf(Party.REPORTER),), (say("wider.approvers_by_part"),)),
    ],
    ids=["as before", "a person", "a part"],
)
def test_whoever_may_approve_and_could_not_before_is_said(by: tuple[Target, ...], said: tuple[Say, ...]) -> None:
    def approved(by: tuple[Target, ...]) -> Policy:
        line = ApprovalLine(when(priority="P3"), by, hours(1), Default.APPROVE)
        return Policy(rules(path(level("ana")), approval=(line,)), COMPANY)

    assert widened(approved(targets("hr*")), approved(by)) == said


def _keys(said: tuple[Say, ...]) -> list[str]:
    return [one.key for one in said]


# the world outside


def test_a_new_host_is_said_once() -> None:
    places = {
        "status": Place("status", webhook="https://Status.Example:8443/hook"),
        "mail": Place("mail", email=("a@status.example", "b@more.example")),
    }
    after = policy(roster=company(places={**COMPANY.places, **places}))
    assert widened(policy(), after) == (
        say("wider.host", host="status.example"),
        say("wider.host", host="more.example"),
    )


def test_hosts_are_those_of_everything_that_stige_writes_to_or_fetches_from() -> None:
    everywhere = Roster(
        "UTC",
        "en",
        {"ana": person("ana", leave="https://leave.example/a.ics"), "ben": person("ben", leave="leave/ben.ics")},
        vendors={"telco": Vendor("telco", "Telco", "noc@telco.example", "https://hook.example")},
        customers={"acme": Customer("acme", "Acme", contact=("it@acme.example",))},
        schedules={"duty": Schedule("duty", (Layer("UTC", ical="https://ical.example/x"),))},
        places={"room": Place("room", slack="#room", webhook="mailto://")},
    )
    assert hosts(everywhere) == ("telco.example", "hook.example", "acme.example", "leave.example", "ical.example")
