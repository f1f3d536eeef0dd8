#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Would these tests notice if the checker were wrong?
#
#	mutants.sh DIRECTORY
#
# DIRECTORY has the programs, built.  For each mistake in the list below, the
# checker's source is copied, the mistake is made in the copy, and one of the
# programs must fail with it.  What each mistake does is what one could get wrong:
# most of them were in the checker once, or in a draft of it.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
checker=$here/../../host/modelcheck
build=$(cd "$1" && pwd)
work=$build/mutants
enough=30	# seconds of the CPU; who has not failed by then has not noticed
patience=1800	# seconds; a busy machine may give so few of its own

# what it is, the file, and how to make it, for sed
mutants="one thread's accesses are no steps
tsan.c s/if (thread_on_stack(op.addr))\$/if (thread_on_stack(op.addr) || thread_current() == 1)/
a race is seen, and its other order is not tried
explore.c s/nodes\[j\].todo |= MASK(first_of(mask));/;/
nobody who sleeps ever wakes
explore.c s/^\(.*\)dependent(id, &n->ops\[id\], n->chosen, &n->ops\[n->chosen\]))/\1false)/
the last alternative of a node is lost
explore.c s/if (left)\$/if (left \& (left - 1))/
a run may begin with what must come later
explore.c s/if (i != last && ordered(j, i))/if (i != last \&\& false)/
a cmpxchg that wrote is like one that did not
execution.c s/op->wrote = rmw_wrote;/op->wrote = false;/
an interrupt does not stop whom it interrupts
execution.c s/if (is_interrupted(id))\$/if (false)/
an interrupt comes though it is disabled
execution.c s/return !threads\[id\].irqs_off && /return /
the step that unlocks is turned, not the one that locks
execution.c s/out = s->op.kind == OP_EXIT ||.*/out = s->op.kind == OP_EXIT;/
reading one's own store buffer concerns nobody
tso.c s/return reads_buffer(ta, a, tb, b) ||.*/return false;/
a store buffer is last in, first out
tso.c s/memcpy((void \*)op->addr, &op->value, op->size);/b->writes[0].op = b->writes[b->nr - 1].op; &/
a barrier does not empty the store buffer
tso.c s/op->kind != OP_IRQS) ||/op->kind != OP_IRQS \&\& op->kind != OP_FENCE) ||/
who waits when a run is cut short has no race
explore.c s/reverse_waits(execution_waits);/;/
who waits when a run is over has no race
explore.c s/reverse_waits(execution_was_robbed);/;/
a failed run's failure is not counted
explore.c s/x->failures |= 1u << run.failure;/;/
two plain accesses are no data race
races.c s/(t->op.marked && s->op.marked)/(t->op.marked == s->op.marked)/
WRITE_ONCE() releases
races.c s/^	if (op->release)\$/	if (op->release || op->marked)/
to the race detector every marked read acquires
races.c s/clock_join(op_acquires(op) ?/clock_join(true ?/
a cmpxchg that has failed acquires
op.h s/return o->acquire && .*/return o->acquire;/
to the race detector an address orders nothing
races.c s/object_leads_to(op_got(&t->op), op->addr))/false)/
to the race detector a plain read of an address orders as well
races.c s/t->thread == id && t->op.marked && op_reads(&t->op) &&/t->thread == id \&\& op_reads(\&t->op) \&\&/
an acquire gets nothing
weak.c s/view_join(op_acquires(op) ?/view_join(false ?/
every read acquires
weak.c s/view_join(op_acquires(op) ?/view_join(true ?/
a release is a write like any other
weak.c s/s->op.release ? c->view : c->fenced/c->fenced/
what is written is attached to what is written next
weak.c s/s->op.release ? c->view : c->fenced/c->view/
smp_wmb() does not hand on what was read
weak.c s/if (n > c->view.at\[l\])/if (false)/
a thread does not wait for what it must have seen
weak.c s/if (arrived < oldest(&cpus\[cpu\], next, own, l) ||/if (/
a full barrier is between its own CPU and memory
weak.c s/view_join(&c->view, &barriers);/;/
barriers are in no order
weak.c s/if (may_be_barrier(a) && may_be_barrier(b))/if (false)/
that a value arrives is no race with a read
weak.c s/return a->kind == OP_READ && b->kind == OP_ARRIVE &&/return false \&\&/
an atomic does not hand on what was attached
weak.c s/if (s->op.kind == OP_RMW)/if (false)/
an address that was read orders nothing
weak.c s/object_leads_to(c->addresses\[i\].value, op->addr))\$/false)/
an address that was read orders what is elsewhere
weak.c s/note_address(c, op_got(op), &got);/view_join(\&c->view, \&got);/
a release does not hand on what was read
weak.c s/view_join(&v->attached, &c->aside);/;/
an unlock is no release
weak.c s/view_join(lock_view(op->addr), &c->view);/;/
where a write is to go decides when others were made
weak.c s/^	waited_for_view(thread_cpu(id), op, &before\[id\]);/&\n	weak_order(id, op, before);/
who tries a lock gets it
execution.c s/op->wrote = op->need && !execution_lock_taken(op->addr);/op->wrote = op->need;/
nobody waits for a count
execution.c s/return count >= next->need;/return count || !next->need || true;/
a lock made by hand keeps nobody out
execution.c s/ || may_have_lock(id);/;/
who has interrupts disabled is not looked at when orders are turned
execution.c s/^	if (op->kind == OP_LOCK_ALL && !is_lock(&s->op))\$/	if (false)/
a work item that runs is not run again
sync.c s/	was = w->pending .*/	was = w->queued != w->done;/
a flush waits for nobody
sync.c s/		.need = queued,/		.need = 0,/
a schedule is followed wherever it leads
explore.c s/if (obstacle)\$/if (false)/
what is freed may be read
execution.c s/^	judge_freed(s);/	if (s->op.kind != OP_READ) judge_freed(s);/"

# mutate FILE SED: into $work; false if the file is as it was
mutate()
{
	rm -rf "$work"
	mkdir -p "$work/source" "$work/out/checker"
	cp -p "$checker"/*.[ch] "$work/source"
	cp -pR "$checker/shim" "$work/source"
	cp -p "$build"/*.o "$work/out"
	cp -p "$build"/checker/*.o "$work/out/checker"
	sed -e "$2" "$checker/$1" >"$work/source/$1"
	! cmp -s "$checker/$1" "$work/source/$1"
}

built()
{
	make -s -C "$here" CHECKER="$work/source" O="$work/out" \
		CFLAGS='-std=gnu11 -O1 -fno-pie -w' all >"$work/log" 2>&1
}

# noticed: which program fails, and with what; false if all pass
noticed()
{
	for p in count litmus lkmm random known replay; do
		status=0
		FIRST_FAILURE=1 timeout "$patience" prlimit --cpu="$enough:" "$work/out/$p" \
			>"$work/log" 2>&1 || status=$?
		case $status in
		0 | 124 | 152) continue ;;	# passed, timeout, SIGXCPU
		esac
		first=$(sed -n 's/^not ok [0-9]* - //p' "$work/log" | head -n 1)
		echo "$p: ${first:-exit $status}"
		return 0
	done
	return 1
}

n=0
failed=0
while read -r what && read -r file change; do
	n=$((n + 1))
	verdict="not ok"
	by=
	if ! mutate "$file" "$change"; then
		echo "# no such line in $file: $change"
	elif ! built; then
		sed 's/^/# /' "$work/log"
	elif by=$(noticed); then
		verdict=ok
	else
		echo "# all tests pass with it"
	fi
	echo "$verdict $n - planted: $what"
	[ -z "$by" ] || echo "# noticed by $by"
	[ "$verdict" = ok ] || failed=1
done <<END
$mutants
END
echo "1..$n"
exit "$failed"
