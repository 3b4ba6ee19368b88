"""Calendars of hosts that this installation does not ask (R23, S44)."""

from dataclasses import replace

from bot.lint.errors import errors
from bot.lint.feeds import calendar_of_a_layer_that_cannot_be_asked_for, leave_that_cannot_be_asked_for
from bot.lint.finding import Means
from bot.people.roster import Layer, Roster, Schedule
from bot.policy.policy import Policy
from tests.core.lint.drafts import public, said, sound
from tests.harness.builders import COMPANY, START, company

LISTED = Means(hosts=frozenset({"calendars.example"}))
SOURCE = "https://Calendars.example:8443/secret.ics"
AT_LAYER, AT_LEAVE = ("schedules", "duty", "layers", 1, "ical"), ("people", "ben", "leave")


def on_duty_by(source: str) -> Roster:
    layers = (Layer("UTC", people=("ana",)), Layer("UTC", ical=source))
    return company(schedules={"duty": Schedule("duty", layers)})


def on_leave_by(source: str) -> Roster:
    return company(changed=[replace(COMPANY.people["ben"], leave=source)])


def test_a_layer_needs_a_host_that_is_listed() -> None:
    rule, rules = calendar_of_a_layer_that_cannot_be_asked_for, public()
    assert said(rule, rules, on_duty_by(SOURCE)) == [(AT_LAYER, "host-not-listed")]
    assert said(rule, rules, on_duty_by(SOURCE), LISTED) == []
    assert said(rule, rules, on_duty_by("duty/web.ics")) == []


def test_so_does_leave_though_the_policy_can_count_without_it() -> None:
    rule, rules = leave_that_cannot_be_asked_for, public()
    assert said(rule, rules, on_leave_by(SOURCE)) == [(AT_LEAVE, "host-not-listed")]
    assert said(rule, rules, on_leave_by(SOURCE), LISTED) == []
    assert said(rule, rules, on_leave_by("ben.ics")) == []
    found = errors(Policy(sound(), on_leave_by(SOURCE)), Means(), START)
    assert AT_LEAVE not in [finding.place for finding in found]
