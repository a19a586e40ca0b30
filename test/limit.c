/* SPDX-License-Identifier: ISC */
/*
 * limit.c - limit SECONDS COMMAND...: runs a command and outlives nothing of it.
 *
 * The command, and whatever it started, is gone when this program ends: because the command ended,
 * because its time was up (status 124), because somebody stopped this program, or because the one
 * who started it died. Being the "subreaper" of all its descendants, it finds them even if they
 * went into a session or a process group of their own, as daemons do.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMED_OUT = 124, NOT_RUN = 127, SIGNALLED = 128 };

/* Field 4 of /proc/PID/stat. The program's name before it may hold anything; its ')' is the last. */
static pid_t parent_of(const char *pid)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 0;
    char *got = fgets(line, sizeof line, f);
    fclose(f);
    char *name_end = got == NULL ? NULL : strrchr(line, ')');
    return name_end == NULL || strlen(name_end) < 4
               ? 0
               : (pid_t)strtol(name_end + 4, NULL, 10);
}

static void kill_children(void)
{
    DIR *d = opendir("/proc");
    if (d == NULL)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        if (isdigit((unsigned char)e->d_name[0]) && parent_of(e->d_name) == getpid())
            kill((pid_t)strtol(e->d_name, NULL, 10), SIGKILL);
    closedir(d);
}

/*
 * Killing children makes grandchildren ours; so on until there are none. What cannot be killed
 * (it waits for a broken device, or is another user's) is left after some seconds.
 */
static void kill_descendants(void)
{
    for (int tries = 0; tries < 5000;) {
        pid_t gone = waitpid(-1, NULL, WNOHANG);
        if (gone == -1 && errno == ECHILD)
            return;
        if (gone == 0) {
            kill_children();
            tries++;
            nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
        }
    }
}

static int status_of(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNALLED + WTERMSIG(status);
}

/* Until `child` ends, a signal asks us to stop, or the time is up; reaps whatever else ends. */
static int wait_for(pid_t child, const sigset_t *signals, time_t seconds)
{
    struct timespec now, end;
    clock_gettime(CLOCK_MONOTONIC, &now);
    end = (struct timespec){ now.tv_sec + seconds, now.tv_nsec };
    for (;;) {
        int status;
        for (pid_t gone; (gone = waitpid(-1, &status, WNOHANG)) > 0;)
            if (gone == child)
                return status_of(status);
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec >= end.tv_sec) {
            printf("killed: it took more than %ld s\n", (long)seconds);
            return TIMED_OUT;
        }
        struct timespec left = { end.tv_sec - now.tv_sec, 0 };
        int signal = sigtimedwait(signals, NULL, &left);
        if (signal > 0 && signal != SIGCHLD)
            return SIGNALLED + signal;
    }
}

int main(int argc, char **argv)
{
    long seconds = argc < 3 ? 0 : strtol(argv[1], NULL, 10);
    if (seconds <= 0) {
        fprintf(stderr, "usage: limit SECONDS COMMAND...\n");
        return NOT_RUN;
    }
    pid_t starter = getppid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != starter)
        return SIGNALLED + SIGTERM;

    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, &before);

    pid_t child = fork();
    if (child == 0) {
        /* A session of its own: no terminal to read from, and no Ctrl-C that is not for it. */
        setsid();
        signal(SIGINT, SIG_DFL);
        signal(SIGQUIT, SIG_DFL);
        sigprocmask(SIG_SETMASK, &before, NULL);
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(NOT_RUN);
    }
    int status = child < 0 ? NOT_RUN : wait_for(child, &signals, seconds);
    fflush(stdout);
    kill_descendants();
    return status;
}
