"""The answers about recordings that the API's document shows."""

from game.api.examples import answer

__all__ = ["FRAMES", "RECORDINGS", "answer"]

RECORDINGS = {
    "recordings": [
        {
            "system_id": "sol-1",
            "system_name": "Sol",
            "epoch": 7,
            "first_tick": 48210,
            "last_tick": 60210,
            "began_at": "2030-01-05T12:00:00Z",
            "ended_at": "2030-01-05T12:10:00Z",
            "segments": 120,
            "size": 2411520,
            "begins": "start",
        }
    ]
}
FRAMES = {
    "system_id": "sol-1",
    "tick_rate": 20.0,
    "bounds": {"min_x": -8000.0, "min_y": -8000.0, "max_x": 8000.0, "max_y": 8000.0},
    "zones": [],
    "stations": [
        {
            "station_id": "earth-orbit-station",
            "name": "Earth Orbit Station",
            "x": -1200.0,
            "y": 300.0,
            "docking_radius": 120.0,
            "docking_speed": 25.0,
            "services": {"market": True, "repair": True, "refuel": True},
        }
    ],
    "gates": [],
    "agents": {
        "s_17": {
            "kind": "pilot",
            "name": "ada_l",
            "hp_max": 100.0,
            "entity_id": "s_17",
            "pilot": "p_17",
        }
    },
    "frames": [
        {
            "tick": 48300,
            "time_s": 2415.0,
            "rows": [["s_17", -1150.2, 310.4, 41.5, -3.2, 0.412, 87.5, None]],
        }
    ],
    "events": [
        {
            "tick": 48300,
            "data": {
                "event_type": "hit",
                "source_id": "n_1099511627776",
                "projectile_id": "b_1099511627801",
                "target_id": "s_17",
                "damage": 12.5,
                "target_hp": 87.5,
                "x": -1150.2,
                "y": 310.4,
            },
        }
    ],
    "gaps": [],
    "hashes_compared": 6,
    "next": None,
    "problem": "",
}
