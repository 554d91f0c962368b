"""Laws of made-up fire along a line: several worlds, so that nothing can be fitted to one.

A law can be drawn from and, where the judge needs it, asked for its density. All times are seconds, all lengths metres.
"""
import dataclasses
import math

SIDES = ("north", "south")  # the first holds the ground left of the line, which runs from west to east


def other(side):
    """The side across the line."""
    return SIDES[1 - SIDES.index(side)]


@dataclasses.dataclass(frozen=True)
class Exponential:
    """Memoryless waiting."""
    mean: float

    def draw(self, rng):
        return rng.expovariate(1 / self.mean)

    def density(self, t):
        return math.exp(-t / self.mean) / self.mean if t >= 0 else 0.0


@dataclasses.dataclass(frozen=True)
class LogNormal:
    """Waiting with a long tail."""
    median: float
    sigma: float

    def draw(self, rng):
        return self.median * math.exp(rng.gauss(0, self.sigma))

    def density(self, t):
        if t <= 0:
            return 0.0
        z = math.log(t / self.median) / self.sigma
        return math.exp(-z * z / 2) / (t * self.sigma * math.sqrt(2 * math.pi))


@dataclasses.dataclass(frozen=True)
class Mixture:
    """One law with this chance, else the other."""
    share: float
    first: object
    second: object

    def draw(self, rng):
        return (self.first if rng.random() < self.share else self.second).draw(rng)

    def density(self, t):
        return self.share * self.first.density(t) + (1 - self.share) * self.second.density(t)


@dataclasses.dataclass(frozen=True)
class Depths:
    """How far from the line: between two bounds, denser to the front (bend < 1: more of it near; > 1: farther back)."""
    low: float
    high: float
    bend: float = 1.0

    def draw(self, rng):
        return self.low + (self.high - self.low) * rng.random() ** (1 / self.bend)

    def density(self, depth):
        if not self.low < depth < self.high:
            return 0.0
        return self.bend / (self.high - self.low) * ((depth - self.low) / (self.high - self.low)) ** (self.bend - 1)


@dataclasses.dataclass(frozen=True)
class Weapon:
    """How one fires: rounds to a burst and bursts to a position are geometric."""
    name: str
    share: float
    another_round: float
    interval_s: float
    another_burst: float
    pause: object  # from the last round of a burst to the first of the next, beyond PAUSE_LEAST_S
    peak_pa: float  # at 1 m
    depths: object
    heavy: bool = False


PAUSE_LEAST_S = 2.0
FLIGHT_S = (8.0, 25.0)  # of a heavy weapon's round
SHELL_PA = 20000.0  # where it goes off


def weapons(pause, depths, heavy_share=0.05, heavy_depths=Depths(500, 2500)):
    """The usual ones; `pause(mean)` makes the law of pauses."""
    return (
        Weapon("sniper", 0.30, 0.05, 1.0, 0.50, pause(80.0), 1600.0, depths),
        Weapon("rifle", 0.55 - heavy_share / 2, 0.60, 0.30, 0.78, pause(25.0), 1600.0, depths),
        Weapon("machine_gun", 0.15 - heavy_share / 2, 0.86, 0.10, 0.72, pause(20.0), 2500.0, depths),
        Weapon("mortar", heavy_share, 0.0, 0.0, 0.78, pause(35.0), 6000.0, heavy_depths, True),
    )


def log_normal_pause(mean):
    """With this mean, and a standard deviation of 1.3 means."""
    return LogNormal(mean * math.exp(-0.5), 1.0)


@dataclasses.dataclass(frozen=True)
class World:
    """Everything that is drawn from. Counts are for thirty days."""
    weapons: tuple
    incidents: float = 185.0
    hot_share: float = 0.6  # of incidents that are at one of the hot places
    hot_places: int = 9
    hot_wide_m: float = 900.0
    night_share: float = 0.65
    one_sided_p: float = 0.45
    answer: object = Mixture(0.1, Exponential(1.5), LogNormal(40.0, 1.2))  # from the first shot to the other side's first
    joins: object = Exponential(45.0)  # from a side's first shot to each of its further positions
    openers: float = 0.7  # mean number of further positions of who opens, of who answers
    answerers: float = 0.5
    spread_m: float = 250.0  # of positions along the line
    longest_s: float = 1800.0
    travel_fraction: float = 0.006  # error of a travel time; a floor comes on top
    travel_floor_s: float = 0.010
    coarse_share: float = 0.06  # of positions whose times come from somebody's watch
    coarse_s: tuple = (30.0, 120.0)
    station_step_m: float = 900.0
    sparse_share: float = 0.25  # of the line: stations twice as far apart
    blind_share: float = 0.08  # of the line: none
    spread_db: float = 6.0  # of one level around the mean
    shared_db: float = 0.0  # of it, what all rounds of a position have in common on their way to a station


WORLDS = {
    "even": World(weapons(Exponential, Depths(50, 800))),
    "slow": World(weapons(log_normal_pause, Depths(50, 800, 1.6)), incidents=180.0, hot_share=0.0, night_share=0.5,
                  answer=LogNormal(90.0, 1.0), joins=LogNormal(60.0, 0.9), travel_fraction=0.010),
    "close": World(weapons(Exponential, Depths(50, 300, 0.7)), incidents=185.0, hot_share=0.85, hot_places=14, one_sided_p=0.3,
                   answer=Mixture(0.2, Exponential(1.0), LogNormal(25.0, 1.3)), openers=0.4, travel_fraction=0.015),
    "rough": World(weapons(log_normal_pause, Depths(50, 800), 0.12), incidents=155.0, hot_wide_m=2500.0, station_step_m=1000.0,
                   sparse_share=0.4, shared_db=4.5, travel_fraction=0.020, coarse_share=0.12, openers=1.0),
}
