"""The house keeps its shape: who may import whom, and what the core never touches (docs/architecture.md)."""

from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture import faults

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "adapters", "storage")


def project_files() -> dict[str, str]:
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_the_house_keeps_its_shape() -> None:
    files = project_files()
    assert {f"{package}/__init__.py" for package in PACKAGES} <= set(files)
    assert not (found := faults(files)), "\n".join(found)


@pytest.mark.parametrize("name", PACKAGES)
def test_nobody_else_owns_an_import_name_of_ours(name: str) -> None:
    assert set(packages_distributions()[name]) == {"stige"}


PLANTED = {
    "a library in the core": ({"bot/a.py": "import pydantic"}, "bot.a:1 the core imports pydantic"),
    "an adapter in the core": ({"bot/a.py": "from adapters import b"}, "bot.a:1 the core imports adapters.b"),
    "an import inside a function": ({"bot/a.py": "def f():\n    import typer"}, "bot.a:2 the core imports typer"),
    "storage in an adapter": (
        {"adapters/a.py": "from storage.store import Store", "storage/store.py": ""},
        "adapters.a:1 adapters imports storage.store",
    ),
    "an adapter in storage": ({"storage/a.py": "import adapters.b"}, "storage.a:1 storage imports adapters.b"),
    "the composition root as a library": (
        {"bot/__main__.py": "", "adapters/a.py": "import bot.__main__"},
        "adapters.a:1 imports the composition root",
    ),
    "tests as a library": ({"storage/a.py": "import tests.harness"}, "storage.a:1 imports tests.harness"),
    "two platforms side by side": (
        {"adapters/slack/a.py": "from adapters.teams import b", "adapters/teams/b.py": ""},
        "adapters.slack.a brings platforms together: slack, teams",
    ),
    "two platforms through a third file": (
        {"adapters/c.py": "import adapters.slack.a\nimport adapters.sandbox.b"},
        "adapters.c brings platforms together: sandbox, slack",
    ),
    "a cycle of modules": (
        {"bot/x/__init__.py": "", "bot/x/a.py": "from .b import B", "bot/x/b.py": "from bot.x import a"},
        "these import each other: bot.x.a, bot.x.b",
    ),
    "a cycle of rooms": (
        {"bot/x/a.py": "import bot.y.c", "bot/y/b.py": "import bot.x.d", "bot/x/d.py": "", "bot/y/c.py": ""},
        "these import each other: bot.x, bot.y",
    ),
    "a cycle in storage": (
        {"storage/a.py": "import storage.b", "storage/b.py": "import storage.a"},
        "these import each other: storage.a, storage.b",
    ),
    "the clock": (
        {"bot/a.py": "from datetime import datetime as dt\nstarted = dt.now"},
        "bot.a:2 the core reads the clock; time is an argument",
    ),
    "today": (
        {"bot/a.py": "import datetime\nd = datetime.date.today()"},
        "bot.a:2 the core reads the clock; time is an argument",
    ),
    "seconds": ({"bot/a.py": "import time"}, "bot.a:1 the core reaches outside through time"),
    "chance": ({"bot/a.py": "from random import choice"}, "bot.a:1 the core reaches outside through random.choice"),
    "secrets": ({"bot/a.py": "import secrets"}, "bot.a:1 the core reaches outside through secrets"),
    "the environment": ({"bot/a.py": "import os.path"}, "bot.a:1 the core reaches outside through os.path"),
    "the web": (
        {"bot/a.py": "from urllib.request import urlopen"},
        "bot.a:1 the core reaches outside through urllib.request.urlopen",
    ),
    "a file": ({"bot/a.py": "text = open('x').read()"}, "bot.a:1 the core calls open()"),
    "the machine's zone": ({"bot/a.py": "def f(at):\n    return at.astimezone()"}, "the core calls at.astimezone()"),
    "Any": ({"bot/a.py": "from typing import Any"}, "bot.a:1 the core imports Any"),
    "Any by another name": ({"bot/a.py": "import typing as t\nx: t.Any = 1"}, "bot.a:2 the core says Any"),
    "a long file": ({"adapters/a.py": "x = 1\n" * 301}, "adapters.a has 301 lines; split it by idea"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    files, fault = PLANTED[name]
    assert any(found.endswith(fault) for found in faults(files)), faults(files)


def test_what_is_allowed_is_not_a_fault() -> None:
    files = {
        "bot/__init__.py": "",
        "bot/__main__.py": "import os, typer, storage.a\nfrom adapters.slack import a\nfrom adapters.teams import b",
        "bot/x/__init__.py": "from bot.x.a import A",
        "bot/x/a.py": "from datetime import datetime, time\nimport zoneinfo\nfrom . import b\nnoon = time(12)",
        "bot/x/b.py": "def later(clock, zone):\n    return clock.now().astimezone(zone)",
        "bot/y.py": "from bot.x import A",
        "adapters/slack/a.py": "import slack_sdk\nfrom ..wording import say\nfrom bot.x import A",
        "adapters/teams/b.py": "from adapters.wording import say",
        "adapters/wording.py": "import bot.y",
        "storage/a.py": "import sqlmodel, os\nfrom bot.x.a import A",
        "storage/migrations/versions/first.py": "x = 1\n" * 400,
    }
    assert faults(files) == []
