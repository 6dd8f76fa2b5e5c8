#compdef aploc
# SPDX-License-Identifier: GPL-3.0-or-later
#
# zsh completion for aploc. Commands, options, what they do and the choices of their values are read from
# the help of the command that is being typed, so that they are always its own.

# Of "aploc --help": the words that may follow, and what they do.
_aploc_commands() {
  local -a commands
  commands=(${(f)"$($aploc_command --help 2>/dev/null | sed -n 's/^  aploc \([a-z][a-z-]*\)  *\([a-z].*\)/\1:\2/p')"})
  _describe -t commands 'command' commands
}

# Names of "aploc methods list" and "aploc zonings list" that match a pattern.
_aploc_names() {
  local -a names
  names=(${(M)${(f)"$($aploc_command $1 list 2>/dev/null | sed 's/ .*//')"}:#${~2}})
  compadd -a names
}

_aploc_method() { _aploc_names methods '*'; _files -g '*.ini(-.)' }
_aploc_rules() { _aploc_names zonings '^aid-*'; _files -g '*.ini(-.)' }
_aploc_aid() { _aploc_names zonings 'aid-*'; _files -g '*.ini(-.)' }
_aploc_shown() { _aploc_names $aploc_word '*'; _files -g '*.ini(-.)' }

# The columns of the communes that the call names.
_aploc_columns() {
  local -a columns
  local k file
  for ((k = 1; k <= ${#words}; k++)); do
    case $words[k] in
      --communes) file=$words[k+1] ;;
      --communes=*) file=${words[k]#--communes=} ;;
    esac
  done
  file=${file/#\~/$HOME}
  [[ -f $file && $file != *.gz ]] || return 1
  columns=(${(f)"$(head -n 1 -- $file | tr -d '"\r' | tr ',;\t' '\n\n\n')"})
  compadd -a columns
}

# What may stand as the value of an option: an action of _arguments.
_aploc_action() {
  local option=$1 form=$2
  case $option in
    --method) print _aploc_method ;;
    --rules) print _aploc_rules ;;
    --aid) print _aploc_aid ;;
    --assign) print '(thresholds shares ceilings both list)' ;;
    --scope) print '(nation region department)' ;;
    --straddle) print '(lower upper nearest)' ;;
    --ties) print '(code together)' ;;
    --regions) print '(own majority)' ;;
    --disagreement) print '(keep largest)' ;;
    --kinds) print '(substitution quarter exchange)' ;;
    *)
      case $form in
        FOLDER) print '_files -/' ;;
        *.h5) print '_files -g "*.h5(-.)"' ;;
        *FILE*|*.csv*|*.md|*.ini) print '_files' ;;
        COLUMN) print '_aploc_columns' ;;
        WEIGHT) print '(standardised population supply equal)' ;;
        *[A-Z]*) print ' ' ;;
        *\|*) print "(${form//|/ })" ;;
        *) print ' ' ;;
      esac ;;
  esac
}

# Of "aploc WORD --help": a spec of _arguments for each option.
_aploc_specs() {
  local option form text
  specs=()
  ARGP_HELP_FMT='opt-doc-col=60,rmargin=600' $aploc_command $aploc_word --help 2>/dev/null |
    sed -nE 's/^(  -., |      )(--[a-z][a-z-]*)=?([^ ]*) *(.*)/\2\x1f\3\x1f\4/p' |
    while IFS=$'\x1f' read -r option form text; do
      # Its first words say what it is.
      text=${${text%%[:;\[\]]*}%% \(*}
      if [[ $form ]]; then
        specs+=("*${option}=[$text]:${form//:/ }:$(_aploc_action $option $form)")
      else
        specs+=("${option}[$text]")
      fi
    done
}

# What may stand without an option.
_aploc_operands() {
  case $aploc_word in
    rerun) specs+=('1:study:_files -g "*.ini(-.)"') ;;
    verify) specs+=('1:run file:_files -g "*.h5(-.)"') ;;
    convert|compare) specs+=('1:file:_files' '2:file:_files') ;;
    synth) specs+=('1:folder:_files -/') ;;
    methods|zonings) specs+=('1:what:(list show)' '2:name:_aploc_shown') ;;
  esac
}

_aploc() {
  setopt local_options extended_glob
  local aploc_command=$words[1] aploc_word=$words[2]
  local -a specs
  if ((CURRENT == 2)); then
    _aploc_commands
    return
  fi
  _aploc_specs
  _aploc_operands
  shift words
  ((CURRENT--))
  _arguments -S : $specs
}

# Loaded by compinit the file is the function; sourced it is bound.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _aploc "$@"
elif (( $+functions[compdef] )); then
  compdef _aploc aploc
fi
