"""Friendly names for pilots who have not thought of one yet."""

from random import Random

FIRST = (
    "Amber", "Azure", "Bold", "Brisk", "Calm", "Clear", "Copper", "Coral", "Dusty", "Eager",
    "Fair", "Gentle", "Golden", "Ivory", "Jolly", "Keen", "Lucky", "Merry", "Misty", "Nimble",
    "Noble", "Patient", "Quiet", "Rapid", "Silver", "Steady", "Sunny", "Velvet", "Vivid", "Wise",
)  # fmt: skip
SECOND = (
    "Albatross", "Anchor", "Aurora", "Badger", "Beacon", "Comet", "Compass", "Condor", "Corona",
    "Drifter", "Ember", "Falcon", "Finch", "Harbour", "Heron", "Juniper", "Kestrel", "Lantern",
    "Magpie", "Meteor", "Nomad", "Osprey", "Otter", "Pilgrim", "Quasar", "Raven", "Sparrow",
    "Swift", "Tern", "Voyager",
)  # fmt: skip


def callsign(random: Random) -> str:
    """A name such as `QuietHeron27`: letters and digits, at most 18 of them."""
    return f"{random.choice(FIRST)}{random.choice(SECOND)}{random.randint(10, 99)}"
