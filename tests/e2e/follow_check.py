"""Judges what `tacet locate --follow` wrote: revisions count up, and the last ones are the shots.

usage: follow_check.py EVENTS SHOTS [OTHER-EVENTS]   (the last located events of both must be the same)
"""
import json
import sys


def last_located(path):
    last = {}
    for line in open(path):
        event = json.loads(line)
        before = last.get(event["id"], {"revision": 0})
        if event["revision"] != before["revision"] + 1:
            sys.exit(f"{path}: {event['id']} has revision {event['revision']} after {before['revision']}")
        last[event["id"]] = event
    return sorted((e["arrivals"][0]["time"], e["x_m"], e["y_m"]) for e in last.values() if e["status"] == "located")


found, shots = last_located(sys.argv[1]), int(sys.argv[2])
if not 0.9 * shots <= len(found) <= shots:
    sys.exit(f"found {len(found)} located events, expected {shots} or a few fewer")
if len(sys.argv) > 3 and last_located(sys.argv[3]) != found:
    sys.exit("the order of the input matters")
