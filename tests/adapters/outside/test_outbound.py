"""The door to URLs that people name: what goes through, and all that does not."""

from collections.abc import Iterable
from ipaddress import ip_address

import aiohttp
import pytest

from adapters.outbound import LONGEST_ANSWER, NotAllowed, Outbound, TooLarge, is_public, looked_up
from tests.adapters.outside.conftest import Receiver

HOST = "hooks.acme.example"


class Names:
    """What a name says, one answer a look; the last one for ever."""

    def __init__(self, *answers: Iterable[str]) -> None:
        self.answers = [list(answer) for answer in answers]
        self.looks = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.looks += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def refused(url: str, *addresses: str, hosts: tuple[str, ...] = (HOST,)) -> str:
    with pytest.raises(NotAllowed) as why:
        await Outbound(hosts, lookup=Names(addresses or ("127.0.0.1",))).post(url, b"", {})
    return str(why.value)


@pytest.mark.parametrize(
    "url", [f"http://{HOST}/", f"ftp://{HOST}/", f"file:///{HOST}", "javascript:1", f"//{HOST}/", "", "x"]
)
async def test_only_https_goes_through(url: str) -> None:
    assert await refused(url) == "not https"


async def test_what_is_no_url_does_not() -> None:
    assert await refused("https://[::1") == "not a URL"


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", f"https://{HOST}.evil.example/", f"https://evil.example/{HOST}", f"https://evil.example#{HOST}",
     f"https://sub.{HOST}/", "https:///in", f"https://{HOST}\\@evil.example/"],
)  # fmt: skip
async def test_only_listed_hosts_do(url: str) -> None:
    assert await refused(url)


@pytest.mark.parametrize("url", [f"https://u@{HOST}/", f"https://u:p@{HOST}/", f"https://{HOST}@evil.example/"])
async def test_nobody_is_logged_in_by_a_url(url: str) -> None:
    assert await refused(url) == "a name or password in the URL"


@pytest.mark.parametrize("host", ["8.8.8.8", "[2001:4860:4860::8888]", "2130706433", "127.1"])
async def test_an_address_is_no_host_even_where_it_is_listed(host: str) -> None:
    assert await refused(f"https://{host}/", hosts=(host, host.strip("[]")))


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fec0::1", "::127.0.0.1", "::ffff:0:127.0.0.1",
    "64:ff9b:1::a00:1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
async def test_no_name_leads_to_an_address_that_is_not_public(address: str) -> None:
    assert "not public" in await refused(f"https://{HOST}/", address)
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_ones_are_public(address: str) -> None:
    assert is_public(ip_address(address))


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    assert await refused(f"https://{HOST}/", "8.8.8.8", "10.0.0.1")


async def test_the_address_that_was_checked_is_the_one_that_is_called(receiver: Receiver) -> None:
    """A name that says something else a moment later leads nowhere else."""
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    url = receiver.url.replace("127.0.0.1", HOST)
    answer = await Outbound([HOST.upper()], loopback=True, lookup=names).post(url, b"x", {})
    assert (answer.status, names.looks, receiver.got[0][0]) == (200, 1, b"x")
    assert receiver.got[0][1]["Host"].startswith(HOST)


async def test_without_the_flag_of_the_tests_this_machine_is_never_called(receiver: Receiver) -> None:
    url = receiver.url.replace("http://127.0.0.1", f"https://{HOST}")
    assert await refused(url, "127.0.0.1")
    assert receiver.got == []


async def test_a_long_answer_is_read_no_further_than_its_beginning(receiver: Receiver) -> None:
    receiver.text = "x" * (LONGEST_ANSWER * 3)
    answer = await Outbound(["127.0.0.1"], loopback=True).post(receiver.url, b"", {})
    assert 0 < len(answer.body) <= LONGEST_ANSWER


async def test_a_redirect_is_an_answer(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"Location": "http://127.0.0.1:1/"}
    assert (await Outbound(["127.0.0.1"], loopback=True).post(receiver.url, b"", {})).status == 302


async def test_somebody_who_speaks_no_tls_is_not_spoken_to(receiver: Receiver) -> None:
    url = receiver.url.replace("http://127.0.0.1", f"https://{HOST}")
    with pytest.raises(aiohttp.ClientConnectorError):
        await Outbound([HOST], loopback=True, lookup=Names(["127.0.0.1"])).post(url, b"secret", {})
    assert receiver.got == []


async def test_a_slow_one_is_given_up(receiver: Receiver) -> None:
    hurry = aiohttp.ClientTimeout(total=0.000001)
    with pytest.raises(TimeoutError):
        await Outbound(["127.0.0.1"], loopback=True, timeout=hurry).post(receiver.url, b"", {})


async def test_names_are_looked_up_as_the_machine_does() -> None:
    assert set(await looked_up("localhost", 443)) <= {"127.0.0.1", "::1"}


async def test_what_is_fetched_goes_through_the_same_door(receiver: Receiver) -> None:
    with pytest.raises(NotAllowed, match="not https"):
        await Outbound([HOST]).get(f"http://{HOST}/", 1)
    with pytest.raises(NotAllowed, match="not in STIGE_OUTBOUND_HOSTS"):
        await Outbound([]).get(f"https://{HOST}/", 1)
    with pytest.raises(NotAllowed, match="not public"):
        await Outbound([HOST], lookup=Names(["10.0.0.1"])).get(f"https://{HOST}/", 1)
    assert receiver.got == []


async def test_what_is_fetched_comes_whole_or_not_at_all(receiver: Receiver) -> None:
    outbound = Outbound(["127.0.0.1"], loopback=True)
    receiver.text = "x" * (LONGEST_ANSWER * 3)
    assert len((await outbound.get(receiver.url, LONGEST_ANSWER * 3)).body) == LONGEST_ANSWER * 3
    with pytest.raises(TooLarge):
        await outbound.get(receiver.url, LONGEST_ANSWER * 3 - 1)


async def test_what_unpacks_to_more_than_was_asked_for_is_too_large(receiver: Receiver) -> None:
    receiver.packed, receiver.text = True, "x" * 1_000_000
    with pytest.raises(TooLarge):
        await Outbound(["127.0.0.1"], loopback=True).get(receiver.url, 500_000)


async def test_a_fetch_follows_no_redirect(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"Location": "http://127.0.0.1:1/"}
    assert (await Outbound(["127.0.0.1"], loopback=True).get(receiver.url, 10)).status == 302
