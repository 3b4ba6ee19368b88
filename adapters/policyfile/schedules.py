"""Who is on duty when: layers, turns, hand-offs (S6, S17 to S19)."""

from adapters.policyfile import shapes
from adapters.policyfile.calendars import hours_in_place
from adapters.policyfile.document import Entries, Node
from adapters.policyfile.durations import duration, whole_days
from adapters.policyfile.reader import Reader, known
from adapters.policyfile.texts import calendar_source, timezone
from adapters.policyfile.times import handoff, moment
from bot.people.calendars import Calendar
from bot.people.roster import Layer, PassOn, Schedule


def schedule(reader: Reader, name: str, node: Node) -> Schedule:
    keys = reader.keys(node, shapes.SCHEDULE)
    return Schedule(name, keys.some("layers", _layer), keys.maybe("pass_on", _pass_on, None))


def _layer(reader: Reader, node: Node) -> Layer:
    keys = reader.keys(node, shapes.LAYER)
    zone = keys.maybe("timezone", timezone, reader.timezone)
    keys.one_of("people", "teams", "ical")
    layer = Layer(
        zone,
        people=keys.some("people", known("person")),
        teams=keys.some("teams", known("team")),
        ical=keys.maybe("ical", calendar_source, None),
        hours=keys.maybe("hours", lambda reader, node: _hours(reader, node, zone), None),
        turn_days=keys.maybe("turn", whole_days, None),
        handoff=keys.maybe("handoff", handoff, None),
        starts_at=keys.maybe("from", lambda reader, node: moment(reader, node, zone), None),
        ends_at=keys.maybe("until", lambda reader, node: moment(reader, node, zone), None),
    )
    if layer.starts_at and layer.ends_at and layer.ends_at <= layer.starts_at:
        reader.fault(keys.node("until").at, "wrong-date", "'until' is not after 'from': this layer would never stand.")
    return layer


def _hours(reader: Reader, node: Node, zone: str) -> str | Calendar:
    """The name of a calendar, or days and times in place."""
    return hours_in_place(reader, node, zone) if isinstance(node, Entries) else known("calendar")(reader, node)


def _pass_on(reader: Reader, node: Node) -> PassOn:
    keys = reader.keys(node, shapes.PASS_ON)
    return PassOn(keys.each("note", known("priority")), keys.maybe("accept_within", duration, None))
