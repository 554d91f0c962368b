"""Lists what the training may use of a folder of recordings: labelled shots with their onsets, everyday sounds.

usage: manifest.py FOLDER
Writes lines for train-extract: shot GROUP CLIP PATH [ONSET_S:SNR_DB]... and everyday GROUP CLIP PATH FOLD
"""
import datetime
import glob
import json
import os
import sys
import zlib


FOLDS = 4  # clips of one source are judged in one


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def shots(folder):
    """Each recording of a firing position with the labelled pulses of its sensor."""
    for test in sorted(glob.glob(f"{folder}/pittsburgh-live-fire/FP*/test_*")):
        name, position = os.path.basename(test), os.path.basename(os.path.dirname(test))
        pulses = {pulse["pulse_uuid"]: pulse for pulse in load(f"{test}/{name}.allpulses.json")}
        labelled = [
            pulses[uuid]
            for shot in load(f"{test}/{name}.nlos-tuples.json")
            for uuid in shot["pulse_uuids"]
            if uuid in pulses  # a few do not exist
        ]
        for path in sorted(glob.glob(f"{test}/*.wav")):
            about = load(path[:-4] + ".json")
            start = seconds(about["timestamp"])
            onsets = {
                (round(seconds(pulse["arrival_time_utc"]) - start, 4), pulse["signal_to_noise_dB"])
                for pulse in labelled
                if pulse["serial_number"] == about["serial_number"]
            }
            if onsets:
                truths = " ".join(f"{at:.4f}:{snr:.1f}" for at, snr in sorted(onsets))
                print("shot", position, f"{name}.{about['serial_number']}", path, truths)


def everyday(folder):
    """Clips that are no shots; FOLD-SOURCE-TAKE says which recording a clip was cut from."""
    for path in sorted(glob.glob(f"{folder}/everyday-sounds/*/*.ogg")):
        name, sort = os.path.basename(path)[:-4], os.path.basename(os.path.dirname(path))
        source = "-".join(name.split("-")[:2])
        print("everyday", source, f"{sort}/{name}", path, zlib.crc32(source.encode()) % FOLDS)


if len(sys.argv) != 2:
    sys.exit(__doc__)
shots(sys.argv[1])
everyday(sys.argv[1])
