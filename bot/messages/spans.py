"""How often something comes again, as one says it: "every 30 minutes", "every hour"."""

from datetime import timedelta

from bot.words import Say, say

HALF_AN_HOUR, MINUTE, HOUR, DAY = timedelta(minutes=30), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def every(span: timedelta) -> Say:
    if span == HALF_AN_HOUR:
        return say("every.half_hour")
    if not span % DAY:
        return say("every.day", count=span // DAY)
    if not span % HOUR:
        return say("every.hour", count=span // HOUR)
    if not span % MINUTE:
        return say("every.minute", count=span // MINUTE)
    return say("every.span", span=span)
