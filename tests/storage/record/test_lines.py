"""A file to which lines are only added tells of every change."""

import json
from pathlib import Path
from threading import Thread

import pytest

from storage.record.lines import Broken, Lines
from storage.sealing import Keyring

KEYRING = Keyring(["a secret key for tests only"])
OTHERS = Keyring(["another secret key for tests"])


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    made = Lines(tmp_path / "deep" / "record.jsonl", "test", KEYRING)
    for said in range(4):
        with made.adding() as adding:
            adding.add(kind="even" if said % 2 == 0 else "odd", said=said)
    return made


def said(lines: Lines) -> list[int]:
    return [line.says["said"] for line in lines]


def raw(lines: Lines) -> list[bytes]:
    return lines.path.read_bytes().splitlines(keepends=True)


def test_what_is_added_is_there_in_order(lines: Lines) -> None:
    assert said(lines) == [0, 1, 2, 3]
    assert [json.loads(line)["n"] for line in raw(lines)] == [1, 2, 3, 4]


def test_no_file_has_no_lines(tmp_path: Path) -> None:
    nothing = Lines(tmp_path / "nothing", "test", KEYRING)
    assert (said(nothing), nothing.unfinished()) == ([], False)
    (tmp_path / "nothing").touch()
    assert (said(nothing), nothing.unfinished()) == ([], False)


@pytest.mark.parametrize("at", [0, 1, 3])
@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b'"said":', b'"said":1'),
        lambda line: line.replace(b'"kind":"', b'"kind":"x'),
        lambda line: line.replace(b'"mac":"', b'"mac":"0'),
        lambda line: line.replace(b'"prev":"', b'"prev":"0'),
        lambda line: line.replace(b"{", b"{ ", 1),
        lambda line: b"nonsense\n",
        lambda line: b"[]\n",
        lambda line: b"[" * 100_000 + b"\n",
        lambda line: b'{"key":[],"mac":"","n":1,"prev":""}\n',
        lambda line: b"\n",
        lambda line: json.dumps(dict(sorted(json.loads(line).items())), separators=(",", ":")).encode() + b"\n",
    ],
)
def test_a_changed_line_is_named(lines: Lines, at: int, change: object) -> None:
    all_of_them = raw(lines)
    all_of_them[at] = change(all_of_them[at])  # type: ignore[operator]
    lines.path.write_bytes(b"".join(all_of_them))
    with pytest.raises(Broken) as broken:
        said(lines)
    assert broken.value.number == at + 1


@pytest.mark.parametrize("order", [(1, 2, 3), (0, 2, 3), (0, 1, 3), (1, 0, 2, 3), (0, 0, 1, 2, 3)])
def test_a_line_taken_out_put_in_or_moved_is_named(lines: Lines, order: tuple[int, ...]) -> None:
    before = raw(lines)
    lines.path.write_bytes(b"".join(before[place] for place in order))
    with pytest.raises(Broken) as broken:
        said(lines)
    assert broken.value.number == next(n for n, place in enumerate(order, 1) if place != n - 1)


def test_a_line_of_another_file_or_under_another_key_is_none_of_it(lines: Lines) -> None:
    with pytest.raises(Broken, match="changed"):
        said(Lines(lines.path, "other", KEYRING))
    with pytest.raises(Broken, match="does not hold"):
        said(Lines(lines.path, "test", OTHERS))


def test_a_line_that_a_crash_broke_off_was_never_said(lines: Lines) -> None:
    whole = lines.path.read_bytes()
    for length in (len(whole) - 1, len(whole) - 40, whole.index(b"\n") + 5, 7):
        lines.path.write_bytes(whole[:length])
        kept = whole[:length].count(b"\n")
        assert lines.unfinished()
        assert said(lines) == list(range(kept))
        with lines.adding() as adding:
            adding.add(kind="even", said=kept)
        assert not lines.unfinished()
        assert said(lines) == list(range(kept + 1))


def test_the_last_of_a_kind_is_found_from_the_end_however_long_the_lines_are(tmp_path: Path) -> None:
    made = Lines(tmp_path / "long", "test", KEYRING)
    with made.adding() as adding:
        assert adding.last("even") is None
        for number in range(6):
            adding.add(kind="even" if number < 2 else "odd", said=number, much="x" * 40_000)
    with made.adding() as adding:
        found = adding.last("even")
        assert found
        assert (found.number, found.says["said"]) == (2, 1)
        assert adding.last("neither") is None
        adding.add(said=6)
    assert said(made) == list(range(7))


def test_nothing_is_added_behind_a_line_that_does_not_hold(lines: Lines) -> None:
    lines.path.write_bytes(lines.path.read_bytes().replace(b'"said":3', b'"said":4'))
    before = lines.path.read_bytes()
    with pytest.raises(Broken), lines.adding() as adding:
        adding.add(said=5)
    assert lines.path.read_bytes() == before


def test_many_may_add_at_the_same_time(lines: Lines) -> None:
    def add(number: int) -> None:
        with Lines(lines.path, "test", KEYRING).adding() as adding:
            adding.add(said=number)

    threads = [Thread(target=add, args=(number,)) for number in range(4, 24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said(lines)) == list(range(24))


def test_what_is_made_is_for_its_owner_alone_and_keeps_the_rights_that_it_is_given(lines: Lines) -> None:
    with lines.adding() as adding:
        adding.add(kind="first")
    assert lines.path.stat().st_mode & 0o777 == 0o600
    assert lines.path.parent.stat().st_mode & 0o777 == 0o700
    lines.path.chmod(0o640)
    with lines.adding() as adding:
        adding.add(kind="second")
    assert lines.path.stat().st_mode & 0o777 == 0o640, "whoever takes copies was let in"


def test_a_link_is_neither_written_nor_read_through(lines: Lines, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("somebody else's\n")
    lines.path.unlink()
    lines.path.symlink_to(outside)
    with pytest.raises(OSError, match="symbolic link"), lines.adding():
        raise AssertionError
    with pytest.raises(OSError, match="symbolic link"):
        list(lines)
    assert outside.read_text() == "somebody else's\n"
