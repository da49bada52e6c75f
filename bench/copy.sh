#!/usr/bin/env bash
# Copies artifacts between a registry and a layout beside `oras`, in turn, and prints medians, ratios and peak memory.
#   bench/copy.sh [rounds]      5 unless said otherwise, after one that does not count
# Called by bench/run.sh, which builds what is measured: SIGNET_EXE and artifacts/bench/measure. Needs some 5 GiB in TMPDIR.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-5}
peers=${SIGNET_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/signet/peers}
declare -A tool=([signet]=$(readlink -f "$SIGNET_EXE") [oras]=$peers/oras/usr/bin/oras)
registry=$peers/docker-registry/usr/bin/docker-registry
measure=$PWD/artifacts/bench/measure
for program in "${tool[oras]}" "$registry"; do
  [ -x "$program" ] || { echo "note: copy is not measured: $program is missing" >&2; exit 0; }
done
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
export HOME=$work NOTATION_CONFIG=$work/config NOTATION_CACHE=$work/cache OTEL_TRACES_EXPORTER=none
cd "$work"

# The registry takes no port 0: one that nobody listens on, and another when somebody was faster.
start_registry() {
  local attempt port
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue
    cat >registry.yml <<YAML
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/storage}}
http: {addr: 127.0.0.1:$port}
YAML
    "$registry" serve registry.yml >registry.log 2>&1 &
    pid=$!
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then host=localhost:$port; return; fi
      sleep 0.1
    done
  done
  cat registry.log >&2
  echo "error: docker-registry did not start" >&2
  exit 1
}

make_content() {
  head -c 1G /dev/urandom >large.bin
  "${tool[oras]}" push "$host/large:v1" large.bin >/dev/null
  rm large.bin
  mkdir small
  head -c $((200 * 65536)) /dev/urandom | split -b 65536 -a 3 -d - small/
  (cd small && "${tool[oras]}" push "$host/small:v1" ./* >/dev/null)
  rm -r small
  for name in large small; do
    "${tool[oras]}" cp --to-oci-layout "$host/$name:v1" "source-$name:v1" >/dev/null
  done
}

# What the small copy fetches, for a client that does nothing else: neither hashes nor writes.
list_small() {
  tool[curl]=$(command -v curl) || return 0
  "${tool[oras]}" manifest fetch "$host/small:v1" | grep -o 'sha256:[0-9a-f]*' | sort -u \
    | sed "s|.*|url = http://$host/v2/small/blobs/&\noutput = /dev/null|" >fetches
}

# run CASE TOOL DESTINATION: one copy; with nothing of an earlier one still on its way to the disk.
declare -A times=() peak=()
number=0
run() {
  local case=$1 name=$2 wall memory code words
  number=$((number + 1))
  case $case in
    start) words=(version) ;;
    *-down) words=(cp --to-oci-layout "$host/${case%-down}:v1" "destination:v1") ;;
    *-up) words=(cp --from-oci-layout "source-${case%-up}:v1" "$host/copy$number:v1") ;;
  esac
  if [ "$name" = curl ]; then words=(-s -Z --parallel-max 32 -K fetches); fi
  sync -f .
  "$measure" result "${tool[$name]}" "${words[@]}" >output 2>&1 || true
  read -r wall memory code <result
  [ "$code" = 0 ] || { cat output >&2; echo "error: $name ${words[*]} ended with $code" >&2; exit 1; }
  # A file system may look twice at what was just removed, so small ones stay until the end.
  if [ "$case" = small-down ] && [ -d destination ]; then mv destination "done-$number"; else rm -rf destination; fi
  [ "$3" = warm-up ] || times[$case.$name]+="$wall "
  if [ "$memory" -gt "${peak[$case.$name]:-0}" ]; then peak[$case.$name]=$memory; fi
}

start_registry
make_content
list_small
cases=(large-down large-up small-down small-up start)
for case in "${cases[@]}"; do
  for ((i = 0; i <= rounds; i++)); do
    order=(oras signet)
    [ $((i % 2)) = 0 ] || order=(signet oras)
    if [ "$case" = small-down ] && [ -n "${tool[curl]:-}" ]; then order+=(curl); fi
    for name in "${order[@]}"; do
      run "$case" "$name" "$([ "$i" = 0 ] && echo warm-up || echo counted)"
    done
  done
done

printf '\nmedian of %s, beside oras in turn, registry on loopback; load at the end: %s\n\n' "$rounds" "$(cut -d' ' -f1-3 /proc/loadavg)"
# row CASE TOOL LABEL: a tool beside oras.
row() {
  awk -v shown="$3" -v one="${times[$1.$2]}" -v oras="${times[$1.oras]}" -v onePeak="${peak[$1.$2]}" -v orasPeak="${peak[$1.oras]}" '
    function sorted(text, into,   n, i, j, t) {
      n = split(text, into, " ")
      for (i = 2; i <= n; i++) for (j = i; j > 1 && into[j - 1] + 0 > into[j] + 0; j--) { t = into[j]; into[j] = into[j - 1]; into[j - 1] = t }
      return n
    }
    function middle(values, n) { return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2 }
    function show(values, n) { return sprintf("%.3f [%.3f-%.3f]", middle(values, n) / 1e9, values[1] / 1e9, values[n] / 1e9) }
    BEGIN {
      a = sorted(one, s); b = sorted(oras, o)
      printf "%-34s%22s%22s%8.2f%12.1f%12.1f\n", shown, show(s, a), show(o, b), middle(s, a) / middle(o, b), onePeak / 1024, orasPeak / 1024
    }'
}
printf '%-34s%22s%22s%8s%12s%12s\n' "" "signet s [min-max]" "oras s [min-max]" "ratio" "signet MiB" "oras MiB"
row large-down signet '1 GiB registry to layout'
row large-up signet '1 GiB layout to registry'
row small-down signet '200 x 64 KiB registry to layout'
if [ -n "${times[small-down.curl]:-}" ]; then row small-down curl '  curl, 32 at once, keeping nothing'; fi
row small-up signet '200 x 64 KiB layout to registry'
row start signet 'version (start-up)'
