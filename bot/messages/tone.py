"""How nudges about lateness sound: plain, or gentle where the policy says so for the reader's region (R29, S39)."""

from bot.changing import replace
from bot.messages.shown import Card
from bot.people.roster import Roster
from bot.policy.rules import Rules, Tone
from bot.words import Param, Say, say


def in_tone(card: Card, rules: Rules, roster: Roster, seen_by: str) -> Card:
    if _tone(rules, roster, seen_by) is Tone.PLAIN:
        return card
    lead = tuple(gentle(line) for line in card.lead)
    return replace(card, headline=gentle(card.headline), plain=gentle(card.plain), lead=lead)


def _tone(rules: Rules, roster: Roster, person: str) -> Tone:
    """A stranger to the policy has no region."""
    known = roster.people.get(person)
    usual = rules.tone.get("default", Tone.PLAIN)
    return rules.tone.get(known.region, usual) if known and known.region else usual


def gentle(line: Say) -> Say:
    """The same said gently, if it is about lateness."""
    given = dict(line.params)
    match line.key:
        case "card.reminder":
            return say("gentle.reminder", left=given["left"])
        case "plain.remind":
            return say("gentle.remind", priority=given["priority"], case=given["case"], summary=given["summary"])
        case "news.breached":
            return say("gentle.breached", case=given["case"])
        case "news.update_missed":
            return say("gentle.update_missed", case=given["case"])
        case "news.update_near":
            return say("gentle.update_near", case=given["case"], at=given["at"])
        case "news.resolve_near":
            return say("gentle.resolve_near", case=given["case"], at=given["at"])
        case "plain.news":
            return say("plain.news", news=_gentle_within(given["news"]), summary=given["summary"])
        case _:
            return line


def _gentle_within(param: Param) -> Param:
    return gentle(param) if isinstance(param, Say) else param
