"""The first state of a run."""

from hashlib import sha256

from game.catalog.expedition import catalog, rules, scale
from game.dice import Dice
from game.expedition import quests
from game.expedition.galaxy import make_map, start_node
from game.expedition.journal import Journal
from game.expedition.places import stand_at
from game.expedition.state import Difficulty, Mods, Run
from game.expedition.turns import note_point


def new_run(*, seed: str, difficulty: Difficulty = Difficulty.MEDIUM) -> Run:
    """seed: 1..64 characters that UTF-8 has. A seed has the same map at every difficulty."""
    dice = Dice(int.from_bytes(sha256(seed.encode()).digest()))
    star_map = make_map(dice)
    start = rules().start
    run = Run(
        seed=seed,
        difficulty=difficulty,
        dice="",
        star_map=star_map,
        node_id=start_node(star_map).id,
        ship_type=start.ship_type,
        mods=Mods(),
        health=start.health,
        wealth=round(start.wealth * scale(difficulty).wealth),
        hull=catalog().ship_types[start.ship_type].max_hp,
        fuel=float(start.fuel),
        food=start.food,
    )
    stand_at(run, run.node_id)
    note_point(run)
    quests.offer_quest(Journal(run, dice, "begin"))
    run.dice = dice.state()
    return run
