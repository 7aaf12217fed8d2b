#!/bin/bash
# Shell completion, in a real bash: commands, the options of a command, words of options and operands, files.
set -u
. tests/harness/tap.sh
WORK=$(mktemp -d /tmp/getsuji-completion.XXXXXX)
trap 'rm -rf "$WORK"' EXIT
"$GETSUJI" help --format bash --lang en >"$WORK/bash"
commands=$(sed -n 's/^\t{"\([a-z-]*\)", *GROUP_.*/\1/p' engine/cli/commands.c)
touch "$WORK/other.yaml"

# complete WORD…: what bash offers for the last word, sorted; a bash that knows nothing but the file
complete() {
	(cd "$WORK" && env -i PATH=/usr/bin:/bin bash --norc --noprofile -uc '
		. ./bash
		COMP_WORDS=(getsuji "$@") COMP_CWORD=$#
		_getsuji
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort | paste -sd' ')
}
ok 'bash takes it' env -i PATH=/usr/bin:/bin bash --norc -c ". $WORK/bash && complete -p getsuji"
is "$TAP_OUT" 'complete -F _getsuji getsuji' '… and knows whom to ask'
is "$(complete '')" "$({ echo "$commands"; echo calc; } | sort | paste -sd' ')" 'every command'
is "$(complete st)" 'states status stop' 'the commands that begin so'
is "$(complete nonsense-)" '' 'nothing where nothing fits'
is "$(complete run --mon)" '--month' 'an option of the command'
is "$(complete status --mon)" '' '… but not of another'
is "$(complete --la)" '--lang' 'options that all commands take'
is "$(complete --lang ja run --mon)" '--month' 'the command is found behind an option with a value'
is "$(complete import facts x --encoding '')" 'cp932 utf-8' 'the words of an option'
is "$(complete import facts x --encoding = c)" 'cp932' '… also behind its sign'
is "$(complete rerun 3 --mode only)" 'only-quarantined' 'the modes of rerun'
is "$(complete server '')" 'start status stop' 'the words of an operand'
is "$(complete quarantine 3 re)" 'retry' '… that is not the first'
is "$(complete import '')" 'answers bank-results calendar collections dispositions duplicates facts institutions rates registrations returns scans' '… where each has operands of its own'
is "$(complete plan mon)" 'monthly' 'names of graphs'
is "$(complete plan other)" 'other.yaml' '… and files'
is "$(complete status 3 -o oth)" 'other.yaml' 'files where a file is named'
is "$(complete run monthly --month '')" '' 'nothing where anything may stand'
is "$(complete help conf)" 'confirm' 'commands for help'
each() { # every option that a command takes is offered
	local command
	for command in $commands; do
		diff <(complete "$command" -- | tr ' ' '\n') \
			<("$GETSUJI" help "$command" --lang en | sed -nE 's/^  (--[a-z-]+).*/\1/p' | sort) | sed "s/^/$command: /"
	done
}
finds_nothing 'every command offers what its help lists' each
for shell in zsh fish; do
	if command -v $shell >/dev/null; then
		"$GETSUJI" help --format $shell --lang ja >"$WORK/$shell"
		ok "$shell takes its file" $shell -n "$WORK/$shell"
	else
		echo "ok $((++TAP_COUNT)) - $shell takes its file # skip $shell is not installed"
	fi
done
done_testing
