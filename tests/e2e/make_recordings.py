"""Writes the sound of a WAV file (16 bit, one channel) in the other formats that Tacet reads, sound or broken.

usage: make_recordings.py WAV START STATION KIND OUT [FAULT]

KIND: mseed, sac (little endian), sac-be, audiomoth (OUT is then the folder; the WAV gets its name and a PPS table).
START: 2026-03-14T20:12:06Z. FAULT: what is wrong with it, see below.
"""
import datetime
import os
import random
import struct
import sys
import wave

RECORD_BYTES, DATA_AT = 4096, 64


def read_wave(path):
    with wave.open(path, "rb") as file:
        assert file.getnchannels() == 1 and file.getsampwidth() == 2
        count = file.getnframes()
        return file.getframerate(), list(struct.unpack(f"<{count}h", file.readframes(count)))


def mseed_record(station, start, rate, samples, told=None, power=12, encoding=1):
    day = start.timetuple().tm_yday
    head = f"000001D {station:<5}  HDFXX".encode()
    head += struct.pack(">HHBBBBH", start.year, day, start.hour, start.minute, start.second, 0, start.microsecond // 100)
    head += struct.pack(">HhhBBBBiHH", len(samples) if told is None else told, rate, 1, 0, 0x20, 0, 2, 0, DATA_AT, 48)
    head += struct.pack(">HHBBBB", 1000, 56, encoding, 1, power, 0)
    head += struct.pack(">HHBbBB", 1001, 0, 100, start.microsecond % 100, 0, 0)
    data = head + struct.pack(f">{len(samples)}h", *samples)
    return data + bytes(RECORD_BYTES - len(data))


def mseed(rate, samples, start, station, fault):
    each = (RECORD_BYTES - DATA_AT) // 2
    records = []
    for at in range(0, len(samples), each):
        when = start + datetime.timedelta(microseconds=round(at / rate * 1e6))
        records.append(mseed_record(station, when, rate, samples[at : at + each]))
    middle = len(records) // 2
    when = start + datetime.timedelta(microseconds=round(middle * each / rate * 1e6))
    part = samples[middle * each : (middle + 1) * each]
    if fault == "order":
        random.Random(1).shuffle(records)
    elif fault == "gap":
        del records[middle]
    elif fault == "overlap":
        records.insert(middle, records[middle])
    elif fault == "rate":
        records[middle] = mseed_record(station, when, rate // 2, part)
    elif fault == "garbage":
        records.insert(middle, random.Random(1).randbytes(20))
    elif fault == "length":
        records[middle] = mseed_record(station, when, rate, part, power=14)
    elif fault == "count":
        records[middle] = mseed_record(station, when, rate, part, told=65535)
    elif fault == "encoding":
        records[middle] = mseed_record(station, when, rate, part, encoding=11)
    elif fault == "cut":
        records[-1] = records[-1][: RECORD_BYTES // 2]
    elif fault == "clock":  # questionable from the first quarter on: data quality flag 7
        for i in range(len(records) // 4, len(records)):
            records[i] = records[i][:38] + b"\x80" + records[i][39:]
    elif fault == "random":
        records = [random.Random(1).randbytes(100000)]
    return b"".join(records)


def sac(rate, samples, start, station, fault, order):
    floats, whole = [-12345.0] * 70, [-12345] * 40
    floats[0], floats[5] = 1.0 / rate, 0.0
    whole[:6] = [start.year, start.timetuple().tm_yday, start.hour, start.minute, start.second, start.microsecond // 1000]
    whole[6], whole[9], whole[15], whole[35] = 6, len(samples), 1, 1
    if fault == "count":
        whole[9] = 2**31 - 1
    elif fault == "version":
        whole[6] = 60
    elif fault == "uneven":
        whole[35] = 0
    elif fault == "rate":
        floats[0] = float("nan")
    elif fault == "time":
        whole[1] = 400
    values = [float(value) for value in samples]
    if fault == "nan":
        values[len(values) // 2] = float("nan")
    text = f"{station:<8}".encode() + b"-12345          " + b"-12345  " * 21
    data = struct.pack(f"{order}70f40i", *floats, *whole) + text + struct.pack(f"{order}{len(values)}f", *values)
    if fault == "order":  # samples in the other byte order than the header
        other = ">" if order == "<" else "<"
        data = data[:632] + struct.pack(f"{other}{len(values)}f", *values)
    return data[: len(data) // 2] if fault == "cut" else data


def audiomoth(path, rate, samples, start, folder, fault):
    name = os.path.join(folder, start.strftime("%Y%m%d_%H%M%S"))
    os.makedirs(folder, exist_ok=True)
    with open(path, "rb") as source, open(name + ".WAV", "wb") as copy:
        copy.write(source.read())
    rows = ["PPS_NUMBER,AUDIOMOTH_TIME,SAMPLES,TOTAL_SAMPLES,LAST_RMC_AUDIOMOTH_TIME,LAST_RMC_GPS_TIME,STATUS"]
    for second in range(len(samples) // rate + 1):
        at, fix = start + datetime.timedelta(seconds=second), start + datetime.timedelta(seconds=second - 1)
        count = second * rate
        if fault == "row" and second == 3:
            count += 12345
        if fault == "missing" and second == 3:
            continue
        rows.append(f"{second},{at:%Y-%m-%dT%H:%M:%S}.003,{rate},{count},{fix:%Y-%m-%dT%H:%M:%S}.500,{fix:%Y-%m-%dT%H:%M:%S}.000,A")
        if fault == "doubled" and second == 3:
            rows.append(rows[-1])
    if fault == "none":
        return
    text = "\n".join(rows) + "\n" if fault != "garbage" else "PPS_NUMBER,TOTAL_SAMPLES,AUDIOMOTH_TIME\n" + "x,y,z\n" * 40
    with open(name + ".CSV", "w", encoding="utf-8") as table:
        table.write(text)


def main():
    path, start, station, kind, out = sys.argv[1:6]
    fault = sys.argv[6] if len(sys.argv) > 6 else ""
    rate, samples = read_wave(path)
    start = datetime.datetime.strptime(start, "%Y-%m-%dT%H:%M:%SZ")
    if kind == "audiomoth":
        audiomoth(path, rate, samples, start, out, fault)
        return
    data = mseed(rate, samples, start, station, fault) if kind == "mseed" else sac(
        rate, samples, start, station, fault, ">" if kind == "sac-be" else "<")
    with open(out, "wb") as file:
        file.write(data)


main()
