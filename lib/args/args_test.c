/* SPDX-License-Identifier: ISC */
/*
 * args_test.c - goal: each command line gives the documented values or the documented complaint.
 * Method: one table of arguments of every type; command lines, written as one line each and split,
 * with all values that result, printed, or with the whole message.
 */
#include "lib/args/args.h"
#include "lib/base/format.h"
#include "test/test.h"
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static struct {
    bool tls, quick;
    int64_t shards;
    const char *hello, *name, *net, *file;
    uint16_t port;
    uint64_t idle;
    struct ip_address any, v4, v6;
    struct ip_prefix prefix;
    struct mac_address mac;
} values;

static struct ip_address dns_values[3];
static struct arg_list dns = { .values = dns_values, .max = COUNT(dns_values) };
static const char *tag_values[4];
static char tag_text[16];
static struct arg_list tags = { .values = tag_values,
    .max = COUNT(tag_values),
    .text = tag_text,
    .text_max = sizeof tag_text };

static const struct arg table[] = {
    { .type = ARGS_BOOL,
        .name = "tls",
        .fallback = "true",
        .doc = "Serve HTTPS",
        .value.boolean = &values.tls },
    { .type = ARGS_BOOL, .name = "quick", .letter = 'q', .value.boolean = &values.quick },
    { .type = ARGS_INT,
        .name = "shards",
        .fallback = "4",
        .letter = 's',
        .value.integer = &values.shards },
    { .type = ARGS_STRING, .name = "hello_text", .value.string = &values.hello },
    { .type = ARGS_PORT,
        .name = "port",
        .fallback = "8080",
        .letter = 'p',
        .value.port = &values.port },
    { .type = ARGS_DURATION,
        .name = "idle",
        .fallback = "30s",
        .value.duration_ns = &values.idle },
    { .type = ARGS_IP, .name = "any", .value.ip = &values.any },
    { .type = ARGS_IPV4, .name = "gateway", .group = "dmz_two", .value.ip = &values.v4 },
    { .type = ARGS_IPV6, .name = "v6", .value.ip = &values.v6 },
    { .type = ARGS_PREFIX,
        .name = "prefix",
        .fallback = "10.0.0.2/24",
        .value.prefix = &values.prefix },
    { .type = ARGS_MAC, .name = "mac", .value.mac = &values.mac },
    { .type = ARGS_HOST, .name = "name", .value.string = &values.name },
    { .type = ARGS_ONE_OF,
        .name = "net",
        .fallback = "host",
        .choices = "host|direct",
        .value.string = &values.net },
    { .type = ARGS_PATH, .name = "file", .value.string = &values.file },
    { .type = ARGS_IP,
        .name = "dns",
        .fallback = "192.0.2.1,192.0.2.2",
        .repeated = true,
        .value.list = &dns },
    { .type = ARGS_STRING, .name = "tag", .repeated = true, .value.list = &tags },
};

/* Where the value of a row that is no list is, or the list's elements are. */
static const void *place_of(const struct arg *row)
{
    const void *at;

    memcpy(&at, &row->value, sizeof at);
    return row->repeated ? row->value.list->values : at;
}

static const void *element(const struct arg *row, size_t i)
{
    return row->type == ARGS_IP
               ? (const void *)&((const struct ip_address *)place_of(row))[i]
               : (const void *)&((const char *const *)place_of(row))[i];
}

/* What is not the default, as "name=value ". */
static void put_changes(struct writer *w, const struct arg *row)
{
    uint8_t space[512];
    struct writer v = writer_of((struct bytes_mut){ space, sizeof space });
    size_t count = row->repeated ? row->value.list->count : 1;

    for (size_t i = 0; i < count; i++) {
        put_text(&v, i > 0 ? ";" : "");
        put_arg_value(&v, row->type, row->repeated ? element(row, i) : place_of(row));
    }
    format(w, "%s=%.*s ", row->name, BYTES_ARGS(written(&v)));
}

/* Everything that the table's variables hold. */
static struct bytes all_values(uint8_t *space, size_t len)
{
    struct writer w = writer_of((struct bytes_mut){ space, len });

    for (size_t i = 0; i < COUNT(table); i++)
        put_changes(&w, &table[i]);
    expect(!w.bad);
    return written(&w);
}

static enum err parse_line(const char *line, struct args_problem *problem)
{
    static const char *words[32];
    static char text[1024];
    struct args_words into = {
        .words = words, .max = COUNT(words), .text = text, .text_max = sizeof text
    };

    expect(args_split(bytes_of_text(line), &into) == OK);
    return args_parse(table, COUNT(table), words, into.count, problem);
}

/* A line, and what it adds to the values; of several changes the order is the table's. */
static const struct {
    const char *line, *changes[4];
} good[] = {
    { "", { NULL } },
    { "--", { NULL } },
    { "--port=80", { "port=80" } },
    { "--port 80", { "port=80" } },
    { "-p 80", { "port=80" } },
    { "-p80", { "port=80" } },
    { "--port=0", { "port=0" } },
    { "--port=65535", { "port=65535" } },
    { "--tls", { "tls=true" } },
    { "--tls=true", { "tls=true" } },
    { "--no-tls", { "tls=false" } },
    { "--tls=false", { "tls=false" } },
    { "-q --no-tls", { "tls=false", "quick=true" } },
    { "--quick --port 7", { "quick=true", "port=7" } },
    { "--shards -5", { "shards=-5" } },
    { "-s-5", { "shards=-5" } },
    { "--shards=9223372036854775807", { "shards=9223372036854775807" } },
    { "--shards=-9223372036854775808", { "shards=-9223372036854775808" } },
    { "--shards=-0", { "shards=0" } },
    { "--hello-text=", { "hello_text=" } },
    { "--hello-text=a=b", { "hello_text=a=b" } },
    { "--hello-text 'Hello, world!'", { "hello_text=Hello, world!" } },
    { "--hello-text=--port", { "hello_text=--port" } },
    { "--hello-text -", { "hello_text=-" } },
    { "--idle=0", { "idle=0s" } },
    { "--idle=90", { "idle=1m30s" } },
    { "--idle=1h30m", { "idle=1h30m" } },
    { "--idle=1500ms", { "idle=1s500ms" } },
    { "--idle=2d1ns", { "idle=2d1ns" } },
    { "--idle=0s1us", { "idle=1us" } },
    { "--idle=18446744073709551615ns", { "idle=213503d23h34m33s709ms551us615ns" } },
    { "--idle=18446744073", { "idle=213503d23h34m33s" } },
    { "--any=::1", { "any=::1" } },
    { "--any=192.0.2.1", { "any=192.0.2.1" } },
    { "--dmz-two-gateway=192.0.2.1", { "gateway=192.0.2.1" } },
    { "--v6=2001:DB8::1", { "v6=2001:db8::1" } },
    { "--prefix=2001:db8::1/64", { "prefix=2001:db8::1/64" } },
    { "--mac=02:00:00:00:00:0A", { "mac=02:00:00:00:00:0a" } },
    { "--name=a", { "name=a" } },
    { "--name=3com.Example", { "name=3com.Example" } },
    { "--name=xn--nxasmq6b.example", { "name=xn--nxasmq6b.example" } },
    { "--name=192.0.2.1", { "name=192.0.2.1" } },
    { "--net=direct", { "net=direct" } },
    { "--file /dev/null", { "file=/dev/null" } },
    { "--dns=1.1.1.1", { "dns=1.1.1.1" } },
    { "--dns=1.1.1.1,9.9.9.9,::1", { "dns=1.1.1.1;9.9.9.9;::1" } },
    { "--dns 1.1.1.1 --dns=9.9.9.9", { "dns=1.1.1.1;9.9.9.9" } },
    { "--dns=", { "dns=" } },
    { "--tag=a,,b", { "tag=a;;b" } },
    { "--tag='a\\,b,c\\\\d\\e'", { "tag=a,b;c\\de" } },
    { "--tag=, --tag=,", { "tag=;;;" } },
    { "--tag=123456,7 --tag=89012", { "tag=123456;7;89012" } },
};

/* The line's changes put into the defaults. */
static void expect_changes(struct bytes got, const char *const changes[4])
{
    static const char *const defaults[] = { "tls=true", "quick=false", "shards=4",
        "hello_text=", "port=8080", "idle=30s",
        "any=::", "gateway=::", "v6=::", "prefix=10.0.0.2/24", "mac=00:00:00:00:00:00",
        "name=", "net=host", "file=", "dns=192.0.2.1;192.0.2.2", "tag=" };
    uint8_t space[1024];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
    size_t next = 0;

    for (size_t i = 0; i < COUNT(defaults); i++) {
        const char *change = next < 4 ? changes[next] : NULL;
        size_t name = strcspn(defaults[i], "=") + 1;
        bool changed = change != NULL && strncmp(change, defaults[i], name) == 0;

        format(&w, "%s ", changed ? change : defaults[i]);
        next += changed;
    }
    expect(next == 4 || changes[next] == NULL);
    expect(!w.bad);
    if (!bytes_equal(got, written(&w)))
        printf("got      %.*s\nexpected %.*s\n", (int)got.len, (const char *)got.at,
            (int)w.len, space);
    expect(bytes_equal(got, written(&w)));
}

static const struct {
    const char *line, *problem;
} bad[] = {
    { "--prot=80", "unknown argument --prot; did you mean --port?" },
    { "--por 80", "unknown argument --por; did you mean --port?" },
    { "--pport", "unknown argument --pport; did you mean --port?" },
    { "--qort", "unknown argument --qort; did you mean --port?" },
    { "-port=80", "--port: \"ort=80\" is not a PORT: expected a number from 0 to 65535" },
    { "-net=host", "unknown argument -net=host; did you mean --net?" },
    { "--hello_text=x", "unknown argument --hello_text; did you mean --hello-text?" },
    { "--hello=x", "unknown argument --hello; did you mean --hello-text?" },
    { "--gateway=1.2.3.4", "unknown argument --gateway" },
    { "--no-tsl", "unknown argument --no-tsl; did you mean --no-tls?" },
    { "--no-tls=true", "unknown argument --no-tls; did you mean --no-tls?" },
    { "--no-port", "unknown argument --no-port" },
    { "--hlep", "unknown argument --hlep; did you mean --help?" },
    { "--x", "unknown argument --x" },
    { "--=x", "unknown argument --" },
    { "-x", "unknown argument -x" },
    { "--Port=80", "unknown argument --Port; did you mean --port?" },
    { "stray", "\"stray\" is not expected: arguments are written --NAME=VALUE" },
    { "-- --port=80",
        "\"--port=80\" is not expected: arguments are written --NAME=VALUE" },
    { "-", "\"-\" is not expected: arguments are written --NAME=VALUE" },
    { "''", "\"\" is not expected: arguments are written --NAME=VALUE" },
    { "--port", "--port needs a value: --port=PORT" },
    { "--port --tls", "--port needs a value: --port=PORT" },
    { "-p", "--port needs a value: --port=PORT" },
    { "--port=80 -p 81", "--port is given twice" },
    { "--tls --no-tls", "--tls is given twice" },
    { "--port=", "--port: \"\" is not a PORT: expected a number from 0 to 65535" },
    { "--port=80x", "--port: \"80x\" is not a PORT: expected a number from 0 to 65535" },
    { "--port=65536",
        "--port: \"65536\" is not a PORT: expected a number from 0 to 65535" },
    { "--port=-1", "--port: \"-1\" is not a PORT: expected a number from 0 to 65535" },
    { "--tls=yes", "--tls: \"yes\" is not a BOOL: expected true or false" },
    { "--net=hots", "--net: \"hots\" is not a CHOICE: expected one of host, direct" },
    { "--net=host|direct",
        "--net: \"host|direct\" is not a CHOICE: expected one of host, direct" },
    { "--net=", "--net: \"\" is not a CHOICE: expected one of host, direct" },
    { "--file=", "--file: \"\" is not a PATH: expected the name of a file" },
    { "--dns=1.1.1.1,", "--dns: \"\" is not an ADDRESS: expected an IP address, as in "
                        "192.0.2.1 or 2001:db8::1" },
    { "--dns=::1,::2,::3,::4", "--dns: there is room for 3 values" },
    { "--tag=1234567,12345678", "--tag: there is room for 16 octets of text" },
    { "--tag='a,b\\'", "--tag: \"b\\\" ends with a backslash" },
    { "--port='\x1b[2J\x7f'",
        "--port: \"\\x1b[2J\\x7f\" is not a PORT: expected a number from 0 to 65535" },
    { "--port=123456789012345678901234567890123456789012345678901234567890x",
        "--port: \"123456789012345678901234567890123456789012345678901234567890...\" is "
        "not a "
        "PORT: expected a number from 0 to 65535" },
};

static void test_lines(void)
{
    test("what is given replaces the defaults")
    {
        for (size_t i = 0; i < COUNT(good); i++) {
            struct args_problem problem;
            uint8_t space[1024];
            enum err e = parse_line(good[i].line, &problem);

            if (e != OK)
                printf("%s: %s\n", good[i].line, problem.text);
            expect(e == OK && problem.text[0] == '\0');
            expect_changes(all_values(space, sizeof space), good[i].changes);
        }
    }
    test("what is wrong is said")
    {
        for (size_t i = 0; i < COUNT(bad); i++) {
            struct args_problem problem;
            enum err e = parse_line(bad[i].line, &problem);

            if (e != ERR_MALFORMED || strcmp(problem.text, bad[i].problem) != 0)
                printf("%s:\n  %s\n", bad[i].line, problem.text);
            expect(e == ERR_MALFORMED);
            expect(strcmp(problem.text, bad[i].problem) == 0);
        }
    }
    test("--help wins over all that is wrong, but not behind --")
    {
        struct args_problem problem;

        expect(parse_line("--nonsense --help", &problem) == ERR_NOT_FOUND);
        expect(parse_line("--port --help", &problem) == ERR_NOT_FOUND);
        expect(parse_line("-- --help", &problem) == ERR_MALFORMED);
    }
}

static void test_rows(void)
{
    int64_t n = 7;
    const struct arg required[] = {
        { .type = ARGS_INT,
            .name = "n",
            .required = true,
            .fallback = "3",
            .value.integer = &n },
    };
    const struct arg broken[] = {
        { .type = ARGS_INT, .name = "n", .fallback = "three", .value.integer = &n },
    };
    struct args_problem problem;
    const char *const given[] = { "--n=1" };

    test("a required one has to be given, whatever its default")
    {
        expect(args_parse(required, 1, NULL, 0, &problem) == ERR_MALFORMED);
        expect(strcmp(problem.text, "--n is required") == 0);
        expect(args_parse(required, 1, given, 1, &problem) == OK && n == 1);
    }
    test("a default that is no value is said")
    {
        expect(args_parse(broken, 1, given, 1, &problem) == ERR_MALFORMED);
        expect(strstr(problem.text, "--n: \"three\" is not an INT") == problem.text);
    }
    test("no table takes no argument")
    {
        expect(args_parse(NULL, 0, NULL, 0, &problem) == OK);
        expect(args_parse(NULL, 0, given, 1, &problem) == ERR_MALFORMED);
    }
}

/* Of the types whose spelling has limits. */
static const struct {
    enum arg_type type;
    const char *text;
    bool right;
} spelled[] = {
    { ARGS_INT, "", false },
    { ARGS_INT, "-", false },
    { ARGS_INT, "+1", false },
    { ARGS_INT, "--1", false },
    { ARGS_INT, "01", false },
    { ARGS_INT, "1.0", false },
    { ARGS_INT, "0x10", false },
    { ARGS_INT, "1 ", false },
    { ARGS_INT, "9223372036854775808", false },
    { ARGS_INT, "-9223372036854775809", false },
    { ARGS_INT, "18446744073709551617", false },
    { ARGS_DURATION, "", false },
    { ARGS_DURATION, "s", false },
    { ARGS_DURATION, "-1s", false },
    { ARGS_DURATION, "1.5s", false },
    { ARGS_DURATION, "1S", false },
    { ARGS_DURATION, "1sec", false },
    { ARGS_DURATION, "1 s", false },
    { ARGS_DURATION, "1m30", false },
    { ARGS_DURATION, "30m1h", false },
    { ARGS_DURATION, "1m1m", false },
    { ARGS_DURATION, "1hh", false },
    { ARGS_DURATION, "18446744074", false },
    { ARGS_DURATION, "18446744073709551616ns", false },
    { ARGS_DURATION, "213503d23h34m33s709ms551us616ns", false },
    { ARGS_DURATION, "213504d", false },
    { ARGS_IPV4, "::1", false },
    { ARGS_IPV4, "::ffff:1.2.3.4", true },
    { ARGS_IPV6, "1.2.3.4", false },
    { ARGS_IPV6, "::ffff:1.2.3.4", false },
    { ARGS_IP, "localhost", false },
    { ARGS_HOST, "", false },
    { ARGS_HOST, ".", false },
    { ARGS_HOST, ".a", false },
    { ARGS_HOST, "a.", false },
    { ARGS_HOST, "a..b", false },
    { ARGS_HOST, "-a", false },
    { ARGS_HOST, "a-", false },
    { ARGS_HOST, "a-b", true },
    { ARGS_HOST, "a_b", false },
    { ARGS_HOST, "a b", false },
    { ARGS_HOST, "a@b", false },
    { ARGS_HOST, "a[b", false },
    { ARGS_HOST, "1.2.3", false },
    { ARGS_HOST, "256.2.3.4", false },
    { ARGS_HOST, "1.2.3.4x", true },
    { ARGS_HOST, "::1", false },
};

static void test_spelling(void)
{
    test("values at their limits")
    {
        for (size_t i = 0; i < COUNT(spelled); i++) {
            struct args_problem problem;
            union {
                int64_t integer;
                uint64_t duration;
                struct ip_address ip;
                const char *text;
            } into;
            enum err e =
                arg_value_parse(spelled[i].type, NULL, spelled[i].text, &into, &problem);

            if (spelled[i].right != (e == OK))
                printf("\"%s\"\n", spelled[i].text);
            expect(e == (spelled[i].right ? OK : ERR_MALFORMED));
            expect((problem.text[0] == '\0') == spelled[i].right);
        }
    }
    test("labels of 63 and host names of 253 octets, and one more")
    {
        char name[255] = { 0 };
        const char *into;
        struct args_problem problem;

        memset(name, 'a', 63);
        expect(arg_value_parse(ARGS_HOST, NULL, name, &into, &problem) == OK);
        expect(into == name);
        name[63] = 'a';
        expect(arg_value_parse(ARGS_HOST, NULL, name, &into, &problem) == ERR_MALFORMED);
        for (size_t i = 0; i < 253; i++)
            name[i] = i % 2 == 0 ? 'a' : '.';
        expect(arg_value_parse(ARGS_HOST, NULL, name, &into, &problem) == OK);
        memcpy(name + 252, "aa", 3);
        expect(arg_value_parse(ARGS_HOST, NULL, name, &into, &problem) == ERR_MALFORMED);
    }
    test("an empty text is a text, and none is NULL")
    {
        struct args_problem problem;

        expect(parse_line("--hello-text=", &problem) == OK);
        expect(values.hello != NULL && values.hello[0] == '\0');
        expect(parse_line("", &problem) == OK);
        expect(values.hello == NULL);
    }
    test("texts add to a list")
    {
        int64_t numbers[3];
        struct arg_list list = { .values = numbers, .max = 3 };
        struct args_problem problem;

        expect(arg_list_parse(ARGS_INT, NULL, "1,-2", &list, &problem) == OK);
        expect(arg_list_parse(ARGS_INT, NULL, "3", &list, &problem) == OK);
        expect(list.count == 3 && numbers[0] == 1 && numbers[1] == -2 && numbers[2] == 3);
        expect(arg_list_parse(ARGS_INT, NULL, "4", &list, &problem) == ERR_TOO_LARGE);
        list.count = 0;
        expect(arg_list_parse(ARGS_INT, NULL, "1,x", &list, &problem) == ERR_MALFORMED);
    }
}

int main(void)
{
    test_lines();
    test_rows();
    test_spelling();
    return test_result();
}
