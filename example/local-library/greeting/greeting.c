/* SPDX-License-Identifier: ISC */
#include "greeting/greeting.h"

const char *greeting_at(unsigned hour)
{
    if (hour < 12)
        return "good morning";
    return hour < 18 ? "good afternoon" : "good evening";
}
