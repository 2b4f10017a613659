"""Headless pilots for a lively system or a load, through the same doors as everybody.

`fleet` starts and ends them, `pilot` keeps one of them at the helm, `strategies` are what they
are about, `steering` is how they fly, `sight` what they know and `link` how they talk.
"""
