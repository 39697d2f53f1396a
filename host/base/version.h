/* SPDX-License-Identifier: MIT */
/* version: what `gva --version` says and run.json records. */
#ifndef GVA_HOST_BASE_VERSION_H
#define GVA_HOST_BASE_VERSION_H

#define GVA_VERSION "0.1.0"

#endif
