# Completion of tacet for bash.
_tacet() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} options=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "simulate detect locate score plan --help --version" -- "$current")
        return
    fi
    case $previous in
    -s | --sector | -o | --output | --truth | --svg | --png | --pdf | --geojson | --geotiff | \
        --hearing | --detections | --candidates | --places | --stations)
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
    --seed | --threshold-db | --min-found | --max-false | --min-heard | --lateness)
        return
        ;;
    esac
    case ${COMP_WORDS[1]} in
    simulate) options="-o --output --seed --detections --json --strict --quiet --help --version" ;;
    detect) options="-s --sector --threshold-db --json --strict --quiet --help --version" ;;
    locate) options="-s --sector --follow --lateness --table --truth --svg --png --pdf --geojson --stations --json --strict --quiet --help --version" ;;
    score) options="-s --sector --truth --detections --min-found --max-false --min-heard --json --strict --help --version" ;;
    plan) options="-s --sector --source --at --wind --wind-from --temperature --sky --down --hearing --detections --noise-db --threshold-db --spread-db --excess-db-per-km --cell --around --zone --candidates --choose --places --svg --png --pdf --geojson --geotiff --json --strict --quiet --help --version" ;;
    esac
    case $current in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    esac
}
complete -o filenames -F _tacet tacet
