"""Made-up ears: stations with outages, who of them hears what, and events with the errors that geometry gives.

A sound is an event when four stations hear it. What is wrong with the ways of sound is wrong alike for all rounds of a position,
but for a small part of its own; the covariances and the probabilities of sides that events tell are those of the true law.
"""
import bisect
import dataclasses
import math
import random

import incident_fire
import incident_laws as laws

SPEED_M_S, REACH_M = 340.0, 12000.0
NOISE_DB, THRESHOLD_DB = 46.0, 10.0
RIFLE_PA, RIFLE_LOSS_DB_PER_M, LOSS_BEND = 1600.0, 0.0095, 0.27  # by air, ground and shadow; less of the longer pulses of what is louder
HEARERS = 4
OWN_SHARE = 0.15  # of the variance of an error, beside what a position's rounds have in common
VAGUEST_M = 2500.0  # standard error from which on no place is given
UNDETERMINED_P = 0.002
# What the classes say of what looks like a muzzle blast, an explosion, something else; how things look.
CLASSES = {"muzzle_blast": (0.93, 0.01, 0.02, 0.04), "explosion": (0.06, 0.0, 0.90, 0.04), "other": (0.30, 0.0, 0.20, 0.50)}
LOOKS = {"shot": (0.97, 0.01, 0.02), "launch": (0.35, 0.60, 0.05), "impact": (0.02, 0.95, 0.03), "charge": (0.02, 0.95, 0.03)}


@dataclasses.dataclass
class Station:
    """An ear and the stretches in which it was up."""
    name: str
    place: tuple
    noise_db: float
    up: list

    def is_up(self, time_s):
        k = bisect.bisect_right(self.up, (time_s, math.inf)) - 1
        return k >= 0 and time_s < self.up[k][1]


@dataclasses.dataclass
class Heard:
    """An event: what was heard, and how wrong it may be."""
    name: str
    made: incident_fire.Round
    time_s: float
    time_sigma_s: float
    place: tuple  # None: not constrained
    covariance: tuple  # of east, north: xx, xy, yy
    hearers: list
    looks: str


def normal_above(z):
    """Of a standard normal variable."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def at_least(ps, least):
    """That so many of independent things happen."""
    chances = [1.0] + [0.0] * (least - 1)
    for p in ps:
        for k in range(least - 1, 0, -1):
            chances[k] += p * (chances[k - 1] - chances[k])
        chances[0] *= 1 - p
    return max(0.0, 1 - sum(chances))


def information(place, hearers, world):
    """Of east, north and time, from independent errors of arrivals."""
    sums = [[0.0] * 3 for _ in range(3)]
    for station in hearers:
        far = max(math.dist(place, station.place), 1.0)
        sigma = math.hypot(world.travel_floor_s, world.travel_fraction * far / SPEED_M_S)
        row = ((place[0] - station.place[0]) / far / SPEED_M_S, (place[1] - station.place[1]) / far / SPEED_M_S, 1.0)
        for i in range(3):
            for k in range(3):
                sums[i][k] += row[i] * row[k] / sigma ** 2
    return sums


def root(m):
    """Lower Cholesky factor, None where there is none."""
    low = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for k in range(i + 1):
            rest = m[i][k] - sum(low[i][j] * low[k][j] for j in range(k))
            if i == k:
                if not rest > 1e-9 * m[i][i]:
                    return None
                low[i][i] = math.sqrt(rest)
            else:
                low[i][k] = rest / low[k][k]
    return low


def spread(low):
    """Rows that make errors of east, north, time of three standard normal numbers: the inverse of the root, transposed."""
    up = [[0.0] * 3 for _ in range(3)]
    for column in range(3):
        for i in range(column, 3):
            right = 1.0 if i == column else 0.0
            up[column][i] = (right - sum(low[i][k] * up[column][k] for k in range(column, i))) / low[i][i]
    return up


class Ears:
    """The stations of a line and what they heard of the fire."""

    def __init__(self, fire, seed):
        self.fire, self.world = fire, fire.world
        self.stations = self._stand(random.Random(f"stations {seed}"))
        self.eastings = [s.place[0] for s in self.stations]
        self._offsets, self._seed, self._kept = {}, seed, {}
        self.heard = self._hear(random.Random(f"hearing {seed}"))

    def _stand(self, rng):
        world, x, count, stations = self.world, 300.0, 0, []
        stretch_ends, step = 0.0, world.station_step_m
        while x < incident_fire.LENGTH_M:
            if x >= stretch_ends:
                draw, stretch_ends = rng.random(), x + rng.uniform(4000, 8000)
                if draw < world.blind_share:
                    x = stretch_ends
                    continue
                step = world.station_step_m * (2 if draw < world.blind_share + world.sparse_share else 1)
            side = laws.SIDES[count % 2]
            place = self.fire.line.place(x, rng.uniform(200, 1800), side)
            stations.append(Station(f"S{count + 1:03d}", place, NOISE_DB + rng.gauss(0, 3), []))
            x, count = x + step * rng.uniform(0.7, 1.3), count + 1
        out = [(s, s + rng.uniform(6, 20) * 3600, rng.uniform(0, incident_fire.LENGTH_M))
               for s in (rng.uniform(0, self.fire.days) * incident_fire.DAY_S for _ in range(max(1, round(self.fire.days / 7))))]
        for station in stations:
            station.up = self._stretches(rng, [(a, b) for a, b, x in out if abs(station.place[0] - x) < 6000])
        return sorted(stations, key=lambda s: s.place[0])

    def _stretches(self, rng, down):
        """Batteries fail now and then; storms and jamming take a neighbourhood."""
        down, at_s, whole_s = list(down), 0.0, (self.fire.days + 20) * incident_fire.DAY_S
        while True:
            at_s += rng.expovariate(1 / (8 * incident_fire.DAY_S))
            if at_s > whole_s:
                break
            down.append((at_s, at_s + rng.expovariate(1 / 18000.0)))
        up, begun = [], 0.0
        for a, b in sorted(down):
            if a > begun:
                up.append((begun, a))
            begun = max(begun, b)
        return up + [(begun, whole_s)] if begun < whole_s else up

    def chances(self, place, time_s, peak_pa, position=None):
        """Of each station that is up and near: (station, that it hears)."""
        level_db, loss_db_per_m = 20 * math.log10(peak_pa / 20e-6), RIFLE_LOSS_DB_PER_M * (RIFLE_PA / peak_pa) ** LOSS_BEND
        own_db = math.sqrt(self.world.spread_db ** 2 - self.world.shared_db ** 2)
        found, nearest = [], bisect.bisect(self.eastings, place[0] - REACH_M)
        for station in self.stations[nearest:bisect.bisect(self.eastings, place[0] + REACH_M)]:
            far = max(math.dist(place, station.place), 10.0)
            if far > REACH_M or not station.is_up(time_s):
                continue
            over_db = level_db - 20 * math.log10(far) - loss_db_per_m * far - station.noise_db - THRESHOLD_DB
            if position is None:
                p = normal_above(-over_db / self.world.spread_db)
            else:
                p = normal_above(-(over_db + self._offset_db(position, station)) / own_db)
            if p > 1e-4:
                found.append((station, p))
        return found

    def _offset_db(self, position, station):
        """What all rounds of a position have in common on their way to a station."""
        if self.world.shared_db <= 0:
            return 0.0
        key = position, station.name
        if key not in self._offsets:
            self._offsets[key] = random.Random(f"way {self._seed} {key}").gauss(0, self.world.shared_db)
        return self._offsets[key]

    def heard_p(self, place, time_s, peak_pa, position=None):
        """That four stations or more hear it."""
        return at_least([p for _, p in self.chances(place, time_s, peak_pa, position)], HEARERS)

    def round_p(self, made):
        """Of a round that was fired."""
        if id(made) not in self._kept:
            self._kept[id(made)] = self.heard_p(made.place, made.time_s, made.peak_pa, made.position)
        return self._kept[id(made)]

    def _hear(self, rng):
        common, heard = {}, []
        clocks = [rng.uniform(*self.world.coarse_s) if rng.random() < self.world.coarse_share else 0.0 for _ in self.fire.positions]
        off = [rng.gauss(0, clock) for clock in clocks]
        for made in self.fire.rounds:
            hearers = [s for s, p in self.chances(made.place, made.time_s, made.peak_pa, made.position) if rng.random() < p]
            key = made.position, made.kind
            if key not in common:
                common[key] = [rng.gauss(0, 1) for _ in range(3)]
            own = [rng.gauss(0, 1) for _ in range(3)]
            looks = rng.choices(tuple(CLASSES), LOOKS[made.kind])[0]
            name = "e" + "".join(rng.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(13))
            if len(hearers) >= HEARERS:
                mixed = [math.sqrt(1 - OWN_SHARE) * c + math.sqrt(OWN_SHARE) * o for c, o in zip(common[key], own)]
                heard.append(self._event(made, hearers, mixed, looks, name, clocks[made.position], off[made.position]))
        return sorted(heard, key=lambda h: h.time_s)

    def _event(self, made, hearers, z, looks, name, coarse_s, off_s):
        low = root(information(made.place, hearers, self.world))
        if low is None:
            return Heard(name, made, made.time_s, 1.0, None, None, hearers, looks)
        rows = spread(low)
        east, north, late = (sum(a * b for a, b in zip(row, z)) for row in rows)
        xx, xy, yy, tt = (sum(a * b for a, b in zip(rows[i], rows[k])) for i, k in ((0, 0), (0, 1), (1, 1), (2, 2)))
        time_s, sigma_s = made.time_s + late, math.sqrt(tt)
        if coarse_s:
            time_s, sigma_s = made.time_s + off_s, coarse_s
        if max(xx, yy) > VAGUEST_M ** 2:
            return Heard(name, made, time_s, sigma_s, None, None, hearers, looks)
        return Heard(name, made, time_s, sigma_s, (made.place[0] + east, made.place[1] + north), (xx, xy, yy), hearers, looks)

    def across(self, heard):
        """How far the event lies to the left of the line, and the standard error of that."""
        across_m, (nx, ny) = self.fire.line.across(*heard.place)
        xx, xy, yy = heard.covariance
        return across_m, math.sqrt(xx * nx * nx + 2 * xy * nx * ny + yy * ny * ny)
