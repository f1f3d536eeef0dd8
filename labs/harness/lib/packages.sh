# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# packages.sh - is what we need installed, and if not, how to get it
#
# Sourced by the verbs, after lib.sh.  The list is labs/harness/lib/packages.

# missing_packages GROUP...: names of the packages whose probe finds nothing
missing_packages()
{
	for group in "$@"; do
		awk -v group="$group" '$1 == group { print $2, $3 }' \
			"${top:?}/labs/harness/lib/packages"
	done | while read -r package probe; do
		case $probe in
		/*)
			# shellcheck disable=SC2086
			ls $probe >/dev/null 2>&1 || printf '%s ' "$package"
			;;
		*)
			command -v "$probe" >/dev/null 2>&1 || printf '%s ' "$package"
			;;
		esac
	done
}

# need_packages GROUP...: install them if we may, or say how, and stop
need_packages()
{
	missing=$(missing_packages "$@")
	missing=${missing% }
	[ -n "$missing" ] || return 0

	command -v apt-get >/dev/null 2>&1 ||
		die "missing: $missing (Debian's names): install them with your system's package manager"
	if [ "$(id -u)" -eq 0 ]; then
		sudo=
	elif sudo -n true 2>/dev/null; then
		sudo=sudo
	else
		die "missing: run  sudo apt-get install $missing  and then the same command again"
	fi

	say "installing $missing"
	log=$(mktemp)
	# shellcheck disable=SC2086
	if { apt_install $missing || { $sudo apt-get -qq update && apt_install $missing; }; } \
		>"$log" 2>&1; then
		rm -f "$log"
	else
		reason=$(sed -n 's/^E: //p' "$log" | head -n 1)
		rm -f "$log"
		die "could not install $missing: ${reason:-apt-get failed}"
	fi
	missing=$(missing_packages "$@")
	[ -z "$missing" ] || die "apt-get installed them, but still missing: $missing"
}

apt_install()
{
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		-o Acquire::Retries=2 --no-install-recommends install "$@"
}
