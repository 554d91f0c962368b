#!/bin/bash
# the fuzz targets of recordings: sound files, miniSEED, SAC, PPS tables, notes of WAV files, recordings.csv (SECONDS each, default 600)
set -euo pipefail
cd "$(dirname "$0")/.."
exec bash campaigns/fuzz.sh "${1:-600}" audio mseed pps recordings_csv sac wave_notes
