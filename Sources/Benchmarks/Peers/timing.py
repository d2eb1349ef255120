"""What a step of a peer takes, as one JSON line in the form of our own workloads."""
import json
import statistics
import time


def report(step, warmup, iterations, **fields):
    """Runs `step`, which returns its figures by name, and prints `fields`, times in seconds and the last step's figures."""
    wall, processor = [], []
    for iteration in range(warmup + iterations):
        began, used = time.perf_counter(), time.process_time()
        figures = step()
        if iteration >= warmup:
            wall.append(time.perf_counter() - began)
            processor.append(time.process_time() - used)
    print(json.dumps({
        **fields, "seconds_median": statistics.median(wall), "seconds_min": min(wall),
        "cpu_seconds_median": statistics.median(processor), "cpu_seconds_min": min(processor), **figures}))
