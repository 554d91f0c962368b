"""Shots near a line: the side that is said of each, against one who knows which arrivals are whose and how wrong they are.

Such a one needs no robustness: weighted least squares for place and time through still air of the true temperature, with the
true standard errors; what it then says of a side is a normal integral. Both are scored on the events of one shot each.
"""
import argparse
import datetime
import json
import math
import subprocess
import sys
import tempfile

SHOTS_A_SCENE, DEPTH_M = 2400, 500
FLOOR_S, FRACTION, SPEED_M_S = 0.010, 0.003, 20.03 * math.sqrt(273.15 + 15)
BRIER_MORE, CALIBRATION_ERROR = 0.005, 0.01
BINS, SHARED, STEPS = 10, 0.6, 8


def seconds(text):
    """Since some day; nanoseconds count."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    moment = datetime.datetime.strptime(whole + "+0000", "%Y-%m-%dT%H:%M:%S%z")
    return moment.timestamp() % 1e6 + float("0." + (fraction or "0"))


def lines(path):
    """Of a file of JSON Lines."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def solved(a, b):
    """Cramer's rule for three unknowns, None when there is no answer; and the variance of the second."""
    def det(m):
        return (m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]))
    whole = det(a)
    if not whole > 0:
        return None, math.inf
    step = [det([[b[r] if c == k else a[r][c] for c in range(3)] for r in range(3)]) / whole for k in range(3)]
    return step, (a[0][0] * a[2][2] - a[0][2] ** 2) / whole


def left_p(arrivals, place):
    """Of the ground beyond the x axis, knowing all but place and time. Begins at the true place: one root of two."""
    x, y = place
    t = sum(at - math.dist(place, where) / SPEED_M_S for where, at in arrivals) / len(arrivals)
    for _ in range(STEPS):
        a, b = [[0.0] * 3 for _ in range(3)], [0.0] * 3
        for (sx, sy), at in arrivals:
            far_m = math.hypot(sx - x, sy - y)
            sigma_s = math.hypot(FLOOR_S, FRACTION * far_m / SPEED_M_S)
            row = [(x - sx) / far_m / SPEED_M_S / sigma_s, (y - sy) / far_m / SPEED_M_S / sigma_s, 1 / sigma_s]
            off = (at - t - far_m / SPEED_M_S) / sigma_s
            for i in range(3):
                b[i] += row[i] * off
                for k in range(3):
                    a[i][k] += row[i] * row[k]
        step, variance_m2 = solved(a, b)
        if step is None:
            return 0.5
        x, y, t = x + step[0], y + step[1], t + step[2]
        if not math.hypot(x, y) < 1e6:
            return 0.5
    return 0.5 * math.erfc(-y / math.sqrt(2 * variance_m2))


def judged(folder):
    """Of each located event that is a shot's: what is said, what one could say, what is true. And how many shots."""
    stations = {}
    with open(f"{folder}/stations.csv", encoding="utf-8") as file:
        for line in list(file)[1:]:
            name, x, y = line.split(",")[:3]
            stations[name] = float(x), float(y)
    heard, truth = lines(f"{folder}/detections.jsonl"), lines(f"{folder}/truth.jsonl")
    number = {(d["station"], d["time"]): i for i, d in enumerate(heard)}
    owner = {i: k for k, shot in enumerate(truth) for i in shot["detections"]}
    found, told = [], set()
    for event in lines(f"{folder}/events.jsonl"):
        mine = [number.get((a["station"], a["time"])) for a in event["arrivals"] if a["used"]]
        owners = [owner[i] for i in mine if i in owner]
        if event["status"] != "located" or not owners:
            continue
        shot = max(set(owners), key=owners.count)
        own = truth[shot]["detections"]
        if shot in told or owners.count(shot) < SHARED * max(len(mine), len(own)):
            continue
        told.add(shot)
        arrivals = [(stations[heard[i]["station"]], seconds(heard[i]["time"])) for i in own]
        place = truth[shot]["x_m"], truth[shot]["y_m"]
        said = event["side"]["north"] + 0.5 * event["side"]["undetermined"]
        found.append((said, left_p(arrivals, place), place[1] > 0))
    return found, len(truth)


def calibration_error(pairs):
    """Expected, over bins of equal width (Naeini, Cooper & Hauskrecht 2015)."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    for said, true in pairs:
        own = bins[min(BINS - 1, int(said * BINS))]
        own[0], own[1], own[2] = own[0] + 1, own[1] + said, own[2] + true
    print("said, true, events: " + "  ".join(f"{b[1] / b[0]:.3f} {b[2] / b[0]:.3f} {b[0]}" for b in bins if b[0]))
    return sum(abs(b[1] - b[2]) for b in bins) / len(pairs)


def main():
    """Scene by scene."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("tacet")
    p.add_argument("--seed", type=int, default=1, metavar="N", help="the first")
    p.add_argument("--shots", type=int, default=100000, metavar="N")
    o = p.parse_args()
    found, shots, seed = [], 0, o.seed
    while shots < o.shots:
        with tempfile.TemporaryDirectory(prefix="tacet-sides.") as folder:
            subprocess.run(["campaigns/make-line-scene", folder, "--seed", str(seed), "--depth", str(DEPTH_M), "--shots",
                            str(SHOTS_A_SCENE)], check=True)
            subprocess.run([o.tacet, "simulate", f"{folder}/scene.yaml", "-o", folder, "--quiet"], check=True)
            with open(f"{folder}/events.jsonl", "wb") as events:
                subprocess.run([o.tacet, "locate", "-s", folder, f"{folder}/detections.jsonl", "--quiet"], check=True,
                               stdout=events)
            here, count = judged(folder)
            found, shots, seed = found + here, shots + count, seed + 1
    said = sum((s - t) ** 2 for s, _, t in found) / len(found)
    known = sum((k - t) ** 2 for _, k, t in found) / len(found)
    error = calibration_error([(s, t) for s, _, t in found])
    print(f"{shots} shots within {DEPTH_M} m of the line, {len(found)} of them located")
    print(f"Brier score {said:.4f}, of one who knows the groups and the errors {known:.4f}: {said - known:+.4f} "
          f"(at most {BRIER_MORE} more); expected calibration error {error:.4f} (below {CALIBRATION_ERROR})")
    sys.exit(0 if said - known <= BRIER_MORE and error < CALIBRATION_ERROR else 1)


main()
