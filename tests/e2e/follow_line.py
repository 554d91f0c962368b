"""Makes a small line with shots: a sector, and its detections in the order in which they are heard and with delays.

usage: follow_line.py FOLDER
"""
import json
import math
import random
import sys

folder = sys.argv[1]
random.seed(5)
stations = [(f"S{i:02}", 1000.0 * i, 1500.0 * (i % 3)) for i in range(16)]
with open(f"{folder}/stations.csv", "w") as file:
    file.write("id,x,y,z,position_sigma_m,clock_sigma_s\n")
    for name, x, y in stations:
        file.write(f"{name},{x},{y},0,0.05,0.0001\n")
with open(f"{folder}/sector.yaml", "w") as file:
    file.write("name: line to follow\nframe: local\nstations: stations.csv\n")


def stamp(time_s):
    return f"2026-01-01T00:{int(time_s) // 60:02}:{time_s % 60:09.6f}Z"


heard = []
shots = 0
for k in range(24):
    at_s, x, y = 5 + 7 * k + 2 * random.random(), 15000 * random.random(), -1000 + 4000 * random.random()
    shots += 1
    for name, sx, sy in stations:
        distance = math.hypot(sx - x, sy - y)
        if distance < 4000 and random.random() < 0.95:
            heard.append((at_s + distance / 340.3 + random.gauss(0, 0.01), name))
for name, _, _ in stations:
    heard += [(180 * random.random(), name) for _ in range(2)]


def write(name, order):
    with open(f"{folder}/{name}", "w") as file:
        for time_s, station in order:
            file.write(json.dumps({"station": station, "time": stamp(time_s), "time_sigma_s": 0.001}) + "\n")


heard.sort()
write("in-order.jsonl", heard)
write("delayed.jsonl", sorted(heard, key=lambda d: d[0] + 3 * random.random()))
with open(f"{folder}/shots", "w") as file:
    file.write(f"{shots}\n")
