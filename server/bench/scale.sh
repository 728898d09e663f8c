#!/usr/bin/env bash
# What more targets cost: hits per CPU-second with 1, 10 and 1,000 targets that share the same number of
# connections, in turns, on CPU 0 against one nginx on CPU 1. The aim: 1,000 cost less than 5 %.
. "$(dirname "$0")/common.sh"
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-10} connections=1000
start_nginx
limits() { echo "{ \"concurrency\": $1, \"request\": { \"max_in_flight_per_target\": $1 } }"; }
one=$(config one 1 "$(limits $connections)")
ten=$(config ten 10 "$(limits $((connections / 10)))")
thousand=$(config thousand 1000 "$(limits $((connections / 1000)))")
echo "Hits per CPU-second by number of targets, $connections connections in all, $seconds s each; $(load)"
echo "  trackstorm run CONFIG --as-fast-as-possible --duration ${seconds}s"
echo "round         1        10     ratio     1,000     ratio to 1"
for round in $(seq "$rounds"); do
  a=$(fast one "$one" "$seconds") b=$(fast ten "$ten" "$seconds") c=$(fast thousand "$thousand" "$seconds")
  ratio "$c" "$a" >>"$work/ratios"
  echo >>"$work/ratios"
  printf '%5s %9s %9s     %s %9s     %s\n' "$round" "$a" "$b" "$(ratio "$b" "$a")" "$c" "$(tail -n 1 "$work/ratios")"
done
echo "median ratio of 1,000 targets to one: $(spread <"$work/ratios")"
