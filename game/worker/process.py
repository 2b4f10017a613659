"""A worker process: `manage.py runworker systems`."""

from typing import Any

from channels.worker import Worker
from django.conf import settings

from game.bus import layers
from game.metrics.port import open_port_if_free
from game.worker.consumer import current_host


class SystemsWorker(Worker):
    """Channels' worker, ready before its first message and not ended by a layer that is away."""

    async def handle(self) -> None:
        config = settings.COSMIC
        open_port_if_free(config.metrics_host, config.metrics_port, config.metrics_token)
        await current_host(embedded=False)
        await super().handle()

    async def listener(self, channel: str) -> None:
        async for message in layers.listen_messages(self.channel_layer, channel):
            scope: dict[str, Any] = {"type": "channel", "channel": channel}
            await self.get_or_create_application_instance(channel, scope).put(message)
