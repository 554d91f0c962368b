"""One who knows the laws of made-up fire: how probably each side opened it, given what was heard.

Told which events are of one position and what weapon it was; not the sides, the true times, nor what nobody heard. Shares no
code with the program: Bayes' rule over the sides of positions, with importance sampling of errors of time, missed rounds and missed
positions from the laws themselves (Robert & Casella 2004, Monte Carlo Statistical Methods, 3.3).
"""
import itertools
import math
import random

import incident_laws as laws
from incident_ears import OWN_SHARE

DRAWS, SIGMAS, NODES, MOST_DOUBTFUL, SURE = 600, 6.0, 60, 6, 1e-7
EARLIER = laws.LogNormal(40.0, 1.5)  # proposes when what nobody heard began
TARGETS, SCATTER_M = laws.Depths(50, 900), 60.0


def normal(z):
    """Density."""
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def geometric(rng, another):
    """How often it goes on, with this chance each time."""
    return 0 if another <= 0 else int(math.log(1 - rng.random()) / math.log(another))


def missed_burst_p(weapon, heard_p):
    """That no round of a burst is heard."""
    silent = 1 - heard_p
    return silent * (1 - weapon.another_round) / (1 - silent * weapon.another_round)


class Seen:
    """A position as the judge knows it."""

    def __init__(self, judge, position, events):
        self.weapon = judge.fire.positions[position].weapon
        fired = [h for h in events if h.made.kind != "impact"]
        first_round = min(h.made.round for h in events) if self.weapon.heavy else None
        self.first = min((h for h in events if first_round in (None, h.made.round)), key=lambda h: h.time_s)
        self.missed_p = self._missed(judge, position)
        placed = [h for h in fired if h.place] or [h for h in events if h.place]
        self.fits = self._fits(judge, placed)

    def _missed(self, judge, position):
        """That a burst like its first that was heard is missed."""
        made, ears = self.first.made, judge.ears
        if not self.weapon.heavy:
            self.round_missed_p = 1 - ears.round_p(made)
            return missed_burst_p(self.weapon, 1 - self.round_missed_p)
        self.round_missed_p, missed = 0.0, 1.0
        for other in judge.fire.incidents[made.incident].rounds:
            if other.position == position and other.round == made.round:
                missed *= 1 - ears.round_p(other)
        return missed

    def _fits(self, judge, placed):
        """How well either side fits the places of its events: they share all but a small part of their error."""
        if not placed:
            return {side: 1.0 for side in laws.SIDES}
        pairs = [judge.ears.across(h) for h in placed]
        middle = sum(across for across, _ in pairs) / len(pairs)
        sigma = sum(s for _, s in pairs) / len(pairs) * math.sqrt(1 - OWN_SHARE + OWN_SHARE / len(pairs))
        depths, turned = self.weapon.depths, 1
        if placed[0].made.kind == "impact":
            depths, turned, sigma = TARGETS, -1, math.hypot(sigma, SCATTER_M)
        fits = {side: seen_from(depths, sign * turned * middle, sigma) for side, sign in zip(laws.SIDES, (1, -1))}
        if sum(fits.values()) > 0:
            return fits
        return {side: 1.0 if sign * turned * middle > 0 else SURE for side, sign in zip(laws.SIDES, (1, -1))}

    def began(self, rng):
        """Draws when its first round was fired, heard or not."""
        weapon = self.weapon
        start = self.first.time_s - rng.gauss(0, self.first.time_sigma_s)
        if self.first.made.kind == "impact":
            start -= rng.uniform(*laws.FLIGHT_S)
        again = self.round_missed_p * weapon.another_round
        start -= geometric(rng, again) * weapon.interval_s
        for _ in range(geometric(rng, weapon.another_burst * self.missed_p)):
            start -= laws.PAUSE_LEAST_S + weapon.pause.draw(rng) + geometric(rng, again) * weapon.interval_s
        return start


def seen_from(depths, across, sigma):
    """Density with which a position on this side is seen so far across: midpoint rule where it counts."""
    low, high = max(depths.low, across - SIGMAS * sigma), min(depths.high, across + SIGMAS * sigma)
    if low >= high:
        return 0.0
    step = (high - low) / NODES
    nodes = (low + (k + 0.5) * step for k in range(NODES))
    return step * sum(depths.density(d) * normal((across - d) / sigma) / sigma for d in nodes)


class Judge:
    """Of one made-up month."""

    def __init__(self, fire, ears, seed):
        self.fire, self.ears, self.world = fire, ears, fire.world
        self.rng = random.Random(f"judge {seed}")
        self.events = {}
        for heard in ears.heard:
            self.events.setdefault(heard.made.incident, {}).setdefault(heard.made.position, []).append(heard)

    def north_opened_p(self, incident):
        """None: nothing of it was heard."""
        if incident not in self.events:
            return None
        seen = [Seen(self, position, events) for position, events in self.events[incident].items()]
        unheard = self._unheard(seen)
        starts = [[s.began(self.rng) for s in seen] for _ in range(DRAWS)]
        earlier = [(EARLIER.draw(self.rng), EARLIER.draw(self.rng)) for _ in range(DRAWS)]
        sums = dict.fromkeys(laws.SIDES, 0.0)
        for sides, fit in self._sides(seen):
            for opener in laws.SIDES:
                sums[opener] += fit * sum(self._weight(opener, sides, s, e, unheard) for s, e in zip(starts, earlier))
        whole = sum(sums.values())
        return sums[laws.SIDES[0]] / whole if whole > 0 else 0.5

    def _sides(self, seen):
        """All sides that the positions could have, with how well they fit; only the doubtful ones are varied."""
        doubt = [min(s.fits.values()) / max(s.fits.values()) for s in seen]
        order = sorted(range(len(seen)), key=lambda k: -doubt[k])
        vary = [k for k in order if doubt[k] > SURE][:MOST_DOUBTFUL]
        likely = [max(laws.SIDES, key=s.fits.get) for s in seen]
        for chosen in itertools.product(laws.SIDES, repeat=len(vary)):
            sides = list(likely)
            for k, side in zip(vary, chosen):
                sides[k] = side
            yield sides, math.prod(s.fits[side] / max(s.fits.values()) for s, side in zip(seen, sides))

    def _unheard(self, seen):
        """That a position of each side near by is not heard at all, whatever it fires with."""
        firsts = [s.first for s in seen]
        placed = [h.place for h in firsts if h.place] or [h.made.place for h in firsts]
        x, time_s = sum(p[0] for p in placed) / len(placed), min(h.time_s for h in firsts)
        shares = {}
        for side in laws.SIDES:
            shares[side] = 0.0
            for weapon in self.world.weapons:
                for part in (0.1, 0.3, 0.5, 0.7, 0.9):
                    depth = weapon.depths.low + (weapon.depths.high - weapon.depths.low) * part ** (1 / weapon.depths.bend)
                    p = self.ears.heard_p(self.fire.line.place(x, depth, side), time_s, weapon.peak_pa)
                    missed = missed_burst_p(weapon, p)
                    if weapon.heavy:
                        missed *= 1 - self.ears.heard_p(self.fire.line.place(x, 450, laws.other(side)), time_s, laws.SHELL_PA)
                    shares[side] += weapon.share / 5 * missed * (1 - weapon.another_burst) / (1 - weapon.another_burst * missed)
        return shares

    def _further(self, starts, since, mean):
        """Positions that join a side: a Poisson process along the law of joining."""
        return math.prod(mean * self.world.joins.density(start - since) for start in starts)

    def _weight(self, opener, sides, starts, earlier, unheard):
        """How well these beginnings fit that this side opened fire: its first position was heard, or nobody heard it."""
        mine = sorted(s for s, side in zip(starts, sides) if side == opener)
        theirs = sorted(s for s, side in zip(starts, sides) if side != opener)
        before = (mine or theirs)[0] - earlier[0]
        hidden = unheard[opener] * self._further(mine, before, self.world.openers) / EARLIER.density(earlier[0])
        weight = hidden * self._answer(theirs, before, earlier[1], unheard[laws.other(opener)])
        if mine:
            weight += (self._further(mine[1:], mine[0], self.world.openers)
                       * self._answer(theirs, mine[0], earlier[1], unheard[laws.other(opener)]))
        return weight * math.exp(-self.world.openers * (1 - unheard[opener]))

    def _answer(self, theirs, since, earlier_s, unheard):
        """What the other side then did, as far as it was heard."""
        world = self.world
        quiet = math.exp(-world.answerers * (1 - unheard))
        if not theirs:
            return world.one_sided_p + (1 - world.one_sided_p) * unheard * quiet
        heard = world.answer.density(theirs[0] - since) * self._further(theirs[1:], theirs[0], world.answerers)
        began = theirs[0] - earlier_s
        hidden = (unheard * world.answer.density(began - since) * self._further(theirs, began, world.answerers)
                  / EARLIER.density(earlier_s))
        return (1 - world.one_sided_p) * quiet * (heard + hidden)
