// SPDX-License-Identifier: GPL-2.0
/*
 * The lab in one scene: the student's program runs.
 */
#include "record.h"

#define LIMIT_MS	10000

int main(void)
{
	record_start();
	record_program("/lab/nop", LIMIT_MS);
	return record_stop();
}
