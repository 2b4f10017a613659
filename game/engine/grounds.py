"""What does not move of several systems at once: zones, stations and edges, by world and row."""

from collections.abc import Sequence

import numpy as np

from game.engine.columns import Flags, Floats, Slots
from game.engine.world import World
from game.engine.zones import OPEN_PROFIT, OPEN_RISK, OPEN_SECURITY, ZoneBlend

MOST_ZONES = 7  # numpy adds up more numbers than these in another order than one after the other


class Grounds:
    """Of w worlds. Where a world has fewer zones than another, circles without reach fill up."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self._specs = [world.spec for world in worlds]
        fields = [world.zones for world in worlds]
        count, most = len(worlds), max(len(field.ids) for field in fields)
        self.fits = np.array([len(f.ids) <= MOST_ZONES for f in fields])  # (w,)
        self._center = np.zeros((count, most, 2))
        self._radius = np.ones((count, most))
        self._values = np.zeros((count, most, 3))
        self._member = np.zeros((count, most), np.bool_)
        self._core = np.zeros((count, most), np.bool_)
        for row, field in enumerate(fields):
            zones = len(field.ids)
            self._center[row, :zones] = field.center
            self._radius[row, :zones] = field.radius
            self._values[row, :zones] = field.values
            self._member[row, :zones] = True
            self._core[row, :zones] = field.core_safe
        cores = max(1, int(self._core.sum(axis=1).max(initial=0)))
        self.core_center = np.zeros((count, cores, 2))
        self.core_radius = np.full((count, cores), -np.inf)  # none is never the nearest
        for row, field in enumerate(fields):
            own = int(field.core_safe.sum())
            self.core_center[row, :own] = field.center[field.core_safe]
            self.core_radius[row, :own] = field.radius[field.core_safe]
        sides = [
            (s.bounds.min_x, s.bounds.min_y, s.bounds.max_x, s.bounds.max_y) for s in self._specs
        ]
        edges = np.array(sides, np.float64).reshape(count, 4)
        self.low, self.high = edges[:, :2], edges[:, 2:]  # (w, 2)
        stations = [station for spec in self._specs for station in spec.stations]
        numbers = [(s.x, s.y, s.docking_radius, s.docking_speed) for s in stations]
        self.stations = np.array(numbers, np.float64).reshape(-1, 4)
        held = [len(spec.stations) for spec in self._specs]
        self.first_station = np.cumsum([0, *held[:-1]])  # (w,)
        self.has_core = self._core.any(axis=1)
        self.has_stations = np.array(held) > 0
        self.pirates = np.array([spec.traffic.pirates for spec in self._specs])
        self.traders = np.array([s.traffic.traders * (len(s.stations) > 1) for s in self._specs])
        patrols = [
            s.traffic.patrols * bool(f.core_safe.any())
            for s, f in zip(self._specs, fields, strict=True)
        ]
        self.patrols = np.array(patrols)

    def of(self, worlds: Sequence[World]) -> bool:
        """Whether these are the grounds of just those worlds, as they are now."""
        return len(worlds) == len(self._specs) and all(
            world.spec is spec for world, spec in zip(worlds, self._specs, strict=True)
        )

    def blend(self, world: Slots, pos: Floats) -> tuple[ZoneBlend, Flags]:
        """As `zones.blend` of each place (k, 2) in its world (k,), and whether a core_safe zone
        reaches there (k,)."""
        center, member = self._center[world], self._member[world]
        dx, dy = pos[:, None, 0] - center[:, :, 0], pos[:, None, 1] - center[:, :, 1]
        reach = np.maximum(1.0 - np.sqrt(dx * dx + dy * dy) / self._radius[world], 0.0)
        weights = np.where(member, reach, 0.0)  # (k, z)
        values = self._values[world]
        total = np.zeros(len(pos))
        sums = np.zeros((len(pos), 3))
        for zone in range(weights.shape[1]):  # one after the other, as it is for a single place
            total += weights[:, zone]
            sums += values[:, zone] * weights[:, zone, None]
        blended = np.empty((3, len(pos)))
        blended[:] = ((OPEN_RISK,), (OPEN_SECURITY,), (OPEN_PROFIT,))
        np.divide(sums.T, total, out=blended, where=total > 0.0)
        inside: Flags = weights > 0.0
        risk, security, profit = blended
        return ZoneBlend(risk, security, profit, inside), np.any(inside & self._core[world], axis=1)
