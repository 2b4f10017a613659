"""Fixtures that every test may ask for by name; what they are made of is in tests/support."""

from hypothesis import settings

pytest_plugins = [
    "tests.support.fixtures_server",
    "tests.support.fixtures_browser",
]

# Examples take as long as the rest of the machine lets them; tests have a time limit of their own.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")
