"""Who may read metrics: this machine, and whoever shows the token."""

import hmac
from collections.abc import Mapping

LOOPBACK = frozenset(("127.0.0.1", "::1", "::ffff:127.0.0.1"))
LOCAL_NAMES = frozenset(("127.0.0.1", "localhost", "[::1]"))
OF_PROXIES = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")


def may_read(*, peer: str, headers: Mapping[str, str], token: str) -> bool:
    """`headers` by their names in lower case. `token`: the operator's, empty for none.

    A local peer counts when it asks for a local name and speaks for nobody else: a proxy on this
    machine is local, too, and its visitors are not.
    """
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer":
        return hmac.compare_digest(shown.strip().encode(), token.encode())
    name = headers.get("host", "").lower()
    if not name.endswith("]"):
        name = name.rpartition(":")[0] or name
    forwarded = any(header in headers for header in OF_PROXIES)
    return peer in LOOPBACK and name in LOCAL_NAMES and not forwarded
