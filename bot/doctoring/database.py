"""What is wrong in the database, as it was found by somebody who only read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.doctoring.figures import Figures, spelt
from bot.doctoring.finding import Finding, fine, skipped, unwise, wrong
from bot.people.presence import Reach
from bot.policy.policy import Policy

CLOCKS_AGREE = timedelta(seconds=2)
COPY_OLD = timedelta(days=2)
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Examined:
    """`wall` is the database's clock and `machine` this one's, read at once. `latest_at` is the newest instant that was
    ever written. `schema` says what is wrong with it; then all behind it was not looked at."""

    wall: datetime
    machine: datetime
    schema: str | None = None
    missing_keys: tuple[str, ...] = ()
    latest_at: datetime | None = None
    copied_at: datetime | None = None
    figures: Figures | None = None
    policy: Policy | None = None
    source: bytes | None = None
    reaches: tuple[Reach, ...] = ()
    version: str = ""


def diagnosed(seen: Examined) -> Iterator[Finding]:
    yield _clock(seen)
    if seen.schema:
        yield unwise("database.schema", seen.schema, "install the same version of Stige everywhere, and start it")
        return
    yield fine("database.schema", "as this version knows it")
    yield _keys(seen)
    yield _policy(seen)
    if seen.figures:
        yield from _figures(seen.figures, seen.version)
    yield _people(seen)
    yield _copy(seen)


def _clock(seen: Examined) -> Finding:
    apart = seen.machine - seen.wall
    if abs(apart) > CLOCKS_AGREE:
        return unwise(
            "clock.database",
            f"the clocks of this machine and of the database are {spelt(abs(apart))} apart",
            "let NTP keep both: Stige goes by that of the database, platforms by their own",
        )
    if seen.latest_at and seen.latest_at > seen.wall + CLOCKS_AGREE:
        return wrong(
            "clock.database",
            f"the database knows of things {spelt(seen.latest_at - seen.wall)} ahead of its clock",
            "set the clock right: timers wait until it has come so far",
        )
    return fine("clock.database", "agrees with this machine")


def _keys(seen: Examined) -> Finding:
    if seen.missing_keys:
        named = " and ".join(seen.missing_keys)
        return wrong(
            "database.secret_keys",
            f"the database needs the secret key {named}, which STIGE_SECRET_KEY does not hold",
            "put it back, behind the new one",
        )
    return fine("database.secret_keys", "all that the database needs are there")


def _policy(seen: Examined) -> Finding:
    if seen.policy is None:
        return wrong("policy.in_force", "no policy is in force", "set STIGE_POLICY and start Stige")
    if seen.policy.not_in_force:
        parts = ", ".join(seen.policy.not_in_force)
        return fine("policy.in_force", f"{seen.policy.rules.label}; kept and not yet in force: {parts}")
    return fine("policy.in_force", seen.policy.rules.label)


def _figures(found: Figures, version: str) -> Iterator[Finding]:
    late, stuck, unmended = found.late(), found.stuck(), found.unmended()
    yield (
        wrong("timers", late, "see whether `stige run` is up, and what its log says of `timer failed`")
        if late
        else fine("timers", "none overdue")
    )
    yield (
        wrong("messages", stuck, "see the log for `message`: `why` says what the platform answers")
        if stuck
        else fine("messages", f"{sum(queue.waiting for queue in found.owed.values())} wait, none for long")
    )
    yield (
        wrong("audit", unmended, "docs/running.md, The auditor, says what each means and what to do")
        if unmended
        else fine("audit", "nothing found that is not mended")
    )
    yield _replicas(found, version)


def _replicas(found: Figures, version: str) -> Finding:
    if not found.replicas:
        return wrong("replicas", "no Stige is alive on this database", "start `stige run`")
    versions = sorted({replica.version for replica in found.replicas})
    if versions != [version]:
        message = f"{len(found.replicas)} alive, of version {', '.join(versions)}; this one is {version}"
        return unwise("replicas", message, "bring all of them to the same version")
    return fine("replicas", f"{len(found.replicas)} alive, all of version {version}")


def _people(seen: Examined) -> Finding:
    """By the ids that the policy gives them."""
    if not seen.reaches:
        return skipped("people", "nobody was looked for yet")
    known = seen.policy.roster.people if seen.policy else {}
    unreached = [reach for reach in seen.reaches if not reach.reachable and reach.person in known]
    if unreached:
        named = ", ".join(f"{reach.person} ({reach.why})" for reach in unreached[:MOST_NAMED])
        more = f" and {len(unreached) - MOST_NAMED} more" if len(unreached) > MOST_NAMED else ""
        return unwise("people", f"no message reaches {named}{more}", "see docs/running.md, Who can be reached")
    return fine("people", f"{len(seen.reaches)} looked for, all can be reached")


def _copy(seen: Examined) -> Finding:
    if seen.copied_at is None:
        return unwise("backup", "no `stige backup` was ever taken", "take one each day, and keep it elsewhere")
    age = seen.wall - seen.copied_at
    if age > COPY_OLD:
        return unwise("backup", f"the last `stige backup` is {spelt(age)} old", "take one each day")
    return fine("backup", f"taken {spelt(age)} ago")
