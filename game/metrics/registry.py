"""The process's one registry, and its text."""

import prometheus_client
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client import (
    exposition as formats,
)

prometheus_client.disable_created_metrics()

REGISTRY = CollectorRegistry(auto_describe=False)
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


def exposition(accept: str = "") -> tuple[bytes, str]:
    """Every metric as text in the format that an Accept header asks for, and its content type."""
    encode, content_type = formats.choose_encoder(accept)
    return encode(REGISTRY), content_type
