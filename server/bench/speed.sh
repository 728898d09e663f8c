#!/usr/bin/env bash
# Hits per CPU-second (user + system time of the whole process) beside other load generators, in turns,
# against the same nginx: each generator has CPU 0, nginx CPU 1. Only ratios mean anything elsewhere.
#
# Trackstorm sends the hits of server/traffic to 10 targets with everything counted and measured; wrk's Lua
# script makes each hit different; oha repeats one, which is all it can. All have 60 connections.
. "$(dirname "$0")/common.sh"
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-10} connections=60
oha=${OHA:-$(command -v oha || true)} locust=${LOCUST:-$(command -v locust || true)}
start_nginx
ten=$(config ten 10 '{ "concurrency": 6 }')
url=http://127.0.0.1:$port
constant='idsite=1&rec=1&apiv=1&send_image=0&url=https%3A%2F%2Fwww.example.org%2Fsection-3%2Ftopic-57%2Farticle-1234&action_name=Article+1234&cid=0123456789abcdef&pv_id=a1b2c3&urlref=https%3A%2F%2Fwww.example.org%2Fsection-5%2Ftopic-12%2Farticle-987&rand=123456&res=1920x1080&h=12&m=34&s=56&cookie=1&lang=en-GB&pf_net=20&pf_srv=100&pf_tfr=20&pf_dm1=200&pf_dm2=200&pf_onl=10&ua=Mozilla%2F5.0+%28X11%3B+Linux+x86_64%3B+rv%3A145.0%29+Gecko%2F20100101+Firefox%2F145.0&uadata=%7B%22fullVersionList%22%3A%5B%7B%22brand%22%3A%22Chromium%22%7D%5D%2C%22mobile%22%3Afalse%7D'

measure() {
  local took hits
  case $1 in
    trackstorm) fast ten "$ten" "$seconds"; return ;;
    wrk)
      took=$(cpu wrk -t1 -c$connections -d"${seconds}s" -s server/bench/distinct.lua "$url/")
      hits=$(awk '/requests in/ { print $1 }' "$work/out") ;;
    oha)
      took=$(cpu "$oha" --no-tui --output-format json -z "${seconds}s" -c $connections -m POST -T application/x-www-form-urlencoded -d "$constant" "$url/matomo.php")
      hits=$(figure "$work/out" 'it.statusCodeDistribution["204"]') ;;
    locust)
      took=$(cpu "$locust" --headless --only-summary -f server/bench/locustfile.py -H "$url" -u $connections -r $connections -t "${seconds}s" --json)
      hits=$(figure "$work/out" 'it.reduce((sum, row) => sum + row.num_requests, 0)') ;;
  esac
  awk "BEGIN { printf \"%.0f\", $hits / $took }"
}

others=(wrk)
[ -n "$oha" ] && others+=(oha)
[ -n "$locust" ] && others+=(locust)
echo "Hits per CPU-second, one core, $connections connections, $seconds s each; $(load)"
echo "  trackstorm run CONFIG --as-fast-as-possible --duration ${seconds}s     (10 targets, distinct hits, all figures on)"
echo "  wrk -t1 -c$connections -d${seconds}s -s server/bench/distinct.lua $url/     (distinct hits)"
[ -n "$oha" ] && echo "  oha --no-tui -z ${seconds}s -c $connections -m POST -d HIT $url/matomo.php     (one hit over and over)"
[ -n "$locust" ] && echo "  locust --headless -f server/bench/locustfile.py -u $connections -t ${seconds}s     (distinct hits, FastHttpUser)"
[ -n "$oha" ] || echo "  oha is not installed and was left out"
[ -n "$locust" ] || echo "  Locust is not installed and was left out (pip install locust, or LOCUST=its path)"
echo "  Goose is a library, not a program that could be looked for: left out"
printf 'round %11s' trackstorm
for other in "${others[@]}"; do printf ' %9s  ratio' "$other"; done
echo
for round in $(seq "$rounds"); do
  ours=$(measure trackstorm)
  printf '%5s %11s' "$round" "$ours"
  for other in "${others[@]}"; do
    theirs=$(measure "$other")
    ratio "$ours" "$theirs" >>"$work/ratios-$other"
    echo >>"$work/ratios-$other"
    printf ' %9s  %s' "$theirs" "$(tail -n 1 "$work/ratios-$other")"
  done
  echo
done
for other in "${others[@]}"; do echo "median ratio to $other: $(spread <"$work/ratios-$other")"; done
