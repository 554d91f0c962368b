/* Contours: marching squares (Lorensen & Cline 1987, in the plane), with lines that are joined.
 *
 * Between four neighbouring cells a contour goes from an edge where, walking around them
 * counter-clockwise, the value falls below the level, to one where it rises. An edge is left by one
 * contour at most, so that following a line needs one number for each edge: where it goes next. */
#include "contours.h"

#include <math.h>
#include <stdlib.h>

enum { NOWHERE = UINT32_MAX };

struct field {
    const struct tct_coverage_grid *grid;
    const float *values;
    double level;
    uint32_t *next;   /* by edge */
    bool *has_before; /* by edge */
};

/* Edges are numbered by their southern or western cell: along the row first, then up. */
static uint32_t edge_of(const struct field *field, size_t i, size_t j, unsigned up)
{
    return (uint32_t)(2 * (j * field->grid->columns + i) + up);
}

static double value_at(const struct field *field, size_t i, size_t j)
{
    return (double)field->values[j * field->grid->columns + i];
}

static struct tct_plane crossing(const struct field *field, uint32_t edge)
{
    const struct tct_coverage_grid *grid = field->grid;
    size_t cell = edge / 2, i = cell % grid->columns, j = cell / grid->columns;
    size_t right = edge % 2 == 0 ? 1 : 0;
    double from = value_at(field, i, j), to = value_at(field, i + right, j + 1 - right);
    double share = (field->level - from) / (to - from);
    return (struct tct_plane){grid->x_m + grid->step_m * ((double)i + share * (double)right),
                              grid->y_m + grid->step_m * ((double)j + share * (double)(1 - right))};
}

/* The contour's pieces between the cell (i, j) and its neighbours to the east and north. */
static void march(struct field *field, size_t i, size_t j)
{
    const double corner[4] = {value_at(field, i, j), value_at(field, i + 1, j),
                              value_at(field, i + 1, j + 1), value_at(field, i, j + 1)};
    const uint32_t edge[4] = {edge_of(field, i, j, 0), edge_of(field, i + 1, j, 1),
                              edge_of(field, i, j + 1, 0), edge_of(field, i, j, 1)};
    double middle = 0.25 * (corner[0] + corner[1] + corner[2] + corner[3]);
    if (!isfinite(middle))
        return;
    for (unsigned k = 0; k < 4; k++) {
        bool falls = corner[k] >= field->level && corner[(k + 1) % 4] < field->level;
        if (!falls)
            continue;
        /* Where four edges are crossed the middle says which corners hang together. */
        unsigned way = middle >= field->level ? 1 : 3, to = k;
        do {
            to = (to + way) % 4;
        } while (!(corner[to] < field->level && corner[(to + 1) % 4] >= field->level));
        field->next[edge[k]] = edge[to];
        field->has_before[edge[to]] = true;
    }
}

/* Follows the line from `edge`, forgetting it on the way; `points` has room for all edges. */
static size_t follow(struct field *field, uint32_t edge, struct tct_plane *points)
{
    size_t count = 0;
    while (edge != NOWHERE) {
        uint32_t next = field->next[edge];
        points[count++] = crossing(field, edge);
        field->next[edge] = NOWHERE;
        edge = next;
    }
    return count;
}

/* Lines that begin at the border first, then those that have no beginning. */
static enum tct_status follow_all(struct field *field, size_t edges, struct tct_plane *points,
                                  contour_visit visit, void *self, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (int closed = 0; closed < 2; closed++)
        for (uint32_t e = 0; e < edges && status == TCT_OK; e++)
            if (field->next[e] != NOWHERE && (closed == 1 || !field->has_before[e]))
                status = visit(self, points, follow(field, e, points), err);
    return status;
}

enum tct_status contours_follow(const struct tct_coverage_grid *grid, const float *values,
                                double level, contour_visit visit, void *self,
                                struct tct_error *err)
{
    size_t edges = 2 * grid->columns * grid->rows;
    TCT_ASSERT(edges < NOWHERE);
    struct field field = {grid, values, level, malloc((edges + 1) * sizeof(uint32_t)),
                          calloc(edges + 1, sizeof(bool))};
    struct tct_plane *points = malloc((edges + 1) * sizeof(*points));
    enum tct_status status = TCT_OK;
    if (field.next == NULL || field.has_before == NULL || points == NULL) {
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    } else {
        for (size_t e = 0; e < edges; e++)
            field.next[e] = NOWHERE;
        for (size_t j = 0; j + 1 < grid->rows; j++)
            for (size_t i = 0; i + 1 < grid->columns; i++)
                march(&field, i, j);
        status = follow_all(&field, edges, points, visit, self, err);
    }
    free(field.next);
    free(field.has_before);
    free(points);
    return status;
}
