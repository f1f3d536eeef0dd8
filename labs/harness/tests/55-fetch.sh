#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Where the kernel's source comes from, and the tools: which package is taken,
# what is said when none is there, and who is waited for.  No network: the
# archive is a directory here, and the kernel in it a few bytes.

. "${0%/*}/tap.sh"

plan 16

release=6.12
# shellcheck source=../../../uml-config/pins/6.12
. "$top/uml-config/pins/$release"
newer=6.12.9999-1
older=6.12.1-1
export PUSHDRAIN_CACHE="$tmp/cache"

# What apt is told: this archive, and no other.
mkdir -p "$tmp/archive" "$tmp/lists/partial" "$tmp/apt-cache/archives/partial" "$tmp/bin"
cat >"$tmp/apt.conf" <<-END
Dir::Etc::SourceList "$tmp/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::lists "$tmp/lists";
Dir::State::status "$tmp/status";
Dir::Cache "$tmp/apt-cache";
END
: >"$tmp/status"
export APT_CONFIG="$tmp/apt.conf"

# archive OPTION [VERSION...]: has these, and nothing has been fetched from it yet
archive()
{
	rm -rf "$tmp/cache" "$tmp/archive"/*
	echo "deb [$1] file:$tmp/archive ./" >"$tmp/sources.list"
	shift
	for v in "$@"; do
		echo "Linux $v" >"$tmp/archive/$v.deb"
		cat <<-END
		Package: $PACKAGE
		Version: $v
		Architecture: all
		Filename: ./$v.deb
		Size: $(wc -c <"$tmp/archive/$v.deb")
		SHA256: $(sha256sum <"$tmp/archive/$v.deb" | cut -d ' ' -f 1)

		END
	done >"$tmp/archive/Packages"
}

# takes VERSION TEXT [NAME=VALUE]: that is fetched, and one line has TEXT
takes()
{
	env "${3:-A=}" uml-config/kernel fetch "$release" >"$tmp/fetch" 2>&1 ||
		{ cat "$tmp/fetch"; return 1; }
	grep -qF -e "$2" "$tmp/fetch" && [ "$(cat "$tmp/cache/source/$release/linux.deb")" = "Linux $1" ] &&
		return 0
	cat "$tmp/fetch" "$tmp/cache/source/$release/linux.deb"
	return 1
}

# refuses TEXT [NAME=VALUE]: one line with TEXT, and nothing is there afterwards
refuses()
{
	! env "${2:-A=}" uml-config/kernel fetch "$release" >"$tmp/fetch" 2>&1 &&
		[ "$(grep -c '^pushdrain: ' "$tmp/fetch")" -eq 1 ] &&
		grep -q -e "^pushdrain: .*$1" "$tmp/fetch" && [ ! -e "$tmp/cache/source/$release" ] &&
		return 0
	cat "$tmp/fetch"
	return 1
}

# What has been fetched stays, until another version is asked for.
held()
{
	archive trusted=yes "$older" "$newer"
	takes "$newer" "downloading" || return 1
	uml-config/kernel fetch "$release" >"$tmp/fetch" 2>&1 && [ ! -s "$tmp/fetch" ] ||
		{ cat "$tmp/fetch"; return 1; }
	takes "$older" "downloading" "DEB_VERSION=$older"
}

if command -v apt-get >/dev/null; then
	archive trusted=yes "$older" 6.12.9998-1 "$newer" 6.13.1-1
	try "the newest package of the series is taken, and it is said" \
		takes "$newer" "$newer is newer than $VERSION, which was tested last: DEB_VERSION="
	archive trusted=yes "$older" "$newer"
	try "DEB_VERSION holds it" takes "$older" "downloading $PACKAGE $older" "DEB_VERSION=$older"
	try "what was fetched stays until DEB_VERSION says another" held
	archive trusted=yes "$older" 6.13.1-1
	try "an older one is not taken, nor another series" refuses "the package archive has .*$older"
	archive trusted=yes "$older"
	try "a version that is not there" refuses "not DEB_VERSION=$newer" "DEB_VERSION=$newer"
	archive trusted=yes "$VERSION"
	try "the tested version with another checksum" refuses "not the file that was pinned"
	archive trusted=yes
	try "an archive without the package" refuses "has no $PACKAGE"
	archive trusted=no "$newer"
	try "an archive that nobody signed" refuses "apt refuses .*Release file"
	archive trusted=yes
	printf '#!/bin/sh\necho "E: Release file for http://deb/InRelease is expired (invalid since 20d)." >&2\nexit 100\n' \
		>"$tmp/bin/apt-get"
	chmod +x "$tmp/bin/apt-get"
	try "one whose list has expired" refuses "apt refuses .*expired" \
		"PATH=$tmp/bin:$PATH"
	rm "$tmp/bin/apt-get"
	archive trusted=yes "$newer"
	rm -rf "$tmp/archive"
	try "no archive" refuses "no package archive in reach"
	mkdir -p "$tmp/archive"
else
	for claim in "newest" "held" "kept" "older" "absent" "checksum" "empty" "unsigned" "expired" "none"; do
		skip "package: $claim" "there is no apt-get here"
	done
fi

# Another processor.
echo "echo aarch64" >"$tmp/bin/uname"
chmod +x "$tmp/bin/uname"
try "a machine without User-Mode Linux is told so" refuses "this machine is aarch64" "PATH=$tmp/bin:$PATH"
rm "$tmp/bin/uname"

# --- tools ------------------------------------------------------------------

# Instead of the system's: it installs a program "tool", unless somebody else is
# at work, and then says what apt-get says.
cat >"$tmp/bin/apt-get" <<END
#!/bin/sh
flock -n "$tmp/dpkg.lock" true || {
	echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 77 (unattended-upgr)" >&2
	echo "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?" >&2
	exit 100
}
echo "\$*" >>"$tmp/apt.log"
case "\$*" in *" install "*broken*) echo "E: Unable to locate package broken" >&2; exit 100 ;; esac
for package; do :; done
touch "$tmp/bin/\${package%-package}"
chmod +x "$tmp/bin/\${package%-package}"
END
printf '#!/bin/sh\necho 0\n' >"$tmp/bin/id"
# The archive knows of a "plugin", once its list has been fetched.
cat >"$tmp/bin/apt-cache" <<END
#!/bin/sh
[ -e "$tmp/bin/tool" ] && [ "\$2" = plugin ]
END
chmod +x "$tmp/bin/apt-get" "$tmp/bin/id" "$tmp/bin/apt-cache"

# install PACKAGE: as need_packages does for a missing one
install()
(
	rm -f "$tmp/bin/tool" "$tmp/bin/plugin"
	PATH=$tmp/bin:$PATH
	# shellcheck source=../lib/packages.sh
	. "$top/labs/harness/lib/packages.sh"
	packages_list=$tmp/packages
	printf 'some %s\n' "$1 tool" "plugin? $tmp/bin/plugin" "absent? absent" >"$packages_list"
	need_packages some
)

# busy SECONDS command...: somebody else has the package manager for so long
busy()
{
	flock "$tmp/dpkg.lock" sleep "$1" &
	sleep 0.3
	shift
	"$@"
	status=$?
	wait
	return "$status"
}

waits()
{
	busy 4 install tool-package >"$tmp/waits" 2>&1 || { cat "$tmp/waits"; return 1; }
	[ "$(grep -c 'waiting: .*process 77 (unattended-upgr)' "$tmp/waits")" -eq 1 ] && return 0
	cat "$tmp/waits"
	return 1
}

bounded()
{
	PUSHDRAIN_APT_WAIT=1 busy 6 install tool-package >"$tmp/waits" 2>&1
	[ $? -eq 2 ] && grep -q '^pushdrain: process 77 .*run the command again' "$tmp/waits" && return 0
	cat "$tmp/waits"
	return 1
}

plugin()
{
	install tool-package >"$tmp/plugin" 2>&1 && [ -e "$tmp/bin/plugin" ] && return 0
	cat "$tmp/plugin"
	return 1
}

try "what is a package of its own in some releases is installed in those" plugin
try "a missing tool is installed" gives 0 "installing tool-package" install tool-package
try "another package manager at work is waited for, and that is said once" waits
try "but not forever" bounded
try "a package that does not exist" gives 2 "installing broken" install broken
