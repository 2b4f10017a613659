"""How a bot holds the helm, out of what a client sees: pure functions of a body and a goal.

World units, units/s, radians; a positive turn goes from +x to +y. A ship has no brakes but its
drag, which works as far as it does not thrust: speed then falls evenly with the way.
"""

from collections.abc import Mapping
from math import atan2, hypot, pi, remainder, sqrt
from typing import Any, NamedTuple

EASE_S = 0.3  # seconds in which a turn is made up for: answers come late, so not in an instant
ON_COURSE_RAD = 0.7  # the engine pushes along the nose: no push while that is farther off
DRIFT_S = 0.8  # seconds of own motion that a far course makes up for
CRAWL = 6.0  # units/s that are always allowed, or the last units would take for ever
IN_RANGE = 0.8  # part of a shot's reach from which it is worth firing
ON_TARGET_RAD = 0.15


class Body(NamedTuple):
    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0
    r: float = 0.0

    @property
    def speed(self) -> float:
        return hypot(self.vx, self.vy)

    def distance(self, x: float, y: float) -> float:
        return hypot(x - self.x, y - self.y)


class Model(NamedTuple):
    """The constants of `session.joined.ship_model` that steering needs."""

    max_speed: float
    drag: float
    turn_rate: float


class Weapon(NamedTuple):
    """units/s, s"""

    speed: float
    lifetime_s: float


class Helm(NamedTuple):
    """thrust 0..1, turn -1..1."""

    thrust: float = 0.0
    turn: float = 0.0
    fire: bool = False


def body_of(entity: Mapping[str, Any]) -> Body:
    return Body(entity["x"], entity["y"], entity["vx"], entity["vy"], entity["r"])


def off_by(heading: float, angle: float) -> float:
    """The turn from angle to heading, in [-pi, pi]."""
    return remainder(heading - angle, 2.0 * pi)


def turn_to(body: Body, heading: float, model: Model) -> float:
    """The turn that brings the nose to a heading soon, without swinging past it."""
    wanted = off_by(heading, body.r) / (model.turn_rate * EASE_S)
    return max(-1.0, min(1.0, wanted))


def cruise(body: Body, x: float, y: float, model: Model) -> Helm:
    """Full thrust towards a place, sideways drift made up for."""
    heading = _course(body, x, y, DRIFT_S)
    on_course = abs(off_by(heading, body.r)) < ON_COURSE_RAD
    return Helm(1.0 if on_course else 0.0, turn_to(body, heading, model))


def come_alongside(body: Body, x: float, y: float, radius: float, model: Model) -> Helm:
    """Fly to a place so as to be slow within `radius` of it; ends nearly at rest in its middle."""
    distance = body.distance(x, y)
    far = distance > 3.0 * radius
    heading = _course(body, x, y, DRIFT_S if far else 0.0)
    allowed = model.drag * max(distance - 0.5 * radius, 0.0) + CRAWL
    push = abs(off_by(heading, body.r)) < ON_COURSE_RAD and body.speed < allowed
    return Helm(1.0 if push else 0.0, turn_to(body, heading, model))


def may_dock(body: Body, x: float, y: float, radius: float, speed: float) -> bool:
    """Near and slow enough, by a margin: what is seen is a moment old."""
    return body.distance(x, y) < 0.92 * radius and body.speed < 0.92 * speed


def attack(body: Body, target: Body, model: Model, weapon: Weapon, *, standoff: float) -> Helm:
    """Go after a ship, nose where a shot would meet it; fire when that is near enough."""
    distance = body.distance(target.x, target.y)
    when = intercept_s(body, target, weapon.speed)
    heading = atan2(target.y + target.vy * when - body.y, target.x + target.vx * when - body.x)
    on_target = abs(off_by(heading, body.r)) < ON_TARGET_RAD
    push = max(0.2, min(1.0, (distance - standoff) / standoff + 0.5))
    fire = on_target and distance < IN_RANGE * weapon.speed * weapon.lifetime_s
    return Helm(push, turn_to(body, heading, model), fire)


def intercept_s(body: Body, target: Body, shot_speed: float) -> float:
    """Seconds until a shot at this speed meets the target; where none would, to where it is."""
    x, y = target.x - body.x, target.y - body.y
    a = target.vx**2 + target.vy**2 - shot_speed**2
    b = x * target.vx + y * target.vy
    inside = b * b - a * (x * x + y * y)
    if a >= 0.0 or inside < 0.0:
        return hypot(x, y) / shot_speed
    return (-b - sqrt(inside)) / a


def _course(body: Body, x: float, y: float, drift_s: float) -> float:
    return atan2(y - body.y - body.vy * drift_s, x - body.x - body.vx * drift_s)
