"""What this process counts and times, for Prometheus.

Nothing here may cost a client's message more than an addition to a dictionary.
"""
