/* One member of a report from text, as it stands in a cell of a table or is typed in answer to a
 * question. */
#ifndef TACET_FACE_STATEMENT_CELL_H
#define TACET_FACE_STATEMENT_CELL_H

#include <jansson.h>

#include "tacet/base.h"

/* Names of cells: the members of a report, and the parts of those that have any ("place_x_m",
 * "killed"). */
const char *statement_cell_name(size_t cell);
enum { STATEMENT_CELLS = 39 };

/* Sets what the cell says in the report; an empty one says nothing. False: `ret_expected` is what
 * should have been there. What the member may hold is for tct_statement_read to say. */
bool statement_cell_set(json_t *report, size_t cell, const char *text, const char **ret_expected);

/* The cell of this name, which there is. */
size_t statement_cell_find(const char *name);

#endif
