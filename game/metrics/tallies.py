"""Counters for hot paths: a plain dictionary, read when Prometheus asks."""

from collections.abc import Collection, Iterator

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

UNKNOWN = "unknown"


class Tally(Collector):
    """A counter with at most one label, for one thread: that of the event loop.

    `labels` are all its values that there can be; whatever else is counted goes under `unknown`,
    so that no client makes series. Without a label name, the one key is "".
    """

    __slots__ = ("_counts", "_help", "_label", "_name")

    def __init__(
        self,
        registry: CollectorRegistry,
        name: str,
        words: str,
        label: str = "",
        labels: Collection[str] = ("",),
    ) -> None:
        self._name = name
        self._help = words
        self._label = label
        self._counts = dict.fromkeys([*labels, UNKNOWN] if label else [""], 0)
        registry.register(self)

    def add(self, label: str = "", count: int = 1) -> None:
        counts = self._counts
        if label in counts:
            counts[label] += count
        else:
            counts[UNKNOWN] += count

    def count(self, label: str = "") -> int:
        return self._counts[label]

    def describe(self) -> Iterator[CounterMetricFamily]:
        yield CounterMetricFamily(self._name, self._help, labels=self._labels)

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._help, labels=self._labels)
        for label, count in self._counts.items():
            family.add_metric([label] if self._label else [], count)
        yield family

    @property
    def _labels(self) -> list[str]:
        return [self._label] if self._label else []
