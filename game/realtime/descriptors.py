"""How many sockets and files this process may have open."""

import logging
import resource

logger = logging.getLogger(__name__)

MOST = 65_536  # far above what the limits on connections let in; tables in the kernel stay small


def raise_limit(most: int = MOST) -> int:
    """Raise the soft limit, which is 1,024 by tradition, to the hard one, but not above `most`.

    Never lowers it. Gives the limit that holds then.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as error:
        logger.warning("the limit of open files stays at %d: %s", soft, error)
        return soft
    return wanted
