"""Made-up agreements assessed: verdicts against the truth, and against a judge who knows coverage and error model.

Right among those given, given of those that the judge gives, how true probabilities come, and whether anything was called kept
where a breach would not have been heard.
"""
import argparse
import collections
import datetime
import json
import subprocess
import sys
import tempfile

import accord_judge
import accord_world as world

WANTED = {"right of those given": (">=", 0.95), "given of those that the judge gives": (">=", 0.9),
          "called kept where it would not have been noticed": ("<=", 0.0), "calibration error": ("<=", 0.03),
          "Brier more than the judge's": ("<=", 0.01), "rebuilt, the same": (">=", 1.0)}


def assess(tacet, folder):
    """The verdicts of the program."""
    last = (world.BEGIN + datetime.timedelta(days=world.DAYS - 1)).strftime("%Y-%m-%d")
    return subprocess.run([tacet, "accord", "assess", "-s", folder, "--agreement", f"{folder}/agreement.yaml", "--draft",
                           "--events", f"{folder}/events.jsonl", "--statements", f"{folder}/statements.jsonl", "--inspections",
                           f"{folder}/inspections.jsonl", "--coverage", f"{folder}/coverage.csv", "--from", "2026-08-01", "--to", last,
                           "--json", "--strict"], check=True, stdout=subprocess.PIPE, text=True).stdout


def bins_of(cells):
    """Of what was said and what came true, by tenths of what was said."""
    bins = collections.defaultdict(list)
    for cell in cells:
        bins[min(9, int(10 * cell["p"]))].append(cell)
    return {b: (len(c), sum(x["p"] for x in c) / len(c), sum(x["broken"] for x in c) / len(c)) for b, c in sorted(bins.items())}


def brier(cells, key):
    """Mean square of what probabilities were off."""
    return sum((cell[key] - cell["broken"]) ** 2 for cell in cells) / len(cells)


def run_seed(tacet, seed, cells):
    """Adds the cells of a seed; answers whether a second run, its lines turned round, says the same."""
    made = world.World(seed)
    judge = accord_judge.Judge(made)
    with tempfile.TemporaryDirectory() as work:
        made.write(f"{work}/one")
        said = assess(tacet, f"{work}/one")
        made.write(f"{work}/two")
        for name in ("events", "inspections"):
            with open(f"{work}/two/{name}.jsonl", "r+", encoding="utf-8") as file:
                rows = file.readlines()
                file.seek(0)
                file.writelines(reversed(rows))
        again = assess(tacet, f"{work}/two")
    for line in said.splitlines():
        row = json.loads(line)
        if row["kind"] != "verdict":
            continue
        day = (datetime.datetime.strptime(row["day"], "%Y-%m-%d") - world.BEGIN.replace(tzinfo=None)).days
        key = row["clause"], world.PARTIES.index(row["party"]), day
        p, least = judge.broken_p(*key)
        cells.append({"clause": key[0], "broken": made.broken[key], "said": row["verdict"], "p": row["broken_p"], "judge_p": p,
                      "judge": judge.decides(*key), "least": least, "low": row["low_p"], "high": row["high_p"]})
    return said == again


def show(cells, same):
    """Prints all figures; answers which did not hold."""
    given = [c for c in cells if c["said"] in ("kept", "broken")]
    right = [c for c in given if c["broken"] == (c["said"] == "broken")]
    decided = [c for c in cells if c["judge"]]
    bins = bins_of(cells)
    error = sum(n * abs(said - true) for n, said, true in bins.values()) / len(cells)
    figures = {"right of those given": len(right) / len(given),
               "given of those that the judge gives": sum(c["said"] in ("kept", "broken") for c in decided) / len(decided),
               "called kept where it would not have been noticed":
                   sum(c["said"] == "kept" and c["least"] < accord_judge.NOTICE_P for c in cells),
               "calibration error": error, "Brier more than the judge's": brier(cells, "p") - brier(cells, "judge_p"),
               "rebuilt, the same": same}
    print(f"{len(cells)} verdicts: " + ", ".join(f"{n} {k}" for k, n in collections.Counter(c["said"] for c in cells).items()))
    print(f"the judge gives {len(decided)}, right {sum(c['broken'] == (c['judge'] == 'broken') for c in decided) / len(decided):.4f}; "
          f"Brier {brier(cells, 'judge_p'):.4f}, of the verdicts {brier(cells, 'p'):.4f}")
    print("\nclause      given   right   judge gives   of those   truly broken")
    for name in world.CLAUSES:
        of = [c for c in cells if c["clause"] == name]
        own = [c for c in of if c["said"] in ("kept", "broken")]
        judged = [c for c in of if c["judge"]]
        good = sum(c["broken"] == (c["said"] == "broken") for c in own)
        print(f"{name:10} {len(own):6} {good / max(1, len(own)):7.3f} {len(judged):13} "
              f"{sum(c['said'] in ('kept', 'broken') for c in judged) / max(1, len(judged)):10.3f} {sum(c['broken'] for c in of):14}")
    print("\nbroken, as it was said   came true   of")
    for n, said, true in bins.values():
        print(f"{said:22.3f} {true:11.3f} {n:6}")
    print()
    failed = []
    for name, (sign, wanted) in WANTED.items():
        holds = figures[name] >= wanted if sign == ">=" else figures[name] <= wanted
        failed += [] if holds else [name]
        print(f"{name:52} {figures[name]:8.4f}  {sign} {wanted:g}  {'' if holds else 'NOT HELD'}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tacet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    cells, same = [], True
    for seed in range(arguments.seed, arguments.seed + arguments.seeds):
        same = run_seed(arguments.tacet, seed, cells) and same
    sys.exit(1 if show(cells, same) else 0)


if __name__ == "__main__":
    main()
