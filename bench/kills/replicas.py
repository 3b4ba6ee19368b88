"""The processes: `stige run` as an operator starts it, in an empty folder, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.fake_slack import SECRET, TOKEN

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 30


@dataclass
class Replica:
    """One process at a port of its own. `killed` counts how often."""

    folder: Path
    database_url: str
    slack_url: str
    name: str
    port: int = 0
    killed: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        ours = {
            "STIGE_DATABASE_URL": self.database_url,
            "STIGE_POLICY": str(self.folder / "policy.yaml"),
            "STIGE_SECRET_KEY": "a secret key for this run only",
            "STIGE_RECORD": str(self.folder / f"record-{self.name}"),
            "STIGE_PORT": str(self.port),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": self.slack_url,
            "PYTHONPATH": str(CHECKOUT),
        }
        rest = {name: value for name, value in os.environ.items() if not name.startswith(("STIGE_", "SLACK_"))}
        log = (self.folder / f"{self.name}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=self.folder, env=rest | ours, stdout=log, stderr=log
        )
        log.close()

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Between any two instructions."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.killed += 1

    def end(self) -> int:
        """As an operator stops it."""
        assert self.process
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(PATIENCE)

    def log(self) -> str:
        return (self.folder / f"{self.name}.log").read_text(errors="replace")
