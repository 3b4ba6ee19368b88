"""What a live Stige does with the file of STIGE_POLICY at start."""

import structlog

from adapters.policyfile.loading import load, load_sound, unchanged
from bot.lint.finding import Means
from bot.ports import Clock, Store
from bot.seeding import seed
from bot.settings import Unusable

log = structlog.get_logger()


def begin_with(store: Store, path: str, clock: Clock, means: Means) -> None:
    """Only an empty database needs the file; else one that differs, or cannot be read, is reported and not obeyed."""
    with store.writing() as unit:
        active = unit.active()
    if active is None:
        seed(store, *load_sound(path, means, clock.now()), clock.now())
        return
    try:
        same = unchanged(path, active.rules.version)
        if same is None:
            same = load(path)[0].rules.version == active.rules.version
    except Unusable as fault:
        log.warning("STIGE_POLICY cannot be used; the policy in force rules on", why=str(fault))
        return
    if not same:
        log.warning("STIGE_POLICY differs from the policy in force, which rules on")
