/* File name: what the names of recorders say. */
#include "file_name.h"

#include <stdio.h>
#include <string.h>

#include "tacet/base.h"

enum { DATE_DIGITS = 8, TIME_DIGITS = 6, STAMP_BYTES = DATE_DIGITS + 1 + TIME_DIGITS };

static bool are_digits(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static bool read_stamp(const char *text, int64_t *ret_ns)
{
    char time[] = "YYYY-MM-DDTHH:MM:SSZ";
    if (!are_digits(text, DATE_DIGITS) || (text[DATE_DIGITS] != '_' && text[DATE_DIGITS] != 'T') ||
        !are_digits(text + DATE_DIGITS + 1, TIME_DIGITS))
        return false;
    (void)snprintf(time, sizeof(time), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6,
                   text + 9, text + 11, text + 13);
    return tct_time_parse(time, sizeof(time) - 1, ret_ns) == TCT_OK;
}

static void copy(const char *from, size_t bytes, char to[FILE_NAME_BYTES])
{
    bytes = bytes < FILE_NAME_BYTES ? bytes : FILE_NAME_BYTES - 1;
    memcpy(to, from, bytes);
    to[bytes] = '\0';
}

/* The last date and time in the stem that no digit runs into: "243B1F_20240528_100000T". */
static void find_stamp(struct file_name *name, const char *stem, size_t bytes)
{
    for (size_t at = bytes >= STAMP_BYTES ? bytes - STAMP_BYTES + 1 : 0; at-- > 0;) {
        bool before = at == 0 || !are_digits(stem + at - 1, 1);
        bool after = at + STAMP_BYTES == bytes || !are_digits(stem + at + STAMP_BYTES, 1);
        if (!before || !after || !read_stamp(stem + at, &name->start_ns))
            continue;
        name->timed = true;
        while (at > 0 && (stem[at - 1] == '_' || stem[at - 1] == '-'))
            at--;
        copy(stem, at, name->prefix);
        return;
    }
}

/* Folders of days have eight digits for a name. */
static void find_folder(struct file_name *name, const char *path, size_t bytes)
{
    while (bytes > 0) {
        while (bytes > 0 && path[bytes - 1] == '/')
            bytes--;
        size_t end = bytes;
        while (bytes > 0 && path[bytes - 1] != '/')
            bytes--;
        size_t length = end - bytes;
        bool day = length == DATE_DIGITS && are_digits(path + bytes, length);
        bool dots = length <= 2 && strncmp(path + bytes, "..", length) == 0;
        if (day)
            continue;
        if (!dots)
            copy(path + bytes, length, name->folder);
        return;
    }
}

struct file_name file_name_read(const char *path)
{
    struct file_name name = {0};
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path, *dot = strrchr(base, '.');
    size_t bytes = dot != NULL ? (size_t)(dot - base) : strlen(base);
    copy(base, bytes, name.stem);
    find_stamp(&name, base, bytes);
    find_folder(&name, path, (size_t)(base - path));
    return name;
}
