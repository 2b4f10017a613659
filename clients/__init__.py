"""Programs that play: they know the site by its two interfaces and nothing of its insides."""
