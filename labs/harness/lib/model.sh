# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# model.sh - what stands between a source file and every interleaving of it
#
# There is one program for each solution, made of three parts:
#
#	the checker	labs/harness/host/modelcheck, and shared beside it, built once
#	the scenarios	labs/NN-name/model, built once for each lab, and the
#			seam's fallback_defaults.c
#	the solution	a fallback.c
#
# The last two see the checker's shim in the place of the kernel's headers.  Each
# access to memory in them is a call of the checker's, by -fsanitize=thread.

model_dir=$top/labs/harness/host/modelcheck
model_shared=$top/labs/harness/host/shared
model_build=$host_build/modelcheck

# Seconds for all scenarios together.  The checker has its own limits, so this is for
# when they fail.
model_wall=60

model_watched="-fsanitize=thread --param=tsan-distinguish-volatile=1
	--param=tsan-instrument-func-entry-exit=0"

# model_flags: set "model_cc", the compiler for scenarios and solutions
#
# DWARF 4, because addr2line of binutils 2.40 takes the line of an included file for one
# of the including file in DWARF 5.
#
# Not position-independent: or initialized pointers would be in a section .data.rel,
# and model_program looks for variables in .data and .bss.  Of the system's headers
# none, but the compiler's own: or what the shim does not have would be looked for
# there.
model_flags()
{
	model_cc="gcc -std=gnu11 -O1 -gdwarf-4 -fno-pie -fno-stack-protector -fno-strict-aliasing
		-ffreestanding -nostdinc -isystem $(gcc -print-file-name=include)
		-I $model_build/shim -I $model_dir -I $top/uml-config/seam"
}

# model_is_new FILE WHAT...: is FILE newer than WHAT, files and directories, and
# than this file?
model_is_new()
{
	new=$1
	shift
	[ -f "$new" ] &&
		[ -z "$(find "$@" "$top/labs/harness/lib/model.sh" -type f -newer "$new")" ]
}

# model_make FILE COMMAND...: COMMAND -o makes it, all or nothing
model_make()
{
	model_out=$1
	shift
	"$@" -o "$model_out.part" >"$work/model.log" 2>&1 || {
		cat "$work/model.log" >&2
		die "the model checker did not build: see the message above"
	}
	mv "$model_out.part" "$model_out"
}

# model_source NN-name MODEL: the scenarios of that name in the lab's lab_model
model_source()
{
	case $2 in
	*/*) echo "$top/labs/${2%/*}/model/${2#*/}.c" ;;
	*) echo "$top/labs/$1/model/$2.c" ;;
	esac
}

# build_model NN-name: the checker and the scenarios of the lab that was read
build_model()
{
	model_flags
	build_lock
	mkdir -p "$model_build/$1"
	model_is_new "$model_build/shim/linux/wait.h" "$model_dir/shim" \
		"$top/labs/harness/lib/review.sh" || build_shim
	model_is_new "$model_build/checker.o" "$model_dir" "$model_shared" || build_checker
	model_is_new "$model_build/$1.o" "$model_dir" "$top"/labs/*/model \
		"$top/labs/$1/lab.conf" "$top/uml-config/seam" || build_scenarios "$1"
	exec 8>&-
}

# Each <linux/...> header that a file may include is the shim.
build_shim()
{
	mkdir -p "$model_build/shim/linux/sched"
	for h in $review_headers; do
		echo '#include "shim/kernel.h"' >"$model_build/shim/linux/$h.h"
	done
}

# The checker as one object.  Of its names only those stay that a scenario or the
# shim uses, so that a solution may use all others.
build_checker()
{
	set --
	for c in "$model_dir"/*.c "$model_shared"/*.c; do
		[ "${c##*/}" != item.c ] || continue
		o=${c##*/}
		o=$model_build/${o%.c}.o
		set -- "$@" "$o"
		model_is_new "$o" "$c" "$model_dir"/*.h "$model_shared"/*.h "$model_dir/shim" ||
			model_make "$o" gcc -std=gnu11 -D_GNU_SOURCE= -O2 -g -fno-pie -Wall \
				-Wextra -Werror -I "$model_dir" -I "$model_shared" -c "$c"
	done
	model_make "$model_build/all.o" ld -r "$@"
	model_make "$model_build/checker.o" model_hide "$model_build/all.o"
}

# model_hide FROM -o TO: for model_make
model_hide()
{
	objcopy --wildcard -G main -G '__tsan_*' -G 'shim_*' -G 'scenario_*' "$1" "$3"
}

# What item.c counts is nobody's step, so it is not watched.
build_scenarios()
{
	# shellcheck disable=SC2086
	model_make "$model_build/$1/item.o" $model_cc -Wall -Wextra -Werror \
		-Wno-unused-parameter -c "$model_dir/item.c"
	# shellcheck disable=SC2086
	model_make "$model_build/$1/defaults.o" $model_cc -c \
		"$top/uml-config/seam/fallback_defaults.c"
	built="$model_build/$1/item.o $model_build/$1/defaults.o"
	for m in $lab_model; do
		# shellcheck disable=SC2086
		model_make "$model_build/$1/${m#*/}.o" $model_cc $model_watched -Wall -Wextra -Werror \
			-Wno-unused-parameter -Wno-missing-field-initializers \
			-c "$(model_source "$1" "$m")"
		# The checker begins with what comes last.
		built="$model_build/$1/${m#*/}.o $built"
	done
	# shellcheck disable=SC2086
	model_make "$model_build/$1.o" ld -r $built
}

# again_command LAB SOURCE: print how a run of the checker is seen again, to be pasted into
# a shell; SCENARIO= and SCHEDULE= follow
again_command()
{
	quoted=$2
	case $2 in
	"labs/$1/$lab_edit") quoted= ;;
	*[!A-Za-z0-9_./+-]*) quoted=\'$(printf '%s' "$2" | sed "s/'/'\\\\''/g")\' ;;
	esac
	say "make modelcheck LAB=${1%%-*}${quoted:+ SRC=$quoted}"
}

# model_program LAB SOURCE PROGRAM: the checker of one solution.  If SOURCE cannot be
# had in it, stdout says why, and the exit status is 1.
model_program()
{
	own=$3.o
	# What is an error in the kernel is one here.  Warnings are for check to show.
	# shellcheck disable=SC2086
	boxed "$2" "${3%/*}" $model_cc $model_watched -Werror=implicit-function-declaration \
		-Werror=implicit-int -Werror=incompatible-pointer-types \
		-Werror=int-conversion -Werror=return-type \
		-c -o "$own" "$2" >"$3.log" 2>&1 || {
		shim_lacks_in "$3.log"
		cat "$3.log"
		return 1
	}

	contract_kept "$own" "$2" || return 1

	# Its variables get sections of their own, which the checker can put back as
	# they were.  Its functions but those of the contract are nobody else's, or
	# they might stand for one of the checker's or of the C library.
	boxed '' "${3%/*}" objcopy --wildcard -G 'io_*' --rename-section .data=student_data \
		--rename-section .bss=student_bss "$own" "$3.hidden.o" || return 1
	mv "$3.hidden.o" "$own"

	# The C library is there, but not for it.  Some calls are the compiler's own.
	unknown=$(readelf -sW "$own" | awk '$7 == "UND" { print $8 }' |
		grep -vE '^($|shim_|__tsan_|mem(cpy|set|move|cmp)$)' | head -n 1)
	if [ -n "$unknown" ]; then
		shim_lacks "$2" "$unknown()"
		return 1
	fi

	boxed '' "${3%/*}" gcc -no-pie -o "$3" "$own" "$model_build/$1.o" "$model_build/checker.o" \
		>"$3.log" 2>&1 || {
		absent=$(sed -n "s/.*undefined reference to \`\(io_[a-z_]*\)'.*/\1/p" "$3.log" |
			head -n 1)
		[ -z "$absent" ] ||
			say "$2: there is no $absent(), which uml-config/seam/fallback.h asks for"
		cat "$3.log"
		return 1
	}
}

# shim_lacks WHERE WHAT
shim_lacks()
{
	say "$1: $2 is not in the model checker's shim of the kernel (labs/harness/host/modelcheck/shim): a lab with a model does not need it"
}

# shim_lacks_in LOG: if that is what the compiler complains of, say so.  A name in
# small letters that is not declared is more likely a mistyped variable.
shim_lacks_in()
{
	lacks=$(awk '
	/: (fatal )?error: / {
		where = message = $0
		sub(/(:[0-9]+)?: (fatal )?error: .*/, "", where)
		sub(/.*: (fatal )?error: /, "", message)
		split(message, quoted, "\047")
		what = ""
		if (message ~ /^implicit declaration of function/)
			what = quoted[2] "()"
		else if (message ~ /: No such file or directory/)
			what = "<" substr(message, 1, index(message, ":") - 1) ">"
		else if (message ~ /has no member named/)
			what = quoted[4] " of " quoted[2]
		else if (message ~ /^unknown type name|undefined type|incomplete type/)
			what = quoted[2]
		else if (message ~ /^\047[A-Z][A-Z0-9_]*\047 undeclared/)
			what = quoted[2]
		if (what != "") {
			print where "\t" what
			exit
		}
	}' "$1")
	[ -z "$lacks" ] || shim_lacks "${lacks%%	*}" "${lacks#*	}"
}

# run_model SOURCE DIRECTORY PROGRAM ARGUMENTS...: in a box, where it may write in DIRECTORY; exit
# status 124 if the time was not enough.  It stays in the foreground, so that Ctrl-C is for it,
# too.
run_model()
{
	run_source=$1 run_dir=$2
	shift 2
	# shellcheck disable=SC2034 # read by boxed
	box_cpu=$model_wall box_sees="$box_sees $1"
	boxed "$run_source" "$run_dir" timeout --foreground "$model_wall" "$@"
}

# --- real threads -------------------------------------------------------------

# threads_program LAB SOURCE PROGRAM: the same scenarios and the same solution, on
# real threads, under ThreadSanitizer: see labs/harness/host/modelcheck/threads.
threads_program()
{
	threads_own=$3.o
	# shellcheck disable=SC2086
	boxed "$2" "${3%/*}" $model_cc -DSHIM_THREADS -fsanitize=thread -c -o "$threads_own" "$2" >"$3.log" 2>&1 ||
		return 1
	build_lock
	threads_build=$model_build/$1/threads.o
	model_is_new "$threads_build" "$model_dir" "$top"/labs/*/model "$top/uml-config/seam" || {
		set -- "$1" "$2" "$3" "$threads_build"
		build_threads "$1"
	}
	exec 8>&-
	boxed '' "${3%/*}" gcc -fsanitize=thread -no-pie -o "$3" "$threads_own" "$threads_build" -lpthread \
		>"$3.log" 2>&1
}

build_threads()
{
	mkdir -p "$model_build/$1/threads"
	built=
	for c in "$model_dir"/threads/*.c "$model_dir"/sync.c; do
		o=$model_build/$1/threads/$(basename "$c" .c).o
		model_make "$o" gcc -std=gnu11 -D_GNU_SOURCE -O1 -g -fno-pie -Wall -Wextra -Werror \
			-I "$model_dir" -DSHIM_THREADS -c "$c"
		built="$built $o"
	done
	o=$model_build/$1/threads/item.o
	# shellcheck disable=SC2086
	model_make "$o" $model_cc -DSHIM_THREADS -c "$model_dir/item.c"
	built="$built $o"
	o=$model_build/$1/threads/defaults.o
	# shellcheck disable=SC2086
	model_make "$o" $model_cc -DSHIM_THREADS -c "$top/uml-config/seam/fallback_defaults.c"
	built="$built $o"
	for m in $lab_model; do
		o=$model_build/$1/threads/model-${m#*/}.o
		# shellcheck disable=SC2086
		model_make "$o" $model_cc -DSHIM_THREADS -fsanitize=thread -c "$(model_source "$1" "$m")"
		built="$o $built"
	done
	# shellcheck disable=SC2086
	model_make "$model_build/$1/threads.o" ld -r $built
}
