# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# packages.sh - is what we need installed, and if not, how to get it
#
# The list is labs/harness/lib/packages.

packages_list=${top:?}/labs/harness/lib/packages

# found PROBE: a file, a pattern of files, or a command
found()
{
	case $1 in
	/*)
		for file in $1; do
			[ ! -e "$file" ] || return 0
		done
		return 1
		;;
	esac
	command -v "$1" >/dev/null 2>&1
}

# missing_packages GROUP...: names of the packages whose probe finds nothing
missing_packages()
{
	while read -r group package probe _; do
		case " $* " in
		*" $group "*) ;;
		*) continue ;;
		esac
		found "$probe" && continue
		case $package in
		*\?)
			package=${package%?}
			apt-cache show "$package" >/dev/null 2>&1 || continue
			;;
		esac
		printf '%s ' "$package"
	done <"$packages_list"
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
	if apt_install $missing || { apt_as_root update && apt_install $missing; }; then
		rm -f "$log"
	else
		reason=$(sed -n 's/^E: //p' "$log" | head -n 1)
		rm -f "$log"
		die "could not install $missing: ${reason:-apt-get failed}"
	fi
	# With the archive's list there may be more of those with a "?".
	asked=$missing
	missing=$(missing_packages "$@")
	[ "${missing% }" != "$asked" ] ||
		die "apt-get installed them, but still missing: $missing"
	need_packages "$@"
}

apt_install()
{
	apt_as_root -y --no-install-recommends install "$@"
}

# apt_as_root ARGUMENTS...: apt-get.  A machine that has just come up updates
# itself, and only one can at a time: wait for it, ten minutes.
apt_as_root()
{
	waited=0
	until $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq \
		-o Acquire::Retries=2 "$@" >"$log" 2>&1; do
		grep -qE 'Could not get lock|locked by another process' "$log" || return 1
		holder=$(sed -n 's/.*held by \(process [0-9]* ([^)]*)\).*/\1/p' "$log" | head -n 1)
		[ "$waited" -lt "${PUSHDRAIN_APT_WAIT:-600}" ] || {
			rm -f "$log"
			die "${holder:-another program} still has the package manager: run the command again when it is done"
		}
		[ "$waited" -gt 0 ] ||
			say "waiting: ${holder:-another program} is at work with the package manager"
		sleep 2
		waited=$((waited + 2))
	done
}
