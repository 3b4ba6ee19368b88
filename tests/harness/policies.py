"""Small policies for stories, as their keepers would write them."""

from collections.abc import Sequence

PEOPLE = """
people:
  rita: {name: Rita Rask, email: rita@story.example, manager: mia}
  ana:  {name: Ana Berg, email: ana@story.example, manager: mia, skills: [web]}
  ben:  {name: Ben Holm, email: ben@story.example, manager: mia}
  hugo: {name: Hugo Dahl, email: hugo@story.example, manager: kim}
  mia:  {name: Mia Sand, email: mia@story.example, manager: kim, authority: [approve]}
  kim:  {name: Kim Ost, email: kim@story.example, authority: [approve]}
teams:
  web: {members: [ana, ben], coordinator: mia, place: ops}
  hr:  {members: [hugo], coordinator: kim}
places:
  ops: {slack: "#ops", teams: "Operations/Incidents"}
customers:
  acme: {name: Acme, tier: vip}
"""


def story_policy(
    levels: Sequence[tuple[str, int]] = (("ana", 5), ("ben", 10)),
    fallback: str = "kim",
    every: str = "30m",
    rounds: int = 1,
    tell: str = "ops",
    resolve: str = "4h",
    remind: str = "[50%, 80%]",
) -> str:
    """Levels are a person and the minutes that they have; the first tells a place."""
    rungs = "\n".join(
        f"      - {{role: Level {n}, ask: {{person: {who}}}, accept_within: {minutes}m"
        + (f", tell: {{place: {tell}}}" if tell and n == 1 else "")
        + "}"
        for n, (who, minutes) in enumerate(levels, 1)
    )
    return f"""
stige: 1
policy: story
version: "1"
timezone: Europe/Copenhagen
tiers: [vip, standard]
{PEOPLE}
priority:
  names: [P1, P2, P3, P4]
  impact: [everyone, team, person]
  urgency: [now, today, this_week]
  table:
    everyone: [P1, P2, P3]
    team: [P2, P3, P3]
    person: [P3, P3, P4]
  overrides:
    - {{when: {{tier: vip}}, raise: 1, because: VIP customer}}
types:
  incident: {{title: IT incident, required: {{any: [summary], P3: [summary, steps]}}}}
  hr: {{title: HR matter, private: true, readers: [{{team: hr}}, {{person: kim}}]}}
clocks:
  - {{when: {{}}, accept: 15m, resolve: {resolve}, snooze: 1h, wait: 2h, remind: {remind}}}
paths:
  private:
    when: {{type: hr}}
    levels:
      - {{role: HR, ask: {{team: hr}}, accept_within: 1h}}
    fallback: {{ask: {{person: kim}}, every: 1d}}
  web:
    when: {{}}
    rounds: {rounds}
    levels:
{rungs}
    fallback: {{ask: {{person: {fallback}}}, every: {every}}}
"""
