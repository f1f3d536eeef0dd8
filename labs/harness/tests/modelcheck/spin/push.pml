/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Three pushes and a drain, and a last drain when all have ended.
 *
 *	LOST	push writes the head without looking whether it has changed
 *
 * Items are 1 to 3; 0 is NULL.
 */
byte head;
byte next[4];
byte ran[4];
byte ended;

proctype push(byte item)
{
	byte old;
	bool done;

	old = head;
	do
	:: done -> break
	:: else ->
		next[item] = old;
#ifdef LOST
		head = item;
		done = true
#else
		atomic {
			if
			:: head == old -> head = item; done = true
			:: else -> old = head
			fi
		}
#endif
	od;
	ended++
}

inline drain(item)
{
	atomic { item = head; head = 0 }
	do
	:: item == 0 -> break
	:: else -> ran[item]++; item = next[item]
	od
}

proctype drainer()
{
	byte item;

	drain(item);
	ended++
}

init {
	byte item;

	atomic { run push(1); run push(2); run push(3); run drainer() }
	ended == 4;
	drain(item);
	assert(ran[1] == 1 && ran[2] == 1 && ran[3] == 1)
}
