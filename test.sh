#!/usr/bin/env bash
# Everything CI runs: build without warnings, native executable, all tests, the real peers, the scripts themselves.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/dotnet.sh

require_dotnet
step "peers"
./eng/peers.sh

step "build"
dotnet build Signet.slnx -c Release -warnaserror 2>&1 | grep -vE '^\s*$|Determining projects|-> ' | tail -n 40

step "native executables"
./build.sh
export SIGNET_EXE=$PWD/out/signet SIGNET_PKCS11_PLUGIN=$PWD/out/notation-pkcs11

step "tests"
results=$PWD/artifacts/test-results
rm -rf "$results" && mkdir -p "$results"
passed=0 failed=0 skipped=0 broken=()
for project in tests/*.Tests; do
  name=$(basename "$project")
  assembly=artifacts/net10.0/bin/$name/release/$name
  [ -x "$assembly" ] || die "$assembly was not built"
  log=$results/$name.log
  status=0
  timeout --kill-after=10s 900s "$assembly" -noLogo -noColor >"$log" 2>&1 </dev/null || status=$?
  # "   Name  Total: 2, Errors: 0, Failed: 0, Skipped: 1, Not Run: 0, Time: 0.095s"
  count() { sed -n "s/^ *$name .*$1: \\([0-9]*\\),.*/\\1/p" "$log" | tail -n 1; }
  total=$(count Total) errors=$(count Errors) fails=$(count Failed) skips=$(count Skipped)
  fails=$((${fails:-0} + ${errors:-0}))
  skips=${skips:-0}
  # A runner that died, timed out or ran nothing is a failure even when it counted none.
  if [ "$fails" -eq 0 ] && { [ "$status" -ne 0 ] || [ "${total:-0}" -eq 0 ]; }; then fails=1 total=$((${total:-0} + 1)); fi
  passes=$((total - fails - skips))
  passed=$((passed + passes)) failed=$((failed + fails)) skipped=$((skipped + skips))
  printf '%-26s %5d passed %4d failed %4d skipped\n' "$name" "$passes" "$fails" "$skips"
  if [ "$fails" -ne 0 ]; then
    broken+=("$name")
    grep -A 25 -F '[FAIL]' "$log" | head -n 200 || tail -n 60 "$log"
  fi
  grep -A 1 -F '[SKIP]' "$log" | sed 's/^/  /' | head -n 60 || true
  grep -h '^ *interop matrix' "$log" | sort -u || true
done

step "quickstart"
if ./quickstart.sh >"$results/quickstart.log" 2>&1; then
  tail -n 1 "$results/quickstart.log"
  passed=$((passed + 1))
else
  tail -n 40 "$results/quickstart.log"
  broken+=(quickstart.sh)
  failed=$((failed + 1))
fi

[ ${#broken[@]} -eq 0 ] || say "broken: ${broken[*]}; logs in $results"
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ ${#broken[@]} -eq 0 ]
