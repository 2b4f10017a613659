"""Which address a request came from."""

from collections.abc import Callable

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses import UNKNOWN, address_block, client_address


def both(peer: str, forwarded: str = "") -> set[str]:
    """The answers for a Django request and for an ASGI scope of the same call."""
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    headers = [(b"x-forwarded-for", forwarded.encode("latin-1"))] if forwarded else []
    scope = {"type": "websocket", "client": (peer, 4711) if peer else None, "headers": headers}
    return {client_address(request), client_address(scope)}


def test_without_trusted_proxies_a_header_means_nothing() -> None:
    assert both("203.0.113.9", "198.51.100.1") == {"203.0.113.9"}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "not an address", "10.0.0.1"),
        (1, "198.51.100.1:51234", "198.51.100.1"),
        (1, "[2001:db8::1]:51234", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_each_trusted_proxy_vouches_for_one_entry_from_the_right(
    limits: Callable[..., None], proxies: int, forwarded: str, expected: str
) -> None:
    limits(trusted_proxies=proxies)
    assert both("10.0.0.1", forwarded) == {expected}


def test_headers_in_several_lines_count_as_one_list(limits: Callable[..., None]) -> None:
    limits(trusted_proxies=1)
    lines = [(b"X-Forwarded-For", b"6.6.6.6"), (b"x-forwarded-for", b"198.51.100.1")]
    assert client_address({"client": ("10.0.0.1", 1), "headers": lines}) == "198.51.100.1"


def test_a_unix_socket_has_no_address() -> None:
    assert both("") == {UNKNOWN}


@given(peer=st.text(max_size=40), forwarded=st.text(max_size=80))
def test_no_header_breaks_it(peer: str, forwarded: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    assert client_address(request)


def test_one_subscriber_is_an_ipv4_address_or_a_64_of_ipv6() -> None:
    assert address_block("198.51.100.1") == "198.51.100.1"
    assert address_block("2001:db8:1:2:3::4") == address_block("2001:db8:1:2:ffff::1")
    assert address_block("2001:db8:1:2::1") != address_block("2001:db8:1:3::1")
    assert address_block(UNKNOWN) == UNKNOWN
