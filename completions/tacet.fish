# Completion of tacet for fish.
set -l commands simulate detect locate score
complete -c tacet -f -n "not __fish_seen_subcommand_from $commands" -a simulate -d 'make recordings or detections of a scene'
complete -c tacet -f -n "not __fish_seen_subcommand_from $commands" -a detect -d 'find impulses in recordings'
complete -c tacet -f -n "not __fish_seen_subcommand_from $commands" -a locate -d 'join detections to events and locate them'
complete -c tacet -f -n "not __fish_seen_subcommand_from $commands" -a score -d 'compare events with the truth'
complete -c tacet -l version -d 'print the version'
complete -c tacet -l help -s h -d 'show the options'
complete -c tacet -n "__fish_seen_subcommand_from detect locate score" -s s -l sector -r -d 'folder or sector.yaml'
complete -c tacet -n "__fish_seen_subcommand_from simulate detect locate" -l quiet -d 'no progress'
complete -c tacet -n "__fish_seen_subcommand_from simulate detect locate score" -l json -d 'JSON Lines'
complete -c tacet -n "__fish_seen_subcommand_from simulate detect locate score" -l strict -d 'fail if anything was skipped'
complete -c tacet -n "__fish_seen_subcommand_from locate score" -l truth -r -d 'true shots'
complete -c tacet -n "__fish_seen_subcommand_from simulate" -s o -l output -r -d 'where to write'
complete -c tacet -n "__fish_seen_subcommand_from simulate" -l seed -x -d 'another seed'
complete -c tacet -n "__fish_seen_subcommand_from simulate" -l detections -d 'straight to detections'
complete -c tacet -n "__fish_seen_subcommand_from detect" -l threshold-db -x -d 'above the noise'
complete -c tacet -n "__fish_seen_subcommand_from locate" -l table -d 'a table for people'
complete -c tacet -n "__fish_seen_subcommand_from locate" -l svg -r -d map
complete -c tacet -n "__fish_seen_subcommand_from locate" -l png -r -d map
complete -c tacet -n "__fish_seen_subcommand_from locate" -l pdf -r -d map
complete -c tacet -n "__fish_seen_subcommand_from locate" -l geojson -r -d events
complete -c tacet -n "__fish_seen_subcommand_from locate" -l stations -r -d 'what is wrong with stations'
complete -c tacet -n "__fish_seen_subcommand_from score" -l detections -r -d 'match by detections'
complete -c tacet -n "__fish_seen_subcommand_from score" -l min-found -x -d 'smallest share found'
complete -c tacet -n "__fish_seen_subcommand_from score" -l max-false -x -d 'largest share false'
complete -c tacet -n "__fish_seen_subcommand_from score" -l min-heard -x -d 'shots heard by fewer are not missed'
