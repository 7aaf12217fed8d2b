# Getsuji.  `make help` lists the targets; `make V=1` shows the commands.
# ---- settings ------------------------------------------------------------------------------------
SAN    ?=#         address | undefined | address,undefined | thread
BUILD  ?= build$(if $(SAN),/$(subst $(comma),-,$(SAN)))
PREFIX ?= /usr/local
JOBS   ?= $(shell nproc 2>/dev/null || echo 2)
comma  := ,
CC     := $(if $(filter default,$(origin CC)),gcc,$(CC))
Q      := $(if $(V),,@)
$(if $(filter-out address undefined thread,$(subst $(comma), ,$(SAN))),$(error SAN is address, undefined or thread))

DEBS := build-essential pkg-config libpq-dev postgresql-15 libhpdf-dev libxlsxwriter-dev libzint-dev \
	libyaml-dev libexpat1-dev libjansson-dev libcsv-dev libssl-dev libunistring-dev libfreetype-dev libharfbuzz-dev \
	libqpdf-dev libarchive-dev poppler-utils openssl python3 gettext fonts-ipaexfont fonts-ipamj-mincho
DEBS_check := libcmocka-dev python3-openpyxl qpdf clang libclang-rt-dev clang-format clang-tidy cppcheck zbar-tools libfaketime chromium-headless-shell
DEBS_bench := python3-reportlab python3-xlsxwriter ninja-build
DEBS_look  := libreoffice-calc-nogui fonts-crosextra-carlito poppler-utils
SRC    := $(sort $(wildcard engine/*/*.c jobs/*.c jobs/rules/*.c reports/*.c reports/backend/*.c))
UNIT   := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/unit/test_*.c)))
DBC    := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/database/*.c tests/golden/*.c)))
FUZZ   := $(patsubst %.c,$(BUILD)/%,$(filter-out %/driver.c,$(sort $(wildcard tests/fuzz/*.c))))
BENCH  := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard bench/*.c)))
GEN_C  := $(addprefix $(BUILD)/gen/,registry.c sql.c schema.c graphs.c rates.c calendars.c)
OBJ    := $(SRC:%.c=$(BUILD)/obj/%.o) $(GEN_C:$(BUILD)/%.c=$(BUILD)/obj/%.o)
LIB    := $(BUILD)/getsuji.a
SYNTH  := $(BUILD)/synth.a
MAIN   := $(BUILD)/obj/engine/cli/main.o
BREAKS := $(BUILD)/getsuji-failpoints# the program that crash tests can make fail at named places
PLACES := $(shell grep -l engine/base/failpoint.h $(SRC)) # has these files compiled once more
MO     := $(patsubst engine/locale/%.po,$(BUILD)/locale/%/LC_MESSAGES/getsuji.mo,$(wildcard engine/locale/*.po))

# ---- flags ---------------------------------------------------------------------------------------
PKGS   := libpq xlsxwriter yaml-0.1 jansson libcrypto freetype2 harfbuzz harfbuzz-subset libqpdf libarchive
CFLAGS ?= -O2 -g
WARN   := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
	$(if $(SAN),,-Werror) # gcc sees ghosts (maybe-uninitialized) in what the sanitizers add
HARDEN := -fPIE -fstack-protector-strong -fstack-clash-protection \
	$(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all,-D_FORTIFY_SOURCE=2)
SYSTEM := $(patsubst -I%,-isystem%,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
override CPPFLAGS += -I. -Iinclude -I$(BUILD) -D_GNU_SOURCE $(SYSTEM)
override CFLAGS   += -std=c17 $(WARN) $(HARDEN) -pthread
override LDFLAGS  += -pie -pthread -Wl,-z,relro,-z,now $(if $(SAN),-fsanitize=$(SAN))
LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lhpdf -lzint -lcsv -lexpat -lunistring -lm
export BUILD CC DESTDIR SYSCONFDIR UNITDIR
export GETSUJI := $(BUILD)/getsuji
export LINT_FLAGS = -std=c17 $(filter-out -Werror,$(WARN)) $(CPPFLAGS)

MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all
.DELETE_ON_ERROR .SECONDARY:
.PHONY: all programs crash-proof install uninstall deps deps-check deps-bench deps-look demo check check-parts check-all check-unit \
	check-lint check-db check-golden check-crash check-fuzz check-cases check-vectors fuzz fuzz-programs bench look manual transcripts po clean help FORCE

# ---- generated files -----------------------------------------------------------------------------
# A list changes only when a file is added or deleted; what is made from the list depends on it.
LIST_objects := $(OBJ)
LIST_sql     := $(sort $(wildcard $(addsuffix /*.sql,sql/engine sql/jobs sql/reports sql/intake)))
LIST_schema  := $(sort $(wildcard sql/schema/*.sql))
LIST_graphs  := $(sort $(wildcard jobs/graphs/*.yaml))
LIST_rates   := $(sort $(wildcard jobs/rules/tables/*.csv))
LIST_calendars := $(sort $(wildcard jobs/calendars/*.csv))
MODE_sql     := -v mode=statements
MODE_schema  := -v mode=schema
MODE_graphs  := -v mode=files -v array=builtin_graphs -v header=engine/graph/builtin.h
MODE_rates   := -v mode=files -v array=builtin_rate_files -v header=getsuji/builtin.h
MODE_calendars := -v mode=files -v array=builtin_calendar_files -v header=getsuji/builtin.h
REPLACE = if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
EMBED   = LC_ALL=C awk -f sql/embed.awk

$(BUILD)/gen/%.list: FORCE
	$(Q)mkdir -p $(@D) && printf '%s\n' $(LIST_$*) >$@.new && $(REPLACE)
$(BUILD)/gen/registry.c: FORCE
	$(Q)mkdir -p $(@D) && $(EMBED) -v mode=registry $(wildcard jobs/*.c reports/*.c) >$@.new && $(REPLACE)
$(BUILD)/gen/sql.h: FORCE
	$(Q)mkdir -p $(@D) && $(EMBED) -v mode=statement-names $(LIST_sql) >$@.new && $(REPLACE)
$(filter-out %/registry.c,$(GEN_C)): $(BUILD)/gen/%.c: $(BUILD)/gen/%.list sql/embed.awk
	$(Q)$(EMBED) $(MODE_$*) $(LIST_$*) >$@
$(foreach kind,sql schema graphs rates calendars,$(eval $(BUILD)/gen/$(kind).c: $(LIST_$(kind))))
$(BUILD)/locale/%/LC_MESSAGES/getsuji.mo: engine/locale/%.po
	$(Q)mkdir -p $(@D) && msgfmt --check-format -o $@ $<

# ---- build ---------------------------------------------------------------------------------------
all: $(GETSUJI) ## the program: build/getsuji (SAN=, BUILD=, CC=, V=1)
programs: $(UNIT) $(DBC) $(FUZZ) $(BENCH) $(BREAKS)
fuzz-programs: $(FUZZ)

$(BUILD)/ready: # says what to do where a library or tool is missing, before the first compile
	$(Q)tests/harness/ready.sh $(CC) $(PKGS) && mkdir -p $(@D) && touch $@
COMPILE = $(Q)mkdir -p $(@D) && echo "CC    $<" && $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/obj/%.o: %.c | $(BUILD)/ready $(BUILD)/gen/sql.h ; $(COMPILE)
$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c | $(BUILD)/ready $(BUILD)/gen/sql.h ; $(COMPILE)
$(BUILD)/obj/failpoints/%.o: %.c | $(BUILD)/ready $(BUILD)/gen/sql.h ; $(COMPILE) -DGETSUJI_FAILPOINTS
$(BUILD)/obj/engine/base/intl.o: override CPPFLAGS += -DLOCALE_DIR='"$(PREFIX)/share/locale"'
$(LIB): $(filter-out $(MAIN),$(OBJ)) $(BUILD)/gen/objects.list
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)
$(SYNTH): $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard bench/synth/*.c))) # synthetic offices
	$(Q)rm -f $@ && ar rcs $@ $^
$(GETSUJI) $(BREAKS): $(MAIN) $(LIB) $(MO)
	$(Q)echo "LINK  $@" && $(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB) $(LIBS)
$(BREAKS): $(PLACES:%.c=$(BUILD)/obj/failpoints/%.o) # linked ahead of the library, so its own are left out
$(UNIT) $(DBC): EXTRA := -lcmocka
$(UNIT): | $(MO)
$(FUZZ): $(BUILD)/tests/fuzz/%: $(if $(LIBFUZZER),,$(BUILD)/obj/tests/fuzz/driver.o)
$(UNIT) $(DBC) $(FUZZ) $(BENCH): $(BUILD)/%: $(BUILD)/obj/%.o $(SYNTH) $(LIB)
	$(Q)mkdir -p $(@D) && $(CC) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(LIBS) $(EXTRA)
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
# ---- install -------------------------------------------------------------------------------------
install: all ; $(Q)PREFIX=$(PREFIX) engine/install/install.sh $@ ## program, man pages, completion, units: PREFIX= DESTDIR=
uninstall: ; $(Q)PREFIX=$(PREFIX) engine/install/install.sh $@ ## removes what install put there, and no more
deps: ; $(Q)tests/harness/deps.sh $(DEBS) ## installs the Debian packages for the program (as root or with sudo)
deps-check deps-bench deps-look: ; $(Q)tests/harness/deps.sh $(DEBS) $(DEBS_$(@:deps-%=%))
# deps changes what pkg-config answers; so what comes after it starts make anew.
demo: ## two months of an office of 1,300 households, on any machine: installs, builds, runs
	$(Q)$(MAKE) --no-print-directory deps
	$(Q)$(MAKE) --no-print-directory $(if $(V),,-s) -j$(JOBS) all $(BENCH)
	$(Q)bench/demo.sh

# ---- check ---------------------------------------------------------------------------------------
$(foreach d,lint database golden crash,$(eval T_$d := $(filter-out %/check_cases.sh,$(sort $(wildcard tests/$d/*.sh)))))
T_db   := $(T_database)
T_unit := $(UNIT)
T_fuzz := $(FUZZ)
check: ## everything a change must pass; the last line is `N passed, N failed`
	$(Q)$(MAKE) --no-print-directory deps-check
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) all programs
	$(Q)$(MAKE) --no-print-directory check-parts
check-parts: ; $(Q)tests/harness/run.sh $(T_crash) $(T_lint) $(T_golden) $(T_db) $(T_fuzz) $(T_unit)
check-unit check-lint check-db check-golden check-crash check-fuzz: all programs ## parts of it
	$(Q)tests/harness/run.sh $(T_$(@:check-%=%))
check-all: check ## check, then all but lint under the address, undefined and thread sanitizers
	$(Q)for san in address,undefined thread; do make="$(MAKE) --no-print-directory SAN=$$san BUILD=build/$$san"; \
		$$make -j$(JOBS) all programs && $$make T_lint= check-parts || exit 1; done
crash-proof: all programs ; $(Q)/usr/bin/python3 tests/crash/proof ## FAULTS=2000, SEED=, KINDS=: rows and files as if nothing had happened
fuzz: deps-check ; $(Q)tests/fuzz/campaign.sh ## libFuzzer on every reader, RUNS=500000 each: executions and findings (JOBS=)
check-vectors: $(BUILD)/tests/golden/check_vectors ; $(Q)$< $(or $(VECTORS),tests/golden/vectors) ## VECTORS=DIR: agree and differ per file known
check-cases: all ; $(Q)tests/golden/check_cases.sh $(CASES) ## CASES=FILE: agree, differ, unsupported per kind
bench: deps-bench ## speed and memory against the COPY floor, reportlab and XlsxWriter
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) all $(BENCH)
	$(Q)bench/bench.sh
look: deps-look ## documents of the demo rendered to PNG in build/look/
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) all $(BENCH) && tests/harness/look.sh
manual: all ; $(Q)engine/manual/manual.sh ## the operator's manual in build/manual/, Japanese and English
transcripts: all $(BENCH) ; $(Q)REFRESH=1 tests/harness/run.sh tests/database/failures.sh ## its screens, typed anew
po: ; $(Q)tests/harness/po.sh $(SRC) ## adds new messages to engine/locale/*.po, to be translated by hand

# ---- help ----------------------------------------------------------------------------------------
clean: ; rm -rf $(BUILD) ## removes build/
help: ## this list
	@sed -n 's/^\([a-z -]*\):[^#]*## \(.*\)/make \1\n\t\2/p' Makefile
