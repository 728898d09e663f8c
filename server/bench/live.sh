#!/usr/bin/env bash
# What a browser tab gets from /api/live while the figures of 1,000 targets change every second: bytes a
# second, as they are and as a browser asks for them (gzip), without the first full picture.
. "$(dirname "$0")/common.sh"
seconds=${SECONDS_EACH:-10} web=127.0.0.1:$((port + 2))
start_nginx
body=$(config live 1000 '{ "target_visits_per_day": 86400000, "request": { "max_in_flight_per_target": 8 } }')
export TRACKSTORM_ADDR=$web TRACKSTORM_DATABASE_URL="sqlite://$work/live.db?mode=rwc" TRACKSTORM_SERVER_LOG=warn
"$trackstorm" serve >/dev/null &
started+=($!)
until curl -fs "http://$web/health" >/dev/null; do sleep 0.2; done
node -p 'JSON.stringify({ config: JSON.parse(require("fs").readFileSync(process.argv[1])) })' "$body" >"$work/start.json"
curl -fsS -o "$work/started" -H 'content-type: application/json' --data-binary @"$work/start.json" "http://$web/api/start"
# Until every target has visits in progress.
sleep 5
# tab SECONDS CODING: what a tab has received after so long.
tab() { { curl -sN --max-time "$1" -H "accept-encoding: $2" "http://$web/api/live" || [ $? = 28 ]; } | wc -c; }
echo "Bytes of /api/live a second, 1,000 targets, 1,000 visits/s; $(load)"
echo "  curl -N -H 'accept-encoding: CODING' http://$web/api/live"
for coding in identity gzip; do
  first=$(tab 1.5 $coding)
  all=$(tab "$((seconds + 1)).5" $coding)
  echo "$coding: $(((all - first) / seconds)) bytes/s over $seconds s; the first picture and a second: $first bytes"
done
figure <(curl -fsS "http://$web/api/status") '`hits/s at the time: ${it.totals.rate.hits_per_second.toFixed(0)}, targets with hits: ${it.targets.filter(t => t.hits.delivered > 0).length}`'
curl -fsS -X POST "http://$web/api/stop" -H 'content-type: application/json' -d '{}' >/dev/null
