# Sourced by the scripts beside it: the nginx they all send to, and how they measure.
# Everything is on loopback, and whatever was started ends with the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
trackstorm=${TRACKSTORM:-target/release/trackstorm} port=${PORT:-9180}
work=$(mktemp -d)
started=()
clean_up() {
  for pid in "${started[@]}" $(cat "$work/nginx.pid" 2>/dev/null || true); do
    kill "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT

# An nginx with one worker on CPU 1 that answers 204 to everything.
start_nginx() {
  cat >"$work/nginx.conf" <<CONF
worker_processes 1;
worker_cpu_affinity 10;
worker_rlimit_nofile 16384;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 8192; }
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
}

# config NAME TARGETS JSON: a configuration with so many targets at that nginx (each its own path, hence its own
# connections) and what JSON adds to it. Prints the file's name.
config() {
  node -e '
    const [targets, more, base] = process.argv.slice(1);
    const list = Array.from({ length: Number(targets) }, (_, i) => ({ name: `t${i + 1}`, url: `${base}/t${i + 1}`, site_id: 1 }));
    console.log(JSON.stringify({ targets: list, seed: 42, ...JSON.parse(more) }));
  ' "$2" "$3" "${4:-http://127.0.0.1:$port}" >"$work/$1.json"
  echo "$work/$1.json"
}

# figure FILE EXPRESSION: a figure of a JSON file, which is called `it`.
figure() { node -p "const it = JSON.parse(require('fs').readFileSync(process.argv[1])); $2" "$1"; }

# cpu COMMAND...: runs it on CPU 0 with its output in $work/out; prints the processor time it took, seconds.
cpu() {
  local TIMEFORMAT='%U %S'
  { time taskset -c 0 "$@" >"$work/out" 2>"$work/err"; } 2>&1 | awk '{ print $1 + $2 }'
}

# fast NAME CONFIG SECONDS: hits per CPU-second of a closed loop over that configuration.
fast() {
  local seconds
  seconds=$(cpu "$trackstorm" run "$2" --as-fast-as-possible --duration "${3}s" --json "$work/$1-report.json")
  awk "BEGIN { printf \"%.0f\", $(figure "$work/$1-report.json" it.totals.hits.delivered) / $seconds }"
}

ratio() { awk "BEGIN { printf \"%.3f\", $1 / $2 }"; }

# Reads numbers, one a line; prints their median, least and greatest.
spread() { sort -g | awk '{ v[NR] = $1 } END { printf "%s (%s to %s)", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

# What else the machine is doing; more than some tenths before a measurement spoil it.
load() { awk '{ printf "load of the last minute: %s\n", $1 }' /proc/loadavg; }
