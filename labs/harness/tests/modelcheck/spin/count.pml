/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two count to two.
 *
 *	LOST	each reads, and then writes, instead of cmpxchg()
 */
byte x;
byte ended;

proctype count()
{
	byte old;
	bool done;

	old = x;
	do
	:: done -> break
	:: else ->
#ifdef LOST
		x = old + 1;
		done = true
#else
		atomic {
			if
			:: x == old -> x = old + 1; done = true
			:: else -> old = x
			fi
		}
#endif
	od;
	ended++
}

init {
	atomic { run count(); run count() }
	ended == 2;
	assert(x == 2)
}
