/* SPDX-License-Identifier: ISC */
/*
 * media.c - a sorted table, searched by halves.
 *
 * Where IANA lists several types for an extension, it is the one that browsers expect. A file that
 * is packed (".tar.gz") has the type of its packing, since that is what its octets are.
 */
#include "lib/media/media.h"

struct row {
    const char *extension, *type;
};

/* In octet order; media_test.c checks that. */
/* clang-format off */
static const struct row rows[] = {
    { "7z", "application/x-7z-compressed" },
    { "aac", "audio/aac" },
    { "apng", "image/apng" },
    { "asc", "text/plain; charset=utf-8" },
    { "atom", "application/atom+xml" },
    { "avif", "image/avif" },
    { "bin", "application/octet-stream" },
    { "bmp", "image/bmp" },
    { "bz2", "application/x-bzip2" },
    { "c", "text/plain; charset=utf-8" },
    { "crt", "application/x-x509-ca-cert" },
    { "css", "text/css; charset=utf-8" },
    { "csv", "text/csv; charset=utf-8" },
    { "deb", "application/vnd.debian.binary-package" },
    { "eot", "application/vnd.ms-fontobject" },
    { "epub", "application/epub+zip" },
    { "flac", "audio/flac" },
    { "gif", "image/gif" },
    { "gz", "application/gzip" },
    { "h", "text/plain; charset=utf-8" },
    { "htm", "text/html; charset=utf-8" },
    { "html", "text/html; charset=utf-8" },
    { "ico", "image/vnd.microsoft.icon" },
    { "ics", "text/calendar; charset=utf-8" },
    { "iso", "application/octet-stream" },
    { "jpeg", "image/jpeg" },
    { "jpg", "image/jpeg" },
    { "js", "text/javascript; charset=utf-8" },
    { "json", "application/json" },
    { "jsonld", "application/ld+json" },
    { "jxl", "image/jxl" },
    { "log", "text/plain; charset=utf-8" },
    { "m4a", "audio/mp4" },
    { "map", "application/json" },
    { "md", "text/markdown; charset=utf-8" },
    { "mid", "audio/midi" },
    { "mjs", "text/javascript; charset=utf-8" },
    { "mp3", "audio/mpeg" },
    { "mp4", "video/mp4" },
    { "mpeg", "video/mpeg" },
    { "ods", "application/vnd.oasis.opendocument.spreadsheet" },
    { "odt", "application/vnd.oasis.opendocument.text" },
    { "oga", "audio/ogg" },
    { "ogg", "audio/ogg" },
    { "ogv", "video/ogg" },
    { "opus", "audio/ogg" },
    { "otf", "font/otf" },
    { "pdf", "application/pdf" },
    { "pem", "application/x-pem-file" },
    { "png", "image/png" },
    { "rss", "application/rss+xml" },
    { "rtf", "application/rtf" },
    { "sh", "text/plain; charset=utf-8" },
    { "sig", "application/pgp-signature" },
    { "svg", "image/svg+xml" },
    { "tar", "application/x-tar" },
    { "tgz", "application/gzip" },
    { "tif", "image/tiff" },
    { "tiff", "image/tiff" },
    { "toml", "application/toml" },
    { "ttf", "font/ttf" },
    { "txt", "text/plain; charset=utf-8" },
    { "vtt", "text/vtt; charset=utf-8" },
    { "wasm", "application/wasm" },
    { "wav", "audio/wav" },
    { "weba", "audio/webm" },
    { "webm", "video/webm" },
    { "webmanifest", "application/manifest+json" },
    { "webp", "image/webp" },
    { "woff", "font/woff" },
    { "woff2", "font/woff2" },
    { "xhtml", "application/xhtml+xml" },
    { "xml", "application/xml" },
    { "xz", "application/x-xz" },
    { "yaml", "application/yaml" },
    { "yml", "application/yaml" },
    { "zip", "application/zip" },
    { "zst", "application/zstd" },
};
/* clang-format on */
enum { ROWS = sizeof rows / sizeof rows[0], EXTENSION_MAX = 11 };

/* What is behind the last dot of the last segment, if there is something in front of that dot. */
static struct bytes extension_of(struct bytes name)
{
    size_t at = name.len;

    while (at > 0 && name.at[at - 1] != '.' && name.at[at - 1] != '/')
        at--;
    if (at < 2 || name.at[at - 1] == '/' || name.at[at - 2] == '/')
        return (struct bytes){ 0 };
    return bytes_part(name, at, name.len);
}

const char *media_type_of(struct bytes name)
{
    struct bytes typed = extension_of(name);
    uint8_t lower[EXTENSION_MAX];
    size_t from = 0, until = ROWS;

    if (typed.len > EXTENSION_MAX)
        return NULL;
    for (size_t i = 0; i < typed.len; i++) {
        uint8_t c = typed.at[i];

        lower[i] = c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
    }
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        int order = bytes_compare(
            (struct bytes){ lower, typed.len }, bytes_of_text(rows[middle].extension));

        if (order == 0)
            return rows[middle].type;
        if (order < 0)
            until = middle;
        else
            from = middle + 1;
    }
    return NULL;
}
