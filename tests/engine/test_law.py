"""Who attacks the innocent gets hot; who helps against outlaws is told of; both once a feud."""

from game.catalog.combat import combat_rules
from game.engine import Aggression, Defence, Destroyed, Kind, Manifest, Steer
from tests.engine.worlds import OPEN, run, ship, world_with

HEAT = combat_rules().heat
TRIGGER = Steer(1, 0.0, 0.0, True)


def told(events, kind):
    return [event for event in events if isinstance(event, kind)]


def heat_of(world, entity_id):
    return float(world.heat[world.slot_of[entity_id]])


def test_hitting_the_innocent_heats_and_is_told_once():
    world = world_with(ship(1), ship(2, x=80.0), spec=OPEN)
    events = run(world, [TRIGGER], seconds=2.0)
    assert told(events, Aggression) == [Aggression(1, 2, Kind.PLAYER_SHIP)]
    assert heat_of(world, 1) > 2 * HEAT.per_hit
    assert heat_of(world, 2) == 0.0


def test_hitting_back_is_no_aggression():
    world = world_with(ship(1), ship(2, x=80.0, angle=3.14159), spec=OPEN)
    run(world, [TRIGGER], seconds=1.0)
    events = run(world, [Steer(2, 0.0, 0.0, True)], seconds=1.0)
    assert not told(events, Aggression)
    assert not told(events, Defence)  # nobody but oneself was defended
    assert heat_of(world, 2) == 0.0


def test_hitting_pirates_and_pilots_of_bad_standing_does_not_heat():
    world = world_with(
        ship(1), ship(2, x=80.0, kind=Kind.PIRATE, class_id="raider"), ship(3, x=-80.0), spec=OPEN
    )
    bad = HEAT.outlaw_below_reputation - 1
    events = run(world, [TRIGGER, Manifest(3, 0.0, 0, bad)], seconds=1.0)
    events += run(world, [Steer(1, 0.0, 1.0, True)], seconds=4.0)
    assert not told(events, Aggression)
    assert heat_of(world, 1) == 0.0


def test_who_helps_against_an_outlaw_is_told_once_with_the_one_helped():
    pirate = ship(3, x=80.0, kind=Kind.PIRATE, class_id="corsair")
    world = world_with(ship(1), ship(2, x=160.0), pirate, spec=OPEN)
    world.target[world.slot_of[3]] = 2
    assert told(run(world, [TRIGGER], seconds=2.0), Defence) == [Defence(1, 3, 2)]


def test_helping_against_a_pilot_who_has_hit_another():
    world = world_with(ship(1), ship(2, x=80.0), ship(3, y=-80.0, angle=1.5707963), spec=OPEN)
    run(world, [Steer(3, 0.0, 0.0, True)], seconds=0.6)
    world.fire[world.slot_of[3]] = False
    world.pos[world.slot_of[2]] = (0.0, 90.0)
    events = run(world, [Steer(2, 0.0, 0.0, False)])
    assert told(events, Aggression) == []
    world.angle[world.slot_of[2]] = -1.5707963
    world.pos[world.slot_of[1]] = (300.0, 0.0)
    events = run(world, [Steer(2, 0.0, 0.0, True)], seconds=1.5)
    assert told(events, Defence) == [Defence(2, 3, 1)]


def test_heat_fades_and_never_exceeds_one():
    world = world_with(ship(1, heat=1.0), ship(2, x=80.0, hull=100.0), spec=OPEN)
    run(world, [TRIGGER], seconds=1.0)
    assert heat_of(world, 1) <= 1.0
    world.fire[world.slot_of[1]] = False
    run(world, seconds=1.0 / HEAT.decay_per_s + 2.0)
    assert heat_of(world, 1) == 0.0


def test_killing_the_innocent_is_unlawful_killing_an_outlaw_is_not():
    for victim_heat, unlawful in ((0.0, True), (0.9, False)):
        world = world_with(ship(1), ship(2, x=80.0, hull=5.0, heat=victim_heat), spec=OPEN)
        (destroyed,) = told(run(world, [TRIGGER], seconds=0.5), Destroyed)
        assert destroyed.unlawful is unlawful


def test_heat_travels_with_the_ship():
    world = world_with(ship(1, heat=0.5), spec=OPEN)
    assert world.ship_state(1).heat == 0.5
