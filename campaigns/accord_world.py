"""A made-up agreement of twelve clauses over sixty days: who broke what, what was heard of it, by ears that err as they say.

Nothing of the program is in here. Fire is drawn with its errors; hearing changes by the hour and by the zone; exercises are
notified, in time or too late; inspections see what is there as surely as they say, and sometimes what is not.
"""
import datetime
import json
import math
import os
import random

DAYS, BEGIN = 60, datetime.datetime(2026, 8, 1, tzinfo=datetime.timezone.utc)
PARTIES = ("north", "south")
HALF_WIDE_M, HALF_DEEP_M = 900.0, 900.0
MUZZLE, EXPLOSION = "muzzle_blast", "explosion"

# Each has a zone of its own, across the line. rate: breaches of one side a day; the rest as in the agreement.
CLAUSES = {
    "mill": {"no": "fire", "rate": 0.10},
    "ford": {"no": "fire", "rate": 0.30},
    "nights": {"no": "fire", "of": "small_arms", "hours": (22, 5), "rate": 0.15},
    "harvest": {"no": "fire", "hours": (6, 20), "first": 10, "last": 39, "rate": 0.20},
    "school": {"no": "fire", "of": "small_arms", "hours": (7, 14), "rate": 0.05},
    "few": {"no": "fire", "at_most": 3, "rate": 0.25},
    "training": {"no": "fire", "notified": 24, "rate": 0.12},
    "strip": {"no": "fire", "far_m": 450.0, "rate": 0.20},
    "stage": {"no": "fire", "first": 20, "last": 59, "rate": 0.15},
    "snipers": {"no": "weapons", "of": "snipers", "rate": 0.15},
    "guns": {"no": "weapons", "of": "heavy", "above_mm": 100, "rate": 0.10},
    "flights": {"no": "flights", "rate": 0.20},
}
BURST_P = ((1, 0.35), (2, 0.2), (3, 0.15), (5, 0.2), (8, 0.1))
BURST_OF_FEW_P = ((1, 0.3), (2, 0.3), (4, 0.2), (6, 0.2))
INSPECTED_P, SEES_P, FALSE_P = 0.7, {"joint": 0.97, "mission": 0.92}, {"joint": 0.005, "mission": 0.02}


def middle_m(name):
    """Of a clause's zone: all in a row along the line, apart from each other."""
    return 2600.0 * (list(CLAUSES).index(name) - 5.5)


def draw(rng, table):
    """One of (value, probability) pairs."""
    u = rng.random()
    for value, p in table:
        u -= p
        if u < 0:
            return value
    return table[-1][0]


def windows(clause, day):
    """Hours of the whole world, from and until, of a day on which the clause holds."""
    if not clause.get("first", 0) <= day <= clause.get("last", DAYS - 1):
        return []
    if "hours" not in clause:
        return [(24 * day, 24 * day + 24)]
    begin, end = clause["hours"]
    if begin < end:
        return [(24 * day + begin, 24 * day + end)]
    return [(24 * day, 24 * day + end), (24 * day + begin, 24 * day + 24)]


class World:
    """The truth of a seed, and what is known of it."""

    def __init__(self, seed):
        self.rng = random.Random(f"accord {seed}")
        self.heard = {name: self.make_hearing() for name in CLAUSES}
        self.events, self.inspections, self.activities, self.shots = [], [], [], []
        self.broken = {}
        for name, clause in CLAUSES.items():
            for day in range(DAYS):
                for side in (0, 1):
                    if windows(clause, day):
                        self.live(name, clause, day, side)
        self.make_background()
        self.make_clutter()

    def make_hearing(self):
        """By the hour: mostly well, some windy stretches, some deaf ones."""
        hours = [0.985] * (24 * DAYS)
        for chance, low, high, longest in ((0.010, 0.3, 0.85, 12), (0.006, 0.0, 0.05, 8), (0.012, 0.92, 0.97, 24)):
            for start in range(24 * DAYS):
                if self.rng.random() < chance:
                    p = round(self.rng.uniform(low, high), 3)
                    for hour in range(start, min(24 * DAYS, start + self.rng.randint(1, longest))):
                        hours[hour] = p
        return hours

    def live(self, name, clause, day, side):
        """One day of a side under a clause."""
        breaks = self.rng.random() < clause["rate"]
        if clause["no"] == "fire":
            self.fire_day(name, clause, day, side, breaks)
            return
        self.broken[name, side, day] = breaks
        if self.rng.random() < INSPECTED_P:
            self.inspect(name, clause, day, side, breaks)

    def fire_day(self, name, clause, day, side, breaks):
        count = draw(self.rng, BURST_OF_FEW_P if "at_most" in clause else BURST_P) if breaks else 0
        self.broken[name, side, day] = count > clause.get("at_most", 0)
        if count:
            self.burst(name, clause, day, side, count)
        if "notified" in clause and self.rng.random() < 0.15:
            self.exercise(name, day, side)

    def inside(self, name, clause, side):
        """A place of the side's ground in the zone."""
        deep = min(HALF_DEEP_M, clause.get("far_m", HALF_DEEP_M))
        y = self.rng.uniform(5.0, deep)
        return middle_m(name) + self.rng.uniform(-HALF_WIDE_M, HALF_WIDE_M), y if side == 0 else -y

    def burst(self, name, clause, day, side, count):
        begin, end = draw(self.rng, [(w, 1 / len(windows(clause, day))) for w in windows(clause, day)])
        hour = self.rng.uniform(begin, end - 0.02)
        place = self.inside(name, clause, side)
        for i in range(count):
            self.shot(place, side, hour + i * 0.001, name, name)

    def shot(self, place, side, hour, zone, burst_of, kind=MUZZLE):
        """Heard as well as the zone's hour says; known as well as the event says."""
        number = len(self.shots)
        self.shots.append({"place": place, "side": side, "hour": hour, "of": burst_of})
        if self.rng.random() >= self.heard[zone][int(hour)]:
            return
        sigma = math.exp(self.rng.uniform(math.log(8.0), math.log(70.0)))
        seen = (place[0] + self.rng.gauss(0, sigma), place[1] + self.rng.gauss(0, sigma))
        p = self.rng.uniform(0.90, 0.998)
        told = kind if self.rng.random() < p else "other"
        self.event(seen, sigma, hour, {told: p, "other" if told == kind else kind: 1 - p}, number, self.rng.random() < 0.03)

    def event(self, seen, sigma, hour, classes, shot, lost):
        north = 0.5 * math.erfc(-seen[1] / sigma / math.sqrt(2))
        time = stamp(hour)
        row = {"id": f"e{len(self.events):06d}", "status": "not_constrained" if lost else "located", "time": time, "time_sigma_s": 0.01,
               "class": classes, "arrivals": [{"station": "A", "time": time, "residual_s": 0, "weight": 1, "used": True}], "shot": shot,
               "hour": hour, "sigma": sigma}
        if lost:
            row["reason"] = "too few stations"
        else:
            row.update({"x_m": seen[0], "y_m": seen[1], "z_m": 0, "covariance_m2": [[sigma**2, 0], [0, sigma**2]],
                        "side": {"north": north, "south": 1 - north, "undetermined": 0}})
        self.events.append(row)

    def exercise(self, name, day, side):
        """Notified two days before, or, one in four, two hours: then it breaks the clause."""
        late = self.rng.random() < 0.25
        x, y = middle_m(name), 500.0 if side == 0 else -500.0
        begin = 24 * day + self.rng.uniform(8, 14)
        self.activities.append({"kind": "activity", "id": f"n{len(self.activities):04d}", "activity": "live_fire_exercise",
                                "party": PARTIES[side], "from": stamp(begin), "until": stamp(begin + 2),
                                "notified": stamp(begin - (2 if late else 48)), "place": {"x_m": x, "y_m": y}, "radius_m": 250})
        for i in range(self.rng.randint(5, 20)):
            place = (x + self.rng.uniform(-100, 100), y + self.rng.uniform(-100, 100))
            self.shot(place, side, begin + 0.2 + 0.05 * i, name, name if late else None)
        if late:
            self.broken[name, side, day] = True

    def make_background(self):
        """Fire that breaks nothing: beside the zones, outside of the hours, of what is not meant."""
        for name, clause in CLAUSES.items():
            for day in range(DAYS):
                for side in (0, 1):
                    if self.rng.random() < 0.5:
                        off = self.rng.choice((-1, 1)) * (HALF_WIDE_M + self.rng.uniform(20, 350))
                        y = self.rng.uniform(5, HALF_DEEP_M)
                        hour = 24 * day + self.rng.uniform(0, 23.9)
                        place = (middle_m(name) + off, y if side == 0 else -y)
                        for i in range(draw(self.rng, BURST_P)):
                            self.shot(place, side, hour + i * 0.001, name, None)
                    if clause["no"] == "fire" and "hours" in clause and self.rng.random() < 0.3:
                        self.outside_hours(name, clause, day, side)
                    if "far_m" in clause and self.rng.random() < 0.3:
                        y = self.rng.uniform(clause["far_m"] + 20, HALF_DEEP_M)
                        place = (middle_m(name) + self.rng.uniform(-800, 800), y if side == 0 else -y)
                        self.shot(place, side, 24 * day + self.rng.uniform(0, 23.9), name, None)

    def outside_hours(self, name, clause, day, side):
        hour = 24 * day + self.rng.uniform(0, 24)
        if not any(begin <= hour < end for begin, end in windows(clause, day)):
            self.shot(self.inside(name, clause, side), side, hour, name, None)

    def make_clutter(self):
        """Doors and engines that were located: their class mostly says so, and is as often right as it says."""
        for name in CLAUSES:
            for _ in range(DAYS // 2):
                p = self.rng.uniform(0.001, 0.03)
                side = self.rng.randint(0, 1)
                hour = self.rng.uniform(0, 24 * DAYS - 0.1)
                place = self.inside(name, {}, side)
                self.shots.append({"place": place, "side": side, "hour": hour, "of": None})
                self.event(place, 30.0, hour, {"other": 1 - p, MUZZLE: p}, len(self.shots) - 1, False)

    def inspect(self, name, clause, day, side, there):
        source = self.rng.choice(("joint", "mission"))
        seen = self.rng.random() < (SEES_P[source] if there else FALSE_P[source])
        begin = 24 * day if clause["no"] == "flights" else 24 * day + self.rng.uniform(7, 15)
        until = 24 * day + 24 if clause["no"] == "flights" else begin + 2
        row = {"kind": "inspection", "id": f"s{len(self.inspections):05d}", "source": source, "no": clause["no"], "by": PARTIES[side],
               "seen": seen, "from": stamp(begin), "until": stamp(until), "sees_p": SEES_P[source], "false_p": FALSE_P[source],
               "place": {"x_m": middle_m(name), "y_m": 0}, "radius_m": 1500}
        if "of" in clause:
            row["of"] = clause["of"]
        if "above_mm" in clause:
            row["calibre_mm"] = 122 if seen else clause["above_mm"]
        if seen:  # where in the zone it was
            row["place"] = {"x_m": middle_m(name) + self.rng.uniform(-600, 600), "y_m": 400 if side == 0 else -400}
            row["radius_m"] = 150
        self.inspections.append(row | {"day": day, "clause": name, "side": side})

    def write(self, folder):
        """All that the program may know."""
        os.makedirs(folder)
        zones = [{"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [[
            [middle_m(name) + dx, dy] for dx, dy in ((-HALF_WIDE_M, -HALF_DEEP_M), (HALF_WIDE_M, -HALF_DEEP_M),
                                                     (HALF_WIDE_M, HALF_DEEP_M), (-HALF_WIDE_M, HALF_DEEP_M), (-HALF_WIDE_M, -HALF_DEEP_M))]]}}
                 for name in CLAUSES]
        with open(f"{folder}/zones.geojson", "w", encoding="utf-8") as file:
            json.dump({"type": "FeatureCollection", "features": zones}, file)
        with open(f"{folder}/sector.yaml", "w", encoding="utf-8") as file:
            file.write("name: accord\nframe: local\nparties: [{id: north, name: N}, {id: south, name: S}]\n"
                       "line: [[-20000, 0], [20000, 0]]\nstations: stations.csv\nzones: zones.geojson\n")
        with open(f"{folder}/stations.csv", "w", encoding="utf-8") as file:
            file.write("id,x,y,position_sigma_m,clock_sigma_s\n" + "".join(
                f"{id},{x},{y},1,0.001\n" for id, x, y in (("A", -15000, 500), ("B", -5000, -500), ("C", 5000, 500), ("D", 15000, -500))))
        with open(f"{folder}/agreement.yaml", "w", encoding="utf-8") as file:
            file.write(agreement())
        with open(f"{folder}/coverage.csv", "w", encoding="utf-8") as file:
            file.write("from,until,heard_p,zone\n")
            for name, hours in self.heard.items():
                begin = 0
                for hour in range(1, len(hours) + 1):
                    if hour == len(hours) or hours[hour] != hours[begin]:
                        file.write(f"{stamp(begin)},{stamp(hour)},{hours[begin]},{name}\n")
                        begin = hour
        hidden = {"shot", "hour", "sigma", "day", "clause", "side"}
        for name, rows in (("events", self.events), ("statements", self.activities), ("inspections", self.inspections)):
            with open(f"{folder}/{name}.jsonl", "w", encoding="utf-8") as file:
                for row in rows:
                    keep = {k: v for k, v in row.items() if k not in hidden or (k == "side" and name == "events")}
                    file.write(json.dumps(keep) + "\n")


def stamp(hour):
    """An hour of the world as a time."""
    return (BEGIN + datetime.timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def agreement():
    """The clauses, as an agreement has them."""
    text = "agreement: made up\nfrom: 2026-08-01T00:00:00Z\nuntil: 2027-08-01T00:00:00Z\nclauses:\n"
    for name, clause in CLAUSES.items():
        text += f"  {name}:\n    no: {clause['no']}\n"
        text += "".join(f"    {key}: {clause[key]}\n" for key in ("of", "above_mm", "at_most") if key in clause)
        band = f", from_line_m: [0, {clause['far_m']}]" if "far_m" in clause else ""
        text += f"    where: {{zone: {name}{band}}}\n"
        when = []
        if "first" in clause:
            when += [f"from: \"{stamp(24 * clause['first'])}\"", f"until: \"{stamp(24 * (clause['last'] + 1))}\""]
        if "hours" in clause:
            when.append("hours: [\"{:02d}:00-{:02d}:00\"]".format(*clause["hours"]))
        text += f"    when: {{{', '.join(when)}}}\n" if when else ""
        text += f"    unless: {{notified: {clause['notified']}h}}\n" if "notified" in clause else ""
    return text
