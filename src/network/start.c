/* Start: first guesses of a place.
 *
 * The closed form is Bancroft's (1985, IEEE Trans. AES 21, eqs. 8-13), in the plane and with sound:
 * the squared range equations differ by a common term, so they are linear in place and time once
 * that term is known, and the term solves a quadratic equation. Both roots are guesses. */
#include "start.h"

#include <math.h>
#include <string.h>

#include "gather.h"
#include "matrix.h"

static void push(const struct problem *problem, double x_m, double y_m, double time_s,
                 struct starts *starts)
{
    if (starts->count == STARTS_MOST || !isfinite(x_m) || !isfinite(y_m) || !isfinite(time_s))
        return;
    double *unknown = starts->unknown[starts->count++];
    memset(unknown, 0, sizeof(starts->unknown[0]));
    unknown[UNKNOWN_X] = x_m;
    unknown[UNKNOWN_Y] = y_m;
    unknown[UNKNOWN_Z] = problem->height_mean_m;
    unknown[UNKNOWN_TIME] = time_s;
}

void start_from_place(const struct problem *problem, double x_m, double y_m, struct starts *starts)
{
    size_t before = starts->count;
    push(problem, x_m, y_m, 0.0, starts);
    if (starts->count > before)
        solve_time(problem, starts->unknown[before]);
}

/* Normal equations of Bancroft's linear system: unknowns x, y and range of time, right-hand sides
 * "half the Lorentz square" and "one". All of it in a frame that goes with the wind from time 0 on:
 * there sound is as fast in every direction. */
struct bancroft {
    double speed_m_s, wind_x_m_s, wind_y_m_s;
    double lead_m; /* added to ranges of time, or the first station's row would be empty */
    double matrix[3][3];
    double square[3], one[3];
};

/* How far the stations reach from the first one. */
static double extent_m(const struct problem *problem)
{
    double extent = 100.0; /* stations in one spot, too, have a neighbourhood */
    for (size_t i = 0; i < problem->count; i++)
        extent = fmax(extent, hypot(problem->sightings[i].x_m, problem->sightings[i].y_m));
    return extent;
}

static struct bancroft bancroft_of(const struct problem *problem)
{
    return (struct bancroft){.speed_m_s = problem->air.sound_speed_m_s,
                             .wind_x_m_s = problem->air.wind_x_m_s,
                             .wind_y_m_s = problem->air.wind_y_m_s,
                             .lead_m = extent_m(problem)};
}

static void bancroft_add(struct bancroft *sum, const struct sighting *s)
{
    const double row[3] = {s->x_m - sum->wind_x_m_s * s->time_s,
                           s->y_m - sum->wind_y_m_s * s->time_s,
                           sum->speed_m_s * s->time_s + sum->lead_m};
    double half_square = 0.5 * (row[0] * row[0] + row[1] * row[1] - row[2] * row[2]);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++)
            sum->matrix[i][j] += row[i] * row[j];
        sum->square[i] += row[i] * half_square;
        sum->one[i] += row[i];
    }
}

static double lorentz(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] - a[2] * b[2];
}

static void bancroft_finish(const struct problem *problem, struct bancroft *sum,
                            struct starts *starts)
{
    if (!matrix_factor(3, &sum->matrix[0][0]))
        return; /* stations in line: the net is for them */
    matrix_solve(3, &sum->matrix[0][0], sum->square);
    matrix_solve(3, &sum->matrix[0][0], sum->one);
    double a = lorentz(sum->one, sum->one);
    double half_b = lorentz(sum->one, sum->square) - 1.0;
    double c = lorentz(sum->square, sum->square);
    double root = half_b * half_b - a * c;
    root = root > 0.0 ? sqrt(root) : 0.0; /* just short of a solution: the nearest point */
    for (int sign = -1; sign <= 1; sign += 2) {
        double common = (-half_b + sign * root) / a;
        double time_s = -(sum->square[2] + common * sum->one[2] + sum->lead_m) / sum->speed_m_s;
        push(problem, sum->square[0] + common * sum->one[0] + sum->wind_x_m_s * time_s,
             sum->square[1] + common * sum->one[1] + sum->wind_y_m_s * time_s, time_s, starts);
    }
}

void start_from_times(const struct problem *problem, struct starts *starts)
{
    struct bancroft sum = bancroft_of(problem);
    for (size_t i = 0; i < problem->count; i++)
        if (problem->sightings[i].timed)
            bancroft_add(&sum, &problem->sightings[i]);
    bancroft_finish(problem, &sum, starts);
}

void start_from_three(const struct problem *problem, const size_t three[3], struct starts *starts)
{
    struct bancroft sum = bancroft_of(problem);
    for (size_t i = 0; i < 3; i++)
        bancroft_add(&sum, &problem->sightings[three[i]]);
    bancroft_finish(problem, &sum, starts);
}

void start_from_mirror(const struct problem *problem, const double unknown[UNKNOWN_COUNT],
                       struct starts *starts)
{
    const struct spread spread = gather_spread(problem);
    const double *square = spread.square_m2;
    double axis = 0.5 * atan2(2.0 * square[1], square[0] - square[2]); /* from the x axis */
    double across_x = -sin(axis), across_y = cos(axis);
    double off =
        (unknown[UNKNOWN_X] - spread.x_m) * across_x + (unknown[UNKNOWN_Y] - spread.y_m) * across_y;
    start_from_place(problem, unknown[UNKNOWN_X] - 2.0 * off * across_x,
                     unknown[UNKNOWN_Y] - 2.0 * off * across_y, starts);
}

void start_from_bearings(const struct problem *problem, struct starts *starts)
{
    double a[2][2] = {{0}}, b[2] = {0};
    size_t bearings = 0;
    for (size_t i = 0; i < problem->count; i++) {
        const struct sighting *s = &problem->sightings[i];
        if (!s->aimed)
            continue;
        /* The place lies on the line through the station along its bearing. */
        double nx = cos(s->azimuth_rad), ny = -sin(s->azimuth_rad);
        double along = nx * s->x_m + ny * s->y_m;
        bearings++;
        a[0][0] += nx * nx;
        a[1][0] += nx * ny;
        a[1][1] += ny * ny;
        b[0] += nx * along;
        b[1] += ny * along;
    }
    if (bearings < 2 || !matrix_factor(2, &a[0][0]))
        return;
    matrix_solve(2, &a[0][0], b);
    start_from_place(problem, b[0], b[1], starts);
}

void start_from_net(const struct problem *problem, struct starts *starts)
{
    static const double RINGS[] = {0.25, 0.75, 2.0}; /* of the stations' extent */
    enum { SPOKES = 12 };
    double extent = extent_m(problem);
    start_from_bearings(problem, starts);
    for (size_t ring = 0; ring < TCT_COUNT(RINGS); ring++)
        for (int spoke = 0; spoke < SPOKES; spoke++) {
            double angle = 2.0 * M_PI * spoke / SPOKES;
            start_from_place(problem, extent * RINGS[ring] * sin(angle),
                             extent * RINGS[ring] * cos(angle), starts);
        }
}
