"""The app package: from the command table, in Teams's limits, the same at each making."""

import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.teams.icons import colour_icon, outline_icon
from adapters.teams.manifest import as_json, manifest, package
from adapters.wording import Wording
from bot.grammar import COMMANDS
from bot.settings import Unusable
from tests.harness.teams_server import APP_ID

FOLDER = Path(__file__).parents[3] / "manifest" / "teams"


def pixels(png: bytes) -> tuple[tuple[int, int], bytes]:
    """Size and picture, however it was packed."""
    at, size, packed = 8, (0, 0), b""
    while at < len(png):
        [length], kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        content = png[at + 8 : at + 8 + length]
        size = struct.unpack(">II", content[:8]) if kind == b"IHDR" else size
        packed += content if kind == b"IDAT" else b""
        at += 12 + length
    return size, zlib.decompress(packed)


def test_the_committed_folder_is_what_is_made(words: Wording) -> None:
    assert (FOLDER / "manifest.json").read_text(encoding="utf-8") == as_json(manifest(words))
    assert pixels((FOLDER / "color.png").read_bytes()) == pixels(colour_icon())
    assert pixels((FOLDER / "outline.png").read_bytes()) == pixels(outline_icon())


def test_the_package_holds_manifest_and_icons_and_is_the_same_at_each_making(words: Wording) -> None:
    made = package(manifest(words, "https://stige.acme.example", APP_ID))
    assert made == package(manifest(words, "https://stige.acme.example", APP_ID))
    with zipfile.ZipFile(io.BytesIO(made)) as bundle:
        assert bundle.namelist() == ["manifest.json", "color.png", "outline.png"]
        read = json.loads(bundle.read("manifest.json"))
    assert (read["id"], read["bots"][0]["botId"]) == (APP_ID, APP_ID)
    assert read["developer"]["websiteUrl"] == "https://stige.acme.example"
    assert all((FOLDER / name).exists() for name in read["icons"].values())


def test_icons_have_the_sizes_that_teams_wants() -> None:
    assert pixels(colour_icon())[0] == (192, 192)
    size, picture = pixels(outline_icon())
    assert size == (32, 32)
    dots = {picture[row * 129 + 1 :][at : at + 4] for row in range(32) for at in range(0, 128, 4)}
    assert dots == {b"\xff\xff\xff\x00", b"\xff\xff\xff\xff"}


def test_every_command_in_force_can_be_chosen_privately_and_by_mention(words: Wording) -> None:
    [bot] = manifest(words)["bots"]
    personal, beside_others = bot["commandLists"]
    titles = [command["title"] for command in beside_others["commands"]]
    assert titles == ["escalate", *(command.name for command in COMMANDS if command.in_force)]
    assert (beside_others["scopes"], beside_others["triggers"]) == (["team", "groupChat"], ["slash", "mention"])
    assert personal["commands"] == beside_others["commands"]
    assert bot["supportsTargetedMessages"] is True


def test_limits_hold_however_many_commands_there_are(words: Wording) -> None:
    many = [replace(COMMANDS[0], name=f"command-{number}", in_force=True) for number in range(40)]
    made = manifest(words, commands=many)
    for commands in made["bots"][0]["commandLists"]:
        assert len(commands["commands"]) == 12
    assert len(made["description"]["short"]) <= 80
    [action] = made["composeExtensions"][0]["commands"]
    assert len(action["title"]) <= 32
    assert action["context"] == ["message", "compose", "commandBox"]


def test_an_id_that_is_none_is_refused(words: Wording) -> None:
    with pytest.raises(Unusable, match="MICROSOFT_APP_ID"):
        manifest(words, app_id="stige")


def test_an_address_that_is_not_https_is_not_shown_to_people(words: Wording) -> None:
    assert manifest(words, "http://127.0.0.1:8000")["developer"]["websiteUrl"] == "https://stige.example.com"
