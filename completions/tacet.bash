# Completion of tacet for bash.
_tacet() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} options=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "simulate detect locate score plan record tension incident report case policy accord sight --help --version" -- "$current")
        return
    fi
    local command=${COMP_WORDS[1]}
    local members=
    case $command in
    record) members="init append prove verify export open redact mirror witness check" ;;
    tension) members="fit score daily changes" ;;
    incident) members="find derive list show day dump" ;;
    case) members="open act consent evidence list show export procedure" ;;
    accord) members="check sign assess plan" ;;
    sight) members="los viewshed exposure" ;;
    report) members="author new check add import sms" ;;
    esac
    if [ -n "$members" ]; then
        if [ "$COMP_CWORD" -eq 2 ]; then
            mapfile -t COMPREPLY < <(compgen -W "$members --help --version" -- "$current")
            return
        fi
        command=$command.${COMP_WORDS[2]}
    fi
    case $previous in
    -s | --sector | -o | --output | --truth | --svg | --png | --pdf | --geojson | --geotiff | \
        --agreement | --authors | --events | --inspections | --coverage | --calendar | --statements | \
        --dem | --posts | --line | --watch | --hearing | --detections | --candidates | --places | --stations | --record | --key | --receipt | --receipts | --passphrase-file | \
        --continues)
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --source)
        mapfile -t COMPREPLY < <(compgen -W "rifle pistol machine-gun cannon mortar heavy-mortar artillery" -- "$current")
        return
        ;;
    --sky)
        mapfile -t COMPREPLY < <(compgen -W "day overcast night" -- "$current")
        return
        ;;
    --at | --wind | --wind-from | --temperature | --down | --noise-db | --spread-db | --excess-db-per-km | --cell | \
        --around | --zone | --choose)
        return
        ;;
    --kernel)
        mapfile -t COMPREPLY < <(compgen -W "none exponential sum omori" -- "$current")
        return
        ;;
    --now | --seed | --from | --day | --dead-time | --threshold-db | --min-found | --max-false | --min-heard | --lateness | --threads | --origin | --deadline)
        return
        ;;
    esac
    case $command in
    simulate) options="-o --output --seed --detections --json --strict --quiet --help --version" ;;
    detect) options="-s --sector --threshold-db --record --json --strict --quiet --help --version" ;;
    locate) options="-s --sector --threads --record --follow --lateness --table --truth --svg --png --pdf --geojson --stations --json --strict --quiet --help --version" ;;
    score) options="-s --sector --truth --detections --min-found --max-false --min-heard --json --strict --help --version" ;;
    plan) options="-s --sector --source --at --wind --wind-from --temperature --sky --down --hearing --detections --noise-db --threshold-db --spread-db --excess-db-per-km --cell --around --zone --candidates --choose --places --svg --png --pdf --geojson --geotiff --json --strict --quiet --help --version" ;;
    accord.check) options="-s --sector --json --strict --help --version" ;;
    accord.sign) options="-s --sector --key --passphrase-file --number --json --help --version" ;;
    accord.assess) options="-s --sector --agreement --authors --draft --events --statements --inspections --coverage --hearing --deaf --from --to --json --strict --help --version" ;;
    accord.plan) options="-s --sector --at --calendar --json --help --version" ;;
    sight.los) options="--dem --observer-height --target-height --range --curvature --from --to --dem-error --json --help --version" ;;
    sight.viewshed) options="--dem --observer-height --target-height --range --curvature --at --from --every -o --output --geojson --least --open-ground --json --strict --help --version" ;;
    sight.exposure) options="--dem --observer-height --target-height --range --curvature --posts --places --zone --line --watch --watch-range --choose --dem-error -o --output --json --strict --help --version" ;;
    tension.fit) options="--times --from --to --kernel --day --dead-time -o --output --json --strict --help --version" ;;
    tension.daily) options="--counts --train-to --over --json --strict --help --version" ;;
    tension.changes) options="--times --counts --from --to --learn-to --false-alarms --run --truce --share --seed --json --strict --help --version" ;;
    tension.score) options="--model --times --from --to --json --strict --help --version" ;;
    incident.find) options="-s --sector --statements --matches --days --history --rules --hearing --deaf --now --json --strict --quiet --help --version" ;;
    incident.derive) options="-s --sector --record --store --rebuild --rules --hearing --deaf --json --quiet --help --version" ;;
    incident.list) options="-s --sector --store --day --zone --role --party --policy --now --json --help --version" ;;
    incident.show) options="--store --json --help --version" ;;
    incident.day) options="--store --json --help --version" ;;
    incident.dump) options="--store --json --help --version" ;;
    case.open) options="-s --sector --record --key --key-passphrase-file --passphrase-file --procedure --json --about --incident --id --help --version" ;;
    case.act) options="-s --sector --record --key --key-passphrase-file --passphrase-file --procedure --json --strict --help --version" ;;
    case.consent) options="-s --sector --record --key --key-passphrase-file --passphrase-file --procedure --json --reason --help --version" ;;
    case.evidence) options="-s --sector --record --key --key-passphrase-file --passphrase-file --procedure --json --what --why --from --taken --keep --help --version" ;;
    case.list) options="-s --sector --record --procedure --role --party --policy --now --json --overdue --search --help --version" ;;
    case.show) options="-s --sector --record --procedure --role --party --policy --now --json --help --version" ;;
    case.export) options="-s --sector --record --procedure --role --party --policy --now --json -o --output --store --beside --recordings --languages --open --passphrase-file --help --version" ;;
    case.procedure) options="--json --help --version" ;;
    policy) options="--json --help --version" ;;
    report.author) options="-s --sector --record --name --role --party --key --revoke --passphrase-file --json --help --version" ;;
    report.new) options="-s --sector --channel --party --observer --utc-offset --now --json --help --version" ;;
    report.check) options="-s --sector --json --strict --help --version" ;;
    report.add) options="-s --sector --record --key --key-passphrase-file --passphrase-file --json --strict --help --version" ;;
    report.import) options="-s --sector --encoding --answers --json --strict --help --version" ;;
    report.sms) options="-s --sector --observer --utc-offset --channel --party --now --json --help --version" ;;
    record.init) options="--origin --passphrase-file --continues --json --help --version" ;;
    record.append) options="--lines --receipts --deadline --seal --source --next --policy --passphrase-file --json --help --version" ;;
    record.prove) options="-o --output --passphrase-file --json --help --version" ;;
    record.verify) options="--key --policy --entry --receipt --submissions --json --quiet --help --version" ;;
    record.export) options="-o --output --entries --policy --open --beside --index --json --help --version" ;;
    record.open) options="--disclosures --to --entry --with --opening-key --new-key --json --help --version" ;;
    record.redact) options="--field --reason --passphrase-file --json --help --version" ;;
    record.mirror) options="--key --every --json --quiet --help --version" ;;
    record.witness) options="--name --key --policy --listen --passphrase-file --json --help --version" ;;
    record.check) options="--key --policy --evidence --every --json --help --version" ;;
    esac
    case $current in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    esac
}
complete -o filenames -F _tacet tacet
