// SPDX-License-Identifier: GPL-2.0
/*
 * A fuzz target without a fuzzer: tries each file on the command line once.
 */
#include <time.h>

#include "fuzz.h"

#define SECONDS_MAX	20.0	/* of CPU time, for one input */

static uint8_t *read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "re");
	uint8_t *data;
	long n;

	if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0) {
		perror(path);
		exit(2);
	}
	rewind(f);
	/* Of just that size, so that ASan knows where it ends. */
	data = malloc(n);
	*size = data ? fread(data, 1, n, f) : 0;
	if (*size != (size_t)n) {
		perror(path);
		exit(2);
	}
	fclose(f);
	return data;
}

int main(int argc, char **argv)
{
	double seconds;
	uint8_t *data;
	clock_t begin;
	size_t size;
	int i;

	for (i = 1; i < argc; i++) {
		data = read_file(argv[i], &size);
		/* If it crashes, this is which. */
		fprintf(stderr, "%s\n", argv[i]);
		begin = clock();
		LLVMFuzzerTestOneInput(data, size);
		seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
		free(data);
		if (seconds > SECONDS_MAX) {
			fprintf(stderr, "it takes %.1f s\n", seconds);
			return 1;
		}
	}
	printf("%d inputs\n", argc - 1);
	return argc > 1 ? 0 : 2;
}
