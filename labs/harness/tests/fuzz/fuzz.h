/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fuzz.h - what the fuzz targets share
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** LLVMFuzzerTestOneInput() - a target: it aborts if something is wrong */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** must() - what holds for every input */
#define must(claim)							\
	do {								\
		if (!(claim)) {						\
			fprintf(stderr, "%s:%d: not so: %s\n",		\
				__FILE__, __LINE__, #claim);		\
			abort();					\
		}							\
	} while (0)

/**
 * must_be_clean() - text that may go to a terminal: UTF-8, no control
 * characters but newlines
 */
void must_be_clean(const char *s, size_t n);

#endif
