#!/usr/bin/env bash
# What Trackstorm costs and how punctual it is: one question after the other, each with its command and
# figures, as in docs/benchmarks.md. `run.sh speed scale` asks these only.
#
# Bounded, and loopback only. What can be set is said in docs/benchmarks.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
questions=("$@")
[ $# -gt 0 ] || questions=(speed profile scale memory histograms live watching isolation accuracy content)
for question in "${questions[@]}"; do
  case $question in
    speed | profile | scale | memory | live | watching) command=("server/bench/$question.sh") ;;
    histograms | isolation | accuracy) command=(cargo bench --quiet --locked --package engine --bench "$question") ;;
    content) command=(cargo bench --quiet --locked --package traffic --bench visits) ;;
    *) echo "There is no question called $question." >&2; exit 1 ;;
  esac
  printf '\n== %s\n$ %s\n' "$question" "${command[*]}"
  "${command[@]}"
done
