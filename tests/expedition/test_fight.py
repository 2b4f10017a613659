"""Fights: exactly the odds that are shown, rounds that end, and what they leave behind."""

from collections import Counter

import pytest

from game.catalog.expedition import catalog, rules, scale
from game.catalog.expedition_story import encounters, event_tales, texts
from game.expedition import fight
from game.expedition.actions import Choose, Combat, CombatAction, Flee, Negotiate, UseItem
from game.expedition.events import event_view
from game.expedition.foes import damage_span, make_enemy
from game.expedition.openings import open_tale
from game.expedition.refusals import Code
from game.expedition.state import Difficulty, Ending, Stack, TempEffect
from game.expedition.stats import held
from tests.expedition.voyages import a_run, done, foe, journal, refused, share, throws, told

RULES = rules().fight
GUNS = ("laser_cannon", "missile_launcher")
ATTACK = CombatAction(combat_action="attack")
BARRAGE = CombatAction(combat_action="barrage")
PRECISE = CombatAction(combat_action="precise_shot")
EVASIVE = CombatAction(combat_action="evasive")
MANEUVERS = {"attack": ATTACK, "barrage": BARRAGE, "precise_shot": PRECISE, "evasive": EVASIVE}
CLOSE = 0.1  # between a chance and what 400 throws show of it


def fighting(at="rock", enemy=None, **fields):
    return a_run(at, enemy=enemy or foe(), **fields)


def shown(run, maneuver_id):
    view = fight.combat_view(run)
    return next(one for one in view["actions"] if one["id"] == maneuver_id)


def sturdy(**fields):
    """An enemy that lasts a test's rounds."""
    return foe(hp=500, max_hp=500, **fields)


class TestShooting:
    @pytest.mark.parametrize("maneuver_id", MANEUVERS)
    def test_the_dice_know_the_chance_and_the_damage_that_are_shown(self, maneuver_id):
        run = fighting(enemy=sturdy(), mods=(*GUNS, "targeting_computer"))
        view = shown(run, maneuver_id)
        dealt = [
            outcome.details.get("dealt", 0)
            for outcome in throws(run, MANEUVERS[maneuver_id], count=400)
        ]
        hits = [points for points in dealt if points]
        assert len(hits) / len(dealt) == pytest.approx(view["hit_chance"], abs=CLOSE)
        assert [min(hits), max(hits)] == view["damage"]

    @pytest.mark.parametrize("maneuver_id", MANEUVERS)
    def test_the_enemy_hits_as_often_as_is_shown(self, maneuver_id):
        run = fighting(enemy=sturdy(), mods=(*GUNS, "targeting_computer"))
        seen = share(run, MANEUVERS[maneuver_id], lambda one: bool(told(one, "damage")), count=400)
        assert seen == pytest.approx(shown(run, maneuver_id)["enemy_hit_chance"], abs=CLOSE)

    def test_accuracy_is_seven_tenths_times_the_maneuvers(self):
        run = fighting(mods=GUNS)
        chances = {name: shown(run, name)["hit_chance"] for name in MANEUVERS}
        assert chances == {"attack": 0.7, "precise_shot": 1.0, "barrage": 0.49, "evasive": 0.35}

    def test_a_targeting_computer_adds_to_accuracy(self):
        run = fighting(mods=("targeting_computer",))
        assert shown(run, "attack")["hit_chance"] == 0.9

    def test_damage_is_the_weapons_power_times_the_maneuvers_give_or_take_two(self):
        run = fighting(mods=GUNS)
        power = rules().ship.combat_power + 10 + 15
        for name, maneuver in catalog().combat_actions.items():
            middle = round(power * maneuver.damage_modifier)
            assert shown(run, name)["damage"] == [middle - 2, middle + 2]

    def test_a_hit_does_one_point_at_least(self):
        assert damage_span(0) == (1, 2)
        assert damage_span(1.4) == (1, 3)

    def test_a_ship_without_a_weapon_still_hits(self):
        run = fighting()
        assert shown(run, "attack")["damage"] == [6, 10]

    def test_the_enemys_accuracy_is_divided_by_the_defence(self):
        run = fighting(enemy=foe(type="rogue_ai_ship"))
        assert shown(run, "attack")["enemy_hit_chance"] == 0.9
        assert shown(run, "evasive")["enemy_hit_chance"] == 0.45
        assert shown(run, "barrage")["enemy_hit_chance"] == 1.0

    def test_a_round_takes_no_turn(self):
        after = done(fighting(), ATTACK)
        assert after.turn == 0

    def test_rounds_are_counted(self):
        after = done(done(fighting(enemy=sturdy()), ATTACK), EVASIVE)
        assert after.enemy.round == 2


class TestWhatManeuversNeed:
    def test_a_precise_shot_needs_a_targeting_computer(self):
        refused(fighting(), PRECISE, Code.NOT_EQUIPPED)
        assert not shown(fighting(), "precise_shot")["available"]
        done(fighting(mods=("targeting_computer",)), PRECISE)

    @pytest.mark.parametrize("mods", [(), ("laser_cannon",), ("mining_laser", "laser_cannon")])
    def test_a_barrage_needs_two_weapons(self, mods):
        refused(fighting(mods=mods), BARRAGE, Code.NOT_EQUIPPED)

    def test_two_weapons_are_enough_for_a_barrage(self):
        done(fighting(mods=GUNS), BARRAGE)

    def test_a_maneuver_nobody_knows_is_refused(self):
        refused(fighting(), CombatAction(combat_action="ram"), Code.UNKNOWN_COMBAT_ACTION)

    @pytest.mark.parametrize("action", [ATTACK, Flee(), Negotiate()])
    def test_without_an_enemy_there_is_no_fight(self, action):
        refused(a_run(), action, Code.NOT_IN_COMBAT)

    def test_using_an_item_takes_the_round(self):
        run = fighting(enemy=sturdy(), cargo={"med_pack": 1}, health=50)
        after = done(run, UseItem(item_id="med_pack"))
        assert after.enemy.round == 1
        assert held(after, "med_pack") == 0


class TestTheEnd:
    def test_a_victory_pays_and_leaves_a_wreck(self):
        run = fighting(enemy=foe(hp=1), mods=(*GUNS, "targeting_computer"))
        least, most = catalog().enemies["pirate_scout"].wealth_reward
        for outcome in throws(run, PRECISE):
            after = outcome.run
            assert after.enemy is None
            assert after.stay.wreck
            assert after.statistics.ships_destroyed == 1
            assert least <= after.wealth - run.wealth <= most

    def test_an_enemy_that_is_destroyed_does_not_shoot_back(self):
        run = fighting(enemy=foe(hp=1), mods=("targeting_computer",))
        assert all(outcome.run.hull == run.hull for outcome in throws(run, PRECISE))

    def test_loot_comes_as_often_as_its_table_says(self):
        run = fighting(enemy=foe(hp=1), mods=("targeting_computer",), ship_type="trader", hull=100)
        kind = catalog().enemies["pirate_scout"]
        outcomes = list(throws(run, PRECISE, count=600))
        for row in kind.loot_table:
            counts = [held(outcome.run, row.item) for outcome in outcomes]
            found = [count for count in counts if count]
            assert len(found) / 600 == pytest.approx(kind.loot_chance * row.chance, abs=0.07)
            assert (min(found), max(found)) == row.quantity

    def test_what_has_no_room_is_left_behind(self):
        run = fighting(enemy=foe(hp=1), mods=("targeting_computer",), cargo={"scrap_metal": 5})
        outcomes = [one for one in throws(run, PRECISE) if told(one, "loss")]
        assert outcomes
        assert all(one.run.inventory == [Stack("scrap_metal", 5)] for one in outcomes)
        assert "left behind" in told(outcomes[0], "loss")[0]

    def test_an_enemy_that_is_badly_hurt_leaves_half_of_the_time(self):
        run = fighting(enemy=foe(hp=8, max_hp=300))
        gone = share(run, EVASIVE, lambda one: one.run.enemy is None and not one.run.stay.wreck)
        assert gone == pytest.approx(RULES.surrender_chance, abs=CLOSE)

    def test_one_that_leaves_pays_nothing(self):
        run = fighting(enemy=foe(hp=8, max_hp=300))
        for outcome in throws(run, EVASIVE):
            if outcome.run.enemy is None:
                assert outcome.run.wealth == run.wealth
                assert outcome.run.statistics.ships_destroyed == 0

    @pytest.mark.parametrize("kind", ["alien_drone", "rogue_ai_ship"])
    def test_machines_never_leave(self, kind):
        run = fighting(enemy=foe(type=kind, hp=12, max_hp=300))
        assert all(outcome.run.enemy is not None for outcome in throws(run, EVASIVE))

    def test_at_its_threshold_an_enemy_still_stands(self):
        run = fighting(enemy=foe(hp=30, max_hp=100, power=0), in_pod=True)
        assert all(outcome.run.enemy is not None for outcome in throws(run, EVASIVE))

    def test_a_lost_ship_without_a_pod_is_the_end(self):
        run = fighting(enemy=sturdy(power=90))
        ends = {outcome.run.ending for outcome in throws(run, ATTACK)}
        assert ends == {None, Ending.HULL}

    def test_the_pod_gets_away_from_a_lost_ship(self):
        run = fighting(enemy=sturdy(power=90), pod=True)
        lost = [one.run for one in throws(run, ATTACK) if one.run.pod.active]
        assert lost
        assert all(after.enemy is None and after.ending is None for after in lost)

    def test_a_shield_takes_the_fire_first(self):
        run = fighting(enemy=sturdy(power=9), temp_effects=[TempEffect("shield", 50, 3)])
        assert all(outcome.run.hull == run.hull for outcome in throws(run, ATTACK))


class TestFleeing:
    @pytest.mark.parametrize(
        ("kind", "mods", "chance"),
        [
            ("pirate_scout", (), 0.6667),
            ("pirate_scout", ("afterburner",), 0.8333),
            ("rogue_ai_ship", (), 0.7273),
            ("space_kraken", (), 0.9),
        ],
    )
    def test_the_faster_gets_away(self, kind, mods, chance):
        run = fighting(enemy=foe(type=kind), mods=mods)
        assert fight.combat_view(run)["flee_chance"] == chance
        seen = share(run, Flee(), lambda one: one.run.enemy is None)
        assert seen == pytest.approx(chance, abs=CLOSE)

    def test_getting_away_burns_ten_fuel(self):
        for outcome in throws(fighting(fuel=60.0), Flee()):
            assert outcome.run.fuel == (50.0 if outcome.run.enemy is None else 60.0)

    def test_a_tank_that_is_nearly_empty_gives_what_it_has(self):
        run = fighting("home", fuel=3.0)
        away = [one.run for one in throws(run, Flee()) if one.run.enemy is None]
        assert {after.fuel for after in away} == {0.0}

    def test_a_failure_is_a_hit_of_half_as_much_again(self):
        run = fighting(enemy=sturdy(power=12))
        lost = {80 - one.run.hull for one in throws(run, Flee()) if one.run.enemy is not None}
        assert lost == {16, 17, 18, 19, 20}


class TestTalking:
    def test_the_price_is_the_largest_reward_times_what_is_left_of_the_enemy(self):
        talks = fight.combat_view(fighting(enemy=foe(hp=15)))["negotiate"]
        assert (talks["price"], talks["chance"]) == (50, 0.55)
        talks = fight.combat_view(fighting())["negotiate"]
        assert (talks["price"], talks["chance"]) == (100, 0.3)

    def test_who_agrees_is_paid_and_leaves(self):
        run = fighting(enemy=foe(hp=15))
        for outcome in throws(run, Negotiate()):
            agreed = outcome.run.enemy is None
            assert outcome.run.wealth == run.wealth - (50 if agreed else 0)
        seen = share(run, Negotiate(), lambda one: one.run.enemy is None)
        assert seen == pytest.approx(0.55, abs=CLOSE)

    def test_who_refuses_shoots_and_listens_no_second_time(self):
        run = fighting()
        after = next(one.run for one in throws(run, Negotiate()) if one.run.enemy is not None)
        assert after.enemy.round == 1
        refused(after, Negotiate(), Code.NO_TALKS)

    @pytest.mark.parametrize("kind", ["alien_drone", "rogue_ai_ship"])
    def test_machines_do_not_talk(self, kind):
        run = fighting(enemy=foe(type=kind))
        refused(run, Negotiate(), Code.NO_TALKS)
        assert not fight.combat_view(run)["negotiate"]["available"]

    def test_nobody_listens_to_empty_pockets(self):
        refused(fighting(wealth=99), Negotiate(), Code.INSUFFICIENT_CREDITS)


class TestLookingForAFight:
    def test_where_nobody_trades_there_is_somebody_to_fight(self):
        after = done(a_run("rock"), Combat())
        assert after.enemy is not None
        assert after.stay.searched

    def test_where_people_trade_there_is_not(self):
        refused(a_run("home"), Combat(), Code.NO_TARGET)

    def test_it_is_once_a_stay(self):
        run = a_run("rock")
        run.stay.searched = True
        refused(run, Combat(), Code.NO_TARGET)

    def test_a_pod_looks_for_no_fight(self):
        refused(a_run("rock", in_pod=True), Combat(), Code.IN_POD)

    @pytest.mark.parametrize(
        ("at", "region"), [("rock", "core_worlds"), ("gate", "ancient_sectors")]
    )
    @pytest.mark.parametrize("turn", [0, 30])
    def test_whom_one_meets_fits_the_region_and_the_turn(self, at, region, turn):
        run = a_run(at, turn=turn)
        met = Counter(outcome.run.enemy.type for outcome in throws(run, Combat()))
        rows = [row for row in encounters(region) if row.from_turn <= turn]
        assert set(met) == {row.enemy for row in rows}

    def test_an_open_event_lapses_for_a_fight(self):
        run = a_run("rock")
        open_tale(journal(run), event_tales()["quiet_hour"])
        fight.begin_fight(journal(run), "pirate_scout")
        assert run.event is None


@pytest.mark.parametrize("level", Difficulty)
@pytest.mark.parametrize("kind", catalog().enemies)
def test_difficulty_scales_enemies(level, kind):
    enemy = make_enemy(a_run(difficulty=level), kind)
    written = catalog().enemies[kind]
    assert enemy.hp == enemy.max_hp == round(written.hp * scale(level).enemy_hp)
    assert enemy.power == round(written.combat_power * scale(level).enemy_power)


class TestInThePod:
    """The pod gets away from most fights; in one, it can dodge, flee and talk."""

    def test_a_pod_has_no_weapons(self):
        run = fighting(in_pod=True)
        refused(run, ATTACK, Code.IN_POD)
        assert [one["id"] for one in fight.combat_view(run)["actions"] if one["available"]] == [
            "evasive"
        ]

    def test_dodging_hurts_nobody_but_halves_the_risk(self):
        run = fighting(in_pod=True, enemy=sturdy(power=3))
        assert shown(run, "evasive")["damage"] == [0, 0]
        assert shown(run, "evasive")["hit_chance"] == 0
        assert all(outcome.run.enemy.hp == 500 for outcome in throws(run, EVASIVE))

    def test_fleeing_and_talking_are_left(self):
        run = fighting(in_pod=True)
        assert [choice.id for choice in fight.fight_choices(run)] == [
            "evasive",
            "flee",
            "negotiate",
        ]


class TestChoices:
    def test_a_fight_can_be_fought_with_choose(self):
        run = fighting(enemy=sturdy())
        assert done(run, Choose(choice="Attack")) == done(run, ATTACK)
        assert done(run, Choose(choice="flee")) == done(run, Flee())
        assert done(run, Choose(choice="Negotiate")) == done(run, Negotiate())

    def test_only_what_can_be_done_is_on_offer(self):
        offered = [choice.id for choice in fight.fight_choices(fighting())]
        assert offered == ["attack", "evasive", "flee", "negotiate"]
        offered = [choice.id for choice in fight.fight_choices(fighting(mods=GUNS, wealth=0))]
        assert offered == ["attack", "barrage", "evasive", "flee"]

    def test_a_fight_reads_like_an_event_that_has_to_be_answered(self):
        view = event_view(fighting())
        assert (view["kind"], view["title"], view["must_answer"]) == (
            "combat",
            "Pirate Scout",
            True,
        )
        assert [choice["label"] for choice in view["choices"]][:2] == [
            "Attack",
            "Evasive Maneuvers",
        ]

    def test_without_a_fight_there_is_nothing_to_show(self):
        assert fight.combat_view(a_run()) is None
        assert fight.fight_choices(a_run()) == ()


@pytest.mark.parametrize("kind", catalog().enemies)
def test_an_enemy_appears_in_words_of_its_own(kind):
    told_of = set()
    for number in range(40):
        j = journal(a_run("rock"), number)
        fight.begin_fight(j, kind)
        told_of.add(j.happenings[0].message)
    assert len(told_of) == len(texts().enemies[kind].appears)
    assert not any("{" in message for message in told_of)
