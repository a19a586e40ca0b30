/* SPDX-License-Identifier: ISC */
/*
 * Goal: a unikernel is wired, run and ended in the promised order, with the promised exit status
 * and words on the console. Method: fake devices and jobs that print what happens to them; each
 * boot() runs in a child process, whose console is a file that is then compared.
 */
#define _GNU_SOURCE /* fork, kill */
#include "lib/boot/boot.h"
#include "sig/target.h"
#include "test/test.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- A fake unikernel ------------------------------------------------------------------------ */

static enum err third_result, job_result;
static uint16_t port;
static struct nursery *device_nursery;

static void say(const char *text)
{
    console_write(bytes_of_text(text));
    console_write(BYTES(" "));
}

static enum err driver([[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)
{
    enum err e = fiber_sleep_until(NEVER);

    say("driver-ends");
    return e;
}

static enum err first_connect(struct nursery *mine)
{
    say("first+");
    device_nursery = mine;
    return nursery_spawn(mine, "driver", driver, NULL);
}

static void first_disconnect(void)
{
    say(nursery_count(device_nursery) == 1 ? "first-" : "first-without-driver");
}

static enum err second_connect([[maybe_unused]] struct nursery *mine)
{
    say("second+");
    return fiber_yield();
}

static void second_disconnect(void)
{
    say(fiber_yield() == OK ? "second-" : "second-cancelled");
}

static enum err third_connect([[maybe_unused]] struct nursery *mine)
{
    say("third+");
    return third_result;
}

static void third_disconnect(void)
{
    say("third-");
}

static enum err short_job(
    [[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)
{
    say(port == 80 ? "job" : "job-on-another-port");
    TRY(fiber_sleep_until(from_now(MILLISECONDS(1))));
    return job_result;
}

/* Ends when told to, after a clean-up that waits. */
static enum err server_job(
    [[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)
{
    say("server");
    enum err e = fiber_sleep_until(from_now(SECONDS(60)));
    struct shield s = shield_begin(from_now(SECONDS(1)));
    say(fiber_sleep_until(from_now(MILLISECONDS(1))) == OK ? "cleaned" : "unclean");
    shield_end(s);
    return e;
}

static enum err stopped_job(struct nursery *mine, void *arg)
{
    kill(getpid(), SIGTERM);
    return server_job(mine, arg);
}

static enum err logging_job(
    [[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)
{
    log_info("here", "info");
    log_debug("here", "debug");
    log_debug("there", "debug");
    return OK;
}

static const struct arg args[] = {
    { .type = ARGS_PORT,
        .name = "port",
        .doc = "TCP port to listen on",
        .fallback = "80",
        .value.port = &port },
};
static const struct unikernel_device devices[] = {
    { "first", first_connect, first_disconnect },
    { "second", second_connect, second_disconnect },
    { "static", NULL, NULL },
    { "third", third_connect, third_disconnect },
};
static const struct unikernel_job jobs_short[] = { { "short", short_job } };
static const struct unikernel_job jobs_two[] = {
    { "server", server_job },
    { "short", short_job },
};
static const struct unikernel_job jobs_stopped[] = { { "stopped", stopped_job } };
static const struct unikernel_job jobs_logging[] = { { "logging", logging_job } };

static struct unikernel fake(const struct unikernel_job *jobs, size_t count)
{
    return (struct unikernel){ .name = "fake",
        .args = args,
        .arg_count = 1,
        .devices = devices,
        .device_count = 4,
        .jobs = jobs,
        .job_count = count };
}

/* --- Running it ------------------------------------------------------------------------------ */

static char console[8192];

/* The exit status; what was printed is in `console`. */
static int run(
    const struct unikernel_job *jobs, size_t job_count, const char *const words[])
{
    const struct unikernel u = fake(jobs, job_count);
    FILE *out = tmpfile();
    size_t count = 0;
    int status = -1;

    if (out == NULL)
        return -1;
    while (words[count] != NULL)
        count++;
    pid_t child = fork();
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        _exit(boot(&u, words, count));
    }
    waitpid(child, &status, 0);
    rewind(out);
    console[fread(console, 1, sizeof console - 1, out)] = '\0';
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define WORDS(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

static bool printed(const char *text)
{
    return strstr(console, text) != NULL;
}

static void test_order(void)
{
    third_result = OK;
    job_result = OK;
    test("devices are connected in order and disconnected in reverse, their fibers last")
    {
        expect(run(jobs_short, 1, WORDS("--port=80")) == 0);
        expect(strcmp(console,
                   "first+ second+ third+ job third- second- first- driver-ends ") == 0);
    }
    test("without jobs it ends at once")
    {
        expect(run(NULL, 0, WORDS("--port=80")) == 0);
        expect(strcmp(console,
                   "first+ second+ third+ third- second- first- driver-ends ") == 0);
    }
    test("a request to stop ends jobs, then devices, with status 0")
    {
        expect(run(jobs_stopped, 1, WORDS("--port=80")) == 0);
        expect(
            strcmp(console, "first+ second+ third+ server cleaned third- second- first- "
                            "driver-ends ") == 0);
    }
    test("--delay is waited for first")
    {
        instant before = clock_monotonic();
        expect(run(jobs_short, 1, WORDS("--delay=20ms")) == 0);
        expect(instant_since(clock_monotonic(), before) >= MILLISECONDS(20));
    }
}

static void test_failures(void)
{
    test("a device that cannot be connected: those before it are disconnected, status 1")
    {
        third_result = ERR_IO;
        expect(run(jobs_short, 1, WORDS("--port=80")) == 1);
        expect(printed("first+ second+ third+ "));
        expect(printed("[boot] cannot connect third: the device failed\n"));
        expect(printed("\nsecond- first- driver-ends "));
        expect(!printed("job") && !printed("third-"));
        third_result = OK;
    }
    test("the first job that fails cancels the others, status 1")
    {
        job_result = ERR_DENIED;
        expect(run(jobs_two, 2, WORDS("--port=80")) == 1);
        expect(printed("[boot] job short failed: permission denied\n"));
        expect(printed("cleaned third- second- first- driver-ends "));
        expect(!printed("job server failed"));
        job_result = OK;
    }
}

static void test_arguments(void)
{
    test("help lists the unikernel's arguments and boot's own, and runs nothing")
    {
        expect(run(jobs_short, 1, WORDS("--help")) == EXIT_HELP);
        expect(printed("--port=PORT") && printed("TCP port to listen on"));
        expect(printed("--logs=") && printed("-l") && printed("--name=") &&
               printed("--delay="));
        expect(!printed("first+"));
    }
    test("what is malformed is named, with a hint, and nothing runs")
    {
        static const char *const wrong[] = { "--port=x", "--prot=1", "-l", "--logs=loud",
            "--logs=:info", "--delay=soon", "word",
            "--name=a-name-that-is-longer-than-any-column" };

        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            expect(run(jobs_short, 1, WORDS(wrong[i])) == EXIT_ARGUMENTS);
            expect(strncmp(console, "fake: ", 6) == 0);
            expect(printed("\nTry 'fake --help' for what it takes.\n"));
            expect(!printed("first+"));
        }
        expect(run(jobs_short, 1, WORDS("--logs=loud")) == EXIT_ARGUMENTS);
        expect(printed("\"loud\""));
    }
    test("info is logged unless -l says otherwise")
    {
        expect(run(jobs_logging, 1, WORDS("--port=80")) == 0);
        expect(printed("[here] info\n") && !printed("debug"));
        expect(run(jobs_logging, 1, WORDS("-l", "here:debug", "--name=n1")) == 0);
        expect(printed("[here] debug\n") && !printed("[there]") && printed("n1"));
        expect(run(jobs_logging, 1, WORDS("-lquiet,there:debug")) == 0);
        expect(printed("[there] debug\n") && !printed("[here]"));
    }
}

int main(void)
{
    test_order();
    test_failures();
    test_arguments();
    return test_result();
}
