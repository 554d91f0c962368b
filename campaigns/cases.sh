#!/bin/bash
# many cases on one log (how many, default 10000, each with 20 pieces of evidence), and a case of 500 shots: times
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
tacet=$PWD/build-run/src/app/tacet
valley=$PWD/examples/north-valley
many=${1:-10000}
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-cases.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

# timed NAME WANTED-SECONDS COMMAND...: its time; not held when it takes longer than is wanted (0: nothing is).
held=0
timed() {
    local name=$1 limit_s=$2 began_s ended_s
    shift 2
    began_s=$(date +%s.%N)
    "$@" >out
    ended_s=$(date +%s.%N)
    awk -v name="$name" -v s="$(echo "$ended_s $began_s" | awk '{ print $1 - $2 }')" -v wanted="$limit_s" 'BEGIN {
        printf("%-64s %8.2f s%s\n", name, s, (wanted > 0 ? sprintf("  (wanted: %g s)", wanted) : ""))
        exit (wanted > 0 && s > wanted) }' || held=1
}
case_of() { "$tacet" case "$@" -s "$valley" --record log; }

"$tacet" record init log --origin mission.example/cases >/dev/null
"$tacet" report author -s "$valley" --record log --name duty --role duty_officer --key duty.key >/dev/null
python3 - "$many" >acts <<'P'
import hashlib
import json
import sys
for c in range(int(sys.argv[1])):
    print(json.dumps({"kind": "case", "act": "open", "case": f"c{c:05d}", "about": f"Shots at post {c % 97}"}))
    for k in range(20):
        print(json.dumps({"kind": "case", "act": "evidence", "case": f"c{c:05d}", "what": f"photo {k}", "taken": "2026-11-27T10:00Z",
                          "sha256": hashlib.sha256(f"{c} {k}".encode()).hexdigest(), "why": "found"}))
P
timed "$((21 * many)) acts checked, signed, on the record" 0 case_of act --key duty.key acts
timed "$many cases listed, every signature checked" 0 case_of list
timed "searched for a text" 0 case_of list --search "photo 19"
timed "one shown" 0 case_of show c00000
timed "one exported, with proofs and reports" 0 case_of export -o bag c00000
timed "and verified" 0 "$tacet" record verify bag --key log/log.vkey

# Five hundred shots: those of the example, again and again.
rm -rf log
"$tacet" simulate "$valley/scene.yaml" -o heard --quiet
"$tacet" detect -s "$valley" heard --quiet | "$tacet" locate -s "$valley" --quiet >events
python3 - <<'P' >shots
import datetime
import json
events = [e for e in map(json.loads, open("events")) if e["status"] == "located"]
begin = datetime.datetime.fromisoformat(events[0]["time"][:19])
for k in range(500):
    event = dict(events[k % len(events)], id=f"e{k:05d}", **{key: events[0][key] for key in ("x_m", "y_m", "lon", "lat")})
    event["time"] = (begin + datetime.timedelta(seconds=k / 2)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    print(json.dumps(event))
P
"$tacet" record init log --origin mission.example/shots >/dev/null
"$tacet" record append log --lines shots >/dev/null
"$tacet" report author -s "$valley" --record log --name duty --role duty_officer --key duty2.key >/dev/null
"$tacet" incident derive -s "$valley" --record log --store x.db --deaf --quiet
incident=$("$tacet" incident list -s "$valley" --store x.db |
    python3 -c 'import json, sys; print(max(map(json.loads, sys.stdin), key=lambda i: i["counts"]["shot"])["id"])')
case_of open --key duty2.key --about "Five hundred shots" --incident "$incident" --id c1 >/dev/null
timed "a case of 500 shots exported: package, HTML and PDF with waveforms" 5 case_of export --store x.db --recordings heard -o shots-bag c1
exit "$held"
