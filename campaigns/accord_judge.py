"""Who knows coverage and error model: what one could have said of a made-up agreement who knows how it was made up.

Knows how often each clause is broken and in how many rounds, which events are of one burst, and how each event errs; not what
happened. Places are integrated in two dimensions by their exact marginals.
"""
import collections
import math

import accord_world as world

DECIDED_P, NOTICE_P = 0.95, 0.9


def below(z):
    """The standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def inside_p(event, name, clause, side):
    """That the event was in the zone, on the side's ground."""
    x, y, sigma = event["x_m"] - world.middle_m(name), event["y_m"], event["sigma"]
    deep = min(world.HALF_DEEP_M, clause.get("far_m", world.HALF_DEEP_M))
    across = below((world.HALF_WIDE_M - x) / sigma) - below((-world.HALF_WIDE_M - x) / sigma)
    y = y if side == 0 else -y
    return across * (below((deep - y) / sigma) - below(-y / sigma))


class Judge:
    """Of one world: a probability, and whether the hearing rule allows to say kept."""

    def __init__(self, made):
        self.made = made
        self.excused = [(a["party"], a) for a in made.activities]
        self.by_day = collections.defaultdict(list)
        for event in made.events:
            if event["status"] == "located":
                self.by_day[int(event["hour"] // 24)].append(event)
        self.inspected = {(i["clause"], i["side"], i["day"]): i for i in made.inspections}

    def is_excused(self, event, side):
        """Of an exercise that was notified in time."""
        for party, activity in self.excused:
            place = activity["place"]
            lead = activity["notified"] <= world.stamp(event["hour"] - 24.0 - 2.2)
            if (party == world.PARTIES[side] and lead and activity["from"] <= event["time"] <= activity["until"] and
                    math.hypot(event["x_m"] - place["x_m"], event["y_m"] - place["y_m"]) <= 250 + 2.4 * event["sigma"]):
                return True
        return False

    def broken_p(self, name, side, day):
        """The probability, and the least with which a breach would have been noticed."""
        clause = world.CLAUSES[name]
        return self.of_fire(name, clause, side, day) if clause["no"] == "fire" else self.of_rest(name, clause, side, day)

    def of_rest(self, name, clause, side, day):
        look = self.inspected.get((name, side, day))
        prior, sees, false = clause["rate"], 0.0, 0.0
        if look is None:
            return prior, 0.0
        sees, false = look["sees_p"], look["false_p"]
        yes, no = (sees, false) if look["seen"] else (1 - sees, 1 - false)
        return prior * yes / (prior * yes + (1 - prior) * no), sees if not look["seen"] else 1.0

    def of_fire(self, name, clause, side, day):
        bursts = collections.defaultdict(list)
        hours = world.windows(clause, day)
        for event in self.by_day[day]:
            if any(begin <= event["hour"] < end for begin, end in hours) and not ("notified" in clause and self.is_excused(event, side)):
                p = inside_p(event, name, clause, side)
                if p > 1e-6:
                    bursts[self.made.shots[event["shot"]]["place"]].append((event["sigma"], p, event["class"].get(world.MUZZLE, 0.0)))
        table = world.BURST_OF_FEW_P if "at_most" in clause else world.BURST_P
        allowed = clause.get("at_most", 0)
        counts = [1.0] + [0.0] * allowed
        for shots in bursts.values():
            # The best known of a burst tells where it was; its rounds share that.
            inside = min(shots)[1]
            gun = 1.0 - math.prod(1.0 - kind for _, _, kind in shots)
            p, many = inside * gun, len(shots)
            counts = [(1 - p) * counts[n] + (p * counts[n - many] if n >= many else 0.0) for n in range(allowed + 1)]
        missed = least = 0.0
        heard = [self.made.heard[name][hour] for begin, end in hours for hour in range(begin, end)]
        least = min(heard)
        for count, p in table:
            if count > allowed:
                missed += p * sum((1 - h) ** count for h in heard) / len(heard)
        prior = clause["rate"] * sum(p for count, p in table if count > allowed)
        unheard = clause["rate"] * missed / (clause["rate"] * missed + 1 - prior)
        return 1.0 - sum(counts) * (1.0 - unheard), least

    def decides(self, name, side, day):
        """broken, kept or nothing."""
        p, least = self.broken_p(name, side, day)
        if p >= DECIDED_P:
            return "broken"
        return "kept" if p <= 1 - DECIDED_P and least >= NOTICE_P else None
