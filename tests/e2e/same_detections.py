"""Compares two files of detections: each of the first has one of the second within 0.2 ms, and the other way round.

usage: same_detections.py ONE OTHER [LOST]   at most LOST of ONE may be missing (default 0)
"""
import datetime
import json
import sys


def times(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["time"].rstrip("Z")
            second, _, part = text.partition(".")
            epoch = datetime.datetime.strptime(second, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.timezone.utc)
            yield int(epoch.timestamp()) * 10**9 + int(part.ljust(9, "0") or "0")


def without(some, others):
    return [t for t in some if not any(abs(t - u) < 200000 for u in others)]


one, other = list(times(sys.argv[1])), list(times(sys.argv[2]))
lost, new = without(one, other), without(other, one)
allowed = int(sys.argv[3]) if len(sys.argv) > 3 else 0
if not one or len(lost) > allowed or new:
    print(f"{len(one)} and {len(other)} detections, {len(lost)} lost, {len(new)} new")
    sys.exit(1)
