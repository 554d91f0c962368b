/* Table of shots, private: its columns and what is known of the whole before the first line. */
#ifndef TACET_FACE_REPORT_TABLE_PARTS_H
#define TACET_FACE_REPORT_TABLE_PARTS_H

#include <stdbool.h>

#include "tacet/face/report_table.h"

enum { CELL_BYTES = 320 };

struct table_sheet {
    const struct tct_sector *sector;
    const struct tct_event *events;
    size_t count;
    const struct tct_score *score; /* may be NULL */
    bool unicode, colour;
    bool one_day; /* all on one UTC day: lines show the time alone */
    bool geodetic, sided, classified;
    int columns; /* 0: endless */
};

struct table_column {
    const char *title;
    bool right;   /* aligned to the right */
    bool is_side; /* may be coloured by side */
    bool is_xy;   /* never left out where there is no other place */
    bool always;  /* filled for events without a place, too */
    int drop;     /* the higher, the sooner it is left out of a narrow table; 0: never */
    bool (*has)(const struct table_sheet *sheet); /* NULL: always */
    void (*write)(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES]);
};

extern const struct table_column TABLE_COLUMNS[];
extern const size_t TABLE_COLUMN_COUNT;

/* What stands in place of all columns after the time when the event has no place. */
void table_reason(const struct table_sheet *sheet, size_t i, char ret_text[CELL_BYTES]);

/* The word for a side: the party's identifier, or "left" and "right". */
void table_side_name(const struct table_sheet *sheet, int side, char ret_text[CELL_BYTES]);

#endif
