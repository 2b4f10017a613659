"""Mail leaves through one thread of its own.

A request that sends mail must not take longer than one that has nobody to send to, or its
duration would tell whose addresses are known here.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import BoundedSemaphore, Lock

from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)

WAITING_MAX = 100  # letters; more are dropped with a line in the log

_slots = BoundedSemaphore(WAITING_MAX)
_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_sending: set[Future[None]] = set()
_lock = Lock()


def post(*, subject: str, body: str, to: str) -> None:
    """Queue one letter; a failure to deliver it is logged."""
    if not _slots.acquire(blocking=False):
        logger.error("mail dropped: %d letters wait already", WAITING_MAX)
        return
    future = _executor.submit(_send, EmailMessage(subject=subject, body=body, to=[to]))
    with _lock:
        _sending.add(future)
    future.add_done_callback(_forget)


def flush(timeout_s: float) -> None:
    """Wait until what has been queued is sent."""
    with _lock:
        pending = set(_sending)
    wait(pending, timeout=timeout_s)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:  # mail servers fail in many ways, and nobody waits for this answer
        logger.exception("mail was not sent")
    finally:
        _slots.release()


def _forget(future: Future[None]) -> None:
    with _lock:
        _sending.discard(future)
