# SPDX-License-Identifier: GPL-2.0
#
# The front door.  Each verb is a script in labs/harness/verbs; "make help"
# prints the lines here that begin with "##".

##  For everybody
##    make start              set everything up, see a first verdict, get the next step
##    make test               the project's own tests, on all kernels
##    make docs               the book, with diagrams: build/docs/html/index.html
##
##  For students
##    make progress           the labs, what is passed, what is next
##    make diff  LAB=NN       compare a file that has passed with the solution
##    make check LAB=NN       your file's verdict; exit 0 passed, 1 failed, 2 could not be run
##    make watch LAB=NN       the same, each time you save
##    make modelcheck LAB=NN  every interleaving of your file; SCENARIO=, MODEL=sc|tso|weak, DOT=file
##    make hint  LAB=NN       a hint; again: a bigger one
##    make demo  LAB=NN       see the lab's subject happen
##    make trace LAB=NN       a timeline of it, from the kernel's trace; GUEST=, OPEN=y shows it
##    make reset LAB=NN       begin again; what you wrote is kept beside it
##    make shell              a shell inside the guest; PROG=file.c takes a program along
##    make debug LAB=NN       gdb on your file, in the guest; OPT=g: all variables can be seen
##
##  For instructors
##    make grade LAB=NN DIR=submissions     check every .c below DIR, write a table
##
##  For maintainers
##    make plans              which tests have to report, from the references; LAB=NN
##    make skeletons          write the students' files from reference/
##    make new-lab NAME=      the skeleton of a lab, like 07-order, and what it lacks
##    make new-bug LAB=NN     the same of a wrong solution; NAME=
##    make bench              what push, drain and an edit cost; KUNIT=no for the short form
##    make stress             an hour in the life of many rings; SECONDS=, SEED=
##    make refresh            the outputs that pages show, from new runs; CHECK=y: are they true?
##    make clean              remove build/ (results and programs)
##    make distclean          and the kernels in the cache
##
##  With each of them, if you want something else than the usual:
##    KERNEL=6.1              another kernel         SRC=file   grade a file from elsewhere
##    CONFIG=debug            KASAN, lockdep, ...    LINUX_TARBALL=, LINUX_DIR=  your own source
##    V=1                     all that each test has to say

MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help

# What is said on the command line is in the verbs' environment; but a shell that is
# bash counts in SECONDS.
export STRESS_SECONDS = $(SECONDS)

# Each lab's folder includes this file.
here := $(dir $(lastword $(MAKEFILE_LIST)))
verbs := $(here)labs/harness/verbs

# A recipe that fails makes GNU make exit with 2, whatever the recipe said; but
# 1 is our "something failed", and 2 our "could not be run".  Only "make -q" passes
# a 1 on, from a line that begins with "+" and so runs all the same.
verdicts := check grade stress modelcheck refresh
ifneq ($(filter $(verdicts),$(MAKECMDGOALS)),)
ifneq ($(findstring i,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),)
$(error with -i, make exits with 0 whatever the verdict is: leave it out)
endif
MAKEFLAGS += -q
endif

help:
	@sed -n 's/^##//p' $(here)Makefile

start test docs progress diff watch hint demo trace reset shell debug skeletons plans \
	new-lab new-bug bench clean distclean:
	@$(verbs)/$@

$(verdicts): %: run-%
$(verdicts:%=run-%):
	+@$(verbs)/$(@:run-%=%)

.PHONY: help start test docs progress diff watch hint demo trace reset shell debug \
	skeletons plans new-lab new-bug bench clean distclean $(verdicts) $(verdicts:%=run-%)

# An unknown verb: one line, not a riddle.
%:
	@echo "pushdrain: there is no 'make $@': 'make help' lists what there is" >&2; exit 2
$(MAKEFILE_LIST): ;
