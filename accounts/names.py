"""Names for those who have not chosen one."""

import secrets

FIRST = (
    "Amber", "Bold", "Brave", "Bright", "Calm", "Clear", "Cobalt", "Copper", "Crimson", "Distant",
    "Eager", "Early", "Far", "Fleet", "Gentle", "Golden", "Grand", "Hidden", "Jolly", "Keen",
    "Lively", "Lucky", "Lunar", "Mellow", "Merry", "Nimble", "Noble", "Northern", "Patient",
    "Quick", "Quiet", "Rapid", "Silent", "Silver", "Solar", "Steady", "Stellar", "Swift", "True",
    "Velvet", "Vivid", "Wandering",
)  # fmt: skip
SECOND = (
    "Albatross", "Anchor", "Arrow", "Aurora", "Badger", "Beacon", "Comet", "Compass", "Condor",
    "Corona", "Courier", "Drifter", "Falcon", "Ferry", "Finch", "Galaxy", "Harbor", "Heron",
    "Horizon", "Kestrel", "Lantern", "Lynx", "Meteor", "Moon", "Nebula", "Nova", "Orbit", "Osprey",
    "Otter", "Pilot", "Pulsar", "Quasar", "Raven", "Rocket", "Sail", "Sparrow", "Star", "Tern",
    "Voyager", "Zephyr",
)  # fmt: skip


def suggested_name() -> str:
    """A friendly name such as CalmComet_4821, one of some 15 million; it may be taken."""
    number = 1000 + secrets.randbelow(9000)
    return f"{secrets.choice(FIRST)}{secrets.choice(SECOND)}_{number}"
