# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# editor.sh - how the C files of the checkout are compiled, for editors
#
# build/compile_commands.json is where clangd looks for that.  What it says about a fallback.c
# holds for the kernel that build() of kernel.sh has found.

editor_file=$top/build/compile_commands.json

# editor_ready: write it if it is missing, is about another kernel, or lacks a file.  Each
# check comes here, so no process is started unless it has to be written.
editor_ready()
{
	# Its first line.  "output" is of no use to clangd, and no harm.
	editor_about="[{\"directory\": \"$top\", \"output\": \"$kernel/fallback.o\","
	about=
	[ ! -f "$editor_file" ] || read -r about <"$editor_file" || :
	if [ "$about" = "$editor_about" ]; then
		editor_old=
		# A new file makes its directory newer.  Those that begin so hold what labs are about.
		for from in "$top"/labs/harness/lib/*.sh "$kernel/cc" "$top"/[elr]*/ "$top"/[elr]*/*/ \
			"$top"/labs/*/lab.conf "$top"/labs/*/*/ "$top"/labs/harness/kernel/ "$top"/labs/harness/kernel/*/; do
			# In POSIX since 2024.
			# shellcheck disable=SC3013
			[ ! "$from" -nt "$editor_file" ] || editor_old=yes
		done
		[ -n "$editor_old" ] || return 0
	fi
	(cd "$top" && editor_entries) >"$work/compile_commands.json"
	mv "$work/compile_commands.json" "$editor_file"
}

editor_entries()
{
	# clang has a few of gcc's options under no name.
	in_kernel=$(sed -e 's| -c -o @OUT@ @SRC@$||' -e 's| -fno-allow-store-data-races||' \
		-e 's| -fconserve-stack||' -e 's|["\\]|\\&|g' "$kernel/cc")
	model_flags
	in_model=$(printf %s "$model_cc" | tr -s "\n\t" " ")
	say "$editor_about"
	printf '"file": "uml-config/baseline.c", "command": "%s -c uml-config/baseline.c"}' "$in_kernel"
	editor_entry "$in_kernel" labs/*/guests/*.c
	editor_entry "$in_kernel -I $kunit_dir" labs/*/kunit/*.c labs/harness/kernel/*.c \
		labs/harness/kernel/*/*.c
	editor_entry "$test_cc -Wno-error" labs/*/tests/*.c labs/*/demo/*.c labs/*/trace/*.c labs/harness/guest/*.c
	editor_entry "$in_model" labs/*/model/*.c
	for lab in $(lab_names); do
		lab_read "$lab"
		case $lab_kind in
		program) how=$program_cc ;;
		fallback) how=$in_kernel ;;
		esac
		# The student's file, the solution, and others that could be handed in.
		editor_entry "$how" [elr]*/"$lab"/*.c [elr]*/*/"${lab%%-*}"-*.c
	done
	printf '\n]\n'
}

# editor_entry COMMAND FILE...: but for names that are none of ours
editor_entry()
{
	how=$1
	shift
	for f; do
		case $f in
		*[!A-Za-z0-9._/-]*) continue ;;
		esac
		printf ',\n{"directory": "%s", "file": "%s", "command": "%s -c %s"}' "$top" "$f" "$how" "$f"
	done
}
