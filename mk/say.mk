# SPDX-License-Identifier: ISC
# say.mk - $(call say,WHAT,FILE) prints a line for each thing made; V=1 shows the commands instead.
ifeq ($(V),1)
say =
Q   :=
else
say = @printf '  %-6s %s\n' $(1) '$(2)'
Q   := @
endif
