"""Commands to running systems, from where nobody keeps a socket: one is sent, one is answered."""

import asyncio
import time

import msgspec
from asgiref.sync import async_to_sync

from game.bus import ops
from game.protocol import opslink
from game.protocol.errors import AppError, ErrorCode
from game.protocol.link import LinkVersionError
from game.protocol.opsnews import OpsError

ANSWER_S = 8.0  # a stop stores every ship first

_refusal = msgspec.json.Decoder(OpsError)


def system_command(*, system_id: str, kind: str, payload: str = "{}") -> str:
    """Have the worker of a system, or any where none runs it, obey a command; its outcome as JSON.

    Blocks until it has; never to be called within a transaction. Raises AppError SERVER_BUSY when
    no worker answers, and what the worker refuses with.
    """
    answer = async_to_sync(_ask)(system_id, kind, payload)
    if answer is None:
        raise AppError(ErrorCode.SERVER_BUSY, "No worker has answered.")
    if answer.code:
        raise AppError(ErrorCode(answer.code), _refusal.decode(answer.payload).error_message)
    return answer.payload


async def _ask(system_id: str, kind: str, payload: str) -> opslink.Answer | None:
    channel = await ops.answers_channel()
    order = opslink.Order(
        opslink.VERSION, channel, 1, 1, system_id, kind, payload, time.time() + ANSWER_S
    )
    try:
        async with asyncio.timeout(ANSWER_S):
            await ops.send_request(system_id, opslink.pack(order))
            async for blob in ops.answers_on(channel):
                try:
                    return opslink.answer_from(blob)
                except LinkVersionError:
                    continue
    except Exception:  # nobody there, or the layer is away
        return None
    return None
