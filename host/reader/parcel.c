/* SPDX-License-Identifier: MIT */
#include "host/reader/parcel.h"

#include <string.h>

bool parcel_name_plain(struct span name)
{
	return name.length > 0 && name.length <= PARCEL_NAME_MAX &&
	       !memchr(name.bytes, '/', name.length) &&
	       !memchr(name.bytes, '\0', name.length) &&
	       !span_is(name, ".") && !span_is(name, "..");
}
