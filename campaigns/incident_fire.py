"""Made-up fire: where the line runs, who fired when and from where, what was an exercise."""
import bisect
import dataclasses
import math
import random

import incident_laws as laws

LENGTH_M, STEP_M, END_M = 60000.0, 250.0, 1500.0
DAY_S = 86400.0
NIGHT_H, NIGHT_LONG_H = 19.0, 11.0


class Line:
    """Winds, from west to east; what is left of it lies north."""

    def __init__(self, rng):
        waves = [(rng.uniform(300, 1200), rng.uniform(9000, 20000), rng.uniform(0, 6)),
                 (rng.uniform(80, 250), rng.uniform(4000, 8000), rng.uniform(0, 6))]
        self.points = [(k * STEP_M, sum(high * math.sin(2 * math.pi * k * STEP_M / length + phase) for high, length, phase in waves))
                       for k in range(int(LENGTH_M / STEP_M) + 1)]
        self.eastings = [x for x, _ in self.points]

    def _piece(self, x):
        k = min(max(bisect.bisect_right(self.eastings, x) - 1, 0), len(self.points) - 2)
        return self.points[k], self.points[k + 1]

    def place(self, x, depth_m, side):
        """So far from the line's point at this easting, on this side."""
        (ax, ay), (bx, by) = self._piece(x)
        long = math.hypot(bx - ax, by - ay)
        sign = depth_m if side == laws.SIDES[0] else -depth_m
        return x - sign * (by - ay) / long, ay + (by - ay) * (x - ax) / (bx - ax) + sign * (bx - ax) / long

    def across(self, x, y):
        """How far to the left (negative: to the right) of the line, and the unit vector that way."""
        best = None
        around = bisect.bisect_right(self.eastings, x)
        for k in range(max(around - 16, 0), min(around + 15, len(self.points) - 1)):
            (ax, ay), (bx, by) = self.points[k], self.points[k + 1]
            long = math.hypot(bx - ax, by - ay)
            ex, ey = (bx - ax) / long, (by - ay) / long
            on = min(max((x - ax) * ex + (y - ay) * ey, 0.0), long)
            away = math.hypot(x - ax - on * ex, y - ay - on * ey)
            if best is None or away < best[0]:
                left = (y - ay) * ex - (x - ax) * ey
                best = away, math.copysign(away, left), (-ey, ex)
        return best[1], best[2]


@dataclasses.dataclass
class Round:
    """Something that can be heard: a shot, a launch, an impact, a charge."""
    time_s: float
    kind: str
    place: tuple
    position: int
    incident: int
    peak_pa: float
    round: int = 0  # of its position: a launch and its impact have the same


@dataclasses.dataclass
class Position:
    """Somebody who fires from one place."""
    incident: int
    side: str
    weapon: laws.Weapon
    place: tuple
    start_s: float


@dataclasses.dataclass
class Incident:
    """What belongs together; `kind` is fire or that of an activity."""
    kind: str
    x: float
    start_s: float
    opened: str  # by this side; of an activity: whose it is
    activity: str = None
    rounds: list = dataclasses.field(default_factory=list)


class Fire:
    """All that is fired in so many days."""

    def __init__(self, world, seed, days):
        self.world, self.days = world, days
        self.line = Line(random.Random(f"line {seed}"))
        self.positions, self.rounds, self.incidents = [], [], []
        rng = random.Random(f"fire {seed}")
        hot = [rng.uniform(END_M, LENGTH_M - END_M) for _ in range(world.hot_places)]
        at_s = 0.0
        while True:
            at_s += rng.expovariate(world.incidents / (30 * DAY_S))
            if at_s > days * DAY_S - 3600:
                break
            self._incident(rng, self._moved_to_night(rng, at_s), self._somewhere(rng, hot))
        self._activities(random.Random(f"activities {seed}"))
        for rounds in [self.rounds] + [incident.rounds for incident in self.incidents]:
            rounds.sort(key=lambda r: r.time_s)

    def _somewhere(self, rng, hot):
        x = rng.gauss(rng.choice(hot), self.world.hot_wide_m) if rng.random() < self.world.hot_share else rng.uniform(0, LENGTH_M)
        return min(max(x, END_M), LENGTH_M - END_M)

    def _moved_to_night(self, rng, at_s):
        """The same day at another hour: a Poisson process whose rate follows the hour."""
        share = self.world.night_share
        hour = NIGHT_H + NIGHT_LONG_H * rng.random() if rng.random() < share else NIGHT_H - (24 - NIGHT_LONG_H) * rng.random()
        return min(DAY_S * math.floor(at_s / DAY_S) + 3600 * (hour % 24), self.days * DAY_S - 3600)

    def _weapon(self, rng):
        return rng.choices(self.world.weapons, [w.share for w in self.world.weapons])[0]

    def _incident(self, rng, start_s, x):
        world, opened = self.world, rng.choice(laws.SIDES)
        number = len(self.incidents)
        self.incidents.append(Incident("fire", x, start_s, opened))
        self._side(rng, number, opened, start_s, poisson(rng, world.openers))
        if rng.random() >= world.one_sided_p:
            self._side(rng, number, laws.other(opened), start_s + world.answer.draw(rng), poisson(rng, world.answerers))

    def _side(self, rng, number, side, start_s, further):
        for begins_s in [start_s] + [start_s + self.world.joins.draw(rng) for _ in range(further)]:
            weapon = self._weapon(rng)
            x = self.incidents[number].x + rng.gauss(0, self.world.spread_m)
            self._position(rng, number, side, weapon, self.line.place(x, weapon.depths.draw(rng), side), begins_s,
                           self.incidents[number].start_s + self.world.longest_s)

    def _position(self, rng, number, side, weapon, place, begins_s, ends_s):
        own = len(self.positions)
        self.positions.append(Position(number, side, weapon, place, begins_s))
        target = self.line.place(place[0] + rng.gauss(0, 300), rng.uniform(50, 900), laws.other(side))
        at_s, count = begins_s, 0
        while True:
            self._round(Round(at_s, "launch" if weapon.heavy else "shot", place, own, number, weapon.peak_pa, count))
            if weapon.heavy:
                hit = target[0] + rng.gauss(0, 60), target[1] + rng.gauss(0, 60)
                self._round(Round(at_s + rng.uniform(*laws.FLIGHT_S), "impact", hit, own, number, laws.SHELL_PA, count))
            count += 1
            if rng.random() < weapon.another_round:
                at_s += weapon.interval_s * rng.uniform(0.8, 1.2)
            elif rng.random() < weapon.another_burst:
                at_s += laws.PAUSE_LEAST_S + weapon.pause.draw(rng)
            else:
                return
            if at_s > ends_s:
                return

    def _round(self, made):
        self.incidents[made.incident].rounds.append(made)
        self.rounds.append(made)

    def _activities(self, rng):
        """Exercises, demining and blasting: what was told of them is said elsewhere."""
        for kind, count, deep in (("live_fire_exercise", 8, (600, 900)), ("demining", 6, (100, 700)), ("quarry_blast", 4, (1500, 4000))):
            for _ in range(max(1, round(count * self.days / 30))):
                side, x = rng.choice(laws.SIDES), rng.uniform(3000, LENGTH_M - 3000)
                start_s = DAY_S * rng.randrange(1, max(2, int(self.days) - 1)) + 3600 * rng.uniform(8, 14)
                self._activity(rng, kind, side, x, rng.uniform(*deep), start_s)

    def _activity(self, rng, kind, side, x, depth_m, start_s):
        number, middle = len(self.incidents), self.line.place(x, depth_m, side)
        self.incidents.append(Incident(kind, x, start_s, side))
        if kind == "live_fire_exercise":
            for _ in range(2):
                place = middle[0] + rng.gauss(0, 100), middle[1] + rng.gauss(0, 100)
                rifle = dataclasses.replace(self.world.weapons[1], another_burst=0.95, pause=laws.Exponential(150.0))
                self._position(rng, number, side, rifle, place, start_s + rng.uniform(0, 300), start_s + 5400)
            return
        own = len(self.positions)
        self.positions.append(Position(number, side, None, middle, start_s))
        at_s = start_s
        for count in range(rng.randrange(3, 8) if kind == "demining" else rng.randrange(1, 4)):
            place = middle[0] + rng.gauss(0, 100), middle[1] + rng.gauss(0, 100)
            self._round(Round(at_s, "charge", place, own, number, 15000.0, count))
            at_s += rng.uniform(120, 720) if kind == "demining" else rng.uniform(0.5, 20)


def poisson(rng, mean):
    """Knuth's product of uniforms."""
    count, left = 0, rng.random()
    while left > math.exp(-mean):
        left *= rng.random()
        count += 1
    return count
