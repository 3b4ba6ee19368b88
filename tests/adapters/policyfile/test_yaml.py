"""How the file is read as YAML (S1): what is refused before its meaning is asked, and how a scalar is read."""

import pytest

from adapters.policyfile import PolicyFaults, read_policy
from tests.adapters.policyfile.builder import faults_of, is_refused, policy, policy_text, read


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        ("version: »&v one", "anchor"),
        ("version: »!!str one", "tag"),
        ("version: »!keep one", "tag"),
        ("version:»\tone", "tab"),
        ("version: one »\t# a note", "tab"),
    ],
)
def test_yaml_beyond_the_format_is_refused_where_it_stands(planted: str, code: str) -> None:
    is_refused(policy_text().replace("version: one", planted), code)


def test_an_alias_is_refused_where_it_stands() -> None:
    text = policy_text().replace("version: one", "version: &v one").replace("policy: tiny", "policy: *v")
    fault = faults_of(text.encode())[0]
    assert (fault.line, fault.column, fault.code) == (2, 9, "alias")


@pytest.mark.parametrize(
    ("source", "line", "column", "code"),
    [
        (b"", 1, 1, "empty"),
        (b"# only a note\n", 1, 1, "empty"),
        (b"\xef\xbb\xbf", 1, 1, "empty"),
        (b"stige: 1\n\xff\xfe\x00", 2, 1, "encoding"),
        ("stige: 1".encode("utf-16"), 1, 1, "encoding"),
        (b"\x00\x01\x02", 1, 1, "letters"),
        ("stige: 1\npolicy:\u2028tiny".encode(), 2, 8, "letters"),
        ("stige: \x85".encode(), 1, 8, "letters"),
        (b"stige: {\n", 2, 1, "syntax"),
        (b"stige: 1\n  policy: tiny\n", 2, 9, "syntax"),
        (b'a: "\\U99999999"', 1, 1, "syntax"),
        (b"just words", 1, 1, "wrong-shape"),
        (b"- a\n- b\n", 1, 1, "wrong-shape"),
        (b"%YAML 1.1\n---\nstige: 1\n", 1, 1, "directive"),
        (b"stige: 1\n---\nstige: 1\n", 2, 1, "second-document"),
        (b"a: b\n" * 60_000, 1, 1, "too-large"),
        (b"[" + b"a," * 10_000 + b"]", 1, 20_000, "too-many-nodes"),
        (b"[" * 21 + b"]" * 21, 1, 21, "too-deep"),
        (b"[" * 200_000, 1, 21, "too-deep"),
        (b"{a: " * 60_000, 1, 81, "too-deep"),
    ],
)
def test_what_is_no_document_is_refused_with_one_fault(source: bytes, line: int, column: int, code: str) -> None:
    assert [(fault.line, fault.column, fault.code) for fault in faults_of(source)] == [(line, column, code)]


def test_twenty_levels_and_ten_thousand_nodes_are_read() -> None:
    for source in (b"[" * 20 + b"]" * 20, b"[" + b"a," * 9_999 + b"]"):
        assert [fault.code for fault in faults_of(source)] == ["wrong-shape"]


@pytest.mark.parametrize("word", ["NO", "on", "yes", "off", "y", "2026", "1.0", "007", "true"])
def test_a_scalar_is_a_word_where_a_text_is_wanted(word: str) -> None:
    assert policy(version=word).rules.label == word
    assert policy(flags=f"[{word}, other]").rules.flags == (word, "other")


@pytest.mark.parametrize("nothing", ["", "~", "null", "NULL"])
def test_nothing_is_no_text(nothing: str) -> None:
    text = policy_text(version=nothing).replace("\nversion", "\n»version")
    is_refused(text, "no-value")


def test_a_word_in_quotes_may_look_like_nothing() -> None:
    assert policy(version="'null'").rules.label == "null"


@pytest.mark.parametrize(("written", "value"), [("true", True), ("True", True), ("FALSE", False)])
def test_a_boolean_is_read_where_one_is_wanted(written: str, value: bool) -> None:
    types = f"{{hr: {{title: HR, private: {written}, readers: {{person: kim}}}}}}"
    assert policy(types=types).rules.types["hr"].private is value


@pytest.mark.parametrize("written", ["'true'", "yes", "on", "1"])
def test_other_words_are_no_booleans(written: str) -> None:
    is_refused(policy_text(fields=f"{{area: {{title: A}}, b: {{title: B, skill: »{written}}}}}"), "wrong-boolean")


def test_a_text_that_cannot_be_shown_is_refused() -> None:
    is_refused(policy_text(version='»"a\\0b"'), "letters")
    is_refused(policy_text(version='»"a\\ud800b"'), "letters")


def test_the_version_is_the_hash_of_the_content_whatever_the_line_ends() -> None:
    text = policy_text()
    plain = read(text).rules.version
    assert len(plain) == 64
    assert read_policy(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()).rules.version == plain
    assert read(text + "# a note\n").rules.version != plain


def test_lines_are_counted_whatever_the_line_ends() -> None:
    text = policy_text(timezone="Mars").replace("\n", "\r\n")
    assert faults_of(text.encode())[0].line == 4


def test_the_faults_read_as_lines() -> None:
    with pytest.raises(PolicyFaults) as refused:
        read(policy_text(timezone="Europe/Copenhagn"))
    assert str(refused.value) == (
        "4:11: error: There is no time zone 'Europe/Copenhagn'. Did you mean 'Europe/Copenhagen'? [unknown-timezone]"
    )
