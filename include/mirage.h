/* SPDX-License-Identifier: ISC */
/*
 * mirage.h - what a config.c may say: everything needed to describe a unikernel.
 *
 * A config.c is an ordinary C program without a main. `mirage configure` compiles it for this
 * machine, calls its config(), and writes from the graph of devices that it builds what `make`
 * needs. It does no I/O and none of it is part of the unikernel.
 *
 *     #include <mirage.h>
 *
 *     KEY_BOOL(drafts, false, "serve the drafts as well")
 *     ARG_PORT(port, 8080, "TCP port to listen on")
 *
 *     JOB(site_start, kv_ro, http_server)
 *
 *     void config(void)
 *     {
 *         stack net = generic_stack(default_network());
 *         kv_ro pages = generic_kv_ro(drafts() ? "drafts" : "htdocs");
 *
 *         unikernel("www", site_start(pages, http_server_over(net, port)));
 *     }
 *
 * There are four kinds of thing:
 *
 *   devices   have a signature, which is their C type: a `kv_ro` is wired where a `kv_ro` is
 *             wanted, and the compiler refuses anything else at your line. The same constructor
 *             with the same inputs is the same device.
 *   keys      KEY_*: known when config() runs, given to `mirage configure`. They decide what is
 *             linked in. `drafts()` is the value.
 *   arguments ARG_*: known when the unikernel boots, given to it. They are passed to devices and
 *             jobs like devices are.
 *   jobs      JOB: functions of yours that run when the devices are connected, all at once.
 *
 * unikernel.c includes "mirage/jobs.h", which declares each job as it has to be defined:
 *
 *     enum err site_start(
 *         struct nursery *mine, struct kv_ro pages, const struct http_server *http);
 */
#pragma once
/* gcc 12 -Wpedantic refuses __VA_OPT__, which C23 has, unless a header is the system's. */
#pragma GCC system_header
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* You define this. It is called once, with the keys set. */
void config(void);

/* --- Signatures ------------------------------------------------------------------------------ */

/* A signature: the type that devices of it have in config.c. In C it is `struct NAME`. */
#define SIGNATURE(name) typedef struct mirage_is_##name *name;

SIGNATURE(network)     /* an Ethernet port: sig/network.h */
SIGNATURE(block)       /* an array of sectors: sig/block.h */
SIGNATURE(kv_ro)       /* values by name, read only: sig/kv_ro.h */
SIGNATURE(kv_rw)       /* values by name: sig/kv_rw.h */
SIGNATURE(stack)       /* TCP and UDP: sig/stack.h */
SIGNATURE(resolver)    /* addresses of names: sig/resolver.h */
SIGNATURE(http_server) /* answers HTTP requests: lib/http/http.h */
SIGNATURE(job)

/* --- Keys ------------------------------------------------------------------------------------ */

/*
 * KEY_type(name, default, "what it is", ...) declares --name of `mirage configure`, and name(), its
 * value. Options may follow: .group = "dmz" makes it --dmz-name, .required = true forbids leaving
 * it out. The default is of the value's type; addresses, durations and so on are written as text
 * and checked, and their value is that text.
 *
 *     KEY_BOOL(tls, true, "serve HTTPS")                     --tls, --no-tls
 *     KEY_INT(shards, 4, "how many")                         --shards=8
 *     KEY_STRING(title, "My site", "shown on top")
 *     KEY_ONE_OF(style, "wide|narrow", "wide", "page width")
 *     KEY_LIST(HOST, names, "a.example,b.example", "virtual hosts")
 *
 * KEY_LIST's value is a `struct mirage_list`, its first argument the type of an element.
 */
struct mirage_list {
    const char *const *texts;
    size_t count;
};

#define KEY_BOOL(name, fallback, doc, ...) \
    MIRAGE_KEY(name, bool, boolean, BOOL, #fallback, doc, __VA_ARGS__)
#define KEY_INT(name, fallback, doc, ...) \
    MIRAGE_KEY(name, int64_t, integer, INT, #fallback, doc, __VA_ARGS__)
#define KEY_PORT(name, fallback, doc, ...) \
    MIRAGE_KEY(name, uint16_t, port, PORT, #fallback, doc, __VA_ARGS__)
#define KEY_STRING(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, STRING, fallback, doc, __VA_ARGS__)
#define KEY_DURATION(name, fallback, doc, ...) /* "30s" */ \
    MIRAGE_KEY(name, const char *, text, DURATION, fallback, doc, __VA_ARGS__)
#define KEY_IP(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, IP, fallback, doc, __VA_ARGS__)
#define KEY_IPV4(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, IPV4, fallback, doc, __VA_ARGS__)
#define KEY_IPV6(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, IPV6, fallback, doc, __VA_ARGS__)
#define KEY_PREFIX(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, PREFIX, fallback, doc, __VA_ARGS__)
#define KEY_MAC(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, MAC, fallback, doc, __VA_ARGS__)
#define KEY_HOST(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, HOST, fallback, doc, __VA_ARGS__)
#define KEY_PATH(name, fallback, doc, ...) \
    MIRAGE_KEY(name, const char *, text, PATH, fallback, doc, __VA_ARGS__)
#define KEY_ONE_OF(name, all, fallback, doc, ...)               \
    MIRAGE_KEY(name, const char *, text, ONE_OF, fallback, doc, \
        .choices = all __VA_OPT__(, ) __VA_ARGS__)
#define KEY_LIST(type, name, fallback, doc, ...)                    \
    MIRAGE_KEY(name, struct mirage_list, list, type, fallback, doc, \
        .repeated = true __VA_OPT__(, ) __VA_ARGS__)

/*
 * Both devices are drawn by `mirage describe`; `if_true` is linked when the key is true, else the
 * other. A plain ?: does the same and draws one.
 *
 *     kv_ro pages = either(drafts, generic_kv_ro("drafts"), generic_kv_ro("htdocs"));
 */
#define either(key, if_true, if_false) \
    (mirage_either(&key##_key, if_true, if_false) ? (if_true) : (if_false))

/* --- Boot arguments -------------------------------------------------------------------------- */

/*
 * ARG_type(name, default, "what it is", ...) declares --name of the unikernel; `name` is passed to
 * devices and jobs, which get the C value:
 *
 *     ARG_BOOL      bool                 ARG_STRING, ARG_HOST, ARG_PATH, ARG_ONE_OF  const char *
 *     ARG_INT       int64_t              ARG_IP, ARG_IPV4, ARG_IPV6     struct ip_address
 *     ARG_PORT      uint16_t             ARG_PREFIX                     struct ip_prefix
 *     ARG_DURATION  uint64_t, in ns      ARG_MAC                        struct mac_address
 *     ARG_LIST      const struct arg_list *
 *
 * The options of keys may follow, and .section = "NETWORK", its heading in --help.
 */
SIGNATURE(arg_bool)
SIGNATURE(arg_int)
SIGNATURE(arg_string)
SIGNATURE(arg_port)
SIGNATURE(arg_duration)
SIGNATURE(arg_ip)
SIGNATURE(arg_ipv4)
SIGNATURE(arg_ipv6)
SIGNATURE(arg_prefix)
SIGNATURE(arg_mac)
SIGNATURE(arg_host)
SIGNATURE(arg_one_of)
SIGNATURE(arg_path)
SIGNATURE(arg_list)

#define ARG_BOOL(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_bool, BOOL, #fallback, doc, __VA_ARGS__)
#define ARG_INT(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_int, INT, #fallback, doc, __VA_ARGS__)
#define ARG_PORT(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_port, PORT, #fallback, doc, __VA_ARGS__)
#define ARG_STRING(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_string, STRING, fallback, doc, __VA_ARGS__)
#define ARG_DURATION(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_duration, DURATION, fallback, doc, __VA_ARGS__)
#define ARG_IP(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_ip, IP, fallback, doc, __VA_ARGS__)
#define ARG_IPV4(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_ipv4, IPV4, fallback, doc, __VA_ARGS__)
#define ARG_IPV6(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_ipv6, IPV6, fallback, doc, __VA_ARGS__)
#define ARG_PREFIX(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_prefix, PREFIX, fallback, doc, __VA_ARGS__)
#define ARG_MAC(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_mac, MAC, fallback, doc, __VA_ARGS__)
#define ARG_HOST(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_host, HOST, fallback, doc, __VA_ARGS__)
#define ARG_PATH(name, fallback, doc, ...) \
    MIRAGE_ARG(name, arg_path, PATH, fallback, doc, __VA_ARGS__)
#define ARG_ONE_OF(name, all, fallback, doc, ...)       \
    MIRAGE_ARG(name, arg_one_of, ONE_OF, fallback, doc, \
        .choices = all __VA_OPT__(, ) __VA_ARGS__)
#define ARG_LIST(type, name, fallback, doc, ...)    \
    MIRAGE_ARG(name, arg_list, type, fallback, doc, \
        .repeated = true __VA_OPT__(, ) __VA_ARGS__)

/* --- The devices that come with the project -------------------------------------------------- */

/* The target's first Ethernet port. */
network default_network(void);

/*
 * TCP/IP over `port`, by the key --net: `host` is the host's own sockets (-t unix alone, where it
 * is the default, and `port` is then left out), `direct` our own libraries.
 */
stack generic_stack(network port);

/* The host's own TCP and UDP sockets; needs no privileges. -t unix. */
stack host_stack(void);

/*
 * The files below `directory`, which is beside config.c, by the key --kv-ro: `crunch` (the
 * default) links them into the image, `direct` reads the directory when asked (-t unix).
 */
kv_ro generic_kv_ro(const char *directory);
kv_ro crunch(const char *directory);
kv_ro direct_kv_ro(const char *directory);

/* A disk named `name`: a file or device of that path on -t unix. The boot argument --NAME-... */
block generic_block(const char *name);

/* A disk in memory of so many sectors of 512 octets, zeroed at boot. */
block ramdisk(uint32_t sectors);

/*
 * An HTTP/1.1 server on a TCP port of `net`.
 */
http_server http_server_over(stack net, arg_port port);

/* --- Jobs and the unikernel ------------------------------------------------------------------ */

/*
 * JOB(function, type...) declares a constructor of jobs: `function` takes devices and arguments of
 * these types, up to eight. A job that needs no device is JOB(function).
 */
#define JOB(function, ...)                                                      \
    [[maybe_unused]] static inline job function(MIRAGE_PARAMETERS(__VA_ARGS__)) \
    {                                                                           \
        return mirage_job(#function, #__VA_ARGS__, __FILE__, __LINE__,          \
            (const void *const[]){ MIRAGE_NAMES(__VA_ARGS__) NULL });           \
    }

/*
 * What config() must call, once: the image is dist/NAME, with the target's suffix, and runs the
 * jobs. `unikernel("noop")` has none.
 */
#define unikernel(name, ...) \
    mirage_unikernel(name, (const job[]){ __VA_ARGS__ __VA_OPT__(, ) mirage_no_job })

/*
 * Links a library that neither a device asks for nor a source of yours includes: one of the
 * project's, or a folder beside config.c.
 */
void need(const char *library);

/* A Debian package that building this unikernel needs; `make depends` installs it. */
void need_package(const char *package);

/* "unix", "hvt", ...: to choose by. */
const char *target(void);

/* Stops `mirage configure` with an error at your line, in printf's words. */
[[gnu::format(printf, 1, 2)]] _Noreturn void config_error(const char *text, ...);

/* --- Devices of your own --------------------------------------------------------------------- */

/*
 * A library that offers a device describes it in LIBRARY/LIBRARY_device.c, which is linked with
 * config.c and never into an image, and declares its constructor in LIBRARY/LIBRARY_device.h,
 * which config.c includes. Of the project's own devices that header is this one.
 *
 *     quote quote_over(stack net, arg_port port)
 *     {
 *         return DEVICE(quote, .name = "quote", .library = "quote", .type = "struct quote",
 *             .state = "struct quote_state", .wires = { { "stack", net } },
 *             .connect = "quote_connect", .parameters = { port });
 *     }
 *
 * writes into main.c
 *
 *     static struct quote_state quote_state;
 *     static const struct quote quote = {
 *         .state = &quote_state,
 *         .stack = { &host_stack_ops, &host_stack },
 *     };
 *
 * and calls quote_connect(mine, &quote, given.port) before the jobs.
 */
struct mirage_wire {
    const char *field; /* of the device's struct */
    const void *device;
};

struct mirage_device {
    const char *name;    /* of its instance in main.c; NULL: as .files */
    const char *why;     /* a few words for `mirage describe`; NULL: none */
    const char *library; /* whose header is LIBRARY/LIBRARY.h */
    const char *header;  /* NULL, or another header that declares what is named here */
    const char *type;    /* of an instance: "struct quote" */
    const char
        *ops; /* of a signature: "host_stack_ops"; NULL: a handle is a pointer to it */
    const char
        *state; /* the type of what changes, which .state points at; NULL: nothing does */
    const char *fields; /* further initialisers, in C: ".sectors = 2048" */

    struct mirage_wire wires[8]; /* fields that are handles of other devices */

    /*
     * enum err CONNECT(struct nursery *mine, const TYPE *self, parameters...), called at boot in
     * the order of the graph; void DISCONNECT(const TYPE *self), in reverse. NULL: none.
     */
    const char *connect, *disconnect;
    const void
        *parameters[8]; /* arguments and devices; see mirage_arg_of_device(), too */

    /*
     * A directory beside config.c whose files are linked in: the instance gets .files and
     * .file_count. NULL: none.
     */
    const char *files;

    const char *directory; /* beside config.c, that has to be there; NULL: none */
    const char *targets;   /* "unix|sim"; NULL: every one */
    const char
        *packages; /* Debian's, that building or running needs, with blanks; NULL: none */
};

#define DEVICE(signature, ...) \
    ((signature)mirage_device(#signature, &(const struct mirage_device){ __VA_ARGS__ }))

/* --- Below here is how it works -------------------------------------------------------------- */

/* Same order as in lib/args/args.h, which is what checks the values. */
/* clang-format off */
enum mirage_type {
    MIRAGE_BOOL,
    MIRAGE_INT,
    MIRAGE_STRING,
    MIRAGE_PORT,
    MIRAGE_DURATION,
    MIRAGE_IP,
    MIRAGE_IPV4,
    MIRAGE_IPV6,
    MIRAGE_PREFIX,
    MIRAGE_MAC,
    MIRAGE_HOST,
    MIRAGE_ONE_OF,
    MIRAGE_PATH,
};
/* clang-format on */

/* A key or a boot argument, as declared. */
struct mirage_option {
    enum mirage_type type;
    const char *name, *fallback, *doc, *file;
    int line;
    const char *group, *section, *choices;
    bool required, repeated;
};

/*
 * A boot argument that a device brings with it, for .parameters: --GROUP-name of the unikernel.
 * `fallback` NULL: it is required. The same again is the same argument.
 */
const struct mirage_option *mirage_arg_of_device(enum mirage_type type, const char *group,
    const char *name, const char *fallback, const char *doc);

void mirage_declare_key(const struct mirage_option *o);
void mirage_declare_arg(const struct mirage_option *o);
bool mirage_key_boolean(const struct mirage_option *o);
int64_t mirage_key_integer(const struct mirage_option *o);
uint16_t mirage_key_port(const struct mirage_option *o);
const char *mirage_key_text(const struct mirage_option *o);
struct mirage_list mirage_key_list(const struct mirage_option *o);
bool mirage_either(
    const struct mirage_option *o, const void *if_true, const void *if_false);
void *mirage_device(const char *signature, const struct mirage_device *d);
job mirage_job(const char *function, const char *types, const char *file, int line,
    const void *const inputs[]);
extern struct mirage_is_job
    *const mirage_no_job; /* ends a list in which a NULL is a mistake */
void mirage_unikernel(const char *name, const job jobs[]);

#define MIRAGE_OPTION(name_, kind, type_, fallback_, doc_, ...)            \
    static struct mirage_option name_##_##kind = { .type = MIRAGE_##type_, \
        .name = #name_,                                                    \
        .fallback = fallback_,                                             \
        .doc = doc_,                                                       \
        .file = __FILE__,                                                  \
        .line = __LINE__ __VA_OPT__(, ) __VA_ARGS__ };                     \
    [[gnu::constructor]] static void name_##_##kind##_declare(void)        \
    {                                                                      \
        mirage_declare_##kind(&name_##_##kind);                            \
    }
#define MIRAGE_KEY(name, ctype, getter, type, fallback, doc, ...) \
    MIRAGE_OPTION(name, key, type, fallback, doc, __VA_ARGS__)    \
    [[maybe_unused]] static inline ctype name(void)               \
    {                                                             \
        return mirage_key_##getter(&name##_key);                  \
    }
#define MIRAGE_ARG(name, signature, type, fallback, doc, ...)  \
    MIRAGE_OPTION(name, arg, type, fallback, doc, __VA_ARGS__) \
    [[maybe_unused]] static const signature name = (signature)&name##_arg;

/* JOB's types as parameters "kv_ro in1, http_server in2", and as names "in1, in2,". */
#define MIRAGE_PARAMETERS(...)                                                     \
    MIRAGE_COUNTED(MIRAGE_P __VA_OPT__(, ) __VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0) \
    (__VA_ARGS__)
#define MIRAGE_NAMES(...)                                                          \
    MIRAGE_COUNTED(MIRAGE_N __VA_OPT__(, ) __VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0) \
    (__VA_ARGS__)
#define MIRAGE_COUNTED(stem, a, b, c, d, e, f, g, h, count, ...) stem##count
#define MIRAGE_P0()                                              void
#define MIRAGE_P1(a)                                             a in1
#define MIRAGE_P2(a, b)                                          a in1, b in2
#define MIRAGE_P3(a, b, c)                                       MIRAGE_P2(a, b), c in3
#define MIRAGE_P4(a, b, c, d)                                    MIRAGE_P3(a, b, c), d in4
#define MIRAGE_P5(a, b, c, d, e)                                 MIRAGE_P4(a, b, c, d), e in5
#define MIRAGE_P6(a, b, c, d, e, f)                              MIRAGE_P5(a, b, c, d, e), f in6
#define MIRAGE_P7(a, b, c, d, e, f, g)                           MIRAGE_P6(a, b, c, d, e, f), g in7
#define MIRAGE_P8(a, b, c, d, e, f, g, h)                        MIRAGE_P7(a, b, c, d, e, f, g), h in8
#define MIRAGE_N0()
#define MIRAGE_N1(...) in1,
#define MIRAGE_N2(...) in1, in2,
#define MIRAGE_N3(...) in1, in2, in3,
#define MIRAGE_N4(...) in1, in2, in3, in4,
#define MIRAGE_N5(...) in1, in2, in3, in4, in5,
#define MIRAGE_N6(...) in1, in2, in3, in4, in5, in6,
#define MIRAGE_N7(...) in1, in2, in3, in4, in5, in6, in7,
#define MIRAGE_N8(...) in1, in2, in3, in4, in5, in6, in7, in8,
