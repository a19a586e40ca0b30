/* SPDX-License-Identifier: ISC */
/*
 * string.h - what the prover may assume of the C library: the five functions that lib/ may use.
 *
 * Frama-C's own has macros in its contracts, which are lost because the preprocessor has to leave
 * comments alone.
 */
#pragma once
#include <__fc_string_axiomatic.h>
#include <stddef.h>
#include <stdint.h>

/*@ requires \valid((uint8_t *)to + (0 .. n - 1));
    requires \valid_read((uint8_t *)from + (0 .. n - 1));
    requires \separated((uint8_t *)to + (0 .. n - 1), (uint8_t *)from + (0 .. n - 1));
    assigns ((uint8_t *)to)[0 .. n - 1] \from ((uint8_t *)from)[0 .. n - 1];
    assigns \result \from to;
    ensures \result == to; */
void *memcpy(void *restrict to, const void *restrict from, size_t n);

/*@ requires \valid((uint8_t *)to + (0 .. n - 1));
    requires \valid_read((uint8_t *)from + (0 .. n - 1));
    assigns ((uint8_t *)to)[0 .. n - 1] \from ((uint8_t *)from)[0 .. n - 1];
    assigns \result \from to;
    ensures \result == to; */
void *memmove(void *to, const void *from, size_t n);

/*@ requires \valid((uint8_t *)at + (0 .. n - 1));
    assigns ((uint8_t *)at)[0 .. n - 1] \from c;
    assigns \result \from at;
    ensures \result == at; */
void *memset(void *at, int c, size_t n);

/*@ requires \valid_read((uint8_t *)a + (0 .. n - 1));
    requires \valid_read((uint8_t *)b + (0 .. n - 1));
    assigns \result \from ((uint8_t *)a)[0 .. n - 1], ((uint8_t *)b)[0 .. n - 1]; */
int memcmp(const void *a, const void *b, size_t n);

/*@ requires valid_read_string(text);
    assigns \result \from text[0 ..];
    ensures \result == strlen(text) && \valid_read(text + (0 .. \result)); */
size_t strlen(const char *text);
