"""A worker process: `manage.py runworker systems`."""

from typing import Any

from channels.worker import Worker
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from game.bus import layers
from game.metrics.port import open_port_if_free
from game.worker.consumer import current_host

IDLE_MS = 5000  # within a transaction; less than a lease takes to lapse


def give_up_locks(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """A worker that is held still must not keep its locks: a successor waits for them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_MS}")


class SystemsWorker(Worker):
    """Channels' worker, ready before its first message and not ended by a layer that is away."""

    async def handle(self) -> None:
        config = settings.COSMIC
        connection_created.connect(give_up_locks)
        open_port_if_free(config.metrics_host, config.metrics_port, config.metrics_token)
        await current_host(embedded=False)
        await super().handle()

    async def listener(self, channel: str) -> None:
        async for message in layers.listen_messages(self.channel_layer, channel):
            scope: dict[str, Any] = {"type": "channel", "channel": channel}
            await self.get_or_create_application_instance(channel, scope).put(message)
