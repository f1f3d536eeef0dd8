# SPDX-License-Identifier: GPL-2.0
#
# The Makefile of each lab's folder, which has a link to it: the commands of the
# checkout, for this lab.

LAB ?= $(firstword $(subst -, ,$(notdir $(CURDIR))))
export LAB

include ../../Makefile
