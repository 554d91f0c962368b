#!/bin/bash
# campaign [NAME] [OPTION...]  a long check; its dated result is kept in campaigns/results (without NAME: lists them)
campaign_list() {
    local file
    echo "usage: ./dev campaign NAME [OPTION...]; TACET_SEED sets the seed"
    for file in campaigns/*.sh; do
        printf '  %-14s %s\n' "$(basename "$file" .sh)" "$(sed -n '2s/^# //p' "$file")"
    done
}

campaign_name=${1:-}
if [ -z "$campaign_name" ]; then
    campaign_list
    exit 0
fi
shift
[ -f "campaigns/$campaign_name.sh" ] || {
    campaign_list >&2
    refuse "campaign: there is no campaign '$campaign_name'"
}

export TACET_SEED=${TACET_SEED:-1}
campaign_result=campaigns/results/$(date -u +%Y-%m-%d)-$campaign_name.txt
campaign_log=$(mktemp "${TMPDIR:-/tmp}/tacet-campaign.XXXXXX")
mkdir -p campaigns/results
campaign_commit=$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain -- src fuzz campaigns/*.sh 2>/dev/null)" ] || campaign_commit="$campaign_commit and changes"

say "campaign $campaign_name (seed $TACET_SEED); the result goes to $campaign_result"
campaign_status=0
SECONDS=0
bash "campaigns/$campaign_name.sh" "$@" | tee "$campaign_log" || campaign_status=$?
{
    echo "campaign: $campaign_name${*:+ $*}"
    echo "commit:   $campaign_commit"
    echo "seed:     $TACET_SEED"
    echo "duration: $SECONDS s"
    echo "result:   $([ "$campaign_status" -eq 0 ] && echo held || echo "did not hold ($campaign_status)")"
    echo
    cat "$campaign_log"
} >"$campaign_result"
rm -f "$campaign_log"
say "$campaign_name $([ "$campaign_status" -eq 0 ] && echo held || echo 'did not hold'): $campaign_result"
exit "$campaign_status"
