/* SPDX-License-Identifier: ISC */
/*
 * Exchanges stacks as a call does: only what the AAPCS64 lets a callee keep is saved: x19 to x30
 * and the low halves of v8 to v15.
 */
	.text

/* void fiber_switch(void **save, void *load): suspends here, *save says where, and goes on there. */
	.globl	fiber_switch
	.hidden	fiber_switch
	.type	fiber_switch, %function
	.balign	16
fiber_switch:
	sub	sp, sp, #160
	stp	x29, x30, [sp, #0]
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	mov	x2, sp
	str	x2, [x0]
	mov	sp, x1
	ldp	x29, x30, [sp, #0]
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	d8, d9, [sp, #96]
	ldp	d10, d11, [sp, #112]
	ldp	d12, d13, [sp, #128]
	ldp	d14, d15, [sp, #144]
	add	sp, sp, #160
	ret
	.size	fiber_switch, . - fiber_switch

/*
 * void *fiber_switch_prepare(void *top, void (*entry)(void)): what to load so that entry() runs on
 * the stack that ends at `top`, a multiple of 16. Its caller's frame pointer is 0, where
 * backtraces end.
 */
	.globl	fiber_switch_prepare
	.hidden	fiber_switch_prepare
	.type	fiber_switch_prepare, %function
	.balign	16
fiber_switch_prepare:
	sub	x0, x0, #160
	stp	xzr, x1, [x0]
	ret
	.size	fiber_switch_prepare, . - fiber_switch_prepare

	.section .note.GNU-stack, "", %progbits
