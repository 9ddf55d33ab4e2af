"""Addresses are read as browsers read them: the http cases of the web platform's own tests.

`web_platform_urls.json`: input, base and serialised address (null: refused) of the cases of http and https in
web-platform-tests, url/resources/urltestdata.json, of 2023 with the change of June 2026 to ASCII hosts.
Copyright web-platform-tests contributors, 3-Clause BSD licence.
"""

import json
import re
from pathlib import Path

from aggregator import urls

CASES = json.loads((Path(__file__).parent / "web_platform_urls.json").read_text())
# On purpose: IPv4 in a spelling that hides it from a reader (and from a check of the address).
HIDDEN_IPV4 = {
    "http://%30%78%63%30%2e%30%32%35%30.01",
    "http://%30%78%63%30%2e%30%32%35%30.01%2e",
    "http://０Ｘｃ０．０２５０．０１",
    "http://0xffffffff",
    "http://192.0x00A80001",
    "http://192.168.257",
    "http://192.168.257.",
    "http://256",
    "http://4294967295",
    "http://999999999",
    "http://999999999.",
    "https://0x.0x.0",
}
# Hosts that no name server can know.
NO_HOSTS = {"http://./", "http://../", "http://foo.09..", "http://!\"$&'()*+,-.;=_`{}~/"}


def expect(serialised: str | None) -> str | None:
    """Returns the written form: without what we drop on purpose, user names, passwords, and fragments."""
    return re.sub(r"^(https?://)[^/@]*@|#.*", r"\1", serialised) if serialised else None


def test_addresses_are_serialised_as_browsers_do() -> None:
    different = {text for text, base, href in CASES if urls.as_written(base, text) != expect(href)}
    assert different == HIDDEN_IPV4 | NO_HOSTS


def test_at_least_97_of_100_cases_agree_that_hide_no_address() -> None:
    open_cases = [case for case in CASES if case[0] not in HIDDEN_IPV4]
    agree = [case for case in open_cases if urls.as_written(case[1], case[0]) == expect(case[2])]
    assert len(agree) >= 0.97 * len(open_cases)
