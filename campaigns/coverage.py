#!/usr/bin/env python3
"""Predicted against simulated: what tacet plan says of places, and what becomes of shots that are fired there.

usage: coverage.py TACET SECTORS SEED

Each sector has stations, noise, wind and paths of its own. Its shots are simulated as detections (with echoes and
clutter), associated and located by the program. Prints the calibration of the chance of detection, of the ellipses
and of the sides that are named; ends with 1 when the calibration error of detection is 0.03 or more.
"""
import json
import math
import os
import random
import subprocess
import sys
import tempfile

SHOTS = 50
APART_S = 60.0
BINS = 10
BOUND = 0.03
SLOPE = 1.0 / (10.0 * math.log(100.0))  # of the wind's profile, as plan takes it
START = "2026-01-01T00:00:00Z"


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
        stream.write(text)


def make_sector(folder, chance):
    """Writes a sector, its scene and its places; answers what plan has to be told."""
    length, breadth = chance.uniform(4e3, 16e3), chance.uniform(1e3, 6e3)
    stations = chance.randint(6, 24)
    noise_pa = 10.0 ** chance.uniform(-3.0, -2.0)
    peak_pa = 10.0 ** chance.uniform(2.7, 3.6)
    threshold_db, scatter_db = chance.uniform(8.0, 14.0), chance.uniform(1.0, 3.0)
    level_db, excess = chance.uniform(2.0, 6.0), chance.uniform(0.0, 4.0)
    wind, wind_from = chance.uniform(0.0, 5.0), chance.uniform(0.0, 360.0)
    temperature = chance.uniform(-5.0, 30.0)
    write(folder, "sector.yaml", f"""name: A made-up sector
frame: local
parties: [{{id: north, name: North}}, {{id: south, name: South}}]
line: [[{-length}, {chance.uniform(-500, 500)}], [{length}, {chance.uniform(-500, 500)}]]
stations: stations.csv
weather: weather.csv
propagation: {{travel_time_floor_s: 0.010, travel_time_fraction: 0.003}}
""")
    write(folder, "weather.csv", "time,temperature_c,wind_speed_m_s,wind_from_deg\n"
          f"{START},{temperature:.3f},{wind:.3f},{wind_from:.3f}\n")
    rows = [f"S{i:02d},{chance.uniform(-length / 2, length / 2):.2f},{chance.uniform(-breadth / 2, breadth / 2):.2f},"
            "2,0.5,0.0002" for i in range(stations)]
    write(folder, "stations.csv", "id,x,y,z,position_sigma_m,clock_sigma_s\n" + "\n".join(rows) + "\n")
    reach = chance.uniform(1e3, 5e3)
    places = [(chance.uniform(-length / 2 - reach, length / 2 + reach),
               chance.uniform(-breadth / 2 - reach, breadth / 2 + reach)) for _ in range(SHOTS)]
    write(folder, "places.csv", "id,x,y\n" + "".join(f"{i},{x:.3f},{y:.3f}\n" for i, (x, y) in enumerate(places)))
    shooters = "".join(f"  - {{id: \"{i}\", at: [{x:.3f}, {y:.3f}], height_m: 1.5, weapon: rifle, "
                       f"schedule: [{{at_s: {APART_S * (i + 0.5)}}}]}}\n" for i, (x, y) in enumerate(places))
    write(folder, "scene.yaml", f"""sector: .
seed: {chance.randrange(1 << 30)}
start: {START}
duration_s: {APART_S * (SHOTS + 1)}
output: detections
clutter_per_hour: {chance.uniform(0.0, 20.0)}
air: {{temperature_c: {temperature:.3f}, wind_speed_m_s: {wind:.3f}, wind_from_deg: {wind_from:.3f},
      temperature_gradient_k_per_m: -0.010, wind_gradient_per_s: {SLOPE * wind}}}
noise: {{white_pa: {noise_pa}}}
paths: {{travel_time_floor_s: 0.010, travel_time_fraction: 0.003, level_sigma_db: {level_db}, excess_db_per_km: {excess}}}
echoes: {{per_path: {chance.uniform(0.0, 1.0)}, delay_s: [0.03, 0.5], loss_db: [8, 22]}}
hearing: {{threshold_db: {threshold_db}, scatter_db: {scatter_db}, onset_sigma_s: 0.0005}}
weapons: {{rifle: {{peak_pa: {peak_pa}, positive_phase_s: 0.0012}}}}
shooters:
{shooters}""")
    return ["--source", f"{peak_pa}Pa", "--noise-db", f"{20.0 * math.log10(noise_pa / 20e-6)}", "--threshold-db",
            f"{threshold_db}", "--spread-db", f"{math.hypot(level_db, scatter_db)}", "--excess-db-per-km", f"{excess}",
            "--at", START]


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()


def outcomes(tacet, chance):
    """One sector: for each shot what was predicted, how many heard it, and its event or None: one of whose arrivals most
    are the shot's own."""
    with tempfile.TemporaryDirectory(prefix="tacet-coverage.") as folder:
        told = make_sector(folder, chance)
        run(tacet, "simulate", os.path.join(folder, "scene.yaml"), "-o", folder)
        predicted = json.loads(run(tacet, "plan", "-s", folder, "--json", "--places",
                                   os.path.join(folder, "places.csv"), *told))["places"]
        events = [json.loads(line) for line in run(tacet, "locate", "-s", folder,
                                                   os.path.join(folder, "detections.jsonl")).splitlines()]
        with open(os.path.join(folder, "detections.jsonl"), encoding="utf-8") as stream:
            heard = [(d["station"], d["time"]) for d in map(json.loads, stream)]
        with open(os.path.join(folder, "truth.jsonl"), encoding="utf-8") as stream:
            own = [{heard[d] for d in json.loads(line)["detections"]} for line in stream]
    found = {}
    for event in events:
        arrivals = {(a["station"], a["time"]) for a in event["arrivals"]}
        for number, detections in enumerate(own):
            if 2 * len(arrivals & detections) > len(arrivals):
                found.setdefault(number, event)
    return [(predicted[i], len({station for station, _ in own[i]}), found.get(i)) for i in range(SHOTS)]


def calibration(title, pairs):
    """Prints how often what was predicted came true, by tenths; answers the mean distance."""
    bins = [[0, 0.0, 0.0] for _ in range(BINS)]
    for p, came in pairs:
        cell = bins[min(BINS - 1, int(p * BINS))]
        cell[0] += 1
        cell[1] += p
        cell[2] += came
    error = sum(abs(said - came) for _, said, came in bins) / len(pairs)
    said, came = sum(b[1] for b in bins) / len(pairs), sum(b[2] for b in bins) / len(pairs)
    print(f"\n{title}: predicted {said:.4f}, came true {came:.4f}; calibration error {error:.4f}")
    for n, sum_said, sum_came in bins:
        if n > 0:
            print(f"  {n:6d} predicted {sum_said / n:.3f}  came true {sum_came / n:.3f}")
    return error


def quantile(values, q):
    return sorted(values)[int(q * (len(values) - 1))]


def main(arguments):
    if len(arguments) != 3:
        sys.exit(__doc__)
    tacet, sectors, seed = arguments[0], int(arguments[1]), int(arguments[2])
    chance = random.Random(seed)
    shots = [shot for _ in range(sectors) for shot in outcomes(tacet, chance)]
    print(f"{sectors} sectors, {len(shots)} shots")
    heard = calibration("four stations or more hear it", [(p["detected_p"], n >= 4) for p, n, _ in shots])
    detected = calibration("it is an event (association)", [(p["detected_p"], e is not None) for p, _, e in shots])
    located = [(p, e) for p, _, e in shots if e is not None and e["status"] == "located"]
    calibration("its side is named, and rightly", [
        (p["named_p"], e is not None and e.get("side", {}).get(p.get("side"), 0.0) >= 0.9) for p, _, e in shots])
    wrong = sum(1 for p, e in located if max((v for k, v in e["side"].items() if k not in (p.get("side"), "undetermined")),
                                             default=0.0) >= 0.9)
    print(f"  the other side is named for {wrong} of {len(located)} that are located")
    print("\nlong half axis of the ellipse, found over expected:")
    for low, high in ((0.0, 0.5), (0.5, 0.9), (0.9, 0.99), (0.99, 1.01)):
        ratios = [e["ellipse95"]["semi_major_m"] / p["semi_major_m"] for p, e in located
                  if "semi_major_m" in p and low <= p["detected_p"] < high]
        if ratios:
            print(f"  detected {low:.2f} to {min(high, 1.0):.2f}: {len(ratios):5d}, median {quantile(ratios, 0.5):.2f}, "
                  f"middle half {quantile(ratios, 0.25):.2f} to {quantile(ratios, 0.75):.2f}")
    held = heard < BOUND and detected < BOUND
    print(f"\nbound {BOUND}: {'held' if held else 'not held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
