/* SPDX-License-Identifier: ISC */
/*
 * Exchanges stacks as a call does: only what the System V ABI lets a callee keep is saved. MXCSR
 * and the x87 control word are not, because no code of the project changes them.
 */
	.text

/* void fiber_switch(void **save, void *load): suspends here, *save says where, and goes on there. */
	.globl	fiber_switch
	.hidden	fiber_switch
	.type	fiber_switch, @function
	.balign	16
fiber_switch:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	fiber_switch, . - fiber_switch

/*
 * void *fiber_switch_prepare(void *top, void (*entry)(void)): what to load so that entry() runs on
 * the stack that ends at `top`, a multiple of 16. Its caller and frame pointer are 0, where
 * backtraces end.
 */
	.globl	fiber_switch_prepare
	.hidden	fiber_switch_prepare
	.type	fiber_switch_prepare, @function
	.balign	16
fiber_switch_prepare:
	movq	$0, -8(%rdi)
	movq	%rsi, -16(%rdi)
	movq	$0, -24(%rdi)
	leaq	-64(%rdi), %rax
	ret
	.size	fiber_switch_prepare, . - fiber_switch_prepare

	.section .note.GNU-stack, "", @progbits
