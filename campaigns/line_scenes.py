"""Scenes of a line, located and scored by what events are made of: a table, mean and spread over several seeds.

With TACET_REFERENCE_SCENES, a folder that holds a generator line-scene.py of somebody else's, which takes the same options
and writes the same files, its scenes are judged as well.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

# By name: the options of make-line-scene, and the F1 that is wanted.
SETS = {
    "A": ("--stations 50 --shots 60 --clutter 4", 0.995),
    "B": ("--stations 50 --shots 600", 0.995),
    "C": ("", 0.995),
    "D": ("--stations 1000 --shots 12000", 0.995),
    "wind": ("--wind 8", 0.995),
    "bearings": ("--bearings", 0.999),
    "bursts": ("--bursts 0.5", 0.95),
    "hard": ("--tails --warm 6 --wind 4 --echoes 0.3", 0.97),
    "clocks": ("--clocks 0.08", 0.985),
    "outliers": ("--outliers 0.06", 0.99),
    "dead": ("--dead 0.25", 0.99),
    "four": ("--shots 9600", 0.985),
    "ears": ("--ears", 0.975),
}
INSIDE, NORMALISED = (0.93, 0.97), (1.6, 2.6)
COLUMNS = (("f1", "F1", 3), ("precision", "precision", 3), ("recall", "recall", 3), ("error_median_m", "median m", 1),
           ("inside95_share", "inside 95 %", 3), ("normalised_mean", "normalised", 2), ("cpu_s", "CPU s", 1),
           ("memory_mb", "MB", 0))


def ours(folder, options, seed, tacet):
    """A scene of our own, with its detections."""
    run = ["campaigns/make-line-scene", folder, "--seed", str(seed), *options.split()]
    subprocess.run(run, check=True)
    subprocess.run([tacet, "simulate", f"{folder}/scene.yaml", "-o", folder, "--quiet"], check=True)


def reference(folder, options, seed, _):
    """One of somebody else's."""
    options = options.replace("--shots", "--events-per-hour").replace("--clutter", "--false")
    run = ["/usr/bin/python3", os.environ["TACET_REFERENCE_SCENES"] + "/line-scene.py", folder, "--seed", str(seed)]
    subprocess.run(run + options.split(), check=True, stdout=subprocess.DEVNULL)


def locate(folder, tacet, *options):
    """Locates the scene's detections; what that took."""
    with open(f"{folder}/events.jsonl", "wb") as events:
        run = [tacet, "locate", "-s", folder, f"{folder}/detections.jsonl", "--quiet", *options]
        process = subprocess.Popen(run, stdout=events, stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(said.decode())
    return {"cpu_s": used.ru_utime + used.ru_stime, "memory_mb": used.ru_maxrss / 1024}


def judge(folder, tacet):
    """How the events answer to the truth."""
    run = [tacet, "score", "-s", folder, f"{folder}/events.jsonl", "--truth", f"{folder}/truth.jsonl", "--detections",
           f"{folder}/detections.jsonl", "--min-heard", "5", "--json"]
    return json.loads(subprocess.run(run, check=True, stdout=subprocess.PIPE).stdout)


def row(name, figures, wanted):
    """Prints one set; whether all that is wanted holds on average."""
    cells, mean = [], {}
    for key, _, digits in COLUMNS:
        values = [f[key] for f in figures if f[key] is not None]
        mean[key] = statistics.fmean(values) if values else float("nan")
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        cells.append(f"{mean[key]:.{digits}f} +-{spread:.{digits}f}")
    holds = {"F1": mean["f1"] >= wanted, "inside": INSIDE[0] <= mean["inside95_share"] <= INSIDE[1],
             "normalised": NORMALISED[0] <= mean["normalised_mean"] <= NORMALISED[1]}
    short = ", ".join(what for what, good in holds.items() if not good)
    print(f"{name:12}" + "".join(f"{cell:>16}" for cell in cells) + f"{wanted:>8}  {short}", flush=True)
    return not short


def main():
    """Set by set."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("tacet")
    p.add_argument("sets", nargs="*", metavar="SET", help=" ".join(SETS))
    p.add_argument("--seed", type=int, default=1, metavar="N", help="the first")
    p.add_argument("--seeds", type=int, default=5, metavar="N", help="how many")
    o = p.parse_intermixed_args()
    unknown = [name for name in o.sets if name not in SETS]
    if unknown:
        p.error(f"there is no set '{unknown[0]}'; there are {' '.join(SETS)}")
    makers = {"": ours}
    if os.path.exists(os.environ.get("TACET_REFERENCE_SCENES", "") + "/line-scene.py"):
        makers["ref. "] = reference
    print(f"{'set':12}" + "".join(f"{title:>16}" for _, title, _ in COLUMNS) + "  wanted  what does not hold", flush=True)
    held = True
    for prefix, maker in makers.items():
        for name in o.sets or SETS:
            options, wanted = SETS[name]
            if maker is reference and name == "ears":
                continue  # only ours has such a world
            figures = []
            for seed in range(o.seed, o.seed + o.seeds):
                with tempfile.TemporaryDirectory(prefix="tacet-line.") as folder:
                    maker(folder, options, seed, o.tacet)
                    used = locate(folder, o.tacet)
                    figures.append({**judge(folder, o.tacet), **used})
            held &= row(prefix + name, figures, wanted)
    print(f"\nwanted: F1 as stated, {INSIDE[0]} to {INSIDE[1]} inside, a mean normalised error of {NORMALISED[0]} to "
          f"{NORMALISED[1]} (2 is ideal); +-: standard deviation over {o.seeds} seeds")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
