"""Mentions of people in what is typed: to be read by names, and to be obeyed by whose account it is."""

import re

PLAIN = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
ODD = re.compile(r"[^\w.'’-]+")
LONGEST_NAME = 60


def by_id(name: str, person: str | None) -> str:
    """What stands behind the sign in a command: the id of the person whose account is mentioned, else the name of the
    account, in which no time and nobody else can be named."""
    if person:
        return person
    return name[:LONGEST_NAME] if PLAIN.fullmatch(name[:LONGEST_NAME]) else ODD.sub("_", name[:LONGEST_NAME])
