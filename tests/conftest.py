"""Fixtures that every test may ask for by name; what they are made of is in tests/support."""

pytest_plugins = [
    "tests.support.fixtures_server",
    "tests.support.fixtures_browser",
]
