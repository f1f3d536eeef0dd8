/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two drains of a list of three.
 *
 *	TWO_STEPS	they read the head and then empty it, instead of xchg()
 */
byte head = 3;
byte next[4];
byte ran[4];
byte ended;

proctype drain()
{
	byte item;

#ifdef TWO_STEPS
	item = head;
	head = 0;
#else
	atomic { item = head; head = 0 }
#endif
	do
	:: item == 0 -> break
	:: else -> ran[item]++; item = next[item]
	od;
	ended++
}

init {
	next[3] = 2;
	next[2] = 1;
	atomic { run drain(); run drain() }
	ended == 2;
	assert(ran[1] == 1 && ran[2] == 1 && ran[3] == 1)
}
