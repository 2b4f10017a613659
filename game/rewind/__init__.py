"""A system's recorded past: its stored form, and how it is lived again.

The worker writes segments, `manage.py rewind` re-executes them in its own process, and web
processes have it done by `python -m game.rewind`, so that no socket waits for it.
"""
