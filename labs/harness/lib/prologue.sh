# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# prologue.sh - what the verbs have in common
#
#	lib.sh			messages, locks, a directory for each process
#	packages.sh		what the system must have
#	labs.sh			the labs, and what their lab.conf says
#	uml-config/kernel.sh	kernels, from the source to one with a fallback.c
#	link.sh			the kernel with a student's file, watched by tests
#	build.sh		programs for the host and for the guest
#	model.sh		the model checker, for one solution
#
# Sourced by each verb, which has set "top", the directory of the checkout.

# shellcheck source=../../../uml-config/lib.sh
. "$top/uml-config/lib.sh"
# shellcheck source=packages.sh
. "$top/labs/harness/lib/packages.sh"
# shellcheck source=labs.sh
. "$top/labs/harness/lib/labs.sh"
# shellcheck source=../../../uml-config/kernel.sh
. "$top/uml-config/kernel.sh"
# shellcheck source=link.sh
. "$top/labs/harness/lib/link.sh"
# shellcheck source=build.sh
. "$top/labs/harness/lib/build.sh"
# shellcheck source=model.sh
. "$top/labs/harness/lib/model.sh"
