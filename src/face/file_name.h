/* File name: what the names of recorders say. AudioMoth and others write YYYYMMDD_HHMMSS.WAV, with
 * a prefix of the device, in a folder of the device or of the day. */
#ifndef FILE_NAME_H
#define FILE_NAME_H

#include <stdbool.h>
#include <stdint.h>

enum { FILE_NAME_BYTES = 64 };

struct file_name {
    bool timed;                   /* the name holds a date and a time of day, taken for UTC */
    int64_t start_ns;             /* to the second */
    char prefix[FILE_NAME_BYTES]; /* before the date, "" when there is none */
    char stem[FILE_NAME_BYTES];   /* the name without its ending */
    char folder[FILE_NAME_BYTES]; /* the nearest one that is not a day's; "" when none is named */
};

struct file_name file_name_read(const char *path);

#endif
