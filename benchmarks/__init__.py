"""What the project promises in numbers, measured. Run one as `python -m benchmarks.live`."""
