"""Stige as somebody else gets it: a wheel, installed into an environment of its own, started in an empty folder."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import venv
import zipfile
from collections.abc import Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Self

import httpx2
import pytest

from tests.harness.driver import SeenMessage
from tests.harness.policies import story_policy
from tests.harness.sandbox import SandboxDriver

CHECKOUT = Path(__file__).parents[2]
SOURCES = ("bot", "adapters", "storage", "pyproject.toml", "README.md", "LICENSE")
PATIENCE = 60


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left behind in the checkout."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(CHECKOUT / name, copy / name)
    carried_out(sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(copy))
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def stige(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command, installed with exactly the versions that we state."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    constraints = str(CHECKOUT / "constraints.txt")
    carried_out(str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--constraint", constraints, str(wheel))
    return str(home / "bin/stige")


def carried_out(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd="/", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def clean_environment(**ours: str) -> dict[str, str]:
    names = ("STIGE_", "SLACK_", "MICROSOFT_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(names)} | ours


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


_DELIVERIES = count(1)


class OverHttp(SandboxDriver):
    """The same people, in front of a real server."""

    def __init__(self, port: int) -> None:
        self._runner = asyncio.Runner()
        super().__init__(_no_app, self._awaited, port)
        self._http = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE)
        self._numbers = count(next(_DELIVERIES) * 100_000)  # another page's deliveries have other keys

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._runner.close()

    def _awaited(self, work: Awaitable[Any]) -> Any:
        async def awaited() -> Any:
            return await work

        return self._runner.run(awaited())


async def _no_app(*_: object) -> None:
    raise AssertionError("this driver speaks HTTP")


@dataclass
class Sandbox:
    """A real process in a folder of its own."""

    command: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.killed()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.ended()

    def start(self) -> None:
        environment = clean_environment(STIGE_PORT=str(self.port), **self.environment)
        self.log = (self.folder / "log").open("a")
        self.process = subprocess.Popen(
            [self.command, "sandbox"],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        assert self.process.stdout
        self.said = self.process.stdout.readline()
        assert f"http://127.0.0.1:{self.port}" in self.said, self.errors()
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE) as http:
            assert http.get("/healthz").text == "ok"

    def killed(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.ended()

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        self.log.close()
        return code

    def errors(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture
def sandbox(stige: str, tmp_path: Path) -> Iterator[Sandbox]:
    """With the small policy of the stories: ana has five minutes, then ben ten, then kim is the last resort."""
    (tmp_path / "policy.yaml").write_text(story_policy())
    with Sandbox(stige, tmp_path, {"STIGE_POLICY": "policy.yaml"}) as running:
        yield running


def text_of(messages: list[SeenMessage]) -> str:
    return "\n--\n".join(message.text for message in messages)


def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"bot", "adapters", "storage", "stige"}
    for needed in (
        "adapters/policyfile/default.yaml",
        "adapters/locale/en.po",
        "adapters/locale/da.po",
        "adapters/sandbox/static/page.html",
        "adapters/sandbox/static/page.js",
        "bot/py.typed",
    ):
        assert needed in names
    assert any(name.startswith("storage/migrations/versions/") for name in names)


def test_the_sandbox_starts_in_an_empty_folder_and_a_case_can_be_opened(stige: str, tmp_path: Path) -> None:
    with Sandbox(stige, tmp_path) as running, OverHttp(running.port) as people:
        answer = people.types("noor", "/escalate !Booking is down")
        assert isinstance(answer, SeenMessage)
        assert "ESC-1" in answer.text
        assert "Booking is down" in text_of(people.room("control-room"))
        assert "ESC-1" in str(people.types("piet", "/escalate list"))
        ready = httpx2.get(f"http://127.0.0.1:{running.port}/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "trouble": {}})
        assert "Booking" not in running.errors()
        assert "Traceback" not in running.errors()


def test_after_a_kill_in_the_middle_of_a_story_the_timers_go_on(sandbox: Sandbox) -> None:
    with OverHttp(sandbox.port) as people:
        people.types("rita", "/escalate !checkout is down")
        people.winds("rita", "minute")
        assert "checkout is down" in text_of(people.dms("ana"))
        assert people.dms("ben") == []
    sandbox.killed()

    sandbox.start()
    with OverHttp(sandbox.port) as people:
        assert "ESC-1" in str(people.types("rita", "/escalate list"))
        assert "checkout is down" in text_of(people.dms("ana"))
        people.winds("rita", "quarter")
        assert "Accept" in people.dms("ben")[-1].buttons  # a newer page takes the buttons of the older
    sandbox.killed()

    sandbox.start()
    with OverHttp(sandbox.port) as people:
        answer = people.presses("ben", people.dms("ben")[-1], "Accept")
        assert isinstance(answer, SeenMessage)
        assert "ESC-1 is yours" in answer.text
        assert "Ben Holm has it" in text_of(people.room("ops"))
        people.winds("rita", "hour")
        pages = [page for page in people.dms("kim") if "Accept" in page.buttons]
        assert pages == []  # nobody is asked any more, since somebody has it
    assert "Traceback" not in sandbox.errors()


def test_whatever_it_is_killed_in_what_it_confirmed_is_still_there(sandbox: Sandbox) -> None:
    """Four people open cases as fast as they can while the process is killed again and again."""
    confirmed: list[int] = []
    for turn in range(5):
        with ThreadPoolExecutor(4) as pool:
            opening = [pool.submit(opens_many, sandbox.port, f"{turn}.{writer}", confirmed) for writer in range(4)]
            wait_for(confirmed, more=10)
            sandbox.killed()
            for one in opening:
                one.result(PATIENCE)
        sandbox.start()
    with OverHttp(sandbox.port) as people:
        for _ in range(2):
            people.winds("rita", "minute")  # which sends all that is owed
    assert set(confirmed) - paged_about(sandbox.folder) == set()
    assert len(confirmed) >= 50


def paged_about(folder: Path) -> set[int]:
    """The cases of which a page stands in the chat, by itself or within a merged one."""
    (database,) = folder.glob(".stige-sandbox/*.db")
    stands = "o.receipt_message IS NOT NULL OR n.receipt_message IS NOT NULL"
    rows = "outbox o JOIN cases c ON c.id = o.case_id LEFT JOIN notices n ON n.about = o.bundle WHERE o.kind = 'ask'"
    with closing(sqlite3.connect(database)) as opened:
        return {number for (number,) in opened.execute(f"SELECT c.number FROM {rows} AND ({stands})")}


def opens_many(port: int, writer: str, confirmed: list[int]) -> None:
    """Until the server is gone."""
    with OverHttp(port) as people:
        for number in range(10_000):
            try:
                answer = people.types("rita", f"/escalate !case {writer}.{number} ends")
            except httpx2.TransportError:
                return
            assert isinstance(answer, SeenMessage)
            found = re.search(r"ESC-(\d+)", answer.text)
            assert found
            confirmed.append(int(found[1]))


def wait_for(confirmed: list[int], more: int) -> None:
    wanted = len(confirmed) + more
    reached = threading.Event()
    while len(confirmed) < wanted:
        reached.wait(0.01)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT], ids=["terminated", "Ctrl+C"])
def test_it_ends_without_complaint(sandbox: Sandbox, by: signal.Signals) -> None:
    with OverHttp(sandbox.port) as people:
        people.types("rita", "/escalate !checkout is down")
    sandbox.process.send_signal(by)
    assert sandbox.ended() in (0, -by, 128 + by)
    assert "Traceback" not in sandbox.errors()
    assert '"level":"error"' not in sandbox.errors().replace(" ", "")


def test_a_second_one_on_the_same_port_says_so_and_exits_with_2(stige: str, sandbox: Sandbox, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    second = said(stige, "sandbox", folder=elsewhere, STIGE_PORT=str(sandbox.port))
    assert second.returncode == 2
    assert str(sandbox.port) in second.stderr
    assert list(elsewhere.iterdir()) == []


def test_run_without_a_platform_exits_with_2_and_names_the_settings(stige: str, tmp_path: Path) -> None:
    done = said(stige, "run", folder=tmp_path, STIGE_SECRET_KEY="a secret key for tests")
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert "MICROSOFT_APP_ID" in done.stderr
    assert "Traceback" not in done.stderr


def test_manifests_are_written(stige: str, tmp_path: Path) -> None:
    given = {
        "STIGE_BASE_URL": "https://stige.example",
        "MICROSOFT_APP_ID": "11111111-1111-4111-8111-111111111111",
    }
    assert said(stige, "manifest", "slack", "--out", "slack.yaml", folder=tmp_path, **given).returncode == 0
    assert "https://stige.example/slack/events" in (tmp_path / "slack.yaml").read_text()
    assert said(stige, "manifest", "teams", folder=tmp_path, **given).returncode == 0
    with zipfile.ZipFile(tmp_path / "stige-teams.zip") as package:
        assert json.loads(package.read("manifest.json"))["id"] == given["MICROSOFT_APP_ID"]


def said(stige: str, *line: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [stige, *line],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
