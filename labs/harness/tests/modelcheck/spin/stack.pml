/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A Treiber stack of three: one pops a node, another pops two.
 *
 *	AGAIN	and pushes the first of them again: ABA
 */
byte top = 1;
byte next[4];
byte taken[4];
byte ended;

inline pop(node, after, done)
{
	done = false;
	node = top;
	do
	:: done || node == 0 -> break
	:: else ->
		after = next[node];
		atomic {
			if
			:: top == node -> top = after; done = true
			:: else -> node = top
			fi
		}
	od
}

inline push(node, after, done)
{
	done = false;
	after = top;
	do
	:: done -> break
	:: else ->
		next[node] = after;
		atomic {
			if
			:: top == after -> top = node; done = true
			:: else -> after = top
			fi
		}
	od
}

proctype one()
{
	byte node, after;
	bool done;

	pop(node, after, done);
	taken[node]++;
	ended++
}

proctype two()
{
	byte a, b, after;
	bool done;

	pop(a, after, done);
	pop(b, after, done);
	taken[b]++;
#ifdef AGAIN
	push(a, after, done);
#else
	taken[a]++;
#endif
	ended++
}

init {
	byte node;

	next[1] = 2;
	next[2] = 3;
	atomic { run one(); run two() }
	ended == 2;
	node = top;
	do
	:: node == 0 || taken[node] > 1 -> break
	:: else -> taken[node]++; node = next[node]
	od;
	assert(taken[1] == 1 && taken[2] == 1 && taken[3] == 1)
}
