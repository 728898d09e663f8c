#!/usr/bin/env bash
# What Trackstorm costs and how punctual it is, printed as in docs/benchmarks.md.
#
# Speed: hits per CPU-second of `trackstorm run --as-fast-as-possible` beside wrk with distinct hits,
# in turns, against the same nginx (`return 204`). The generator has CPU 0, nginx has CPU 1. Only the
# ratio means anything on another machine.
# Bounded: loopback only, ROUNDS × 2 × SECONDS_EACH seconds.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-10} port=${PORT:-9180} trackstorm=target/release/trackstorm
work=$(mktemp -d)
trap 'kill "$(cat "$work/nginx.pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$work"' EXIT

cat >"$work/nginx.conf" <<CONF
worker_processes 1;
worker_cpu_affinity 10;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  keepalive_requests 1000000000;
  server { listen 127.0.0.1:$port; location / { return 204; } }
}
CONF
nginx -c "$work/nginx.conf"

cat >"$work/config.json" <<JSON
{ "targets": [ { "name": "nginx", "url": "http://127.0.0.1:$port", "site_id": 1 } ], "seed": 42, "concurrency": 64 }
JSON

# Prints "hits cpu-seconds" of one run.
measure() {
  local TIMEFORMAT='%U %S' cpu hits
  if [ "$1" = wrk ]; then
    cpu=$({ time taskset -c 0 wrk -t1 -c64 -d"${seconds}s" -s server/bench/distinct.lua "http://127.0.0.1:$port/" >"$work/wrk.txt"; } 2>&1)
    hits=$(awk '/requests in/ { print $1 }' "$work/wrk.txt")
  else
    cpu=$({ time taskset -c 0 "$trackstorm" run "$work/config.json" --as-fast-as-possible --duration "${seconds}s" \
      --json "$work/report.json" >/dev/null 2>"$work/trackstorm.txt"; } 2>&1)
    hits=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).totals.hits.delivered' "$work/report.json")
  fi
  echo "$hits $cpu" | awk '{ print $1, $2 + $3 }'
}

per_cpu_second() { awk '{ printf "%.0f", $1 / $2 }' <<<"$1"; }

echo "Hits per CPU-second, generator on one core, distinct hits, 64 connections, ${seconds} s each"
echo "round  trackstorm  wrk+lua  ratio"
ratios=()
for round in $(seq "$rounds"); do
  ours=$(per_cpu_second "$(measure trackstorm)")
  theirs=$(per_cpu_second "$(measure wrk)")
  ratio=$(awk "BEGIN { printf \"%.3f\", $ours / $theirs }")
  ratios+=("$ratio")
  printf '%5s  %10s  %7s  %s\n' "$round" "$ours" "$theirs" "$ratio"
done
printf '%s\n' "${ratios[@]}" | sort -n | awk '{ v[NR] = $1 } END { printf "median ratio %.3f (min %.3f, max %.3f)\n", v[int((NR + 1) / 2)], v[1], v[NR] }'

echo
cargo bench --quiet --locked --package engine --bench accuracy
echo
cargo bench --quiet --locked --package traffic --bench visits
