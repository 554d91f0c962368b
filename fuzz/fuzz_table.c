/* Fuzz: a CSV file with any bytes; every row that is read goes through every getter. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tacet/face/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ID, X, TIME, N };

static const struct tct_column COLUMNS[] = {
    [ID] = {"id", false}, [X] = {"x", false}, [TIME] = {"time", false}, [N] = {"n", false}};

static void read_row(struct tct_table *table)
{
    double x = 0.0;
    int64_t time_ns = 0, n = 0;
    TCT_ASSERT(strlen(tct_table_text(table, ID)) <= 4096);
    if (tct_table_number(table, X, -1e300, 1e300, &x))
        TCT_ASSERT(isfinite(x));
    if (tct_table_integer(table, N, -9, 9, &n))
        TCT_ASSERT(n >= -9 && n <= 9);
    if (!tct_table_time(table, TIME, &time_ns))
        TCT_ASSERT(tct_table_has(table, TIME));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_warnings warnings;
    struct tct_table *table;
    struct tct_error err;
    tct_warnings_init(&warnings, NULL);
    if (tct_table_open_memory("fuzz.csv", (const char *)data, size, "rows", COLUMNS,
                              TCT_COUNT(COLUMNS), &warnings, &table, &err) != TCT_OK)
        return 0;
    size_t rows = 0, rows_at_most = tct_table_rows_at_most(table), line = 0;
    for (; tct_table_next(table); rows++) {
        TCT_ASSERT(tct_table_line(table) > line);
        line = tct_table_line(table);
        read_row(table);
    }
    TCT_ASSERT(rows <= rows_at_most);
    tct_table_close(table);
    return 0;
}
