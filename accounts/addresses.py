"""Who is calling: the one place that decides which address a request came from."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

UNKNOWN = "unknown"  # a unix socket has no address


def client_address(source: HttpRequest | Request | Mapping[str, Any]) -> str:
    """The client's address, from a Django or REST request or from an ASGI scope.

    With `trusted_proxies` = n the n-th entry from the right of X-Forwarded-For counts: each
    trusted proxy appended the peer that it saw, and whatever stands further left was written by
    the client. A request that passed fewer proxies than that is judged by its own peer.
    """
    peer, forwarded = _from_scope(source) if isinstance(source, Mapping) else _from_meta(source)
    proxies = settings.COSMIC.trusted_proxies
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded else []
    if proxies and len(hops) >= proxies:
        return _normal(hops[-proxies]) or _normal(peer) or UNKNOWN
    return _normal(peer) or UNKNOWN


def address_block(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)


def _from_meta(request: HttpRequest | Request) -> tuple[str, str]:
    meta = request.META
    return meta.get("REMOTE_ADDR") or "", meta.get("HTTP_X_FORWARDED_FOR", "")


def _from_scope(scope: Mapping[str, Any]) -> tuple[str, str]:
    client = scope.get("client")
    values = [
        value.decode("latin-1")
        for name, value in scope.get("headers", ())
        if name.lower() == b"x-forwarded-for"
    ]
    return (client[0] if client else "") or "", ",".join(values)


def _normal(text: str) -> str:
    """One spelling per address, without port, brackets or zone; empty for what is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)
