/* Progress: silent where nobody looks, a bar where somebody does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tacet/face/progress.h"

static void wait_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    (void)nanosleep(&t, NULL);
}

/* Seven tenths of a second of work in steps of one thousandth. */
static void work(FILE *file, uint64_t total)
{
    struct tct_progress progress;
    tct_progress_start(&progress, file, "detecting", total);
    for (uint64_t i = 0; i < 700; i++) {
        tct_progress_step(&progress, i);
        wait_ms(1);
    }
    tct_progress_end(&progress);
    tct_progress_step(&progress, 700); /* after the end: nothing */
}

static size_t read_all(int fd, char *text, size_t room)
{
    size_t n = 0;
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    for (ssize_t got; n + 1 < room && (got = read(fd, text + n, room - 1 - n)) > 0;)
        n += (size_t)got;
    text[n] = '\0';
    return n;
}

static void a_pipe_stays_silent(void **state)
{
    (void)state;
    int ends[2];
    char text[256];
    assert_int_equal(pipe(ends), 0);
    FILE *file = fdopen(ends[1], "w");
    assert_non_null(file);
    work(file, 700);
    (void)fclose(file);
    assert_int_equal(read_all(ends[0], text, sizeof(text)), 0);
    (void)close(ends[0]);
    work(NULL, 700);
}

static size_t drawn_on_terminal(uint64_t total, char *text, size_t room)
{
    int master, slave;
    struct winsize size = {.ws_row = 24, .ws_col = 60};
    assert_int_equal(openpty(&master, &slave, NULL, NULL, &size), 0);
    FILE *file = fdopen(slave, "w");
    assert_non_null(file);
    work(file, total);
    size_t n = read_all(master, text, room);
    (void)fclose(file);
    (void)close(master);
    return n;
}

static size_t draws_in(const char *text)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, "\r\033[K")) != NULL; at++)
        n++;
    return n;
}

static void a_terminal_gets_a_bar(void **state)
{
    (void)state;
    static char text[65536];
    (void)setenv("TERM", "xterm", 1);
    (void)unsetenv("NO_COLOR");
    assert_true(drawn_on_terminal(700, text, sizeof(text)) > 0);
    assert_non_null(strstr(text, "detecting"));
    assert_non_null(strstr(text, "left"));
    assert_non_null(strstr(text, "\033[38;5;32m"));
    /* Half a second of quiet, then ten a second, then taken away. */
    assert_in_range(draws_in(text), 2, 8);
    assert_string_equal(text + strlen(text) - 4, "\r\033[K");
}

static void no_color_is_honoured(void **state)
{
    (void)state;
    static char text[65536];
    (void)setenv("TERM", "xterm", 1);
    (void)setenv("NO_COLOR", "1", 1);
    assert_true(drawn_on_terminal(0, text, sizeof(text)) > 0);
    assert_null(strstr(text, "\033[38"));
    assert_non_null(strstr(text, "/s"));
    (void)unsetenv("NO_COLOR");
}

static void a_dumb_terminal_stays_silent(void **state)
{
    (void)state;
    char text[256];
    (void)setenv("TERM", "dumb", 1);
    assert_int_equal(drawn_on_terminal(700, text, sizeof(text)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pipe_stays_silent),
        cmocka_unit_test(a_terminal_gets_a_bar),
        cmocka_unit_test(no_color_is_honoured),
        cmocka_unit_test(a_dumb_terminal_stays_silent),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
