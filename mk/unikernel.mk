# SPDX-License-Identifier: ISC
# unikernel.mk - how a unikernel is built: included by the Makefile that `mirage configure` writes,
# which sets
#
#   MIRAGE    where the project's sources are      LIBS      the libraries of lib/ that it needs
#   NAME      of the image                         LOCAL     libraries in folders beside config.c
#   TARGET    unix, ...                            FILES     instance:directory to link in
#   PACKAGES  Debian's, that it needs              CONFIG    config.c, or the file of -f
#
# The user's own sources are the *.c beside config.c and in the LOCAL folders. `make depends`
# installs packages and builds the libraries, `make` builds the image, `make run` runs it. CC, V=1
# and SANITIZE=... work as in mk/target/$(TARGET).mk.

CC := $(if $(filter default,$(origin CC)),gcc,$(CC))

include $(MIRAGE)/mk/flags.mk
include $(MIRAGE)/mk/target/$(TARGET).mk
include $(MIRAGE)/mk/say.mk

PARALLEL := -j$(shell nproc)
MAKEFLAGS += --no-builtin-rules --no-print-directory $(PARALLEL)

# A sanitized build has its own image and objects.
ASIDE := $(if $(SANITIZE),-sanitized)
IMAGE := dist/$(NAME)$(SUFFIX)$(ASIDE)
OBJ   := mirage/obj$(ASIDE)

# --- Sources --------------------------------------------------------------------------------------

ifneq ($(origin CONFIG),file)
CONFIG := config.c
endif
DIRECTORIES := . $(LOCAL)
APART    := $(CONFIG) %_test.c %_fuzz.c %_device.c
OWN      := $(patsubst ./%,%,$(wildcard $(DIRECTORIES:%=%/*.c)))
SOURCES  := $(filter-out $(APART),$(OWN)) mirage/main.c
CRUNCHED := $(foreach f,$(FILES),mirage/$(firstword $(subst :, ,$(f)))_files)
OBJECTS  := $(SOURCES:%.c=$(OBJ)/%.o) \
	$(foreach c,$(CRUNCHED),$(OBJ)/$(c).o $(OBJ)/$(c)_data.o)

# The same source in two folders gives the same image: no path of the folder gets in.
COMPILE = $(CC) $(STANDARD) $(WARN) -Wno-unused-parameter -Werror=implicit-function-declaration $(CODEGEN) $(TARGET_CFLAGS) -I. -I$(MIRAGE) \
	-ffile-prefix-map=$(MIRAGE)=/mirage "-ffile-prefix-map=$(CURDIR)=." -frandom-seed=$< -MMD -MP

# --- The libraries, shared by all unikernels ------------------------------------------------------

CACHE_ROOT := $(or $(MIRAGE_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/mirage)
CACHE_KEY  := $(TARGET)-$(ARCH)-$(firstword $(shell printf '%s' \
	'$(MIRAGE) $(CC) $(shell $(CC) -dumpfullversion -dumpversion) $(WARN) $(CODEGEN) $(TARGET_CFLAGS)' | cksum))
LIBRARY    := mirage/lib$(ASIDE)
ARCHIVES   := $(LIBS:%=$(LIBRARY)/lib%.a) $(LIBRARY)/libtarget.a

# The host program that turns files into C: beside an installed tool, or in the source tree's build.
MIRAGE_CRUNCH := $(firstword $(wildcard $(MIRAGE)/../../lib/mirage/mirage-crunch \
	$(MIRAGE)/build/gcc/bin/crunch/mirage-crunch $(MIRAGE)/build/*/bin/crunch/mirage-crunch))

all: config-is-old $(IMAGE)
	@printf '%s: %s octets; run it with: %s\n' $(IMAGE) "$$(stat -c %s $(IMAGE))" '$(RUN_WITH)$(IMAGE)'

# `mirage configure` makes mirage/config again of a config.c that has changed.
config-is-old:
	@if test $(CONFIG) -nt mirage/config; then \
		echo "$(CONFIG) has changed since 'mirage configure'; run that again, or 'mirage build'" >&2; fi

depends: packages libraries

packages:
	@$(MIRAGE)/mk/packages $(TARGET_PACKAGES) $(PACKAGES)

# One unikernel at a time builds in the cache; the next finds it done.
libraries:
	@mkdir -p mirage '$(CACHE_ROOT)/$(CACHE_KEY)'
	@ln -sfn '$(CACHE_ROOT)/$(CACHE_KEY)' $(LIBRARY)
	@flock $(LIBRARY)/lock $(MAKE) -C $(LIBRARY) -f $(MIRAGE)/mk/library.mk \
		MIRAGE=$(MIRAGE) TARGET=$(TARGET) LIBS='$(LIBS)' CC='$(CC)' SANITIZE='$(SANITIZE)' V=$(V)

$(ARCHIVES): libraries ;

# --- The image ------------------------------------------------------------------------------------

# Linked with its symbols beside it, where a debugger finds them.
$(IMAGE): $(OBJECTS) $(ARCHIVES) Makefile
	@mkdir -p dist
	$(call say,LINK,$@)
	$(Q)$(CC) $(TARGET_LDFLAGS) -frandom-seed=$(NAME) "-ffile-prefix-map=$(CURDIR)=." \
		$(TARGET_FIRST) $(OBJECTS) \
		-Wl,--start-group $(ARCHIVES) -Wl,--end-group $(TARGET_LAST) -o $@.debug
	$(Q)strip -o $@ $@.debug
	$(Q)cd dist && objcopy --add-gnu-debuglink=$(@F).debug $(@F)
	$(Q)$(if $(filter-out main,$(NAME)),ln -sf $(@F) dist/main$(SUFFIX)$(ASIDE))

$(OBJ)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) -c $< -o $@
$(OBJ)/%.o: %.S Makefile
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(COMPILE) -c $< -o $@

# Files become C and assembler; the .d that is written beside them names each file.
define crunch
mirage/$(1)_files.c mirage/$(1)_files_data.S &: $(2) $(MIRAGE_CRUNCH)
	$$(call say,CRUNCH,$(2))
	$$(Q)$(MIRAGE_CRUNCH) $(1) $(2) mirage/$(1)_files
-include mirage/$(1)_files.d
endef
$(foreach f,$(FILES),$(eval $(call crunch,$(word 1,$(subst :, ,$(f))),$(word 2,$(subst :, ,$(f))))))

# --- The user's own tests -------------------------------------------------------------------------

# `make check` runs each *_test.c, and each X_fuzz.c over corpus/X, with the sanitizers on.
TESTED   := $(patsubst %.c,$(OBJ)/%,$(filter %_test.c %_fuzz.c,$(OWN)))
PORTABLE := $(patsubst %.c,$(OBJ)/%.o,$(filter-out $(APART) unikernel.c,$(OWN)))

check:
	@$(MAKE) PARALLEL= SANITIZE=address,undefined check-sanitized

check-sanitized: $(TESTED)
	@for t in $(filter %_test,$^); do echo "  TEST   $$t" && $$t || exit 1; done
	@for t in $(filter %_fuzz,$^); do name=$${t##*/}; echo "  REPLAY $$t" && \
		$$t $$(ls -d corpus/$${name%_fuzz} 2>/dev/null) || exit 1; done

$(OBJ)/%_test: $(OBJ)/%_test.o $(PORTABLE) $(ARCHIVES)
	$(link_test)
$(OBJ)/%_fuzz: $(OBJ)/%_fuzz.o $(OBJ)/test/replay.o $(PORTABLE) $(ARCHIVES)
	$(link_test)
define link_test
	$(call say,LINK,$@)
	$(Q)$(CC) $(TARGET_LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group -o $@
endef
$(OBJ)/test/%.o: $(MIRAGE)/test/%.c
	@mkdir -p $(@D)
	$(call say,CC,$(<:$(MIRAGE)/%=%))
	$(Q)$(COMPILE) -c $< -o $@

run: $(IMAGE)
	$(RUN_WITH)$(IMAGE) $(ARGS)

clean:
	rm -rf dist mirage/obj mirage/obj-sanitized mirage/lib mirage/lib-sanitized $(foreach c,$(CRUNCHED),$(c).c $(c)_data.S $(c).d)

.PHONY: all config-is-old depends packages libraries check check-sanitized run clean
.SECONDARY:
-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)

# The user's own rules.
-include Makefile.user
