"""Whether shock waves are listed with the events of their shots. With --count FILE: how many events stand in it at the end."""
import json
import sys


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def owners(folder):
    """Station and time of a detection -> the number of its shot, and whether it is of the bullet."""
    found = lines(f"{folder}/detections.jsonl")
    owner = {}
    for number, shot in enumerate(lines(f"{folder}/truth.jsonl")):
        for bullet, key in ((False, "detections"), (True, "shock_waves")):
            for i in shot.get(key, []):
                owner[found[i]["station"], found[i]["time"]] = (number, bullet)
    return owner


def main():
    folder = sys.argv[1]
    if "--count" in sys.argv:
        last = {event["id"]: event for event in lines(f"{folder}/{sys.argv[3]}")}
        print(sum(event["status"] == "located" for event in last.values()))
        return 0
    owner = owners(folder)
    right = wrong = 0
    for event in lines(f"{folder}/events"):
        arrivals = {phase: [owner.get((a["station"], a["time"])) for a in event["arrivals"] if a.get("phase") == phase]
                    for phase in (None, "shock_wave")}
        shots = [o[0] for o in arrivals[None] if o is not None and not o[1]]
        shot = max(set(shots), key=shots.count)
        here = sum(o == (shot, True) for o in arrivals["shock_wave"])
        right += here
        wrong += len(arrivals["shock_wave"]) - here
    waves = sum(bullet for _, bullet in owner.values())
    print(f"{waves} shock waves, {right} with their shot, {wrong} with another")
    return 0 if waves > 50 and right >= 0.8 * waves and wrong <= 0.05 * waves else 1


if __name__ == "__main__":
    sys.exit(main())
