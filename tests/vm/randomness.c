/* SPDX-License-Identifier: MIT */
/* randomness: getrandom(2) must give at once, and not the same twice. */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

int main(void)
{
	char one[32], other[32];

	if (getrandom(one, sizeof(one), GRND_NONBLOCK) != sizeof(one) ||
	    getrandom(other, sizeof(other), GRND_NONBLOCK) != sizeof(other)) {
		perror("getrandom");
		return 1;
	}
	return memcmp(one, other, sizeof(one)) == 0 ? 2 : 0;
}
