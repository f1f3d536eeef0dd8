# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
#
# prologue.sh - how each verb and each test begins
#
#	lib.sh			the environment, messages, locks
#	packages.sh		what the system must have
#	labs.sh			the labs, and what their lab.conf says
#	uml-config/box.sh	boxes for what is made of a student's text
#	uml-config/kernel.sh	kernels, from the source to one with a fallback.c
#	link.sh			the kernel with a student's file, watched by tests
#	review.sh		what a human has to read in it
#	build.sh		programs for the host and for the guest
#	model.sh		the model checker, for one solution
#	editor.sh		how files are compiled, for editors
#
# A script in labs/harness/verbs or labs/harness/tests begins with
#
#	. "${0%/*}/../lib/prologue.sh"
#
# and has "top", the directory of the checkout.  What it calls gets its parameters as
# arguments, and prints its result.  Variables that files share are facts: lab_* of the
# lab that lab_read() has read, "release" and "kernel" of the kernel that build() has
# built, "work" of this process.

set -eu

top=$(CDPATH='' cd -- "${0%/*}/../../.." && pwd)

# What somebody who runs make may say: the Makefile's help and docs/ explain them.
# RESULTS and GRADE_* are for verbs that run verbs, ONLY and LABS for the tests.
said='LAB SRC KERNEL CONFIG V DIR NAME SCENARIO MODEL DOT SCHEDULE GDB GUEST RECORD CHECK
	PAGES SEED STRESS_SECONDS KUNIT EDITS RESULTS GRADE_OUT
	GRADE_KEY ONLY LABS PROG OPT OPEN'
# What a program that shows a picture needs.
desktop='BROWSER DISPLAY WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR
	XDG_CURRENT_DESKTOP'

# shellcheck source=../../../uml-config/lib.sh
. "$top/uml-config/lib.sh"
# shellcheck disable=SC2086
clean_environment LINUX_TARBALL LINUX_DIR DEB_VERSION $desktop $said

# shellcheck source=packages.sh
. "$top/labs/harness/lib/packages.sh"
# shellcheck source=labs.sh
. "$top/labs/harness/lib/labs.sh"
# shellcheck source=../../../uml-config/box.sh
. "$top/uml-config/box.sh"
# What a student's file may include, and what it is linked with.
box_sees="$top/uml-config $top/labs/harness $top/build/host"
# shellcheck source=../../../uml-config/kernel.sh
. "$top/uml-config/kernel.sh"
# shellcheck source=link.sh
. "$top/labs/harness/lib/link.sh"
# shellcheck source=review.sh
. "$top/labs/harness/lib/review.sh"
# shellcheck source=build.sh
. "$top/labs/harness/lib/build.sh"
# shellcheck source=model.sh
. "$top/labs/harness/lib/model.sh"
# shellcheck source=editor.sh
. "$top/labs/harness/lib/editor.sh"
