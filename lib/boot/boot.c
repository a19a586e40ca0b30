/* SPDX-License-Identifier: ISC */
/*
 * Boot: arguments, devices, jobs, and the way back.
 *
 * Nothing runs, and no device is touched, before every argument is known to be well-formed. Devices
 * get a nursery that is shielded from the request to stop: jobs clean up first, with the devices
 * still working, and then the devices are disconnected, within DISCONNECT_NS.
 *
 * All memory of boot is one struct, since the table of arguments is too large for a stack.
 */
#include "lib/boot/boot.h"
#include "lib/base/format.h"
#include "lib/base/invariant.h"
#include "lib/base/limits.h"
#include "sig/target.h"

enum {
    ARGS_OWN = 3,
    HELP_MAX = 65536,     /* ARGS_ROWS_MAX rows of three lines each */
    LOG_RULES_TEXT = 2048 /* octets of all -l together */
};

/* Half of what `docker stop` gives a container in all. */
#define DISCONNECT_NS SECONDS(5)

/* What a job's fiber is passed. */
struct boot_job {
    struct boot *boot;
    const struct unikernel_job *job;
};

struct boot {
    const struct unikernel *unikernel;
    struct log log;
    bool failed; /* a device or job did, and the log said so */

    struct arg rows[ARGS_ROWS_MAX];
    size_t row_count;
    const char *name; /* NULL: not given */
    uint64_t delay_ns;
    struct arg_list rules;
    const char *rule_texts[LOG_RULES_MAX];
    char rules_text[LOG_RULES_TEXT];
    uint8_t help[HELP_MAX];

    struct boot_job jobs[BOOT_JOBS_MAX];
};

/* --- Arguments ------------------------------------------------------------------------------- */

/* The unikernel's own first: they are what a person is looking for in the help. */
static void rows_init(struct boot *b)
{
    static const char section[] = "UNIKERNEL OPTIONS";
    const struct unikernel *u = b->unikernel;
    const struct arg own[ARGS_OWN] = {
        { .type = ARGS_STRING,
            .name = "logs",
            .letter = 'l',
            .section = section,
            .doc =
                "What to log: LEVEL or SOURCE:LEVEL, where a level is quiet, app, error, "
                "warning, info or debug. Without it, info",
            .repeated = true,
            .value.list = &b->rules },
        { .type = ARGS_STRING,
            .name = "name",
            .section = section,
            .doc = "A name to show in each line of the log",
            .value.string = &b->name },
        { .type = ARGS_DURATION,
            .name = "delay",
            .section = section,
            .doc = "How long to wait before the devices are connected",
            .fallback = "0s",
            .value.duration_ns = &b->delay_ns },
    };

    invariant(u->arg_count + ARGS_OWN <= ARGS_ROWS_MAX);
    for (size_t i = 0; i < u->arg_count; i++)
        b->rows[b->row_count++] = u->args[i];
    for (size_t i = 0; i < ARGS_OWN; i++)
        b->rows[b->row_count++] = own[i];
    b->rules = (struct arg_list){ .values = b->rule_texts,
        .max = LOG_RULES_MAX,
        .text = b->rules_text,
        .text_max = LOG_RULES_TEXT };
}

static void say(const char *name, const char *what)
{
    uint8_t space[LOG_LINE_MAX];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    format(&w, "%s: %s\nTry '%s --help' for what it takes.\n", name, what, name);
    console_write(written(&w));
}

static void help(struct boot *b)
{
    struct writer w = writer_of((struct bytes_mut){ b->help, sizeof b->help });

    args_help(&w, b->unikernel->name, b->rows, b->row_count);
    console_write(written(&w));
}

/* What the log is to show. */
static enum err log_arguments(struct boot *b, struct args_problem *problem)
{
    struct writer w = writer_of(
        (struct bytes_mut){ (uint8_t *)problem->text, sizeof problem->text - 1 });
    struct bytes name = bytes_of_text(b->name);

    log_init(&b->log, console_write);
    b->log.level = LOG_INFO;
    b->log.level_max = LOG_INFO;
    if (name.len >= sizeof b->log.name) {
        format(&w, "--name: at most %zu octets", sizeof b->log.name - 1);
        return ERR_TOO_LARGE;
    }
    bytes_copy((struct bytes_mut){ (uint8_t *)b->log.name, sizeof b->log.name }, name);
    for (size_t i = 0; i < b->rules.count; i++) {
        enum err e = log_configure(&b->log, bytes_of_text(b->rule_texts[i]));
        if (e != OK) {
            format(
                &w, "--logs: \"%s\": expected LEVEL or SOURCE:LEVEL", b->rule_texts[i]);
            return e;
        }
    }
    return OK;
}

/* EXIT_HELP, EXIT_ARGUMENTS, or 0: go on. */
static int arguments(struct boot *b, const char *const words[], size_t count)
{
    struct args_problem problem = { 0 };

    rows_init(b);
    enum err e = args_parse(b->rows, b->row_count, words, count, &problem);
    if (e == ERR_NOT_FOUND) {
        help(b);
        return EXIT_HELP;
    }
    if (e == OK)
        e = log_arguments(b, &problem);
    if (e == OK)
        return 0;
    say(b->unikernel->name, problem.text);
    return EXIT_ARGUMENTS;
}

/* --- Devices --------------------------------------------------------------------------------- */

/* Ending as one was told to is no failure. */
static bool is_failure(enum err e)
{
    return e != OK && !(e == ERR_CANCELLED && fiber_is_cancelled());
}

/* *connected is how many there are to disconnect. */
static enum err devices_connect(
    struct boot *b, struct nursery *devices, size_t *connected)
{
    const struct unikernel *u = b->unikernel;

    for (*connected = 0; *connected < u->device_count; ++*connected) {
        const struct unikernel_device *d = &u->devices[*connected];
        enum err e = d->connect == NULL ? OK : d->connect(devices);

        if (is_failure(e)) {
            log_error("boot", "cannot connect %s: %s", d->name, err_text(e));
            b->failed = true;
        }
        TRY(e);
        log_debug("boot", "connected %s", d->name);
    }
    return OK;
}

static void devices_disconnect(const struct boot *b, size_t connected)
{
    struct shield s = shield_begin(from_now(DISCONNECT_NS));

    while (connected > 0) {
        const struct unikernel_device *d = &b->unikernel->devices[--connected];
        if (d->disconnect != NULL)
            d->disconnect();
    }
    shield_end(s);
}

/* --- Jobs ------------------------------------------------------------------------------------ */

static enum err job_run(struct nursery *jobs, void *arg)
{
    const struct boot_job *j = arg;
    enum err e = j->job->run(jobs, NULL);

    if (is_failure(e)) {
        log_error("boot", "job %s failed: %s", j->job->name, err_text(e));
        j->boot->failed = true;
    }
    return e;
}

static enum err jobs_run(struct boot *b, struct nursery *mine)
{
    const struct unikernel *u = b->unikernel;
    struct nursery *jobs;
    enum err e = OK;

    invariant(u->job_count <= BOOT_JOBS_MAX);
    TRY(nursery_open(&jobs, mine, (struct nursery_limits){ 0 }));
    for (size_t i = 0; i < u->job_count && e == OK; i++) {
        b->jobs[i] = (struct boot_job){ .boot = b, .job = &u->jobs[i] };
        e = nursery_spawn(jobs, u->jobs[i].name, job_run, &b->jobs[i]);
    }
    if (e == OK)
        e = nursery_wait(jobs, NEVER);
    nursery_close(jobs);
    return e;
}

/* --- All of it ------------------------------------------------------------------------------- */

static enum err devices_and_jobs(struct boot *b, struct nursery *mine)
{
    struct nursery *devices;
    size_t connected;

    if (b->delay_ns > 0)
        TRY(fiber_sleep_until(from_now(b->delay_ns)));
    TRY(nursery_open(&devices, mine, (struct nursery_limits){ .shielded = true }));
    enum err e = devices_connect(b, devices, &connected);
    if (e == OK)
        e = jobs_run(b, mine);
    devices_disconnect(b, connected);
    nursery_close(devices);
    return e;
}

static enum err boot_main(struct nursery *mine, void *arg)
{
    struct boot *b = arg;
    enum err e = devices_and_jobs(b, mine);

    if (is_failure(e) && !b->failed) {
        log_error("boot", "%s: %s", b->unikernel->name, err_text(e));
        b->failed = true;
    }
    return OK;
}

static int run(struct boot *b)
{
    enum err e = target_start();

    if (e == OK) {
        e = fiber_run(boot_main, b, &b->log);
        target_stop();
    }
    if (e != OK)
        log_to(&b->log, LOG_ERROR, "boot", "cannot start: %s", err_text(e));
    return e == OK && !b->failed ? 0 : 1;
}

int boot(const struct unikernel *u, const char *const words[], size_t count)
{
    struct boot *b = memory_take(sizeof *b);

    if (b == NULL) {
        say(u->name, err_text(ERR_NO_MEMORY));
        return 1;
    }
    b->unikernel = u;
    int status = arguments(b, words, count);
    if (status == 0)
        status = run(b);
    memory_give(b, sizeof *b);
    return status;
}
