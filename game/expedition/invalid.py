"""What makes a run impossible, said in words."""


class Invalid(Exception):
    """A run has the right shape and is no state that play can lead to."""


def need(condition: bool, words: str) -> None:
    """Raises Invalid with `words` unless `condition`."""
    if not condition:
        raise Invalid(words)
