"""What the built-in model says of recordings that it was taught by: a floor under the training, no measure of it.

usage: classes.py TACET DATA WORK
Prints 'everyday CLIPS BAD' and 'shots LABELLED FOUND'; campaigns/classes.sh has the cross-validated figures.
"""
import datetime
import json
import pathlib
import subprocess
import sys

EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
STEP_S = 60


def sector(work):
    work.mkdir(parents=True, exist_ok=True)
    (work / "sector.yaml").write_text("name: Test\nframe: local\nstations: stations.csv\n")
    (work / "stations.csv").write_text("id,x,y,z,position_sigma_m,clock_sigma_s\nA,0,0,0,0.1,0.001\n")


def detections(tacet, work, paths):
    """For each recording its detections: seconds after its beginning, and whether it is fire."""
    sector(work)
    rows = ["file,station,channel,start_utc"]
    for n, path in enumerate(paths):
        start = EPOCH + datetime.timedelta(seconds=STEP_S * n)
        rows.append(f"{path},A,0,{start.strftime('%Y-%m-%dT%H:%M:%SZ')}")
    (work / "recordings.csv").write_text("\n".join(rows) + "\n")
    told = subprocess.run([tacet, "detect", "-s", work, work, "--quiet"], check=True, capture_output=True, text=True)
    heard = [[] for _ in paths]
    for line in told.stdout.splitlines():
        detection = json.loads(line)
        time = datetime.datetime.fromisoformat(detection["time"][:26].rstrip("Z") + "+00:00")
        since = (time - EPOCH).total_seconds()
        p = detection.get("class", {})
        fire = max(p.get("muzzle_blast", 0), p.get("explosion", 0)) > 0.5
        heard[int(since // STEP_S)].append((since % STEP_S, fire))
    return heard


def main(tacet, data, work):
    paths = sorted(pathlib.Path(data, "everyday-sounds").glob("*/*.ogg"))
    heard = detections(tacet, work / "everyday", paths)
    print("everyday", len(paths), sum(any(fire for _, fire in clip) for clip in heard))
    lines = subprocess.run([sys.executable, "train/manifest.py", data], check=True, capture_output=True, text=True)
    shots = [line.split() for line in lines.stdout.splitlines() if line.startswith("shot ")]
    heard = detections(tacet, work / "shots", [words[3] for words in shots])
    labelled = found = 0
    for words, pulses in zip(shots, heard):
        for onset, snr in (word.split(":") for word in words[4:]):
            if float(snr) >= 12:
                labelled += 1
                found += any(fire and abs(at - float(onset)) <= 0.005 for at, fire in pulses)
    print("shots", labelled, found)


main(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]))
