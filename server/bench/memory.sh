#!/usr/bin/env bash
# What visits in progress, open connections and a long run cost in memory (resident set of the process).
# What a thousand targets' histograms cost is measured by server/engine/benches/histograms.rs.
#
# HITS is the length of the long run: 20000000 are the aim, some four minutes.
. "$(dirname "$0")/common.sh"
hits=${HITS:-3000000} visits=${VISITS:-100000} connections=${CONNECTIONS:-5000}
ulimit -n "$(ulimit -Hn)"
start_nginx

# Starts a run in the background; its number is in $pid then.
start_run() {
  rm -f "$work/report.json"
  "$trackstorm" run "$1" "${@:2}" --json "$work/report.json" >/dev/null 2>"$work/err" &
  pid=$!
  started+=("$pid")
}

# Resident memory of the run, kB.
resident() { awk '/VmRSS/ { print $2 }' "/proc/$pid/status" 2>/dev/null || echo 0; }

# Stops the run; its visits in progress are cancelled when the grace period is over.
stop_run() {
  kill -INT "$pid" 2>/dev/null || true
  wait "$pid" || true
}

# The longest pauses there are, so that visits stay.
pauses='"pause_between_pvs_min": 60, "pause_between_pvs_max": 60'

echo "Memory of \`trackstorm run CONFIG\`, resident set; $(load)"
busy=$(config visits 10 "{ \"concurrency\": 100000, \"target_visits_per_day\": 432000000, $pauses }")
start_run "$busy" --max-visits 1
sleep 1
before=$(resident)
stop_run
start_run "$busy" --max-visits "$visits"
sleep $((visits / 5000 + 2))
after=$(resident)
stop_run
open=$(figure "$work/report.json" 'it.totals.visits.assigned - it.totals.visits.completed - it.totals.visits.dropped')
echo "$open visits in progress: $((before / 1000)) MB with one, $((after / 1000)) MB with all, $(((after - before) / 1000)) MB more, $(((after - before) * 1024 / open)) bytes each"

# Answers after 8 s, so that all connections are in use at the same time, and idle afterwards.
"$trackstorm" sim --listen "127.0.0.1:$((port + 1))" --latency 8s >/dev/null &
started+=($!)
slow=$(config slow 1 "{ $pauses, \"concurrency\": $connections, \"target_visits_per_day\": $((connections * 86400 / 2)), \"request\": { \"max_in_flight_per_target\": $connections, \"timeout_seconds\": 30 } }" "http://127.0.0.1:$((port + 1))")
start_run "$slow" --max-visits "$connections"
sleep 6
in_use=$(resident) sockets=$(find "/proc/$pid/fd" -type l | wc -l)
sleep 7
idle=$(resident)
stop_run
each=$(((after - before) / (open / 1000)))
for state in "in use:$in_use" "idle:$idle"; do
  total=$(((${state#*:} - before) * 1024 / connections))
  echo "$connections connections ${state%:*} ($sockets files open): $total bytes each, of which the visit that waits for it $((each * 1024 / 1000))"
done

long=$(config long 10 '{ "concurrency": 6 }')
echo "A run of $hits hits as fast as possible, resident set in MB after every twentieth:"
start_run "$long" --as-fast-as-possible --max-visits $((hits * 10 / 63))
sleep 1
while kill -0 "$pid" 2>/dev/null; do
  resident >>"$work/samples"
  sleep 0.5
done
wait "$pid" || true
awk '$1 > 0 { v[++n] = $1 / 1000 } END { for (i = 1; i <= 20; i++) printf "%.1f ", v[int((n - 1) * i / 20) + 1]; print "" }' "$work/samples"
awk '$1 > 0 { v[++n] = $1 / 1000 } END { a = v[int(n / 10) + 1]; b = v[n]; printf "%.1f MB after a tenth, %.1f MB at the end: %+.1f MB over the last nine tenths\n", a, b, b - a }' "$work/samples"
echo "hits delivered: $(figure "$work/report.json" it.totals.hits.delivered)"
