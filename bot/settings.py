"""What an operator sets, as one frozen value. It is read from the environment by `adapters.environment`."""

from dataclasses import dataclass, field

DATABASE = "sqlite:///stige.db"
COMMAND = "/escalate"
RECORD = "stige-record"


class Unusable(Exception):
    """Stige cannot start so: the message says which setting is wrong and what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`secret_keys`: the first seals, all of them open. Empty `email_domains`: those of the policy's people.

    `record` is the folder in which what must outlive the database stands: checkpoints of the record, the erasures.
    `slack` and `microsoft` are the platforms' own settings by their names; empty where a platform is not wanted.
    """

    database_url: str = field(default=DATABASE, repr=False)
    policy: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    workspaces: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    outbound_hosts: tuple[str, ...] = ()
    smtp_url: str = field(default="", repr=False)
    heartbeat_url: str = field(default="", repr=False)
    record: str = RECORD
    command: str = COMMAND
    slack: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    microsoft: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def names_a_platform(self) -> bool:
        return bool(self.slack or self.microsoft)
