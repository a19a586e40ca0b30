/* SPDX-License-Identifier: ISC */
/* base.c - what `make prove` looks at: all that touches octets from outside. */
#include "lib/base/bytes.c"
#include "lib/base/reader.h"
#include "lib/base/writer.h"
#include "test/prove/udp_wire.h"
