"""One module for each game; a new module here is all that a new game needs."""
