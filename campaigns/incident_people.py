"""Made-up people: posts, patrols, cameras, callers, the public and both sides, and what they say of made-up fire.

Some of it never was, some is said twice, exaggerated, mistyped, days late; activities are announced in time, late or not at all.
"""
import bisect
import copy
import datetime
import math
import random

import incident_fire
import incident_laws as laws
from incident_fire import DAY_S, LENGTH_M

START = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
REPORTS, CLAIMS = 800, 300  # in thirty days
LIES, MISHEARD, OTHER_KINDS = 0.15, 0.03, 0.04
REPEATED, MISTYPED, VERY_LATE, CORRECTED, TAKEN_BACK = 0.05, 0.03, 0.05, 0.25, 0.1
EARSHOT_M, POSTS_STEP_M, CAMERAS = 4500.0, 5000.0, 8
SEES_BY_DAY_P = 0.3


def written(time_s, to="minute"):
    """RFC 3339, as exact as somebody writes it."""
    moment = START + datetime.timedelta(seconds=time_s)
    return moment.strftime({"second": "%Y-%m-%dT%H:%M:%SZ", "minute": "%Y-%m-%dT%H:%MZ", "hour": "%Y-%m-%dT%HZ"}[to])


def by_day(time_s):
    """Whether it is light."""
    return 6 <= (time_s % DAY_S) / 3600 < 19


def at(x, y):
    """A place, to the metre."""
    return {"x_m": round(x), "y_m": round(y)}


class People:
    """What is said in so many days, in the order of receipt; `told` has the truth of it by id."""

    def __init__(self, fire, seed):
        self.fire, self.rng = fire, random.Random(f"people {seed}")
        rng, line = self.rng, fire.line
        self.posts = [line.place(x + rng.uniform(-800, 800), rng.uniform(900, 2000), laws.SIDES[k % 2])
                      for k, x in enumerate(range(2500, int(LENGTH_M), int(POSTS_STEP_M)))]
        self.villages = [line.place(x + rng.uniform(-1500, 1500), rng.uniform(700, 2500), laws.SIDES[k % 2])
                         for k, x in enumerate(range(2500, int(LENGTH_M), 4000))]
        fires = [i for i in range(len(fire.incidents)) if fire.incidents[i].kind == "fire"]
        self.cameras = [line.place(fire.incidents[rng.choice(fires)].x + rng.uniform(-800, 800), 300.0, rng.choice(laws.SIDES))
                        for _ in range(CAMERAS)]
        self.loudness = []
        for incident in fire.incidents:
            self.loudness.append((self.loudness[-1] if self.loudness else 0.0) + math.sqrt(len(incident.rounds)))
        self.said, self.told = [], {}
        share = fire.days / 30
        self._speak(round(REPORTS * share), lambda: self._report(rng))
        self._speak(round(CLAIMS * share), lambda: self._claim(rng, rng.choice(laws.SIDES)))
        self._announce(rng)
        self.said.sort(key=lambda pair: pair[0])

    # ---- Who says what of which incident ----

    def _speak(self, wanted, say):
        """So many statements in all, with those that repeat."""
        while wanted > 0:
            payload, incident, truly_s, delay_s, slip = say()
            payload["id"] = f"r{len(self.told):04d}"
            received_s = truly_s + delay_s + (self.rng.uniform(1, 6) * DAY_S if self.rng.random() < VERY_LATE else 0)
            self._put(payload, received_s, incident, slip)
            wanted -= 1
            if wanted > 0 and self.rng.random() < REPEATED:
                again = dict(copy.deepcopy(payload), id=f"r{len(self.told):04d}")
                self._put(again, received_s + self.rng.expovariate(1 / 7200), incident, slip)
                wanted -= 1

    def _put(self, payload, received_s, incident, slip):
        payload["received"] = written(math.ceil(received_s / 60) * 60)
        self.said.append((received_s, payload))
        self.told[payload["id"]] = {"incident": incident, "slip": slip, "superseded": False}

    def _some_incident(self, rng):
        return bisect.bisect(self.loudness, rng.random() * self.loudness[-1])

    def _moment(self, rng, incident):
        """What stays in mind: the beginning, or some round; with the position that fired it."""
        rounds = [r for r in incident.rounds if r.kind != "impact"]
        made = min(rounds, key=lambda r: r.time_s) if rng.random() < 0.5 else rng.choice(rounds)
        return made, sum(1 for r in rounds if abs(r.time_s - made.time_s) < 300)

    def _kinds(self, rng, made):
        if made.kind in ("launch", "charge"):
            return "explosion"
        weapon = self.fire.positions[made.position].weapon
        return "burst" if weapon.another_round > 0.3 and rng.random() < 0.6 else "shot"

    @staticmethod
    def _count(rng, count):
        guess = max(1, round(count * math.exp(rng.gauss(0, 0.4))))
        low = max(1, round(0.8 * guess))
        return rng.choice(({"about": guess}, {"about": guess}, {"exact": guess}, {"from": low, "to": guess + 3}, "uncountable"))

    def _report(self, rng):
        if rng.random() < OTHER_KINDS:
            return self._other_kind(rng)
        number = self._some_incident(rng)
        incident = self.fire.incidents[number]
        made, count = self._moment(rng, incident)
        if rng.random() < MISHEARD:  # thunder, a hunter, a tractor: at a time and place of its own
            x, time_s = rng.uniform(0, LENGTH_M), rng.uniform(0, self.fire.days) * DAY_S
            made = incident_fire.Round(time_s, "shot", self.fire.line.place(x, rng.uniform(100, 1500), rng.choice(laws.SIDES)),
                                       made.position, -1, 0.0)
            number, count = None, rng.randrange(1, 6)
        payload = {"kind": "report", "about": "fire", "observation": "shot" if number is None else self._kinds(rng, made),
                   "count": self._count(rng, count)}
        delay_s = self._channel(rng, payload, made)
        whole = number is not None and payload["_to"] != "hour" and rng.random() < 0.2
        if whole and incident.rounds[-1].time_s - made.time_s > 120:
            payload["until"] = written(max(incident.rounds[-1].time_s, payload["_time_s"] + 60))
            delay_s += incident.rounds[-1].time_s - made.time_s
        return self._finish(rng, payload, number, made.time_s, delay_s)

    def _channel(self, rng, payload, made):
        """Who says it and how; answers how long it takes to arrive."""
        post, camera = (min(near, key=lambda p: math.dist(p, made.place)) for near in (self.posts, self.cameras))
        choice = rng.random()
        if choice < 0.10 and math.dist(camera, made.place) < 1500:
            self._sight(rng, payload, made, camera, "camera", "recorded", 0.02, 0.08, 3)
            payload["_time_s"], payload["_to"] = made.time_s + rng.gauss(0, 2), "second"
            return rng.uniform(60, 1200)
        if choice < 0.45 and math.dist(post, made.place) < EARSHOT_M:
            self._sight(rng, payload, made, post, "post", *self._sense(rng, made), 10)
            payload["_time_s"], payload["_to"] = made.time_s + rng.gauss(0, 60), "minute"
            return rng.uniform(120, 3600)
        if choice < 0.65 and by_day(made.time_s):
            where = made.place[0] + rng.gauss(0, 1200), made.place[1] + rng.gauss(0, 1200)
            self._sight(rng, payload, made, where, "patrol", *self._sense(rng, made), 20)
            payload["_time_s"], payload["_to"] = made.time_s + rng.gauss(0, 60), "minute"
            return rng.uniform(600, 6 * 3600)
        public = choice > 0.85
        far = 500 if public else 350
        payload["channel"] = "public" if public else "hotline"
        payload["means"] = "heard"
        village = min(self.villages, key=lambda v: math.dist(v, made.place))
        if public and rng.random() < 0.2 and math.dist(village, made.place) < 2500:
            payload["place"] = dict(at(*village), sigma_m=1000)
        else:
            payload["place"] = at(made.place[0] + rng.gauss(0, far), made.place[1] + rng.gauss(0, far))
        payload["_time_s"], payload["_to"] = made.time_s + rng.gauss(0, 240 if public else 120), "minute"
        if rng.random() < (0.3 if public else 0.15):
            payload["_time_s"] = 900 * round(payload["_time_s"] / 900)  # to the quarter of the hour
        elif public and rng.random() < 0.1:
            payload["_time_s"], payload["_to"] = 3600 * math.floor(payload["_time_s"] / 3600 + 0.5), "hour"
        return rng.uniform(300, 3600) if not public else rng.uniform(1800, 12 * 3600)

    @staticmethod
    def _sense(rng, made):
        """Seen or heard, and how far off bearing and distance then are."""
        if by_day(made.time_s) and rng.random() < SEES_BY_DAY_P:
            return "saw", 0.05, 0.25
        return "heard", 0.12, 0.45

    def _sight(self, rng, payload, made, where, channel, means, bearing_rad, distance_log, place_m):
        dx, dy = made.place[0] - where[0], made.place[1] - where[1]
        azimuth = math.degrees(math.atan2(dx, dy) + rng.gauss(0, bearing_rad)) % 360
        payload.update(channel=channel, means=means, observer=at(where[0] + rng.gauss(0, place_m), where[1] + rng.gauss(0, place_m)))
        if channel == "camera":
            payload.update(bearing_deg=round(azimuth, 1), bearing_sigma_deg=1.5)
        else:
            payload["bearing"] = POINTS[round(azimuth / 22.5) % 16]
        if rng.random() < 0.9:
            far = math.hypot(dx, dy) * math.exp(rng.gauss(0, distance_log))
            payload["distance_m"] = max(50, round(far, -2 if far > 400 else -1))

    def _claim(self, rng, party):
        """A side's complaint of the other's fire."""
        payload = {"kind": "report", "about": "fire", "channel": "complaint", "party": party, "accused": laws.other(party)}
        if rng.random() < LIES:
            x, time_s = rng.uniform(500, LENGTH_M - 500), rng.uniform(0, self.fire.days) * DAY_S
            place = self.fire.line.place(x, rng.uniform(50, 900), rng.choice(laws.SIDES))
            payload.update(observation=rng.choice(("shot", "burst", "explosion")), count={"exact": rng.randrange(1, 80)}, place=at(*place))
            payload["_time_s"], payload["_to"] = time_s, "minute"
            return self._finish(rng, payload, None, time_s, rng.uniform(0.5, 20) * 3600)
        for _ in range(1000):  # an incident in which the other side fired, or is said to have
            number = self._some_incident(rng)
            theirs = [r for r in self.fire.incidents[number].rounds
                      if r.kind != "impact" and self.fire.positions[r.position].side == laws.other(party)]
            if theirs or rng.random() < 0.1:
                break
        incident = self.fire.incidents[number]
        theirs = theirs or [r for r in incident.rounds if r.kind != "impact"]
        made = theirs[0] if rng.random() < 0.6 else rng.choice(theirs)
        place = made.place
        if rng.random() < 0.45:  # where it struck
            place = self.fire.line.place(made.place[0] + rng.gauss(0, 250), rng.uniform(30, 700), party)
        payload["place"] = at(place[0] + rng.gauss(0, 250), place[1] + rng.gauss(0, 250))
        payload["observation"] = self._kinds(rng, made)
        said = max(1, round(len(theirs) * math.exp(rng.gauss(math.log(1.7), 0.6))))
        payload["count"] = {"exact": said}
        payload["_time_s"], payload["_to"] = made.time_s + rng.gauss(0, 120), "minute"
        if rng.random() < 0.2:
            payload["_time_s"] = 900 * round(payload["_time_s"] / 900)
        if rng.random() < 0.25:
            payload["until"] = written(max(theirs[-1].time_s, payload["_time_s"]) + 60)
        last_s = incident.rounds[-1].time_s - made.time_s + 600
        return self._finish(rng, payload, number, made.time_s, last_s + 3600 * math.exp(rng.gauss(math.log(6), 1.0)))

    def _other_kind(self, rng):
        """What no sensor hears."""
        x, time_s = rng.uniform(500, LENGTH_M - 500), rng.uniform(0, self.fire.days - 1) * DAY_S
        payload = {"kind": "report", "about": rng.choice(("movement_restriction", "drone_interference", "weapon_beyond_line")),
                   "channel": "patrol", "place": at(*self.fire.line.place(x, 1500, rng.choice(laws.SIDES)))}
        if payload["about"] == "movement_restriction":
            payload.update(restriction=rng.choice(("denied", "delayed")), reason="\"mines on the road\"", duration_s=1800)
        payload["time"] = written(time_s)
        return payload, None, time_s, rng.uniform(600, 7200), None

    # ---- What goes wrong in writing ----

    @staticmethod
    def _settle_time(payload):
        time_s, to = payload.pop("_time_s"), payload.pop("_to")
        payload["time"] = written(max(time_s, 0), to)

    def _finish(self, rng, payload, number, truly_s, delay_s):
        slip = None
        if rng.random() < MISTYPED:
            slip = rng.choice(("digits", "digits", "day", "half day"))
            if slip == "digits" and not self._swap_digits(rng, payload):
                slip = None
            if slip in ("day", "half day"):  # backwards: a time to come is refused at once
                shift_s = DAY_S if slip == "day" else DAY_S / 2
                if payload["_time_s"] < shift_s + 3600:
                    slip = None
                else:
                    payload["_time_s"] -= shift_s
                    payload.pop("until", None)
        early_s = max(0.0, payload["_time_s"] - truly_s)
        self._settle_time(payload)
        return payload, number, truly_s, delay_s + early_s + 60, slip

    @staticmethod
    def _swap_digits(rng, payload):
        """Two neighbouring digits of an easting or northing change places."""
        place = payload.get("place") or payload.get("observer")
        key = rng.choice(("x_m", "y_m"))
        digits = list(str(abs(place[key])))
        if len(digits) < 3:
            return False
        k = rng.randrange(len(digits) - 1)
        if digits[k] == digits[k + 1]:
            return False
        digits[k], digits[k + 1] = digits[k + 1], digits[k]
        place[key] = int("".join(digits)) * (1 if place[key] >= 0 else -1)
        return True

    # ---- Corrections, withdrawals, notices ----

    def amend(self):
        """Some slips are put right and some lies taken back, a day or two later."""
        rng = random.Random(f"amend {len(self.said)}")
        for received_s, payload in list(self.said):
            if payload["kind"] != "report":
                continue
            truth = self.told[payload["id"]]
            if truth["slip"] and truth["incident"] is not None and rng.random() < CORRECTED:
                made, _ = self._moment(rng, self.fire.incidents[truth["incident"]])
                right = {key: value for key, value in payload.items() if key not in ("observer", "bearing", "bearing_deg", "until",
                                                                                       "bearing_sigma_deg", "distance_m", "received")}
                right.update(id=payload["id"] + "-right", corrects=payload["id"], time=written(made.time_s),
                             place=at(made.place[0] + rng.gauss(0, 150), made.place[1] + rng.gauss(0, 150)))
                self._put(right, max(received_s, made.time_s) + rng.uniform(1, 2) * DAY_S, truth["incident"], None)
                truth["superseded"] = True
            elif truth["incident"] is None and payload.get("party") and rng.random() < TAKEN_BACK:
                later_s = received_s + rng.uniform(1, 2) * DAY_S
                self.said.append((later_s, {"kind": "withdrawal", "id": "w" + payload["id"], "of": payload["id"],
                                            "party": payload["party"], "reason": "it could not be confirmed"}))
                truth["superseded"] = True
        self.said.sort(key=lambda pair: pair[0])
        return self

    def _announce(self, rng):
        """Most activities are announced the day before, some after they began, some never."""
        for number, incident in enumerate(self.fire.incidents):
            draw = rng.random()
            if incident.kind == "fire" or draw < 0.15:
                continue
            late = draw < 0.35
            places = [r.place for r in incident.rounds]
            middle = [sum(p[k] for p in places) / len(places) for k in (0, 1)]
            from_s = 3600 * math.floor((incident.start_s - 600) / 3600)
            until_s = 3600 * math.ceil((incident.rounds[-1].time_s + 600) / 3600)
            if rng.random() < 0.2 and incident.rounds[-1].time_s - from_s > 5400:
                until_s = 3600 * math.floor(incident.rounds[-1].time_s / 3600)  # goes on longer than was said
            notified_s = incident.start_s + 3600 if late else from_s - rng.uniform(2, 30) * 3600
            notified_s = max(notified_s, 60.0)
            incident.activity = f"n{number:03d}"
            self.said.append((notified_s, {
                "kind": "activity", "id": incident.activity, "party": incident.opened, "activity": incident.kind,
                "from": written(from_s), "until": written(until_s), "notified": written(notified_s),
                "place": {"x_m": round(middle[0], -2), "y_m": round(middle[1], -2)}, "radius_m": rng.choice((500, 800, 1000))}))
            self.told[incident.activity] = {"from_s": from_s, "until_s": until_s, "late": late}
