# SPDX-License-Identifier: ISC
# Completion of mirage for bash. What can follow is asked of the tool itself (`mirage complete`),
# which knows its commands and options, and the keys of the config.c at hand.

_mirage() {
    local -a words
    local line=${COMP_LINE:0:COMP_POINT} last before

    # bash breaks words at "=" as well; the tool wants --name=value whole.
    read -ra words <<<"$line"
    [[ $line == *[[:blank:]] ]] && words+=('')
    last=${words[-1]}
    mapfile -t COMPREPLY < <("${words[0]}" complete "${words[@]:1}" 2>/dev/null)

    # What bash will replace begins after the "=".
    if [[ $COMP_WORDBREAKS == *=* && $last == *=* ]]; then
        before=${last%%=*}=
        COMPREPLY=("${COMPREPLY[@]#"$before"}")
    fi
    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}

complete -o bashdefault -o default -F _mirage mirage
