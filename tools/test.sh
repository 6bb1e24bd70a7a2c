#!/usr/bin/env bash
# Builds everything once, runs every test project and ends with the line "N passed, N failed" (and ", N skipped" where
# some are). The exit code is 0 only when every project ran and nothing failed. What each one said is kept in
# artifacts/test-results.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
results=$root/artifacts/test-results
suite_time=20m
long_for_a_test=240 # seconds, after which its name is said
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

give_up() {
  printf '%s\n' "$1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

# The journeys need a Chromium, best the lighter one without a window. Sets BLINKSAAS_CHROMIUM.
find_chromium() {
  local candidate
  for candidate in "${BLINKSAAS_CHROMIUM:-}" "$@"; do
    if [[ -n $candidate ]] && BLINKSAAS_CHROMIUM=$(command -v "$candidate"); then
      export BLINKSAAS_CHROMIUM
      return 0
    fi
  done
  return 1
}

install_package() {
  local as_root=()
  if [[ $EUID -ne 0 ]]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || return 1
  echo "Installing $1"
  "${as_root[@]}" apt-get update -qq >>"$results/chromium.log" 2>&1 || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >>"$results/chromium.log" 2>&1
}

set_up_chromium() {
  find_chromium chromium-headless-shell chrome-headless-shell && return 0
  install_package chromium-headless-shell && find_chromium chromium-headless-shell && return 0
  find_chromium chromium chromium-browser google-chrome-stable google-chrome && return 0
  install_package chromium && find_chromium chromium
}

# Runs one suite, whose program is given. Says how it ended; its failures follow at the end.
run_suite() {
  local program=$1 name log
  name=$(basename "$program")
  log=$results/$name.log
  local code=0
  timeout --kill-after=30s "$suite_time" "$program" -noColor -noLogo -longRunning "$long_for_a_test" >"$log" 2>&1 </dev/null || code=$?
  echo "$code" >"$results/$name.code"
  echo "$name: $(grep -E 'Total: [0-9]+' "$log" | tail -1 | sed -E 's/^.*(Total: )/\1/' || true)"
}
export -f run_suite
export results suite_time long_for_a_test

# The number after a word in the summary of a suite, or 0.
figure() {
  sed -nE "s/^.*Total: .*$2: ([0-9]+).*$/\1/p; s/^.*($2): ([0-9]+), Errors.*$/\2/p" "$1" | tail -1 | grep . || echo 0
}

command -v dotnet >/dev/null || give_up "The .NET SDK is not installed. Install version 10 (https://dot.net), then run this again."
rm -rf "$results" artifacts/e2e
mkdir -p "$results"
set_up_chromium || give_up \
  "No Chromium was found and none could be installed. Install one (apt-get install chromium) or set BLINKSAAS_CHROMIUM to its path."

echo "Building"
dotnet build BlinkSaaS.sln --configuration Debug --verbosity quiet >"$results/build.log" 2>&1 </dev/null || {
  grep -E 'error' "$results/build.log" | sort -u | head -40 >&2
  give_up "The build failed. All it said is in $results/build.log."
}

# The journeys first, since they take longest.
programs=()
for project in e2e/*/*.csproj tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  programs+=("$root/artifacts/bin/$name/debug/$name")
done
printf '%s\0' "${programs[@]}" | xargs -0 -n 1 -P 2 bash -c 'run_suite "$1"' run_suite

passed=0 failed=0 skipped=0
for program in "${programs[@]}"; do
  name=$(basename "$program")
  log=$results/$name.log
  total=$(figure "$log" Total) suite_failed=$(($(figure "$log" Failed) + $(figure "$log" Errors))) suite_skipped=$(figure "$log" Skipped)
  suite_passed=$((total - $(figure "$log" Failed) - suite_skipped - $(figure "$log" 'Not Run')))
  code=$(cat "$results/$name.code")
  awk -v name="$name" '/\[FAIL\]/ { shown = 1; print ""; print name ":" } /^  [^ ]/ || /^===/ || /\[SKIP\]/ { shown = 0 } shown' "$log"
  if ((suite_failed == 0 && (code != 0 || suite_passed == 0))); then
    printf '\n%s ended with code %s after %s passed tests. The end of what it said:\n' "$name" "$code" "$suite_passed"
    tail -20 "$log"
    suite_failed=1
  fi
  passed=$((passed + suite_passed)) failed=$((failed + suite_failed)) skipped=$((skipped + suite_skipped))
done

summary="$passed passed, $failed failed"
((skipped == 0)) || summary+=", $skipped skipped"
echo "$summary"
((failed == 0))
