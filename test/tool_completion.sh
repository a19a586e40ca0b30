#!/bin/bash
# SPDX-License-Identifier: ISC
# tool_completion.sh - what bash and zsh offer after a TAB: in bash by calling the completion as it
# would, in zsh by typing at a terminal.
. "$(dirname "$0")/tool.sh.inc"
. "$root/share/completion/mirage.bash"

# As an interactive bash has it: an "=" ends a word.
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'

# offers LINE WORD...: what bash would show
offers() {
    local line=$1
    shift
    COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
    _mirage 2>/dev/null || true # compopt fails outside a completion
    printf '%s\n' "${COMPREPLY[@]}" >"$out"
    [ "${COMPREPLY[*]}" = "$*" ] || fail "after '$line'"
}

begin 'commands'
offers 'mirage c' configure clean
offers 'mirage des' describe
offers 'mirage x'
offers 'mirage ' configure build run describe query clean new doctor help
offers 'mirage help d' describe doctor

begin 'options and their values'
offers 'mirage clean --d' --dry-run
offers 'mirage configure --ta' --target=
offers 'mirage configure -t u' unix
offers 'mirage configure -t ' unix hvt spt virtio xen qubes muen js sim
offers 'mirage configure --target=q' qubes
offers 'mirage configure --target ' unix hvt spt virtio xen qubes muen js sim
offers 'mirage new www --example=' hello website echo protocol
offers 'mirage new www -e w' website
offers 'mirage query ma' main.c
offers 'mirage clean --color=a' auto always
offers 'mirage clean --help=' plain groff
offers 'mirage configure -f '

begin 'keys of the config.c at hand, once it is compiled'
write_config
sed -i '1a KEY_ONE_OF(width, "wide|narrow", "wide", "of a page")' config.c
offers 'mirage configure --lou'
expect_only config.c unikernel.c
mirage configure -q
offers 'mirage configure --lou' --loud
offers 'mirage configure --no-l' --no-loud
offers 'mirage build --wi' --width=
offers 'mirage build --width=' wide narrow
offers 'mirage describe --width=n' narrow
offers 'mirage clean --lou'

begin 'what query can be asked is what completion offers'
write_config
mirage complete query '' | tr '\n' ' ' >"$work/offered"
for info in $(cat "$work/offered"); do
    mirage_does query "$info"
done
mirage_fails 124 query nonsense
[ "$(sed -n 's/.*there is //p' "$out" | sed 's/,//g; s/ and / /') " = "$(cat "$work/offered")" ] ||
    fail "offered: $(cat "$work/offered")"

begin 'zsh, at a terminal'
command -v zsh >/dev/null || { echo '(not tried: no zsh)' && exit 0; }
write_config
mirage configure -q
cat >zshrc <<EOF
PS1='> '
setopt no_beep
fpath=('$root/share/completion' \$fpath)
autoload -Uz compinit
compinit -u -d '$work/zcompdump'
EOF
cat >type.zsh <<'EOF'
# type.zsh LINE RESULT: types LINE and a TAB at an interactive zsh, and waits for RESULT.
zmodload zsh/zpty
zpty -b shell 'TERM=dumb zsh -fi'
zpty -w shell 'source ./zshrc; echo re""ady'
zpty -r -m shell text '*ready*'
zpty -w -n shell "$1"$'\t'
zpty -r -m shell text "*$2*"
zpty -d shell
EOF
zsh_offers() {
    timeout 10 zsh -f type.zsh "$1" "$2" >"$out" 2>&1 || fail "after '$1' there is no '$2'"
}
zsh_offers 'mirage des' 'mirage describe '
zsh_offers 'mirage c' 'clean *configure'
zsh_offers 'mirage configure --targ' '--target='
zsh_offers 'mirage configure -t u' '-t unix '
zsh_offers 'mirage configure --target=q' '--target=qubes '
zsh_offers 'mirage configure --lou' '--loud '
zsh_offers 'mirage configure -f unik' 'unikernel.c '
zsh_offers 'mirage configure --file=unik' '--file=unikernel.c '
