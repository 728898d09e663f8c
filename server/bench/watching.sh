#!/usr/bin/env bash
# What watching costs a run: lag p99 and rate of 200 visits a second over 10 and 1,000 targets with 0, 50 and 500
# dashboards open from its start to its end, and the memory a dashboard takes. The aims: 500 dashboards on 1,000 targets change
# lag p99 by less than 1 ms or 10 %, and take less than 100 kB each.
#
# The dashboards run on this machine too, so they have the lowest priority: on another machine they would be elsewhere.
. "$(dirname "$0")/common.sh"
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-10} web=127.0.0.1:$((port + 3))
ulimit -n "$(ulimit -Hn)"
start_nginx
export TRACKSTORM_ADDR=$web TRACKSTORM_SERVER_LOG=warn

# Resident memory of the server, kB.
resident() { awk '/VmRSS/ { print $2 }' "/proc/$server/status"; }

# watched TARGETS DASHBOARDS: one run, watched; prints lag p99 in ms, hits/s, share delivered, memory in kB.
watched() {
  local name=watched-$1-$2 dashboards="" memory
  TRACKSTORM_DATABASE_URL="sqlite://$work/$name.db?mode=rwc" "$trackstorm" serve >/dev/null 2>"$work/err" &
  server=$!
  started+=("$server")
  until curl -fs "http://$web/health" >/dev/null; do
    kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
    sleep 0.2
  done
  if [ "$2" -gt 0 ]; then
    nice -n 19 node server/bench/dashboards.mjs "$web" "$2" $((seconds + 12)) >"$work/dashboards" &
    dashboards=$!
    until grep -qs open "$work/dashboards"; do
      kill -0 "$dashboards" 2>/dev/null || exit 1
      sleep 0.2
    done
  fi
  curl -fsS -o "$work/started" -H 'content-type: application/json' --data-binary @"$work/start-$1.json" "http://$web/api/start"
  sleep "$seconds"
  memory=$(resident)
  curl -fsS -o "$work/$name.json" -X POST "http://$web/api/stop" -H 'content-type: application/json' -d '{}'
  [ -z "$dashboards" ] || kill "$dashboards" 2>/dev/null || true
  if kill "$server"; then wait "$server" || true; fi
  figure "$work/$name.json" '(t => `${t.latency_ms.lag.p99.toFixed(2)} ${(t.hits.delivered / it.run.elapsed_seconds).toFixed(0)} ${(t.hits.delivered / t.hits.planned).toFixed(3)}`)(it.totals)' | tr '\n' ' '
  echo "$memory"
}

for targets in 10 1000; do
  body=$(config "$targets" "$targets" '{ "target_visits_per_day": 17280000, "concurrency": 1000, "request": { "max_in_flight_per_target": 8 } }')
  node -p 'JSON.stringify({ config: JSON.parse(require("fs").readFileSync(process.argv[1])) })' "$body" >"$work/start-$targets.json"
done
echo "A run of 200 visits/s, $seconds s, watched by dashboards; $(load)"
echo "  node server/bench/dashboards.mjs $web DASHBOARDS $((seconds + 12))     (at the lowest priority)"
echo "round  targets  dashboards  lag p99 ms  hits/s  delivered  memory kB  kB per dashboard"
for round in $(seq "$rounds"); do
  for targets in 10 1000; do
    for dashboards in 0 50 500; do
      read -r lag rate share memory < <(watched "$targets" "$dashboards")
      [ "$dashboards" -gt 0 ] || alone=$memory
      each=$([ "$dashboards" -gt 0 ] && echo $(((memory - alone) / dashboards)) || echo -)
      printf '%5s %8s %11s %11s %7s %10s %10s %17s\n' "$round" "$targets" "$dashboards" "$lag" "$rate" "$share" "$memory" "$each"
      echo "$lag" >>"$work/lag-$targets-$dashboards"
    done
  done
done
for targets in 10 1000; do
  for dashboards in 0 50 500; do
    echo "median lag p99, $targets targets, $dashboards dashboards: $(spread <"$work/lag-$targets-$dashboards") ms"
  done
done
