/* How fast a line is worked out: an hour of stations every 1.2 km, half of what they report
 * belonging to nothing. Association beside a bound (sorting the detections, which anything must),
 * location beside the simplest peer (five steps of unweighted Gauss-Newton in x, y and time), both
 * from the same run. Cost should grow with the detections alone: the columns hold when the line
 * grows.
 *
 * usage: bench-network */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "line.h"
#include "tacet/acoustics.h"

static const double HOUR_S = 3600.0;

enum { STEPS = 5, REPEATS = 20 };

static int by_time(const void *left, const void *right)
{
    const struct tct_detection *a = left, *b = right;
    return (a->onset_ns > b->onset_ns) - (a->onset_ns < b->onset_ns);
}

static double sort_s(const struct line *line)
{
    struct tct_detection *copy = must(calloc(line->count, sizeof(*copy)));
    for (size_t i = 0; i < line->count; i++)
        copy[i] = line->detections[i];
    double start = now_s();
    qsort(copy, line->count, sizeof(*copy), by_time);
    double taken = now_s() - start;
    free(copy);
    return taken;
}

/* Solves the 3 by 3 normal equations by Cramer's rule; false when they have no one solution. */
static bool solve3(const double a[3][3], const double b[3], double ret[3])
{
    double minor[3] = {a[1][1] * a[2][2] - a[1][2] * a[2][1], a[1][0] * a[2][2] - a[1][2] * a[2][0],
                       a[1][0] * a[2][1] - a[1][1] * a[2][0]};
    double det = a[0][0] * minor[0] - a[0][1] * minor[1] + a[0][2] * minor[2];
    if (fabs(det) < 1e-30)
        return false;
    for (int k = 0; k < 3; k++) {
        double m[3][3];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                m[i][j] = j == k ? b[i] : a[i][j];
        ret[k] = (m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                  m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                  m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])) /
                 det;
    }
    return true;
}

/* The peer: least squares from the first station on, no priors, no errors, no second place. */
static double plain_least_squares(const struct line *line, const struct tct_group *group)
{
    const struct tct_detection *first = &line->detections[group->picks[0]];
    double x = line->stations[first->station].x_m + 1.0, y = line->stations[first->station].y_m;
    double time_s = 0.0, speed = tct_sound_speed_m_s(15.0);
    for (int step = 0; step < STEPS; step++) {
        double a[3][3] = {{0}}, b[3] = {0}, move[3];
        for (size_t i = 0; i < group->pick_count; i++) {
            const struct tct_detection *pick = &line->detections[group->picks[i]];
            double dx = x - line->stations[pick->station].x_m;
            double dy = y - line->stations[pick->station].y_m, range_m = hypot(dx, dy) + 1e-9;
            double row[3] = {dx / (range_m * speed), dy / (range_m * speed), 1.0};
            double residual_s =
                tct_time_between_s(first->onset_ns, pick->onset_ns) - time_s - range_m / speed;
            for (int j = 0; j < 3; j++) {
                b[j] += row[j] * residual_s;
                for (int k = 0; k < 3; k++)
                    a[j][k] += row[j] * row[k];
            }
        }
        if (!solve3(a, b, move))
            break;
        x += move[0];
        y += move[1];
        time_s += move[2];
    }
    return x + y + time_s;
}

static void measure(size_t stations)
{
    struct line line;
    struct tct_arena arena;
    struct tct_group *groups = NULL;
    struct tct_event *events = NULL;
    struct tct_association_report report;
    struct tct_error err;
    size_t count = 0;
    line_make(&line, stations, HOUR_S);
    tct_arena_init(&arena, (size_t)4 << 30);
    double bound_s = sort_s(&line), start = now_s();
    if (tct_associate(&line.network, line.detections, line.count, &arena, &groups, &count, &report,
                      &err) != TCT_OK)
        abort();
    double associate_s = now_s() - start;
    start = now_s();
    if (tct_locate_all(&line.network, line.detections, line.count, groups, count, &arena, &events,
                       &err) != TCT_OK)
        abort();
    double locate_s = now_s() - start, ignored = 0.0;
    start = now_s();
    for (int i = 0; i < REPEATS; i++)
        for (size_t g = 0; g < count; g++)
            ignored += plain_least_squares(&line, &groups[g]);
    double peer_s = (now_s() - start) / REPEATS;
    __asm__ volatile("" : : "r"(&ignored) : "memory");
    printf("%8zu %10zu %7zu %9.1f us %9.0f x %11.0f /s %9.1f x\n", stations, line.count, count,
           1e6 * associate_s / (double)line.count, associate_s / bound_s, (double)count / locate_s,
           locate_s / peer_s);
    tct_arena_free(&arena);
    line_free(&line);
}

int main(void)
{
    printf("%8s %10s %7s %12s %11s %14s %11s\n", "stations", "detections", "sources", "a detection",
           "of sorting", "located", "of plain LS");
    for (size_t stations = 50; stations <= 800; stations *= 4)
        measure(stations);
    return 0;
}
