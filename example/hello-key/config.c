/* SPDX-License-Identifier: ISC */
/* config.c - as hello, with words of your choice: dist/hello-key --hello="Good evening" */
#include <mirage.h>

ARG_STRING(hello, "Hello World!", "what to say")

JOB(hello_start, arg_string)

void config(void)
{
    unikernel("hello-key", hello_start(hello));
}
