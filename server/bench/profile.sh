#!/usr/bin/env bash
# Where Trackstorm's processor time goes while it sends as fast as it can: samples by group of functions, and
# the functions with the most. perf is not installed by `make bench`; without it this says so.
. "$(dirname "$0")/common.sh"
seconds=${SECONDS_EACH:-10}
command -v perf >/dev/null || { echo "perf is not installed; the profile was left out (Debian: linux-perf)"; exit 0; }
start_nginx
ten=$(config ten 10 '{ "concurrency": 6 }')
echo "Where the time goes: perf record -F 999 trackstorm run CONFIG --as-fast-as-possible --duration ${seconds}s; $(load)"
taskset -c 0 perf record -q -F 999 -o "$work/perf.data" "$trackstorm" run "$ten" --as-fast-as-possible \
  --duration "${seconds}s" --json "$work/report.json" >/dev/null 2>"$work/err" || { cat "$work/err"; exit 0; }
perf report -i "$work/perf.data" --no-children --stdio -F overhead,dso,symbol -w 0,0,0 --percent-limit 0 -q 2>/dev/null >"$work/profile"
awk -f server/bench/profile.awk "$work/profile"
echo "the most expensive functions:"
grep -v '^$' "$work/profile" | head -n "${FUNCTIONS:-15}" | cut -c 1-140
