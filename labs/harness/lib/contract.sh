# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# contract.sh - the functions that io_uring asks of a fallback.c
#
# They are the rows of the table at the top of uml-config/seam/fallback.h.  Most of
# them have a default, so a fallback.c need not have one of them, and without this
# file nobody would notice that its author has mistyped a name.

fallback_h=${top:?}/uml-config/seam/fallback.h

# contract: their names, one a line
contract()
{
	sed -n 's/^ \*	\(io_[a-z_]*\)	.*/\1/p' "$fallback_h"
}

# contract_kept OBJECT SOURCE: exit status 1 if it has a global function whose name
# is nearly one of the contract's, and stdout says which and where.  A static one is
# the compiler's to complain of: it clashes with fallback.h, or is unused.
contract_kept()
{
	# readelf(1), because nm(1) loads the plugins of all compilers: 0.1 s each time.
	near=$(readelf -sW "$1" | awk '
	FNR == NR {
		if (/^ \*\tio_[a-z_]*\t/)
			contract[$2]
		if (match($0, /^[a-z].*[ *]_*io_[a-z_]*\(/)) {
			sub(/\(.*/, "")
			sub(/.*[ *]/, "")
			known[$0]
		}
		next
	}
	$4 == "FUNC" && $5 ~ /GLOBAL|WEAK/ && $7 != "UND" && !($8 in known) {
		best = 99
		for (name in contract) {
			d = distance($8, name)
			if (d < best || d == best && name < nearest) {
				best = d
				nearest = name
			}
		}
		if (best <= 2 || $8 ~ /^io_(fallback|run|req_task_work)_/ ||
		    $8 ~ /^io_/ && best <= length(nearest) / 4)
			print $8, nearest
	}

	# How many letters must be put in, taken out or changed to make b of a.
	function distance(a, b,		i, j, row, left, above, least)
	{
		for (j = 0; j <= length(b); j++)
			row[j] = j
		for (i = 1; i <= length(a); i++) {
			left = row[0]
			row[0] = i
			for (j = 1; j <= length(b); j++) {
				above = row[j]
				least = left + (substr(a, i, 1) != substr(b, j, 1))
				if (above + 1 < least)
					least = above + 1
				if (row[j - 1] + 1 < least)
					least = row[j - 1] + 1
				left = above
				row[j] = least
			}
		}
		return row[length(b)]
	}' "$fallback_h" -)
	[ -n "$near" ] || return 0
	echo "$near" | while read -r name nearest; do
		where=$(nm -l -g --defined-only "$1" | sed -n "s/.* $name	\(.*:[0-9]*\)$/\1/p")
		where=${where#"$PWD"/}
		echo "${where:-$2}: $name() is not in the contract: did you mean $nearest()?"
	done
	return 1
}
