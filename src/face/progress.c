/* Progress. */
#include "tacet/face/progress.h"

#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const int64_t BETWEEN_NS = TCT_NS_PER_S / 10;
static const int64_t QUIET_NS = TCT_NS_PER_S / 2; /* what is done sooner needs no bar */
enum { BAR_MAX = 30, BAR_MIN = 8, COLUMNS_USUAL = 80, LINE_BYTES = 512 };

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * TCT_NS_PER_S + now.tv_nsec;
}

void tct_progress_start(struct tct_progress *progress, FILE *file, const char *label,
                        uint64_t total)
{
    const char *refused = getenv("NO_COLOR"), *term = getenv("TERM");
    bool dumb = term == NULL || strcmp(term, "dumb") == 0;
    *progress = (struct tct_progress){.label = label, .total = total};
    if (file == NULL || isatty(fileno(file)) != 1 || dumb)
        return;
    progress->file = file;
    progress->colour = refused == NULL || refused[0] == '\0';
    progress->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    progress->start_ns = now_ns();
}

static int columns_of(const struct tct_progress *progress)
{
    struct winsize size;
    if (ioctl(fileno(progress->file), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return COLUMNS_USUAL;
    return size.ws_col;
}

/* "3:07" or "1:03:07". */
static void format_left(double seconds, char *ret_text, size_t bytes)
{
    long long s = llround(fmin(seconds, 359999.0));
    if (s >= 3600)
        (void)snprintf(ret_text, bytes, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    else
        (void)snprintf(ret_text, bytes, "%lld:%02lld", s / 60, s % 60);
}

/* "940/s", "12.3 k/s", "4.56 M/s". */
static void format_rate(double rate, char *ret_text, size_t bytes)
{
    if (rate >= 1e6)
        (void)snprintf(ret_text, bytes, "%.2f M/s", rate / 1e6);
    else if (rate >= 1e4)
        (void)snprintf(ret_text, bytes, "%.1f k/s", rate / 1e3);
    else
        (void)snprintf(ret_text, bytes, "%.*f/s", rate < 10.0 ? 1 : 0, rate);
}

static void put_bar(const struct tct_progress *progress, double share, int width)
{
    int full = (int)(share * width);
    (void)fputs(progress->colour ? " \033[38;5;32m" : " ", progress->file);
    for (int i = 0; i < width; i++) {
        if (i == full)
            (void)fputs(progress->colour ? "\033[2m" : "", progress->file);
        (void)fputs(i < full ? (progress->unicode ? "━" : "#") : (progress->unicode ? "─" : "."),
                    progress->file);
    }
    (void)fputs(progress->colour ? "\033[0m" : "", progress->file);
}

static void draw(struct tct_progress *progress, uint64_t done, int64_t now)
{
    char rate_text[32], left_text[32], tail[LINE_BYTES];
    double passed_s = tct_time_between_s(progress->start_ns, now);
    double rate = (double)done / fmax(passed_s, 1e-9);
    int columns = columns_of(progress), label = (int)strlen(progress->label);
    format_rate(rate, rate_text, sizeof(rate_text));
    (void)fputs("\r\033[K", progress->file);
    if (progress->total == 0) {
        (void)snprintf(tail, sizeof(tail), "%s %llu, %s", progress->label, (unsigned long long)done,
                       rate_text);
        (void)fprintf(progress->file, "%.*s", columns - 1, tail);
    } else {
        uint64_t within = done < progress->total ? done : progress->total;
        double share = (double)within / (double)progress->total;
        double left_s = (double)(progress->total - within) / fmax(rate, 1e-9);
        format_left(left_s, left_text, sizeof(left_text));
        (void)snprintf(tail, sizeof(tail), " %3.0f %%  %s  %s left", floor(100.0 * share),
                       rate_text, left_text);
        int room = columns - 2 - label - (int)strlen(tail);
        (void)fprintf(progress->file, "%.*s", columns - 1, progress->label);
        if (room >= BAR_MIN)
            put_bar(progress, share, room < BAR_MAX ? room : BAR_MAX);
        (void)fprintf(progress->file, "%.*s", columns > label + 1 ? columns - 1 - label : 0, tail);
    }
    (void)fflush(progress->file);
    progress->drawn = true;
    progress->drawn_ns = now;
}

void tct_progress_step(struct tct_progress *progress, uint64_t done)
{
    if (progress->file == NULL)
        return;
    int64_t now = now_ns();
    if (now - progress->start_ns < QUIET_NS ||
        (progress->drawn && now - progress->drawn_ns < BETWEEN_NS))
        return;
    draw(progress, done, now);
}

void tct_progress_end(struct tct_progress *progress)
{
    if (progress->file != NULL && progress->drawn) {
        (void)fputs("\r\033[K", progress->file);
        (void)fflush(progress->file);
    }
    progress->file = NULL;
}
