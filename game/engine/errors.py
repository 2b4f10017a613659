"""What can go wrong between a world and its host."""


class EngineError(Exception):
    """Base of all errors that the engine raises on purpose."""


class DuplicateEntity(EngineError):
    """An entity of that id is in the world already."""

    def __init__(self, entity_id: int) -> None:
        super().__init__(f"entity {entity_id} is in this world already")


class UnknownEntity(EngineError):
    """No entity of that id is in the world."""

    def __init__(self, entity_id: int) -> None:
        super().__init__(f"there is no entity {entity_id} in this world")


class UnknownStation(EngineError):
    """The system has no station of that id."""

    def __init__(self, station_id: str, system_id: str) -> None:
        super().__init__(f"there is no station {station_id!r} in {system_id}")


class WrongSystem(EngineError):
    """A spec of one system was given to a world of another."""

    def __init__(self, given: str, here: str) -> None:
        super().__init__(f"this is a world of {here!r}, not of {given!r}")


class UnknownShipClass(EngineError):
    """The catalog has no ship class of that id."""

    def __init__(self, class_id: str) -> None:
        super().__init__(f"there is no ship class {class_id!r}")


class InvalidShip(EngineError):
    """A ship state that no world can hold: a number that is not finite, a kind that is no ship."""


class SnapshotError(EngineError):
    """A stored world is damaged, foreign, or of a version that this code cannot read."""
