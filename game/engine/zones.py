"""Zones blended at many positions at once.

A zone weighs max(1 - distance / radius, 0) at a position; risk, security and profit there are
the means of its zones by that weight.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from game.catalog.systems import SystemSpec
from game.engine.columns import Flags, Floats
from game.engine.geometry import first_contact

# Nowhere inside a zone.
OPEN_RISK = 0.15
OPEN_SECURITY = 0.35
OPEN_PROFIT = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class ZoneField:
    """The active zones of a system as arrays, in the order of `ids`."""

    ids: tuple[str, ...]  # z zone ids
    center: Floats  # (z, 2) world units
    radius: Floats  # (z,) world units
    values: Floats  # (z, 3) risk 0..1, security 0..1, profit 1 or more
    core_safe: Flags  # (z,)
    pvp: Flags  # (z,) whether pilots may harm each other; never in a core_safe zone

    @staticmethod
    def of(spec: SystemSpec) -> "ZoneField":
        """Made once for each spec; do not write into its arrays."""
        return _field_of(spec)

    def weights(self, pos: Floats) -> Floats:
        """pos (m, 2) world units -> (z, m), 0 where the zone does not reach."""
        dx = pos[:, 0] - self.center[:, 0:1]
        dy = pos[:, 1] - self.center[:, 1:2]
        return np.maximum(1.0 - np.sqrt(dx * dx + dy * dy) / self.radius[:, None], 0.0)

    def in_core_safe(self, pos: Floats) -> Flags:
        """pos (m, 2) world units -> (m,) whether a core_safe zone reaches there."""
        safe: Flags = np.any(self.weights(pos)[self.core_safe] > 0.0, axis=0)
        return safe

    def pvp_allowed(self, pos: Floats) -> Flags:
        """pos (m, 2) world units -> (m,) whether every zone that reaches there allows it."""
        allowed: Flags = ~np.any(self.weights(pos)[~self.pvp] > 0.0, axis=0)
        return allowed

    def core_safe_entry(self, start: Floats, motion: Floats) -> Floats:
        """start, motion (k, 2) -> (k,) the part of the motion after which a core_safe zone
        begins, inf where none does."""
        entry = np.full(len(start), np.inf)
        for center, radius in zip(
            self.center[self.core_safe], self.radius[self.core_safe], strict=True
        ):
            reached = first_contact(start - center, motion, np.full(len(start), radius))
            entry = np.minimum(entry, reached)
        return entry


@dataclass(frozen=True, slots=True, eq=False)
class ZoneBlend:
    """What the zones mean at m positions."""

    risk: Floats  # (m,) 0..1
    security: Floats  # (m,) 0..1
    profit: Floats  # (m,) multiplier, 1 or more
    member: Flags  # (m, z) which zones reach there, in the order of ZoneField.ids


def blend(field: ZoneField, pos: Floats) -> ZoneBlend:
    """pos (m, 2) world units. On its rim a zone weighs nothing and does not count."""
    weights = field.weights(pos)
    total = weights.sum(axis=0)
    sums = np.einsum("zv,zm->vm", field.values, weights)  # not @: that may start BLAS threads
    blended = np.empty_like(sums)
    blended[:] = ((OPEN_RISK,), (OPEN_SECURITY,), (OPEN_PROFIT,))
    np.divide(sums, total, out=blended, where=total > 0.0)
    risk, security, profit = blended
    return ZoneBlend(risk, security, profit, member=(weights > 0.0).T)


@lru_cache(maxsize=64)
def _field_of(spec: SystemSpec) -> ZoneField:
    zones = [zone for zone in spec.zones if zone.active]
    values = [(z.risk_level / 100, z.security_level / 100, z.profit_multiplier) for z in zones]
    return ZoneField(
        ids=tuple(zone.id for zone in zones),
        center=np.array([(z.center_x, z.center_y) for z in zones], np.float64).reshape(-1, 2),
        radius=np.array([z.radius for z in zones], np.float64),
        values=np.array(values, np.float64).reshape(-1, 3),
        core_safe=np.array([z.zone_type == "core_safe" for z in zones], np.bool_),
        pvp=np.array([z.pvp_allowed and z.zone_type != "core_safe" for z in zones], np.bool_),
    )
