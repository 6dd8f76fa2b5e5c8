# bash completion for aploc                                        -*- shell-script -*-
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Commands, options and the choices of their values are read from the help of the command that is being
# typed, so that they are always its own. Needs nothing but bash; source this file, or let the
# package bash-completion load it from share/bash-completion/completions/aploc.

# Of "aploc --help": the words that may follow.
_aploc_commands() {
    "$1" --help 2>/dev/null | sed -n 's/^  aploc \([a-z][a-z-]*\)  *[a-z].*/\1/p'
}

# Of "aploc WORD --help": its options, a line each, "--times=FILE".
_aploc_options() {
    ARGP_HELP_FMT='' "$1" "$2" --help 2>/dev/null |
        sed -nE 's/^(  -., |      )(--[a-z][a-z-]*)(=[^ ]*)?.*/\2\3/p'
}

# Names of "aploc methods list" and "aploc zonings list".
_aploc_names() {
    "$1" "$2" list 2>/dev/null | sed 's/ .*//'
}

# The first line of the communes that the call names, a column a line.
_aploc_columns() {
    local k file=""
    for ((k = 2; k + 1 < ${#COMP_WORDS[@]}; k++)); do
        [[ ${COMP_WORDS[k]} == --communes ]] || continue
        file=${COMP_WORDS[k + 1]}
        [[ $file == "=" ]] && file=${COMP_WORDS[k + 2]-}
    done
    file=${file/#\~/$HOME}
    [[ -f $file && $file != *.gz ]] && head -n 1 -- "$file" | tr -d '"\r' | tr ',;\t' '\n\n\n'
}

_aploc_reply() {
    local line
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done
}

# Files of which the name ends so (nothing: all), and folders.
_aploc_files() {
    compopt -o filenames 2>/dev/null
    if [[ ${1-} ]]; then
        _aploc_reply < <(compgen -f -X "!*$1" -- "$cur")
        _aploc_reply < <(compgen -d -- "$cur")
    else
        _aploc_reply < <(compgen -f -- "$cur")
    fi
}

# Of the lines given those that begin with what is typed. (compgen -W would run what stands in them.)
_aploc_match() {
    local line
    while IFS= read -r line; do
        [[ $line && $line == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
    done
}

_aploc_words() {
    _aploc_match < <(printf '%s\n' "$@")
}

# What may stand as the value of an option, by its name and by what the help calls its value.
_aploc_value() {
    local command=$1 option=$2 form=$3
    case $option in
    --method) _aploc_match < <(_aploc_names "$command" methods) ;;
    --rules) _aploc_match < <(_aploc_names "$command" zonings | grep -v '^aid-') ;;
    --aid) _aploc_match < <(_aploc_names "$command" zonings | grep '^aid-') ;;
    --assign) _aploc_words thresholds shares ceilings both list ;;
    --scope) _aploc_words nation region department ;;
    --straddle) _aploc_words lower upper nearest ;;
    --ties) _aploc_words code together ;;
    --regions) _aploc_words own majority ;;
    --disagreement) _aploc_words keep largest ;;
    --kinds) _aploc_words substitution quarter exchange ;;
    esac
    case $form in
    FOLDER) compopt -o filenames 2>/dev/null; _aploc_reply < <(compgen -d -- "$cur") ;;
    *.ini) _aploc_files .ini ;;
    *.h5) _aploc_files .h5 ;;
    *FILE* | *.csv* | *.md) _aploc_files ;;
    COLUMN) _aploc_match < <(_aploc_columns) ;;
    WEIGHT) _aploc_words standardised population supply equal ;;
    *[A-Z]*) ;;
    *\|*) _aploc_match <<<"${form//|/$'\n'}" ;;
    esac
}

# What may stand without an option: the files of a command, or what it lists.
_aploc_operand() {
    local command=$1 word=$2
    case $word in
    rerun) _aploc_files .ini ;;
    verify) _aploc_files .h5 ;;
    convert | compare) _aploc_files ;;
    synth) compopt -o filenames 2>/dev/null; _aploc_reply < <(compgen -d -- "$cur") ;;
    methods | zonings)
        if ((COMP_CWORD == 2)); then
            _aploc_words list show
        elif ((COMP_CWORD == 3)) && [[ ${COMP_WORDS[2]} == show ]]; then
            _aploc_match < <(_aploc_names "$command" "$word")
            _aploc_files .ini
        fi
        ;;
    esac
}

_aploc() {
    local command=$1 cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local word=${COMP_WORDS[1]} option="" form options
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _aploc_match < <(_aploc_commands "$command" && printf '%s\n' --help --version)
        return
    fi
    # "--option=value" arrives as three words.
    if [[ $cur == "=" && $before == --* ]]; then
        option=$before cur=""
    elif [[ $before == "=" ]] && ((COMP_CWORD > 2)); then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    elif [[ $before == --* ]]; then
        option=$before
    fi
    options=$(_aploc_options "$command" "$word")
    if [[ $option ]]; then
        # Two options of one name (--demand of what-if): the values of both.
        form=$(sed -n "s/^$option=//p" <<<"$options")
        if [[ $form ]]; then
            local one
            while IFS= read -r one; do _aploc_value "$command" "$option" "$one"; done <<<"$form"
            return
        fi
    fi
    if [[ $cur == -* ]]; then
        _aploc_match < <(sed 's/=.*//' <<<"$options" | sort -u)
    else
        _aploc_operand "$command" "$word"
    fi
}

complete -F _aploc aploc
