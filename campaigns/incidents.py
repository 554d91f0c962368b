"""Made-up months replayed: what the program makes of events and statements, against the truth and one who knows the laws.

Shots by incident (also with the rules' quiet and reach halved and doubled), what reports and claims tell of, who opened fire,
activities; and whether the order of arrival or the names of the sides change anything but themselves.
"""
import argparse
import collections
import itertools
import json
import math
import random
import statistics
import subprocess
import sys
import tempfile

import incident_ears
import incident_fire
import incident_judge
import incident_laws as laws

DECIDED_P = 0.9
OTHER_RULES = {"Rand, rules halved": {"quiet_s": 450, "reach_m": 1000, "heavy_reach_m": 2500},
               "Rand, rules doubled": {"quiet_s": 1800, "reach_m": 4000, "heavy_reach_m": 10000}}
# Name, what is wanted of it (at least, at most, or nothing), in the order in which they are shown.
FIGURES = {
    "rounds fired": None, "events": None, "incidents": None,
    "Rand": (">=", 0.95), "Rand, rules halved": None, "Rand, rules doubled": None,
    "reports: precision": (">=", 0.95), "reports: recall": (">=", 0.95),
    "claims: precision": (">=", 0.95), "claims: recall": (">=", 0.95),
    "judge decides": None, "decided of these": (">=", 0.9), "right of those": (">=", 0.95),
    "Brier": None, "Brier of the judge": None, "Brier more": ("<=", 0.01), "Brier of climatology": None,
    "activities matched": (">=", 0.95), "taken for activity": ("<=", 0.01),
    "any order, the same": (">=", 1.0), "sides exchanged": (">=", 1.0),
}


def lines(path):
    """Of a file of JSON Lines."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def write_lines(path, objects):
    """JSON Lines."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in objects)


class Month:
    """One seed of one world in a folder, and what the program makes of it."""

    def __init__(self, tacet, folder, world, seed, days):
        self.tacet, self.folder, self.days = tacet, folder, days
        subprocess.run(["campaigns/make-incidents", folder, "--world", world, "--seed", str(seed), "--days", str(days)], check=True)
        self.events, self.statements = lines(f"{folder}/events.jsonl"), lines(f"{folder}/statements.jsonl")
        with open(f"{folder}/truth.json", encoding="utf-8") as file:
            self.truth = json.load(file)
        self.round_of = {r["event"]: r for r in self.truth["rounds"] if r["event"]}
        self.fire = incident_fire.Fire(laws.WORLDS[world], f"{world} {seed}", days)
        self.judge = incident_judge.Judge(self.fire, incident_ears.Ears(self.fire, f"{world} {seed}"), seed)
        self.rng = random.Random(f"order {world} {seed}")
        self.found, self.matches = self.run(self.events, self.statements)

    def run(self, events, statements, *options, sector="sector.yaml"):
        """Incidents, and by report what it was found to tell of."""
        write_lines(f"{self.folder}/in.jsonl", events)
        write_lines(f"{self.folder}/said.jsonl", statements)
        command = [self.tacet, "incident", "find", "-s", f"{self.folder}/{sector}", "--statements", f"{self.folder}/said.jsonl",
                   "--matches", f"{self.folder}/matches.jsonl", "--hearing", f"{self.folder}/hearing.csv", "--quiet", *options,
                   f"{self.folder}/in.jsonl"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        return found, {match["report"]: match for match in lines(f"{self.folder}/matches.jsonl")}

    def true_incidents(self):
        """Of each event, the incident that it is of."""
        return {event: r["incident"] for event, r in self.round_of.items()}


def incident_of(found):
    """Of each event, the id of the incident that it was put into."""
    return {event: i["id"] for i in found for e in i["engagements"] for burst in e["events"] for event in burst}


def rand_index(true, found):
    """Adjusted for chance (Hubert & Arabie 1985); what is in no group is one of its own."""
    both = collections.Counter((label, found.get(event, event)) for event, label in true.items())
    a, b = collections.Counter(), collections.Counter()
    for (label, group), count in both.items():
        a[label] += count
        b[group] += count
    pairs, ours, theirs = (sum(math.comb(n, 2) for n in table.values()) for table in (both, a, b))
    chance = ours * theirs / math.comb(len(true), 2)
    return (pairs - chance) / ((ours + theirs) / 2 - chance)


def rand_with(month, rules):
    """The same with other rules."""
    path = f"{month.folder}/rules.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{key}: {value}\n" for key, value in rules.items())
    found, _ = month.run(month.events, [s for s in month.statements if s["kind"] == "activity"], "--rules", path)
    return rand_index(month.true_incidents(), incident_of(found))


def matching(month, claims):
    """Precision and recall: a report is right with an incident that holds an event of what it tells of."""
    where, holds = incident_of(month.found), collections.defaultdict(set)
    for event, number in month.true_incidents().items():
        holds[number].add(where.get(event))
    right = told = heard = 0
    for said in month.statements:
        truth = month.truth["told"].get(said["id"])
        if said["kind"] != "report" or (said["channel"] == "complaint") != claims or truth["superseded"]:
            continue
        match = month.matches.get(said["id"], {"incident": None})["incident"]
        told += match is not None
        heard += truth["incident"] in holds
        right += match is not None and match in holds.get(truth["incident"], ())
    return right / max(told, 1), right / max(heard, 1)


def first_shooters(month):
    """Of each incident as it was put together: (north is said, decided, the judge says, true).

    Where several true ones were put together by the rules, its first shot is that of the one that was heard first.
    """
    where, by_id, rows = incident_of(month.found), {i["id"]: i for i in month.found}, []
    begun_by, seen = {}, set()
    for event in month.events:  # in the order of time
        number = month.round_of[event["id"]]["incident"]
        if event["id"] in where and number not in seen:
            seen.add(number)
            begun_by.setdefault(where[event["id"]], number)
    for found, number in begun_by.items():
        incident = month.fire.incidents[number]
        if incident.kind != "fire":
            continue
        said = by_id[found]["opened_fire"]
        north = said[laws.SIDES[0]] + 0.5 * said["undetermined"]
        rows.append((north, said["decided"], month.judge.north_opened_p(number), incident.opened == laws.SIDES[0]))
    return rows


def opening_figures(month):
    """What is said of who opened fire, beside the judge."""
    rows = first_shooters(month)
    sure = [row for row in rows if max(row[2], 1 - row[2]) >= DECIDED_P]
    decided = [row for row in sure if row[1]]
    brier, judge = (statistics.fmean((row[k] - row[3]) ** 2 for row in rows) for k in (0, 2))
    share = statistics.fmean(row[3] for row in rows)
    return {"judge decides": len(sure) / len(rows), "decided of these": len(decided) / len(sure),
            "right of those": statistics.fmean((row[1] == laws.SIDES[0]) == row[3] for row in decided),
            "Brier": brier, "Brier of the judge": judge, "Brier more": brier - judge, "Brier of climatology": share * (1 - share)}


def activity_figures(month):
    """Events within what was announced in time that were labelled with it; events of fire that were labelled."""
    named = {i["id"]: i["activity"] for i in month.found if i.get("activity")}
    label = {event: named[number] for event, number in incident_of(month.found).items() if number in named}
    begun = {s["id"]: (s["from"], s["until"]) for s in month.statements if s["kind"] == "activity"}
    due = matched = false = fire = 0
    for event, made in month.round_of.items():
        own = month.truth["incidents"][made["incident"]]
        name = own["activity"]
        if own["kind"] == "fire":
            fire += 1
            false += event in label
        elif name and not month.truth["told"][name]["late"] and begun[name][0][:16] <= made["time"][:16] < begun[name][1][:16]:
            due += 1
            matched += label.get(event) == name
    return {"activities matched": matched / max(due, 1), "taken for activity": false / max(fire, 1)}


def plain(found, matches):
    """Incidents and matches without what depends on the order: numbers, revisions, who came first."""
    name = {i["id"]: min(event for e in i["engagements"] for burst in e["events"] for event in burst) for i in found}
    for incident in found:
        own = dict(incident, id=name[incident["id"]], reports={k: sorted(v) for k, v in incident["reports"].items()})
        own.pop("revision")
        yield json.dumps(own, sort_keys=True)
    for match in matches.values():
        yield json.dumps(dict(match, incident=name.get(match["incident"]), runner_up=name.get(match.get("runner_up"))), sort_keys=True)


def in_any_order(month):
    """Whether events and statements in another order give the same; who amends something comes after it."""
    events, said = list(month.events), [s for s in month.statements if "corrects" not in s and s["kind"] != "withdrawal"]
    amends = [s for s in month.statements if "corrects" in s or s["kind"] == "withdrawal"]
    month.rng.shuffle(events)
    month.rng.shuffle(said)
    return float(sorted(plain(*month.run(events, said + amends))) == sorted(plain(month.found, month.matches)))


def exchanged(value):
    """With each side's name in the other's place."""
    names = dict(zip(laws.SIDES, reversed(laws.SIDES)))
    if isinstance(value, dict):
        return {names.get(key, key): exchanged(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exchanged(item) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def sides_exchanged(month):
    """Whether all is the same, with the names exchanged, when the sides change grounds: the line is then told from its other end."""
    with open(f"{month.folder}/sector.yaml", encoding="utf-8") as file:
        text = file.read().splitlines()
    with open(f"{month.folder}/exchanged.yaml", "w", encoding="utf-8") as file:
        for line in text:
            if line.startswith("line: "):
                line = f"line: {json.dumps(json.loads(line.removeprefix('line: '))[::-1])}"
            file.write(line + "\n")
    found, matches = month.run([exchanged(e) for e in month.events], [exchanged(s) for s in month.statements], sector="exchanged.yaml")
    return float([exchanged(i) for i in found] == month.found and matches == month.matches)


def figures_of(month):
    """Everything that is shown of one month."""
    figures = {"rounds fired": sum(r["kind"] != "impact" for r in month.truth["rounds"]), "events": len(month.events),
               "incidents": len(month.found), "Rand": rand_index(month.true_incidents(), incident_of(month.found))}
    for name, rules in OTHER_RULES.items():
        figures[name] = rand_with(month, rules)
    for name, claims in (("reports", False), ("claims", True)):
        figures[f"{name}: precision"], figures[f"{name}: recall"] = matching(month, claims)
    figures.update(opening_figures(month))
    figures.update(activity_figures(month))
    figures["any order, the same"] = in_any_order(month)
    figures["sides exchanged"] = sides_exchanged(month)
    return figures


def cell(values):
    """Mean and spread."""
    mean = statistics.fmean(values)
    digits = 0 if mean >= 10 else 4
    return f"{mean:.{digits}f} +-{statistics.stdev(values) if len(values) > 1 else 0:.{digits}f}"


def show(worlds, months):
    """The table; whether all that is wanted was reached, in every world by the mean."""
    held = True
    print(f"{'':22}" + "".join(f"{world:>18}" for world in worlds) + f"{'all':>18}  wanted  missed in")
    for name, wanted in FIGURES.items():
        values = [[month[name] for month in months[world]] for world in worlds]
        missed = []
        if wanted:
            sign = 1 if wanted[0] == ">=" else -1
            missed = [world for world, v in zip(worlds, values) if sign * statistics.fmean(v) < sign * wanted[1]]
        held &= not missed
        row = "".join(f"{cell(v):>18}" for v in values + [list(itertools.chain(*values))])
        print(f"{name:22}{row}  " + (f"{wanted[0]}{wanted[1]:<6g}{', '.join(missed)}" if wanted else "").rstrip())
    return held


def main():
    """World by world, seed by seed."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("tacet")
    p.add_argument("worlds", nargs="*", metavar="WORLD", help=" ".join(laws.WORLDS))
    p.add_argument("--seed", type=int, default=1, metavar="N", help="the first")
    p.add_argument("--seeds", type=int, default=5, metavar="N", help="how many")
    p.add_argument("--days", type=int, default=30, metavar="N")
    o = p.parse_intermixed_args()
    unknown = [name for name in o.worlds if name not in laws.WORLDS]
    if unknown:
        p.error(f"there is no world '{unknown[0]}'; there are {' '.join(laws.WORLDS)}")
    worlds, months = o.worlds or list(laws.WORLDS), {}
    for world in worlds:
        months[world] = []
        for seed in range(o.seed, o.seed + o.seeds):
            with tempfile.TemporaryDirectory(prefix="tacet-incidents.") as folder:
                months[world].append(figures_of(Month(o.tacet, folder, world, seed, o.days)))
    sys.exit(0 if show(worlds, months) else 1)


if __name__ == "__main__":
    main()
