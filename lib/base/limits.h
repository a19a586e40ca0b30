/* SPDX-License-Identifier: ISC */
/*
 * limits.h - every limit that the project sets itself, with the reason.
 *
 * What a caller chooses (the size of a pool, the fibers of a nursery) is a parameter and not here.
 */
#pragma once

enum {
    /* A terminal line or two; longer ones are cut, so that one frame of stack is enough. */
    LOG_LINE_MAX = 512,

    /* "http", "website.files": a longer name than this is no longer read in a column. */
    LOG_SOURCE_MAX = 32,

    /* As many -l options as anybody types. */
    LOG_RULES_MAX = 16,

    /* Two for each of 100,000 connections, and then some: 60 MiB of them. */
    FIBER_NURSERIES_MAX = 1 << 18,

    /* Octets of unused stacks of one size: 256 of the default size, an ordinary burst. */
    FIBER_STACKS_KEPT = 16 << 20,

    /* What a person reads of a nursery's fibers, and of nurseries, in a report. */
    FIBER_REPORT_MAX = 100,

    /* More than anybody writes into one config.c. */
    BOOT_JOBS_MAX = 64,
};
