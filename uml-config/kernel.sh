# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# kernel.sh - from a pin to a kernel that a fallback.c can be linked into
#
# Sourced, after lib.sh; uml-config/kernel is the command.
#
# Each step does the steps before it when they are missing, so a caller asks
# for what it wants and pays for what is new.
#
# Everything lives in the cache under a name made from its inputs:
#
#	source/6.12/		package or tarball, and "id", its checksum
#	tree/6.12-KEY/		prepared tree, a git repository of two commits
#	kernel/6.12-fast-KEY/	linux/: the tree again, built in place
#				base.o: all of it, linked, but for fallback.o
#				cc, ld: the commands that make a kernel of it
#
# A step builds beside its result and renames, or, for the build, which takes
# minutes, goes on where it was stopped.  So the answer to an interrupted
# command is the same command.
#
# Why link by ourselves: kbuild looks at a thousand files before it compiles
# the one that changed, and two builds in one directory disturb each other.
# The two commands that matter are kbuild's own, saved from its .cmd files.

config_dir=$top/uml-config

# A build of the kernel sees nothing of the caller's environment: an exported
# CFLAGS, ARCH or MAKEFLAGS would change what is built under the same name.
kmake()
{
	env -i PATH="$PATH" HOME=/nonexistent LC_ALL=C TMPDIR="${TMPDIR:-/tmp}" \
		KBUILD_BUILD_USER=pushdrain KBUILD_BUILD_HOST=pushdrain \
		KBUILD_BUILD_TIMESTAMP='Tue Feb 16 14:17:00 UTC 2021' \
		KBUILD_BUILD_VERSION=1 \
		make -s ARCH=um LOCALVERSION= KCFLAGS="$kcflags" "$@"
}

# Everything but io_uring is compiled with -O1: a quarter less time, and nobody
# looks at that code.  io_uring keeps the kernel's -O2, see seam/Makefile.io_uring.
kcflags=-O1

releases()
{
	default=$(grep -l '^DEFAULT=yes' "$config_dir"/pins/*)
	echo "${default##*/}"
	for f in "$config_dir"/pins/*; do
		[ "$f" = "$default" ] || echo "${f##*/}"
	done
}

# There is no User-Mode Linux for other processors.
machine_ready()
{
	[ "$(uname -m)" = x86_64 ] ||
		die "this machine is $(uname -m), and User-Mode Linux is for x86-64 only: use an x86-64 machine"
}

# pin RELEASE: read its facts into PACKAGE, VERSION, ...
pin()
{
	case $1 in
	*/* | .* | '') false ;;
	*) [ -f "$config_dir/pins/$1" ] ;;
	esac ||
		die "no kernel '$1' here: KERNEL is one of $(releases | paste -s -d " ")"
	release=$1
	# shellcheck disable=SC1090
	. "$config_dir/pins/$1"
	source=$PUSHDRAIN_CACHE/source/$release
}

config_known()
{
	case $1 in
	common | *[!a-z]* | '') ;;
	*) [ ! -d "$config_dir/kconfig/$1" ] || return 0 ;;
	esac
	die "no configuration '$1': CONFIG is one of $(cd "$config_dir/kconfig" &&
		echo [a-z]*/ | sed 's|/||g; s|common ||')"
}

# --- fetch -----------------------------------------------------------------

fetch()
{
	pin "$1"
	[ -f "$source/id" ] || machine_ready
	if [ -n "${LINUX_TARBALL:-}" ]; then
		with_lock "source-$release" fetch_tarball
	elif [ -n "${LINUX_DIR:-}" ]; then
		with_lock "source-$release" fetch_dir
	elif ! package_held; then
		with_lock "source-$release" fetch_package
	fi
}

# source_is ID: already the source of this release?
source_is()
{
	[ -f "$source/id" ] && [ "$(cat "$source/id")" = "$1" ]
}

# A new source is complete before the old one goes.
source_begin()
{
	rm -rf "$source.part"
	mkdir -p "$source.part"
}

source_commit()
{
	echo "$1" >"$source.part/id"
	rm -rf "$source"
	mv "$source.part" "$source"
}

fetch_tarball()
{
	[ -r "$LINUX_TARBALL" ] || die "cannot read LINUX_TARBALL=$LINUX_TARBALL"
	sum=$(sha256sum <"$LINUX_TARBALL" | cut -d ' ' -f 1)
	case $sum in
	"$DEB_SHA256" | "$TARBALL_SHA256") ;;
	*) die "LINUX_TARBALL=$LINUX_TARBALL is not the source of $release that was tested ($VERSION): its sha256 is in none of the lines of uml-config/pins/$release" ;;
	esac
	! source_is "$sum" || return 0
	source_begin
	if [ "$sum" = "$DEB_SHA256" ]; then
		cp "$LINUX_TARBALL" "$source.part/linux.deb"
	else
		cp "$LINUX_TARBALL" "$source.part/linux.tar"
	fi
	source_commit "$sum"
}

# A directory has no checksum of its own: names, sizes and times stand for it.
fetch_dir()
{
	[ -f "$LINUX_DIR/Kbuild" ] && [ -d "$LINUX_DIR/io_uring" ] ||
		die "LINUX_DIR=$LINUX_DIR is not a kernel tree with io_uring/"
	series=$(awk '$1 == "VERSION" { v = $3 } $1 == "PATCHLEVEL" { print v "." $3; exit }' \
		"$LINUX_DIR/Makefile")
	[ "$series" = "$release" ] ||
		die "LINUX_DIR=$LINUX_DIR is Linux $series, not $release: say KERNEL=$series if it is pinned"
	[ ! -f "$LINUX_DIR/.config" ] ||
		die "LINUX_DIR=$LINUX_DIR has been built in: give a clean tree (make mrproper)"
	sum=$(cd "$LINUX_DIR" && find . -path ./.git -prune -o -type f \
		-printf '%P %s %T@\n' | sort | sha256sum | cut -d ' ' -f 1)
	! source_is "$sum" || return 0
	source_begin
	need_space 2000 "$PUSHDRAIN_CACHE" "a copy of $LINUX_DIR"
	say "copying $LINUX_DIR"
	mkdir "$source.part/pushdrain-linux"
	tar -C "$LINUX_DIR" -c --exclude=./.git --exclude='*.o' . |
		tar -C "$source.part/pushdrain-linux" -x
	tar -C "$source.part" -c pushdrain-linux -f "$source.part/linux.tar"
	rm -rf "$source.part/pushdrain-linux"
	source_commit "$sum"
}

fetch_package()
{
	# Somebody may have fetched it while we waited for the lock.
	! package_held || return 0

	command -v apt-get >/dev/null 2>&1 ||
		die "no apt-get on this system: get the source of Linux $release yourself and say LINUX_TARBALL=FILE or LINUX_DIR=TREE"
	need_space 400 "$PUSHDRAIN_CACHE" "the source of Linux $release"
	source_begin

	# What this system knows of the archive may be old, or nothing.
	apt_lists=
	package_get || {
		say "asking the package archive about $PACKAGE"
		apt_lists="-o Dir::State::lists=$PUSHDRAIN_CACHE/apt/lists \
			-o Dir::Cache=$PUSHDRAIN_CACHE/apt/cache"
		rm -rf "$PUSHDRAIN_CACHE/apt/lists"
		mkdir -p "$PUSHDRAIN_CACHE/apt/lists/partial" \
			"$PUSHDRAIN_CACHE/apt/cache/archives/partial"
		apt_get -q update || :
		package_get
	} || package_missing

	sum=$(sha256sum <"$source.part/linux.deb" | cut -d ' ' -f 1)
	if [ "$want" = "$VERSION" ]; then
		[ "$sum" = "$DEB_SHA256" ] ||
			die "$PACKAGE $want is not the file that was pinned: its sha256 is $sum, not $DEB_SHA256"
	elif [ -z "${DEB_VERSION:-}" ]; then
		say "$PACKAGE $want is newer than $VERSION, which was tested last: DEB_VERSION=$VERSION holds it at that"
	fi
	echo "$want" >"$source.part/version"
	source_commit "$sum"
}

# package_held: is there a source, and if DEB_VERSION is given, of that version?
package_held()
{
	[ -f "$source/id" ] &&
		{ [ -z "${DEB_VERSION:-}" ] || [ "$(cat "$source/version" 2>/dev/null)" = "$DEB_VERSION" ]; }
}

# package_get: download the newest version that will do, and set "want" to it.
# apt checks the archive's signature, and the file against what it signs.
package_get()
{
	offered=$(package_versions)
	want=
	for v in $offered; do
		if [ -n "${DEB_VERSION:-}" ]; then
			[ "$v" != "$DEB_VERSION" ] || want=$v
		elif [ "${v#"$release".}" != "$v" ] &&
			dpkg --compare-versions "$v" ge "${want:-$VERSION}"; then
			want=$v
		fi
	done
	[ -n "$want" ] || return 1

	say "downloading $PACKAGE $want"
	with_progress "bytes" "$(package_size)" bytes_fetched apt_get -q \
		-o Acquire::Retries=2 -o Acquire::http::Timeout=30 \
		download "$PACKAGE=$want" || return 1
	mv "$source.part"/*.deb "$source.part/linux.deb"
}

# package_missing: say why
package_missing()
{
	reason=$(sed -n 's/^E: //p' "$source.part/log" 2>/dev/null | head -n 1)
	reason=${reason:+ ($reason)}
	case $reason in
	*expired* | *'not valid yet'* | *NO_PUBKEY* | *'not signed'* | *'not have a Release file'*)
		die "apt refuses the package archive: check this machine's clock and the archive's key, or say LINUX_TARBALL=FILE or LINUX_DIR=TREE$reason"
		;;
	esac
	if [ -n "$want" ]; then
		die "could not download $PACKAGE $want: connect and run the command again, or say LINUX_TARBALL=FILE or LINUX_DIR=TREE$reason"
	elif [ -z "$offered$(ls "$PUSHDRAIN_CACHE"/apt/lists/*_* 2>/dev/null)" ]; then
		die "no source of Linux $release yet, and no package archive in reach: connect once, or say LINUX_TARBALL=FILE or LINUX_DIR=TREE$reason"
	elif [ -z "$offered" ]; then
		die "the package archive of this system has no $PACKAGE: get it elsewhere (Debian 12 and 13 have it) and say LINUX_TARBALL=FILE or LINUX_DIR=TREE$reason"
	elif [ -n "${DEB_VERSION:-}" ]; then
		die "the package archive has $PACKAGE $offered, not DEB_VERSION=$DEB_VERSION"
	fi
	die "the package archive has $PACKAGE $offered, and the last tested is $VERSION: say DEB_VERSION=VERSION to build from an older one"
}

# package_versions: all that the archive has
package_versions()
{
	# shellcheck disable=SC2086
	apt-cache $apt_lists madison "$PACKAGE" 2>/dev/null |
		awk -F ' *[|] *' '$3 !~ / Sources$/ { print $2 }' | sort -u | paste -s -d ' '
}

package_size()
{
	# shellcheck disable=SC2086
	apt-cache $apt_lists show "$PACKAGE=$want" 2>/dev/null |
		awk '$1 == "Size:" { print $2; exit }'
}

apt_get()
(
	cd "$source.part" || exit 2
	# shellcheck disable=SC2086
	apt-get $apt_lists -o APT::Sandbox::User=root "$@" >log 2>&1
)

bytes_fetched()
{
	du -cb "$source.part"/*.deb "$source.part"/partial/* 2>/dev/null |
		awk 'END { print $1 }'
}

# --- prepare ---------------------------------------------------------------

# tree_name: set "tree" to where the prepared tree of this source and seam is.
tree_name()
{
	key=$(hash_of "$source/id" "$config_dir/unpack.exclude" "$config_dir"/seam/*)
	tree=$PUSHDRAIN_CACHE/tree/$release-$key
}

prepare()
{
	fetch "$1"
	tree_name
	[ -d "$tree" ] || with_lock "tree-$release" prepare_tree
}

prepare_tree()
{
	[ ! -d "$tree" ] || return 0
	command -v spatch >/dev/null 2>&1 || die "spatch is missing: install the package coccinelle"
	need_space 600 "$PUSHDRAIN_CACHE" "the source tree of Linux $release"

	rm -rf "$PUSHDRAIN_CACHE/tree/$release"-*.part
	mkdir -p "$tree.part"
	say "unpacking Linux $release"
	unpack "$tree.part" 2>"$tree.part/.log" || {
		reason=$(head -n 1 "$tree.part/.log")
		die "could not unpack the source of Linux $release${reason:+ ($reason)}: if the disk is not full, remove $source and run the command again"
	}
	rm "$tree.part/.log"
	[ -f "$tree.part/Kbuild" ] ||
		die "the source of Linux $release is incomplete: remove $source and try again"

	say "putting the seam into io_uring"
	commit "$tree.part" "Linux $release as upstream has it" \
		"Only what a student reads is tracked: io_uring, kernel, lib, arch/um, headers."
	"$config_dir/seam/apply" "$tree.part"
	commit "$tree.part" "io_uring: leave the fallback task_work to fallback.c" \
		"Made by the semantic patch in uml-config/seam/fallback.cocci, where each
rule says what it is for.  fallback.c is added when a kernel is built."
	mv "$tree.part" "$tree"
}

# What is left out is listed in unpack.exclude, relative to the top of the tree:
# the four fifths of the kernel that a UML build does not read.
unpack()
{
	for topdir in "linux-source-$release" pushdrain-linux; do
		sed "s|^|$topdir/|" "$config_dir/unpack.exclude"
	done >"$1/.exclude"
	{
		if [ -f "$source/linux.deb" ]; then
			dpkg-deb --fsys-tarfile "$source/linux.deb" |
				tar -x -O --wildcards './usr/src/linux-source-*.tar.*' |
				xz -dc -T0
		elif xz -t "$source/linux.tar" 2>/dev/null; then
			xz -dc -T0 "$source/linux.tar"
		else
			cat "$source/linux.tar"
		fi
	} | tar -x -C "$1" --strip-components=1 --anchored --exclude-from="$1/.exclude" &&
		rm "$1/.exclude"
}

# commit TREE SUBJECT BODY, whatever the user's git settings and hooks are.
commit()
{
	(
		cd "$1" || exit 2
		export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
		[ -d .git ] || git init -q . 2>/dev/null
		git -c core.compression=0 add -f io_uring kernel lib arch/um \
			include/linux include/uapi/linux include/trace
		git -c user.name=pushdrain -c user.email=pushdrain@localhost \
			-c gc.auto=0 commit -q -m "$2" -m "$3"
	)
}

# --- build -----------------------------------------------------------------

# fragments CONFIG: what is merged: common to all, of this release, of this
# configuration, and of this configuration of this release
fragments()
{
	for d in common "$release" "$1" "$1/$release"; do
		for f in "$config_dir/kconfig/$d"/*.config; do
			[ ! -f "$f" ] || echo "$f"
		done
	done
}

first_line()
{
	read -r line
	echo "$line"
}

# kernel_name CONFIG: set "kernel" to where that build of this tree is.  The
# tree counts by what is in it: a seam that was rewritten and does the same
# costs a new tree, which is quick, and no new kernel.
kernel_name()
{
	# shellcheck disable=SC2046
	key=$({
		cat "$source/id" "$config_dir/unpack.exclude"
		# No matter who made the cache, it is ours to read.
		git -c safe.directory="$tree" -C "$tree" rev-parse 'HEAD^{tree}'
		echo "$kcflags"
		gcc --version | first_line
		ld --version | first_line
		hash_of $(fragments "$1")
		sed -n '/^kmake()/,/^}/p' "$config_dir/kernel.sh"
	} | sha256sum | cut -c 1-12)
	kernel=$PUSHDRAIN_CACHE/kernel/$release-$1-$key
	base_key=$({
		sed -n '/^make_base()/,/^}/p' "$config_dir/kernel.sh"
		cat "$config_dir/no-kallsyms.c"
	} | cksum)
}

# kernel_ready: was it built, and its base.o made in the way of today?
kernel_ready()
{
	[ "$(cat "$kernel/ready" 2>/dev/null)" = "$base_key" ]
}

build()
{
	config_known "$2"
	prepare "$1"
	kernel_name "$2"
	kernel_ready || with_lock "kernel-$release-$2" build_kernel "$2"
}

build_kernel()
{
	! kernel_ready || return 0
	linux=$kernel/linux
	need_space 800 "$PUSHDRAIN_CACHE" "a build of Linux $release"
	if [ ! -f "$kernel/copied" ]; then
		rm -rf "$kernel"
		mkdir -p "$kernel"
		tar -C "$tree" -c --exclude=./.git . | tar -C "$kernel" --one-top-level=linux -x
		touch "$kernel/copied"
	fi
	# Any fallback.c will do here: base.o is everything but this.
	cp "$config_dir/baseline.c" "$linux/io_uring/fallback.c"

	if [ ! -f "$kernel/configured" ]; then
		configure "$1"
		touch "$kernel/configured"
	fi
	say "building Linux $release, configuration $1"
	objects=$(cat "$kernel/../objects-$release-$1" 2>/dev/null) || objects=580
	with_progress "objects" "$objects" objects_built run_make "$kernel/log" vmlinux
	objects_built >"$kernel/../objects-$release-$1"
	rm -rf "$kernel/linked" "$kernel/headers"
	make_base
	echo "$base_key" >"$kernel/ready"
}

# run_make LOG TARGET...: on failure, one line that says what and where.
run_make()
{
	run_log=$1
	shift
	(
		cd "$linux" || exit 2
		# One more than there are processors: one is always at the disk.
		kmake -j"$(($(nproc) + 1))" "$@"
	) >"$run_log" 2>&1 && return 0
	if grep -q 'No space left on device' "$run_log"; then
		die "the disk is full: make room in $PUSHDRAIN_CACHE and run the command again"
	fi
	die "Linux $release did not build: $(grep -m 1 -iE 'error|\*\*\*|killed' "$run_log" ||
		echo 'interrupted'). All of it: $run_log"
}

# Counted again and again, so not through the headers, half of all files.
objects_built()
{
	find "$linux" -name include -prune -o -name '*.o' -print 2>/dev/null | wc -l
}

# The kernel's own merge_config.sh merges; what Kconfig then dropped is an
# error, because a test that needs it would fail in a way nobody understands.
configure()
{
	(
		cd "$linux" || exit 2
		# shellcheck disable=SC2046
		env -i PATH="$PATH" LC_ALL=C ARCH=um scripts/kconfig/merge_config.sh \
			-n $(fragments "$1") >"$kernel/config.log" 2>&1
	) || die "Linux $release could not be configured: see $kernel/config.log"
	# shellcheck disable=SC2046
	awk '
	FILENAME ~ /[.]config$/ && FILENAME !~ /\/[.]config$/ {
		if (split($0, opt, "=") == 2 && /^CONFIG_/) {
			want[opt[1]] = opt[2]
			from[opt[1]] = FILENAME
		}
		next
	}
	split($0, opt, "=") == 2 { have[opt[1]] = opt[2] }
	END {
		for (o in want) {
			if (!(o in have))
				have[o] = "n"
			if (have[o] != want[o]) {
				sub(/.*kconfig\//, "kconfig/", from[o])
				printf "pushdrain: uml-config/%s wants %s=%s, and Kconfig made it %s: an option it depends on is missing\n",
					from[o], o, want[o], have[o]
				bad = 1
			}
		}
		exit bad ? 2 : 0
	}' $(fragments "$1") "$linux/.config" >&2 || exit 2
}

# make_base: link all but fallback.o once, and save the two commands that turn
# a fallback.c into a kernel.  @OUT@ and @SRC@ stand for what changes, and paths
# are absolute, so that the compiler speaks of the file as the user named it.
make_base()
{
	(
		cd "$linux" || exit 2
		sed -n 's/^\(saved\)\{0,1\}cmd_io_uring\/fallback.o *:= *//p' io_uring/.fallback.o.cmd |
			sed -e "s| -I\./| -I$linux/|g" \
			    -e "s| -I\([a-z]\)| -I$linux/\1|g" \
			    -e "s| -include \./| -include $linux/|g" \
			    -e 's| -Wp,-M[^ ]*||' \
			    -e 's| -DIO_FALLBACK_TRACED||' \
			    -e 's| *;.*||' -e 's| *$||' \
			    -e "s| -c -o [^ ]* [^ ]*\$| -iquote $linux/io_uring -c -o @OUT@ @SRC@|" \
			    >"$kernel/cc"
		grep -q ' -c -o @OUT@ @SRC@$' "$kernel/cc" ||
			die "cannot read kbuild's compile command in $linux/io_uring/.fallback.o.cmd"

		kallsyms=
		if [ -f kernel/kallsyms.o ]; then
			kallsyms=$kernel/no-kallsyms.o
			compile "$config_dir/no-kallsyms.c" "$kallsyms" >&2 || exit 2
		fi
		for o in $(ar t vmlinux.a) init/version-timestamp.o $kallsyms; do
			case $o in
			io_uring/fallback.o | kernel/kallsyms.o) ;;
			*) [ ! -f "$o" ] || echo "$o" ;;
			esac
		done >"$kernel/objects"
		# shellcheck disable=SC2046
		ld -r -m elf_x86_64 -z noexecstack -o "$kernel/base.o" "@$kernel/objects" \
			--start-group $(find lib arch -name lib.a) --end-group
		cp arch/um/kernel/vmlinux.lds "$kernel/vmlinux.lds"
	) || exit 2
	cat >"$kernel/ld" <<-EOF
	gcc -no-pie -Wl,--wrap,malloc -Wl,--wrap,free -Wl,--wrap,calloc -Wl,-m,elf_x86_64 -Wl,-z,noexecstack -Wl,--no-warn-rwx-segments -Wl,--script=$kernel/vmlinux.lds -o @OUT@ $kernel/base.o @OBJECTS@ -lutil -lrt -lpthread
	EOF
}

# --- link ------------------------------------------------------------------

# compile SOURCE OBJECT [FLAG...]: exit 1 with the compiler's own message when it
# fails.
compile()
{
	name=$(basename "$1" .c | tr -c 'a-zA-Z0-9\n' _)
	compile_as "$kernel/cc" "$@" -UKBUILD_BASENAME "-DKBUILD_BASENAME=\"$name\"" || return 1
}

# compile_as COMMAND SOURCE OBJECT [FLAG...]: with the command of that file; in a box, if
# "confined" is set.  The names may have anything in them: the shell puts them in, below.
compile_as()
{
	# shellcheck disable=SC2016
	command=$(sed -e 's|@OUT@|"$object"|' -e 's|@SRC@|"$@" "$from"|' "$1")
	# shellcheck disable=SC2034
	from=$2 object=$3
	shift 3
	# shellcheck disable=SC2016
	[ -z "${confined:-}" ] || command='boxed "$from" "${object%/*}" '$command
	eval "$command" || return 1
}

# compile_fallback FALLBACK.C OBJECT [FLAG...]: in a box, and no other file, see the end
# of seam/fallback.h
#
# Three quarters of the time are the headers', so these are compiled once.  What
# the compiler has to say, it says without them: then every line of it is as ever.
# Not with KASAN, where its scheduler would order many instructions otherwise.
compile_fallback()
{
	from=$1 object=$2
	shift 2
	if ! grep -q fsanitize=kernel-address "$kernel/cc" && begins_with_header "$from" &&
		headers_ready "$@"; then
		! words=$(confined=yes && compile_as "$headers.cc" "$from" "$object" 2>&1) ||
			[ -n "$words" ] || return 0
		case $words in
		*": CPU time limit exceeded "*)
			echo "$words"
			return 1
			;;
		esac
	fi
	(confined=yes && compile_as "$kernel/cc" "$from" "$object" "$@" -DIO_FALLBACK_TRACED)
}

# begins_with_header FALLBACK.C: is #include "fallback.h", the kernel's, the first
# that is not a comment?  What is rare before it (a line that goes on in the next)
# counts as a no.
begins_with_header()
{
	case $1 in
	*/*) [ ! -e "${1%/*}/fallback.h" ] || return 1 ;;
	*) [ ! -e fallback.h ] || return 1 ;;
	esac
	awk '
	/\\[ \t]*$/ { exit }
	{
		line = $0
		while (1) {
			if (comment) {
				end = index(line, "*/")
				if (!end)
					next
				line = substr(line, end + 2)
				comment = 0
			}
			sub(/^[ \t]+/, "", line)
			if (line == "" || line ~ /^\/\//)
				next
			if (line !~ /^\/\*/)
				break
			line = substr(line, 3)
			comment = 1
		}
		found = line ~ /^#[ \t]*include[ \t]*"fallback[.]h"[ \t]*$/
		exit
	}
	END { exit !found }' "$1"
}

# headers_ready [FLAG...]: set "headers" to the name of the
# headers that were compiled with these flags: NAME.h, NAME.h.gch, and NAME.cc, the
# command that begins with them.  Fail if they cannot be had.
headers_ready()
{
	headers=$({
		cat "$kernel/cc"
		echo "$*"
		while [ $# -gt 1 ]; do
			[ "$1" != -include ] || cat "$2"
			shift
		done
	} | sha256sum | cut -c 1-12)
	headers=$kernel/headers/$headers
	[ -f "$headers.h.gch" ] ||
		{ [ -w "$kernel" ] && with_lock "headers-${kernel##*/}" compile_headers "$@"; }
}

# All that would be included before fallback.h becomes one file with it: the
# compiler takes only one that is compiled already.
compile_headers()
{
	[ ! -f "$headers.h.gch" ] || return 0
	mkdir -p "$kernel/headers"
	rm -f "$kernel"/headers/*.part
	{
		sed 's| -c -o @OUT@ @SRC@$||' "$kernel/cc"
		echo "$* -DIO_FALLBACK_TRACED"
	} | awk -v header="$headers.h" '
	{
		for (i = 1; i <= NF; i++)
			if ($i == "-include")
				print "#include \"" $++i "\"" >header
			else
				printf "%s ", $i
	}
	END {
		print "#include \"fallback.h\"" >header
		print "-include " header " -c -o @OUT@ @SRC@"
	}' >"$headers.cc"
	sed "s|-include $headers.h -c|-x c-header|" "$headers.cc" >"$headers.cc.part"
	compile_as "$headers.cc.part" "$headers.h" "$headers.gch.part" >/dev/null 2>&1 || return 1
	rm "$headers.cc.part"
	mv "$headers.gch.part" "$headers.h.gch"
}

# link_objects OUT OBJECT...: a kernel of these, one of them a fallback.c's, and
# of base.o, in a box
link_objects()
{
	out=$1
	shift
	# The plugin of gcc's linker is for LTO, and nobody asks for the build ID.
	# shellcheck disable=SC2016
	command=$(sed -e 's|^gcc |&-fno-use-linker-plugin -Wl,--build-id=none |' -e 's|@OUT@|"$out.part"|' -e 's|@OBJECTS@|"$@"|' "$kernel/ld")
	eval "boxed '' \"\${out%/*}\" $command" || return 1
	mv "$out.part" "$out"
}

# link_fallback FALLBACK.C OUT: a kernel with that fallback, and its object, OUT.fallback.o.
# Return 1 when the compiler or the linker does not like it.
link_fallback()
{
	compile_fallback "$1" "$2.fallback.o" || return 1
	link_objects "$2" "$2.fallback.o"
}

# linked_kernel FALLBACK.C: print the name of a kernel with that fallback, which
# is linked if it is not in the cache.  For a fallback.c that rarely changes.
linked_kernel()
{
	linked=$kernel/linked/$(basename "$1" .c)-$(sha256sum <"$1" | cut -c 1-12)
	if [ ! -f "$linked" ]; then
		sweep "$kernel"/linked/*.[0-9]*
		mkdir -p "$linked.$$"
		# A box could not write there, and this file is the project's own.
		# shellcheck disable=SC2034
		(box='' && link_fallback "$1" "$linked.$$/linux") >&2 ||
			die "cannot make a kernel with $1: see above"
		mv "$linked.$$/linux" "$linked"
		rm -rf "$linked.$$"
	fi
	echo "$linked"
}

# --- the kernel as it was ----------------------------------------------------

# upstream: the same configuration without the seam, for the test that the seam
# and baseline.c change nothing that a program can see.  The built
# tree is copied and the seam's commit taken back in it, so that only io_uring
# and what includes its header is compiled again.
upstream()
{
	build "$1" fast
	[ -f "$kernel/upstream" ] || with_lock "kernel-$release-fast" build_upstream
	ln -f "$kernel/upstream" "$2" 2>/dev/null || cp "$kernel/upstream" "$2"
}

build_upstream()
{
	[ ! -f "$kernel/upstream" ] || return 0
	linux=$kernel/upstream.linux
	rm -rf "$linux"
	say "building Linux $release without the seam"
	cp -a "$kernel/linux" "$linux"
	rm -f "$linux/io_uring/fallback.c"
	for f in $(git -C "$tree" diff --name-only HEAD^ HEAD); do
		if git -C "$tree" cat-file -e "HEAD^:$f" 2>/dev/null; then
			git -C "$tree" show "HEAD^:$f" >"$linux/$f"
		else
			rm -f "$linux/$f"
		fi
	done
	run_make "$kernel/upstream.log" vmlinux
	mv "$linux/vmlinux" "$kernel/upstream"
	rm -rf "$linux"
}
