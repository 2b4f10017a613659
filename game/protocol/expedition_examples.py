"""A small expedition as its player may see it, for the examples of the protocol."""

from game.protocol.expedition import (
    AugmentationOffer,
    CurrentLocation,
    EventChoice,
    ExpeditionMap,
    GameEvent,
    GameState,
    ItemStack,
    JoinedSession,
    LeftSession,
    MapNode,
    MapRegion,
    MarketItem,
    NodeMarket,
    OpenEvent,
    PassingEffect,
    PlayerStats,
    PodOffer,
    Possibility,
    QuestState,
    RunPoint,
    RunStatistics,
    ShipMods,
    ShipOffer,
    Shipyard,
)

_SESSION = "default"
_REST, _PAY = "Stay the night", "Pay the toll"

_PLAYER = PlayerStats(
    health=92,
    max_health=100,
    wealth=655,
    ship_condition=81,
    max_ship_condition=100,
    fuel=84.5,
    max_fuel=100.0,
    food=41,
    max_food=100,
    ship_type="scout",
    ship_name="Scout",
    ship_mods=ShipMods(["mining_laser"], [], [], []),
    inventory=[ItemStack("rare_minerals", 3)],
    cargo_capacity=50,
    used_cargo_space=15,
    has_flight_pod=True,
    in_pod_mode=False,
    pod_hp=30,
    pod_max_hp=30,
    pod_augmentations=[],
    temp_effects=[PassingEffect("shield", 20, 2)],
    in_combat=False,
    speed=1.2,
    fuel_efficiency=0.8,
    combat_power=10,
    accuracy=0.7,
    defense=1.0,
    mining_yield=1.5,
    salvage_chance=0.8,
    scan_bonus=0.0,
    hull_repair=0,
    weapons=1,
)

_QUEST = QuestState(
    id="q1",
    title="A parcel for the far side",
    text="Bring two crates of medicine to Vell Landing.",
    kind="deliver",
    target_id="r1n2",
    target_name="Vell Landing",
    item_id="medicine",
    needed=2,
    done=0,
    reward=180,
    deadline=14,
    ready=False,
    giver_node_id="r1n1",
)

_MAP = ExpeditionMap(
    [
        MapRegion(
            id="r1",
            name="Harbour Reach",
            type="core_worlds",
            type_name="Core Worlds",
            x=300.0,
            y=0.0,
            danger_level=0.1,
            colors=["#4A90E2", "#7BB3F0"],
            discovered=True,
            visited=True,
            links=[],
            nodes=[
                MapNode(
                    "r1n1", "Tern Station", "station", "Station", 290.5, -12.0, 0.1, None,
                    True, True, True, True, ["r1n2"],
                ),
                MapNode(
                    "r1n2", "Vell Landing", "planet", "Planet", 318.0, 24.5, 0.15, None,
                    False, True, True, False, ["r1n1"],
                ),
            ],
        )
    ]
)  # fmt: skip

_YARD = Shipyard(
    ships=[
        ShipOffer(
            ship_type="trader",
            name="Trader",
            cost=1500,
            max_hp=150,
            cargo_capacity=200,
            speed=0.8,
            fuel_efficiency=1.2,
            slots={"high": 2, "mid": 2, "low": 4, "rig": 3},
            trade_in=0,
            owned=False,
            available=False,
            reason="That costs 1500 credits; you have 655.",
        )
    ],
    pod=PodOffer(500, False, "You have a pod already."),
    augmentations=[
        AugmentationOffer(
            id="life_support",
            name="Life support",
            cost=250,
            slot="hull",
            text="The pod takes more before it breaks.",
            owned=False,
            available=True,
            reason="",
        )
    ],
)

STATE = GameState(
    session_id=_SESSION,
    created_at="2030-01-05T12:00:00+00:00",
    last_activity="2030-01-05T12:04:31+00:00",
    ranked=True,
    daily=None,
    revision=12,
    seed="amber-heron-41",
    difficulty="medium",
    player_stats=_PLAYER,
    active_quest=_QUEST,
    quest_offer=None,
    completed_quests=[],
    turn_count=3,
    max_turns=50,
    at_repair_location=True,
    at_trade_location=True,
    repair_price=100,
    game_over=False,
    victory=False,
    ending=None,
    current_event=OpenEvent(
        id="toll",
        kind="event",
        title="The toll",
        text="A tug lies across the lane, and its crew would like to be paid.",
        must_answer=True,
        choices=[
            EventChoice("pay", _PAY, None, {"credits": 40.0}, True),
            EventChoice("stay", _REST, 0.6, {}, True),
        ],
    ),
    combat=None,
    available_choices=[_PAY, _REST],
    star_map=_MAP,
    current_region_id="r1",
    current_node_id="r1n1",
    current_location=CurrentLocation("r1", "r1n1", "station", "Harbour Reach", "Tern Station"),
    market=NodeMarket(
        2, 3, 100, [MarketItem("rare_minerals", "Rare minerals", None, 45, 5, 3)]
    ),
    shipyard=_YARD,
    possible={
        "repair": Possibility(True, None, ""),
        "mine": Possibility(False, "NOTHING_TO_MINE", "There is nothing to mine here."),
    },
    statistics=RunStatistics(412.5, 4, 3, 155, 0, 0, 0, 0, 27, 9),
    history=[RunPoint(0, 500, 100, 100, 100.0, 50, "r1n1")],
    score=655,
    last_event="You reach Tern Station.",
)  # fmt: skip

JOINED = JoinedSession(_SESSION, 12)
LEFT = LeftSession(_SESSION, 13)
EVENT = GameEvent(_SESSION, "navigation", "You reach Tern Station.", [_PAY, _REST])
