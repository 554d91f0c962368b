"""Incidents, matches and who opened fire against the truth of a scripted campaign, and against a judge who knows its laws.

The judge is told which shots are of one position, how wrong places and clocks are, how often a shot is heard, how long fire goes
on: he draws, for each position, its side and what of it was not heard before its first shot that was.
"""
import argparse
import collections
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile

DECIDED, DRAWS, NEAR_M, FAR_M = 0.9, 400, 50.0, 800.0
FLOORS = dict(ari=0.95, precision=0.95, recall=0.95, claim_precision=0.95, claim_recall=0.95, decided=0.9, right=0.95, brier_more=0.01)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def pairs(n):
    return n * (n - 1) / 2


def adjusted_rand(truth, found):
    """Hubert & Arabie 1985: agreement of two partitions beyond chance."""
    both = collections.Counter(zip(truth, found))
    a, b = collections.Counter(truth), collections.Counter(found)
    index = sum(pairs(n) for n in both.values())
    rows, columns = sum(pairs(n) for n in a.values()), sum(pairs(n) for n in b.values())
    expected = rows * columns / pairs(len(truth))
    return (index - expected) / ((rows + columns) / 2 - expected)


def below(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def line_y(x):
    return 900.0 * math.sin(x / 7000.0) + 400.0 * math.sin(x / 2300.0 + 1.0)


def north_p(shots):
    """Of a position whose shots are heard with errors that they share, firing from 50 to 800 m from the line on either side."""
    sigma = shots[0]["sigma_m"]
    n = len(shots)
    sigma = math.hypot(sigma, 0.2 * sigma / math.sqrt(n))
    across = []
    for shot in shots:
        x, y = shot["heard"]["x"], shot["heard"]["y"]
        tilt = (line_y(x + 1) - line_y(x - 1)) / 2
        across.append((y - line_y(x)) / math.hypot(1, tilt))
    y = sum(across) / n
    north = below((FAR_M - y) / sigma) - below((NEAR_M - y) / sigma)
    south = below((-NEAR_M - y) / sigma) - below((-FAR_M - y) / sigma)
    return north / (north + south) if north + south > 0 else (1.0 if y > 0 else 0.0)


def lost_before(rng, law, heavy):
    """How long before the first shot that was heard the first was fired."""
    lost = 0.0
    missed, go_on = 1.0 - law["heard"], (law["burst_on"] if heavy else 1.0 - (1.0 - law["shot_on"]) * (1.0 - law["burst_on"]))
    while rng.random() < missed * go_on:
        if not heavy and rng.random() < law["shot_on"] / go_on:
            lost += rng.uniform(0.12, 0.5)
        else:
            lost += 0.5 + (rng.expovariate(1 / law["burst_gap_s"]) if law["gaps"] == "exponential" else
                           law["burst_gap_s"] * rng.lognormvariate(-0.32, 0.8))
    return lost


def judge(rng, law, positions, coarse):
    """That the north fired first."""
    sides = [north_p(shots) for shots in positions]
    north = 0
    for _ in range(DRAWS):
        first, side = math.inf, None
        for p, shots in zip(sides, positions):
            heard = min(shot["heard"]["t"] + (rng.gauss(0, shot["heard"]["time_sigma"]) if coarse else 0.0) for shot in shots)
            t = heard - lost_before(rng, law, shots[0]["heavy"])
            if t < first:
                first, side = t, rng.random() < p
        north += side
    return north / DRAWS


def first_shooters(truth, incidents, event_incident, rng):
    """Ours, the judge's, and what was: for incidents of truth of which something was heard."""
    by_truth = collections.defaultdict(lambda: collections.defaultdict(list))
    for shot in truth["shots"]:
        if "heard" in shot:
            by_truth[shot["incident"]][shot["position"]].append(shot)
    ours = {incident["id"]: incident for incident in incidents}
    rows = []
    for number, positions in by_truth.items():
        incident = truth["incidents"][number]
        if incident["kind"] != "fire":
            continue
        shots = [shot for group in positions.values() for shot in group]
        first = min(shots, key=lambda shot: shot["t"])
        opening = ours[event_incident[first["heard"]["id"]]]["opened_fire"]
        p = opening["north"] + 0.5 * opening["undetermined"]
        rows.append((p, opening["decided"], judge(rng, truth["law"], list(positions.values()), incident["coarse"]),
                     incident["opener"] == "north"))
    return rows


def run(tacet, folder, options, out, events, statements):
    names = {what: os.path.join(out, what + ".jsonl") for what in ("incidents", "matches", "days")}
    with open(names["incidents"], "w", encoding="utf-8") as file:
        subprocess.run([tacet, "incident", "find", "-s", folder, "--hearing", os.path.join(folder, "hearing.csv"), "--statements", statements,
                        "--matches", names["matches"], "--days", names["days"], "--now", "2027-06-01T00:00:00Z", "--quiet", *options, events],
                       stdout=file, check=True)
    return lines(names["incidents"]), lines(names["matches"])


def membership(incidents):
    return {event: incident["id"] for incident in incidents for part in incident["engagements"] for burst in part["events"] for event in burst}


def rand_of(truth, incidents):
    where = membership(incidents)
    heard = [shot for shot in truth["shots"] if "heard" in shot]
    return adjusted_rand([shot["incident"] for shot in heard], [where[shot["heard"]["id"]] for shot in heard])


def match_figures(truth, incidents, matches, claims):
    """Precision and recall of what reports tell of; an incident of which nothing was heard cannot be told of."""
    where = membership(incidents)
    names = collections.defaultdict(collections.Counter)
    for shot in truth["shots"]:
        if "heard" in shot:
            names[shot["incident"]][where[shot["heard"]["id"]]] += 1
    right = told = possible = 0
    for match in matches:
        number = match["report"].removesuffix("-again")
        if (number in claims) != claims["wanted"]:
            continue
        tells = truth["told"][match["report"]]["incident"]
        true = set(names[tells]) if tells is not None else set()
        told += match["incident"] is not None
        possible += bool(true)
        right += match["incident"] in true
    return right / told, right / possible


def same(a, b):
    """Two runs' incidents, whatever they are called."""
    def plain(incidents):
        return sorted((sorted(membership([i])), i["counts"]["burst"], i["opened_fire"]["decided"] or "") for i in incidents)
    return plain(a) == plain(b)


SWAP = {"north": "south", "south": "north"}


def swapped(value):
    """Everything with the sides exchanged, and the ground mirrored at the line's mean."""
    if isinstance(value, dict):
        return {SWAP.get(key, key): (SWAP.get(item, item) if isinstance(item, str) else swapped(item)) for key, item in value.items()}
    if isinstance(value, list):
        return [SWAP.get(item, item) if isinstance(item, str) else swapped(item) for item in value]
    return value


def one(args, seed, law):
    rng, figures = random.Random(seed), {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "make-incidents"), folder, "--seed", str(seed), "--law", law],
                       check=True)
        events, statements = os.path.join(folder, "events.jsonl"), os.path.join(folder, "statements.jsonl")
        with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
            truth = json.load(file)
        incidents, matches = run(args.tacet, folder, [], folder, events, statements)
        figures["shots"], figures["incidents"] = len(truth["shots"]), len(truth["incidents"])
        figures["ari"] = rand_of(truth, incidents)
        for name, rules in (("half", "quiet_s: 300\nreach_m: 1000\nheavy_reach_m: 2500\n"),
                            ("double", "quiet_s: 1200\nreach_m: 4000\nheavy_reach_m: 10000\n")):
            path = os.path.join(folder, name + ".yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(rules)
            figures["ari_" + name] = rand_of(truth, run(args.tacet, folder, ["--rules", path, "--deaf"], folder, events, statements)[0])
        claims = {line["id"] for line in lines(statements) if line.get("channel") == "complaint"}
        for wanted, prefix in ((False, ""), (True, "claim_")):
            chosen = {number.removesuffix("-again"): True for number in claims}
            chosen["wanted"] = wanted
            figures[prefix + "precision"], figures[prefix + "recall"] = match_figures(truth, incidents, matches, chosen)
        rows = first_shooters(truth, incidents, membership(incidents), rng)
        sure = [row for row in rows if max(row[2], 1 - row[2]) >= DECIDED]
        ours = [row for row in sure if row[1] is not None]
        figures["judged"] = len(sure) / len(rows)
        figures["decided"] = len(ours) / len(sure)
        figures["right"] = sum((row[1] == "north") == row[3] for row in ours) / len(ours)
        figures["brier"] = statistics.mean((row[0] - row[3]) ** 2 for row in rows)
        figures["brier_judge"] = statistics.mean((row[2] - row[3]) ** 2 for row in rows)
        figures["brier_climatology"] = 0.25
        figures["brier_more"] = figures["brier"] - figures["brier_judge"]
        shuffled = os.path.join(folder, "shuffled.jsonl")
        order = lines(events)
        rng.shuffle(order)
        with open(shuffled, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(event) + "\n" for event in order)
        figures["order"] = float(same(incidents, run(args.tacet, folder, ["--deaf"], folder, shuffled, statements)[0]) or
                                 same(run(args.tacet, folder, ["--deaf"], folder, events, statements)[0],
                                      run(args.tacet, folder, ["--deaf"], folder, shuffled, statements)[0]))
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tacet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--laws", default="plain,slow,dense")
    args = parser.parse_args()
    held = True
    for law in args.laws.split(","):
        all_figures = [one(args, args.seed + i, law) for i in range(args.seeds)]
        print(law)
        for name in all_figures[0]:
            values = [figures[name] for figures in all_figures]
            mean, spread = statistics.mean(values), (statistics.stdev(values) if len(values) > 1 else 0.0)
            floor = FLOORS.get(name)
            good = True if floor is None else (mean <= floor if name == "brier_more" else mean >= floor)
            held = held and good and (name != "order" or mean == 1.0)
            bound = "" if floor is None else ("  wanted %s %g%s" % ("at most" if name == "brier_more" else "at least", floor, "" if good else "  MISSED"))
            print("  %-18s %9.4f +- %.4f%s" % (name, mean, spread, bound))
    sys.exit(0 if held else 1)


main()
