# Groups the lines of `perf report` (share, object, kind, symbol) by what the functions are for. Functions that the
# compiler put into others count as these.
{
  share = $1
  sub(/%/, "", share)
  symbol = $0
  sub(/^.*\[[.k]\] /, "", symbol)
  if ($0 ~ /\[k\]/) group = symbol ~ /tcp|skb|ip_|inet|sock|sk_|net_|dev_|loopback|bbr|napi/ ? "kernel: TCP over loopback" : "kernel: the rest (locks, copies, system calls, waking)"
  else if (symbol ~ /clock_gettime/) group = "reading the clock"
  else if (symbol ~ /malloc|calloc|realloc|_int_free|^cfree|unlink_chunk|rust_alloc|rust_dealloc|rdl_|memalign|^free$/) group = "allocating memory"
  else if (symbol ~ /mem(move|cpy|set|cmp|chr)/) group = "copying memory"
  else if (symbol ~ /rustls|[^a-z]ring::/) group = "TLS"
  else if (symbol ~ /traffic::|domain::/) group = "content of the hits"
  else if (symbol ~ /engine::metrics|hdrhistogram/) group = "books, histograms, figures"
  else if (symbol ~ /engine::transport/) group = "engine: transport"
  else if (symbol ~ /engine::clock/) group = "engine: timer"
  else if (symbol ~ /engine::/) group = "engine: visits, schedule, health"
  else if (symbol ~ /hyper|http::|httparse|bytes::|http_body/) group = "HTTP: httparse, http, hyper"
  else if (symbol ~ /tokio|mio::|parking_lot/) group = "tokio: tasks, sockets, channels"
  else group = "other"
  sum[group] += share
  total += share
}
END {
  for (group in sum) printf "%5.1f %%  %s\n", 100 * sum[group] / total, group | "sort -rn"
}
