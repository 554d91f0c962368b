"""Faults of stations along a line: which are found, which are told of stations that are well, how true the numbers are.

An offset counts as one that must be found from 30 ms on: five standard deviations of the Cramer-Rao bound of these scenes.
"""
import argparse
import json
import math
import statistics
import sys
import tempfile

import line_scenes

FAULTS = {
    "none": "",
    "offsets": "--clocks 0.08",
    "drifts": "--drifts 0.08",
    "jumps": "--jumps 0.08",
    "moved": "--moved 0.08",
    "ears": "--clocks 0.08 --ears",
}
OFFSET_S, DRIFT_PPM, MOVE_M = 0.030, 30.0, 30.0  # from here on they must be found
AROUND_JUMP_S, LAST_S = 900, 3540  # and jumps with so much of the hour before and after
FOUND_LEAST, FALSE_MOST = 0.95, 0.01


def truth_of(folder):
    """What is wrong with each station: by name (kind, size)."""
    drawn, stated = {}, {}
    with open(f"{folder}/stations.jsonl", encoding="utf-8") as lines:
        for line in lines:
            station = json.loads(line)
            drawn[station["station"]] = station
    with open(f"{folder}/stations.csv", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            cells = line.split(",")
            stated[cells[0]] = (float(cells[1]), float(cells[2]))
    faults = {}
    for name, station in drawn.items():
        moved = (station["x_m"] - stated[name][0], station["y_m"] - stated[name][1])
        if math.hypot(*moved) > 1:
            faults[name] = ("moved", moved)
        elif "drift_ppm" in station:
            faults[name] = ("drift", station["drift_ppm"])
        elif "jumps" in station:
            faults[name] = ("jump", station["jumps"][0])
        elif abs(station["clock_off_s"]) > 0.001:
            faults[name] = ("off", station["clock_off_s"])
    return faults


def told_of(folder):
    """What was told of each station."""
    with open(f"{folder}/health.jsonl", encoding="utf-8") as lines:
        return {told["station"]: told for told in map(json.loads, lines)}


def must_be_found(kind, size):
    """Whether a fault is large enough."""
    if kind == "moved":
        return math.hypot(*size) >= MOVE_M
    if kind == "jump":
        return abs(size[1]) >= OFFSET_S and AROUND_JUMP_S <= size[0] <= LAST_S - AROUND_JUMP_S
    return abs(size) >= (DRIFT_PPM if kind == "drift" else OFFSET_S)


def sigmas_off(kind, size, told):
    """How many of its own standard errors the number told is off; None: another fault was told."""
    if kind == "moved":
        moved = told.get("moved")
        return moved and math.hypot(moved["east_m"] - size[0], moved["north_m"] - size[1]) / moved["sigma_m"] / math.sqrt(2)
    size = size[1] if kind == "jump" else size
    piece = told.get("clock", [{}])[-1]
    if kind == "drift":
        return abs(piece["drift_ppm"] - size) / piece["drift_sigma_ppm"] if "drift_ppm" in piece else None
    return abs(piece["off_s"] - size) / piece["sigma_s"] if piece.get("sigma_s") else None


def count(folder, sums):
    """Adds one scene to the sums."""
    faults, told = truth_of(folder), told_of(folder)
    for name, (kind, size) in faults.items():
        sums["large"] += must_be_found(kind, size)
        sums["found"] += must_be_found(kind, size) and name in told
        off = sigmas_off(kind, size, told[name]) if name in told else None
        if name in told and off is None:
            sums["called otherwise"] += 1
        if off is not None:
            sums["sigmas"].append(off)
    sums["false"] += len(set(told) - set(faults))


def main():
    """Fault by fault."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("tacet")
    p.add_argument("faults", nargs="*", metavar="FAULT", help=" ".join(FAULTS))
    p.add_argument("--seed", type=int, default=1, metavar="N", help="the first")
    p.add_argument("--seeds", type=int, default=5, metavar="N", help="how many")
    o = p.parse_intermixed_args()
    unknown = [name for name in o.faults if name not in FAULTS]
    if unknown:
        p.error(f"there is no fault '{unknown[0]}'; there are {' '.join(FAULTS)}")
    print(f"{'faults':10}{'large':>7}{'found':>7}{'otherwise':>11}{'false':>7}{'of well':>9}{'rms off':>9}"
          f"{'F1':>7}{'inside':>8}{'normalised':>12}", flush=True)
    held = True
    for name in o.faults or FAULTS:
        sums = {"large": 0, "found": 0, "called otherwise": 0, "false": 0, "sigmas": []}
        figures = []
        for seed in range(o.seed, o.seed + o.seeds):
            with tempfile.TemporaryDirectory(prefix="tacet-clocks.") as folder:
                line_scenes.ours(folder, FAULTS[name], seed, o.tacet)
                line_scenes.locate(folder, o.tacet, "--stations", f"{folder}/health.jsonl")
                figures.append(line_scenes.judge(folder, o.tacet))
                count(folder, sums)
        mean = {key: statistics.fmean(f[key] for f in figures) for key in ("f1", "inside95_share", "normalised_mean")}
        rms = math.sqrt(statistics.fmean(s * s for s in sums["sigmas"])) if sums["sigmas"] else 0
        stations = 200 * o.seeds
        held &= sums["found"] >= FOUND_LEAST * sums["large"] and sums["false"] <= FALSE_MOST * stations
        print(f"{name:10}{sums['large']:>7}{sums['found']:>7}{sums['called otherwise']:>11}{sums['false']:>7}{stations:>9}"
              f"{rms:>9.2f}{mean['f1']:>7.3f}{mean['inside95_share']:>8.3f}{mean['normalised_mean']:>12.2f}", flush=True)
    print(f"\nlarge: from {OFFSET_S * 1000:.0f} ms, {DRIFT_PPM:.0f} ppm, {MOVE_M:.0f} m on, jumps with a quarter of an hour on both sides; otherwise: another kind of fault was told; "
          "false: told of stations\nthat are well; rms off: error of the number told over its own standard error. Wanted: "
          f"{FOUND_LEAST:.0%} of the large\nfound, {FALSE_MOST:.0%} of the stations false")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
