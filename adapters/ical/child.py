"""Reads a calendar in a process of its own, `python -m adapters.ical.child ZONE START END`: a hostile file may spin or
eat memory, and then this process ends and no other. Bytes come in on standard input; JSON goes out, the events or a
refusal.
"""

import json
import resource
import sys
from datetime import UTC, datetime

from adapters.ical.events import Unreadable, stretches
from bot.people.calendar_troubles import Trouble

MOST_SECONDS = 20  # of the processor
MOST_MEMORY = 1024 * 1024 * 1024
LONGEST_ANSWER = 4_000_000


def answer(body: bytes, zone: str, starts_at: float, ends_at: float) -> str:
    """Never raises, whatever the bytes are."""
    try:
        found = stretches(body, zone, datetime.fromtimestamp(starts_at, UTC), datetime.fromtimestamp(ends_at, UTC))
        told = [[one.starts_at.timestamp(), one.ends_at.timestamp(), one.names] for one in found]
        return _bounded(json.dumps(told, ensure_ascii=True))
    except Unreadable as why:
        return json.dumps(str(why))
    except MemoryError:
        return json.dumps(Trouble.TOO_MUCH_MEMORY)
    except Exception as fault:  # the libraries were not made for hostile files
        return json.dumps(Trouble.NOT_UNDERSTOOD.about(type(fault).__name__))


def _bounded(told: str) -> str:
    return told if len(told) <= LONGEST_ANSWER else json.dumps(Trouble.NAMES_TOO_MUCH)


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _main() -> None:
    limit()
    zone, starts_at, ends_at = sys.argv[1:]
    sys.stdout.write(answer(sys.stdin.buffer.read(), zone, float(starts_at), float(ends_at)))


if __name__ == "__main__":
    _main()
