/* SPDX-License-Identifier: ISC */
/*
 * block.h - all that lib/block offers over BLOCK (sig/block.h): calls in direct style, the check
 * that implementations share, and a disk in memory. What it decides is said in those two headers.
 */
#pragma once
#include "lib/block/block_io.h"
#include "lib/block/ramdisk.h"
