/* Side of the line: how much of a normally distributed place is left of a polyline.
 *
 * The plane is turned and scaled so that the place becomes a standard normal one, with the first
 * axis along the part of the line that is nearest. In each of many columns across that axis the
 * line's crossings bound the ground of each side, and the normal integral along the column is
 * exact; a straight line is therefore exact altogether. */
#include <math.h>
#include <stdlib.h>

#include "order.h"
#include "side.h"

enum { SLICES = 256, EDGES_MOST = 512 };
static const double SLICES_REACH = 6.0; /* standard errors: 2e-9 of the mass lies beyond */
static const double SIGMA_LEAST_M = 1e-3;

/* How far the ends are drawn out, in standard errors, beyond all that is integrated over. */
static const double ENDS_REACH = 1e3;

struct point {
    double a, b;
};

/* From the plane to standard normal coordinates: turned by whitening and by `cos`, `sin`. */
struct normal_frame {
    struct tct_plane mean;
    double l11, l21, l22; /* Cholesky factor of the covariance */
    double cos, sin;
};

static struct normal_frame frame_of(struct tct_plane mean, const double covariance_m2[3])
{
    double l11 = fmax(SIGMA_LEAST_M, sqrt(fmax(0.0, covariance_m2[0])));
    double l21 = covariance_m2[1] / l11;
    double l22 = fmax(SIGMA_LEAST_M, sqrt(fmax(0.0, covariance_m2[2] - l21 * l21)));
    return (struct normal_frame){mean, l11, l21, l22, 1.0, 0.0};
}

static struct point to_normal(const struct normal_frame *frame, struct tct_plane p)
{
    double u = (p.x_m - frame->mean.x_m) / frame->l11;
    double v = (p.y_m - frame->mean.y_m - frame->l21 * u) / frame->l22;
    return (struct point){frame->cos * u + frame->sin * v, -frame->sin * u + frame->cos * v};
}

static double cross(struct point a, struct point b)
{
    return a.a * b.b - a.b * b.a;
}

static double dot(struct point a, struct point b)
{
    return a.a * b.a + a.b * b.b;
}

static struct point minus(struct point a, struct point b)
{
    return (struct point){a.a - b.a, a.b - b.b};
}

static bool same(struct tct_plane a, struct tct_plane b)
{
    return a.x_m == b.x_m && a.y_m == b.y_m;
}

/* The line's segments one after the other, repeated points skipped, both ends drawn out. */
struct walk {
    const struct tct_plane *line;
    size_t count, next;
    const struct normal_frame *frame;
    struct point from;
    bool first;
};

static struct walk walk_along(const struct normal_frame *frame, const struct tct_plane *line,
                              size_t count)
{
    return (struct walk){line, count, 1, frame, to_normal(frame, line[0]), true};
}

/* `tip` moved away from `inner` until it is far outside of all that matters. */
static struct point drawn_out(struct point tip, struct point inner)
{
    struct point way = minus(tip, inner);
    double length = sqrt(dot(way, way));
    double reach = (ENDS_REACH + sqrt(dot(tip, tip))) / length;
    return (struct point){tip.a + way.a * reach, tip.b + way.b * reach};
}

static bool walk_next(struct walk *walk, struct point *ret_from, struct point *ret_to)
{
    while (walk->next < walk->count && same(walk->line[walk->next], walk->line[walk->next - 1]))
        walk->next++;
    if (walk->next >= walk->count)
        return false;
    size_t after = walk->next + 1;
    while (after < walk->count && same(walk->line[after], walk->line[walk->next]))
        after++;
    struct point to = to_normal(walk->frame, walk->line[walk->next]);
    *ret_from = walk->first ? drawn_out(walk->from, to) : walk->from;
    *ret_to = after >= walk->count ? drawn_out(to, walk->from) : to;
    walk->first = false;
    walk->from = to;
    walk->next = after;
    return true;
}

/* The part of the line nearest to a place, and on which side of it the place is. */
struct nearest {
    double distance2;
    struct point way; /* direction of the line there */
    bool left;
};

static struct nearest nearest_to(const struct normal_frame *frame, const struct tct_plane *line,
                                 size_t count, struct point p)
{
    struct nearest best = {.distance2 = INFINITY};
    struct walk walk = walk_along(frame, line, count);
    struct point from, to, way_before = {0.0, 0.0};
    bool ended_at_tip = false; /* nearest so far: the end of the segment before this one */
    while (walk_next(&walk, &from, &to)) {
        struct point way = minus(to, from), off = minus(p, from);
        double along = dot(off, way) / dot(way, way);
        bool beyond_bend = ended_at_tip && along <= 0.0;
        ended_at_tip = false;
        if (beyond_bend) {
            /* Nearest to the bend itself: outside of it, which is right of a left turn. */
            double turn = cross(way_before, way);
            if (turn != 0.0)
                best.left = turn < 0.0;
            way_before = way;
            continue;
        }
        double t = fmin(1.0, fmax(0.0, along));
        struct point gap = {off.a - t * way.a, off.b - t * way.b};
        if (dot(gap, gap) < best.distance2) {
            best = (struct nearest){dot(gap, gap), way, cross(way, off) > 0.0};
            ended_at_tip = along >= 1.0;
        }
        way_before = way;
    }
    return best;
}

static double normal_above(double z)
{
    return 0.5 * erfc(z * M_SQRT1_2);
}

/* Columns across the first axis: even ones, cut again where the line has a point, so that every
 * part of the line goes right through the columns that it touches. */
struct columns {
    double edge[EDGES_MOST];
    size_t count;                /* edges */
    double left[EDGES_MOST];     /* sum over crossings of what they turn to the left above them */
    double lowest[EDGES_MOST];   /* the lowest crossing */
    bool left_below[EDGES_MOST]; /* whether the ground under it is left of the line */
};

static bool in_reach(struct point p)
{
    return fabs(p.a) < SLICES_REACH && fabs(p.b) < SLICES_REACH;
}

static void cut_columns(struct columns *columns, struct walk walk)
{
    struct point from, to;
    columns->count = 0;
    for (size_t k = 0; k <= SLICES; k++)
        columns->edge[columns->count++] = SLICES_REACH * (2.0 * (double)k / SLICES - 1.0);
    while (columns->count < EDGES_MOST && walk_next(&walk, &from, &to))
        if (in_reach(to))
            columns->edge[columns->count++] = to.a;
    qsort(columns->edge, columns->count, sizeof(columns->edge[0]), order_doubles);
    for (size_t k = 0; k < columns->count; k++) {
        columns->left[k] = 0.0;
        columns->lowest[k] = INFINITY;
        columns->left_below[k] = false;
    }
}

static double column_middle(const struct columns *columns, size_t k)
{
    return 0.5 * (columns->edge[k] + columns->edge[k + 1]);
}

/* The first column whose middle is not below `a`. */
static size_t column_from(const struct columns *columns, double a)
{
    size_t low = 0, high = columns->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (column_middle(columns, middle) < a)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void cross_columns(struct columns *columns, struct point from, struct point to)
{
    double low = fmin(from.a, to.a), high = fmax(from.a, to.a);
    bool left_above = to.a > from.a;
    for (size_t k = column_from(columns, low); k + 1 < columns->count; k++) {
        double at = column_middle(columns, k);
        if (at >= high)
            break;
        double b = from.b + (at - from.a) / (to.a - from.a) * (to.b - from.b);
        if (fabs(b) > SLICES_REACH)
            continue;
        columns->left[k] += left_above ? normal_above(b) : -normal_above(b);
        if (b < columns->lowest[k]) {
            columns->lowest[k] = b;
            columns->left_below[k] = !left_above;
        }
    }
}

double side_distance(const struct tct_plane *line, size_t line_count, struct tct_plane mean,
                     const double covariance_m2[3])
{
    struct normal_frame frame = frame_of(mean, covariance_m2);
    struct nearest nearest = nearest_to(&frame, line, line_count, (struct point){0.0, 0.0});
    if (!isfinite(nearest.distance2))
        return 0.0;
    return nearest.left ? sqrt(nearest.distance2) : -sqrt(nearest.distance2);
}

double tct_side_left_p(const struct tct_plane *line, size_t line_count, struct tct_plane mean,
                       const double covariance_m2[3])
{
    struct normal_frame frame = frame_of(mean, covariance_m2);
    struct nearest nearest = nearest_to(&frame, line, line_count, (struct point){0.0, 0.0});
    if (!isfinite(nearest.distance2))
        return 0.5; /* no direction, hence no sides */
    if (nearest.distance2 > SLICES_REACH * SLICES_REACH)
        return nearest.left ? 1.0 : 0.0;
    double length = sqrt(dot(nearest.way, nearest.way));
    frame.cos = nearest.way.a / length;
    frame.sin = nearest.way.b / length;

    struct columns columns;
    struct walk walk = walk_along(&frame, line, line_count);
    cut_columns(&columns, walk);
    struct point from, to;
    while (walk_next(&walk, &from, &to))
        cross_columns(&columns, from, to);

    double sum = 0.0, weights = 0.0;
    for (size_t k = 0; k + 1 < columns.count; k++) {
        double at = column_middle(&columns, k);
        double weight = (columns.edge[k + 1] - columns.edge[k]) * exp(-0.5 * at * at);
        double left = columns.left[k];
        if (isinf(columns.lowest[k]))
            left = nearest_to(&frame, line, line_count, (struct point){at, 0.0}).left ? 1.0 : 0.0;
        else if (columns.left_below[k])
            left += 1.0;
        sum += weight * fmin(1.0, fmax(0.0, left));
        weights += weight;
    }
    return sum / weights;
}
