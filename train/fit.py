"""Fits the classifier to a table of features and says, cross-validated, how good it is.

usage: fit.py TABLE [--model FILE.c] [--report] [--reliability FILE.svg]

Folds: a position of live fire is judged by a model that was taught without it, a clip by one without its source, a
scene by one without its batch. Nothing is random here: the same table gives the same model.
"""
import argparse

import numpy as np
from scipy.optimize import minimize

CLASSES = ["muzzle_blast", "shock_wave", "explosion", "other"]
SHOCK, OTHER = 1, 3
REACH = 3.0  # standardised features are cut here, as src/signal/classify.c does
PENALTY = 2e-2  # on squared weights: less generalises worse to other positions
CROSS = 0.7  # products are counted that much, so that they are penalised twice as the features themselves
ITERATIONS = 60
UNCHANGED = 3.0  # what an unchanged recording weighs against a varied copy of it
# Of which mixture probabilities are true: three pulses of twenty are fire. Among the recordings they are five; in the field fewer.
FIRE_SHARE = 0.15
# One of twenty is a shock wave, a third of the fire: a blast is heard all around, a shock wave ahead of a gun and near the shot's
# line, of what is faster than sound.
SHOCK_SHARE = 0.05
SNR_MIN_DB = 18.0  # below, a pulse shows too little of its shape to teach what it is
PEAK_MIN = 8 / 32768.0  # eight steps of 16 bits: as classify.c does
FOLDS = 4
GUARD_QUANTILE, GUARD_SPARE = 0.999, 1.25
# Pulses that came the same way are alike: a path (station and position) weighs as a whole, whatever its number of pulses;
# a source of clips as the square root of it.
CROWD = {"shot": 1.0, "everyday": 0.5, "scene": 0.0}
# What each kind weighs as a whole.
WEIGHTS = {
    ("shot", 0): 1.0,
    ("everyday", 3): 3.0,
    ("scene", 0): 0.15,
    ("scene", 1): 0.1,
    ("scene", 2): 0.2,
    ("scene", 3): 0.2,
}


class Table:
    """The rows that hold a pulse; `missed` are labelled onsets of which there is none."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            head = file.readline().rstrip("\n").split("\t")
            rows = [line.rstrip("\n").split("\t") for line in file]
        column = {name: i for i, name in enumerate(head)}
        first = column["p_other"] + 1
        self.names = head[first:]
        self.missed = [
            (row[column["kind"]], float(row[column["label_snr"]]))
            for row in rows
            if row[column["label"]] == "missed" and row[column["variant"]] == "0"
        ]
        rows = [row for row in rows if row[column["label"]] != "missed"]

        def words(name):
            return np.array([row[column[name]] for row in rows])

        def numbers(name):
            return words(name).astype(float)

        self.kind, self.group, self.clip = words("kind"), words("group"), words("clip")
        self.variant, self.fold = numbers("variant").astype(int), numbers("fold").astype(int)
        self.label = np.array([CLASSES.index(word) for word in words("label")])
        self.label_snr, self.snr, self.peak = numbers("label_snr"), numbers("pulse_snr"), numbers("peak")
        self.usable = numbers("usable") > 0
        self.shipped = np.array([[float(v) for v in row[column["p_muzzle_blast"] : first]] for row in rows])
        self.features = np.array([[float(value) for value in row[first:]] for row in rows])
        self.test = np.array([clip.split(".")[0] for clip in self.clip])
        self.by_place, self.by_test = self.folds(self.group), self.folds(self.test)
        self.unit = np.array(
            [f"{group} {clip.split('.')[-1]}" if kind == "shot" else group for kind, group, clip in zip(self.kind, self.group, self.clip)]
        )

    def folds(self, unit):
        """Which fold each row is judged in: shots by `unit`, everyday sounds by the recording they were cut from, scenes by batch."""
        units = sorted(set(unit[self.kind == "shot"]))
        return np.array([units.index(own) % FOLDS if kind == "shot" else fold for kind, own, fold in zip(self.kind, unit, self.fold)])

    def weights(self, chosen):
        """Of each row in `chosen`: 0 for what is not to teach."""
        weight = np.zeros(len(self.label))
        teaches = chosen & self.usable & ((self.snr >= SNR_MIN_DB) | (self.label == OTHER))
        for (kind, label), total in WEIGHTS.items():
            part = teaches & (self.kind == kind) & (self.label == label)
            _, unit, count = np.unique(self.unit[part], return_inverse=True, return_counts=True)
            share = count[unit] ** -CROWD[kind] * np.where((self.variant[part] == 0) & (kind != "scene"), UNCHANGED, 1.0)
            weight[part] = total * share / share.sum()
        return weight


class Model:
    """As struct class_model."""

    def __init__(self, features, label, weight):
        used = weight > 0
        x, y, w = features[used], label[used], weight[used] / weight.sum()
        self.mean = np.average(x, axis=0, weights=w)
        self.deviation = np.sqrt(np.average((x - self.mean) ** 2, axis=0, weights=w)) + 1e-6
        z = self.standardise(x)
        self.likeness = [self.like(z[y == c]) for c in range(OTHER)]
        terms, truth, w = self.terms(z), np.eye(4, dtype=np.float32)[y], w.astype(np.float32)

        def loss(flat):
            weights = flat.reshape(terms.shape[1], 4)
            log_p = self.log_softmax(terms @ weights.astype(np.float32))
            slope = terms.T @ (w[:, None] * (np.exp(log_p) - truth))
            penalised = weights.copy()
            penalised[0] = 0.0
            value = -(w * (log_p * truth).sum(1)).sum() + PENALTY / 2 * (penalised**2).sum()
            return float(value), (slope + PENALTY * penalised).ravel().astype(float)

        start = np.zeros(terms.shape[1] * 4)
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
        self.scores = found.x.reshape(-1, 4)

    def standardise(self, x):
        return np.clip((x - self.mean) / self.deviation, -REACH, REACH)

    @staticmethod
    def terms(z):
        """1, each feature, and the products of every two, as classify.c has them."""
        first, second = np.triu_indices(z.shape[1])
        return np.concatenate([np.ones((len(z), 1)), z, CROSS * z[:, first] * z[:, second]], 1).astype(np.float32)

    @staticmethod
    def log_softmax(score):
        score = score - score.max(1, keepdims=True)
        return score - np.log(np.exp(score).sum(1, keepdims=True))

    @staticmethod
    def like(z):
        mean, deviation = z.mean(0), np.maximum(z.std(0), 0.1)
        distance = (((z - mean) / deviation) ** 2).mean(1)
        return mean, deviation, GUARD_SPARE * np.quantile(distance, GUARD_QUANTILE)

    def score(self, x):
        return self.terms(self.standardise(x)) @ self.scores

    def possible(self, x, peak):
        """1 for what a pulse may be, 0 for what it is too far from, or too faint for."""
        z, may = self.standardise(x), np.ones((len(x), 4))
        for c, (mean, deviation, most) in enumerate(self.likeness):
            may[(((z - mean) / deviation) ** 2).mean(1) > most, c] = 0.0
        may[peak < PEAK_MIN, :OTHER] = 0.0
        return may


def recordings(table):
    """The rows of recordings as they are."""
    return (table.kind != "scene") & (table.variant == 0)


def mixture(true, share):
    """What each pulse weighs so that this share of them is true; together 1."""
    return np.where(true, share / true.sum(), (1.0 - share) / (~true).sum())


def calibrated(table, score, possible, calibration):
    """Probabilities of scores: divided by a temperature, with offsets of classes on top."""
    temperature, offsets = calibration
    p = np.exp(Model.log_softmax(score / temperature + offsets)) * possible
    p[:, OTHER] = 1.0 - p[:, :OTHER].sum(1)
    p[~table.usable] = np.eye(4)[OTHER]
    return p


def calibration_of(table, score, possible, chosen):
    """Temperature and offsets by which what was judged by models that were not taught by it is most likely (Platt 1999): first
    fire on a mixture of the recordings as they are, then shock waves among other sounds in simulation, where alone they are."""

    def unlikeliness(rows, classes, share, calibration):
        told = calibrated(table, score, possible, calibration)[rows][:, classes].sum(1)
        true = np.isin(table.label[rows], classes)
        told = np.clip(told, 1e-4, 1 - 1e-4)
        return -(mixture(true, share) * np.log(np.where(true, told, 1.0 - told))).sum()

    def least(loss, start):
        return minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-7}).x

    other, shock = np.eye(4)[OTHER], np.eye(4)[SHOCK]
    recorded, made = chosen & recordings(table), chosen & (table.kind == "scene") & np.isin(table.label, [SHOCK, OTHER])
    x = least(lambda x: unlikeliness(recorded, [0, 1, 2], FIRE_SHARE, (np.exp(x[0]), x[1] * other)), [0.0, 0.0])
    y = least(lambda y: unlikeliness(made, [SHOCK], SHOCK_SHARE, (np.exp(x[0]), x[1] * other + y[0] * shock)), [0.0])
    return np.exp(x[0]), x[1] * other + y[0] * shock


def cross_validate(table, folds):
    """Probabilities of each row by the model that was taught without its fold, and the calibration of all folds. A fold is
    judged with the calibration of the others."""
    score, possible = np.zeros((len(table.label), 4)), np.ones((len(table.label), 4))
    for fold in range(FOLDS):
        rows = folds == fold
        model = Model(table.features, table.label, table.weights(~rows))
        score[rows] = model.score(table.features[rows])
        possible[rows] = model.possible(table.features[rows], table.peak[rows])
    told = np.zeros(score.shape)
    for fold in range(FOLDS):
        rows = folds == fold
        told[rows] = calibrated(table, score, possible, calibration_of(table, score, possible, ~rows))[rows]
    return told, calibration_of(table, score, possible, np.ones(len(table.label), bool))


def with_offset(p, offset):
    moved = p.copy()
    moved[:, OTHER] *= np.exp(offset)
    return moved / moved.sum(1, keepdims=True)


def array_of(values):
    return "{" + ", ".join(f"{value:.5g}" for value in values) + "}"


def write_model(path, table, model, calibration):
    temperature, offsets = calibration
    counts = []
    for (kind, label) in WEIGHTS:
        rows = (table.kind == kind) & (table.label == label) & table.usable
        of = len(set(table.group[rows]))
        counts.append(f" *   {kind} {CLASSES[label]}: {rows.sum()} pulses of {len(set(table.clip[rows]))} recordings, {of} groups")
    with open(path, "w", encoding="utf-8") as file:
        file.write("/* Class model: made by ./dev train, not by hand; docs/model-card.md says what of. Taught by\n")
        file.write("\n".join(counts))
        file.write(" */\n#include \"class_model.h\"\n\n/* clang-format off */\nconst struct class_model CLASS_MODEL = {\n")
        file.write(f"    .mean = {array_of(model.mean)},\n    .deviation = {array_of(model.deviation)},\n")
        file.write(f"    .constant = {array_of(model.scores[0] / temperature + offsets)},\n")
        count = len(table.names)
        for name, part in (("linear", model.scores[1 : count + 1]), ("product", model.scores[count + 1 :])):
            scale = (CROSS if name == "product" else 1.0) / temperature
            rows = ",\n        ".join(array_of(part[:, c] * scale) for c in range(4))
            file.write(f"    .{name} = {{\n        {rows},\n    }},\n")
        file.write("    .like = {\n")
        for mean, deviation, most in model.likeness:
            file.write(f"        {{.mean = {array_of(mean)},\n         .deviation = {array_of(deviation)},\n")
            file.write(f"         .distance_max = {most:.4g}}},\n")
        file.write("    },\n};\n")


def fire(p):
    return np.maximum(p[:, 0], p[:, 2])


def figures(table, p, title):
    """The two figures, on unchanged recordings and on varied ones."""
    print(f"== {title}")
    rows = (table.kind == "everyday") & (table.variant == 0)
    clips = sorted(set(table.clip[rows]))
    bad = sorted(set(table.clip[rows & (fire(p) > 0.5)]))
    print(f"everyday sounds: {len(bad)} of 240 clips have a muzzle blast or explosion above 0.5")
    print(f"  (pulses {rows.sum()} in {len(clips)} clips): {' '.join(bad)}")
    shocks = sorted(set(table.clip[rows & (p[:, SHOCK] > 0.5)]))
    print(f"  a shock wave above 0.5: {len(shocks)} clips")
    for word, snr in (("label", table.label_snr), ("detection", table.snr)):
        rows = (table.kind == "shot") & (table.variant == 0) & (snr >= 12)
        missed = sum(kind == "shot" and at >= 12 for kind, at in table.missed) if word == "label" else 0
        hit = (rows & (fire(p) > 0.5)).sum()
        print(f"shots of 12 dB or better by their {word}: {hit} of {rows.sum() + missed} ({hit / (rows.sum() + missed):.3f}) above 0.5")
        for position in sorted(set(table.group[rows])):
            here = rows & (table.group == position)
            print(f"  {position}: {(here & (fire(p) > 0.5)).sum()} of {here.sum()}")
    varied = (table.kind == "everyday") & (table.variant > 0)
    if varied.any():
        bad = set(zip(table.clip[varied & (fire(p) > 0.5)], table.variant[varied & (fire(p) > 0.5)]))
        print(f"other rates, filters, noise, clipping: {len(bad) / 240 / table.variant[varied].max():.3f} of everyday clips above 0.5")
        for least in (12, 18, 24):
            shots = (table.kind == "shot") & (table.variant > 0) & (table.snr >= least)
            print(f"  shots of {least} dB or better by their detection: {(fire(p)[shots] > 0.5).mean():.3f} of {shots.sum()}")


def exchange(table, p):
    """What could be had instead, by calling more of it other."""
    clips = (table.kind == "everyday") & (table.variant == 0)
    shots = (table.kind == "shot") & (table.variant == 0) & (table.label_snr >= 12)
    print("== everyday clips above 0.5, and shots of 12 dB (of those heard), were `other` likelier")
    for offset in np.arange(-1.0, 3.1, 0.5):
        told = fire(with_offset(p, offset)) > 0.5
        print(f"  by e^{offset:+.1f}: {len(set(table.clip[clips & told]))} clips, {told[shots].mean():.3f} of shots")


def confusion(table, p, kind):
    rows = (table.kind == kind) & (table.variant == 0)
    print(f"== {kind}: what it was, and the share that is most likely called")
    print(" " * 14 + "".join(f"{name:>14}" for name in CLASSES))
    for c, name in enumerate(CLASSES):
        here = rows & (table.label == c)
        if here.any():
            called = np.bincount(p[here].argmax(1), minlength=4) / here.sum()
            print(f"{name:14}" + "".join(f"{share:14.3f}" for share in called) + f"   of {here.sum()}")


def calibration(table, p, rows):
    """The expected calibration error, that of pulses weighed alike, and the points of the diagram. A probability is true of a
    mixture: pulses are weighed so that FIRE_SHARE of them are fire."""
    told, true = p[rows][:, :OTHER].sum(1), table.label[rows] != OTHER
    weight = mixture(true, FIRE_SHARE)
    edges, points, error, plain = np.linspace(0, 1, 11), [], 0.0, 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        here = (told >= low) & ((told < high) | (high == 1.0))
        if here.any():
            points.append((np.average(told[here], weights=weight[here]), np.average(true[here], weights=weight[here]), int(here.sum())))
            error += weight[here].sum() * abs(points[-1][0] - points[-1][1])
            plain += here.sum() / len(told) * abs(told[here].mean() - true[here].mean())
    return error, plain, points


def reliability(table, p, rows, title):
    """Share of fire among pulses by the probability that they are."""
    error, plain, points = calibration(table, p, rows)
    print(f"== reliability, {title}: expected calibration error {error:.4f} ({rows.sum()} pulses; {plain:.4f} were each weighed alike)")
    for mean, share, count in points:
        print(f"  told {mean:.3f}  true {share:.3f}  of {count}")
    return title, error, points


def draw(path, curves):
    """A reliability diagram as plain SVG."""
    colours = ["#1b6ca8", "#c4581d", "#4a8a3b"]
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="560" height="460" font-family="DejaVu Sans" font-size="12">',
             '<rect width="560" height="460" fill="white"/>', '<path d="M60 400V40M60 400H420" stroke="#444" fill="none"/>',
             '<path d="M60 400L420 40" stroke="#bbb" stroke-dasharray="4 4"/>',
             '<text x="240" y="440" text-anchor="middle">told: probability that it is fire</text>',
             '<text x="20" y="220" text-anchor="middle" transform="rotate(-90 20 220)">true: share that is</text>']
    for tick in range(0, 11, 2):
        parts.append(f'<text x="{60 + 36 * tick}" y="418" text-anchor="middle">{tick / 10}</text>')
        parts.append(f'<text x="52" y="{404 - 36 * tick}" text-anchor="end">{tick / 10}</text>')
    for i, (title, error, lines) in enumerate(curves):
        points = " ".join(f"{60 + 360 * x:.1f},{400 - 360 * y:.1f}" for x, y, _ in lines)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colours[i]}" stroke-width="2"/>')
        parts += [f'<circle cx="{60 + 360 * x:.1f}" cy="{400 - 360 * y:.1f}" r="{2 + np.log10(n):.1f}" fill="{colours[i]}"/>' for x, y, n in lines]
        parts.append(f'<text x="210" y="{340 + 18 * i}" fill="{colours[i]}">{title}: error {error:.3f}</text>')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts) + "\n</svg>\n")


def by_noise(table, p):
    """How good it is in each noise that scenes are heard in."""
    noises = np.array([clip.split("-")[-1] if kind == "scene" else "" for kind, clip in zip(table.kind, table.clip)])
    print("== simulated, noise by noise: calibration error, shots and blasts known as such, other sounds taken for one")
    for noise in sorted(set(noises) - {""}):
        here = noises == noise
        fired, true = p[here, OTHER] < 0.5, table.label[here] != OTHER
        error = calibration(table, p, here)[0]
        print(f"  {noise:9} {error:.3f}  {fired[true].mean():.3f} of {true.sum()}  {fired[~true].mean():.3f} of {(~true).sum()}")


def report(table, p, known_places, svg):
    figures(table, p, "cross-validated: by position, by source of the clip, by batch of scenes")
    exchange(table, p)
    figures(table, known_places, "cross-validated by test: places that it knows, shots that it does not; the rest as above")
    exchange(table, known_places)
    confusion(table, p, "scene")
    by_noise(table, p)
    curves = [
        reliability(table, p, recordings(table), "recordings"),
        reliability(table, p, (table.kind != "scene") & (table.variant > 0), "recordings, varied"),
        reliability(table, p, table.kind == "scene", "simulated, every noise"),
    ]
    figures(table, table.shipped, "the model that is built in, on what it was taught by")
    if svg:
        draw(svg, curves)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("table")
    options.add_argument("--model", help="where the model is written")
    options.add_argument("--report", action="store_true", help="print the figures")
    options.add_argument("--reliability", help="where the diagram is drawn")
    options = options.parse_args()
    table = Table(options.table)
    p, calibration = cross_validate(table, table.by_place)
    if options.model:
        model = Model(table.features, table.label, table.weights(np.ones(len(table.label), bool)))
        write_model(options.model, table, model, calibration)
    if options.report:
        report(table, p, cross_validate(table, table.by_test)[0], options.reliability)


main()
