/* Spectrograms: a tone stands where it should, a click when it was, nothing where nothing was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tacet/signal.h"

enum { WINDOW = 64, BINS = WINDOW / 2 + 1, COLUMNS = 20, SAMPLES = 2000 };

static float samples[SAMPLES], db[COLUMNS * BINS];

static void compute(size_t count)
{
    const struct tct_spectrogram how = {.window = WINDOW, .columns = COLUMNS};
    assert_int_equal(tct_spectrogram_compute(&how, samples, count, db, NULL), TCT_OK);
}

static size_t loudest(size_t column)
{
    size_t best = 0;
    for (size_t k = 1; k < BINS; k++)
        if (db[column * BINS + k] > db[column * BINS + best])
            best = k;
    return best;
}

static void a_tone_stands_in_its_bin(void **state)
{
    (void)state;
    for (size_t bin = 3; bin < BINS - 3; bin++) {
        for (size_t i = 0; i < SAMPLES; i++)
            samples[i] = sinf((float)(2.0 * M_PI * (double)(bin * i % WINDOW) / WINDOW));
        compute(SAMPLES);
        for (size_t column = 0; column < COLUMNS; column++)
            assert_int_equal(loudest(column), bin);
        /* The power of a sine in one bin of a Hann window: (window / 4)^2 / window. */
        float expected = 10.0f * log10f(WINDOW / 16.0f);
        assert_true(fabsf(db[10 * BINS + bin] - expected) < 0.01f);
        assert_true(db[10 * BINS + (bin + 10) % BINS] < expected - 80.0f);
    }
}

static void a_click_stands_at_its_moment(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = i == 1250 ? 1.0f : 0.0f; /* the middle of column 12 */
    compute(SAMPLES);
    for (size_t column = 0; column < COLUMNS; column++)
        for (size_t k = 0; k < BINS; k++) {
            float found = db[column * BINS + k];
            assert_true(column == 12 ? fabsf(found - 10.0f * log10f(1.0f / WINDOW)) < 0.05f
                                     : found == -200.0f);
        }
}

static void what_is_not_there_is_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = i % 2 == 0 ? NAN : INFINITY;
    for (size_t count = 0; count <= SAMPLES; count += SAMPLES) {
        compute(count);
        for (size_t i = 0; i < COLUMNS * BINS; i++)
            assert_true(db[i] == -200.0f);
    }
}

static void wrong_sizes_are_refused(void **state)
{
    (void)state;
    static const struct tct_spectrogram WRONG[] = {{0, 10},      {48, 10}, {8, 10},
                                                   {131072, 10}, {64, 0},  {64, 100000}};
    struct tct_error err;
    for (size_t i = 0; i < TCT_COUNT(WRONG); i++)
        assert_int_equal(tct_spectrogram_compute(&WRONG[i], samples, SAMPLES, db, &err),
                         TCT_ERR_USE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_stands_in_its_bin),
        cmocka_unit_test(a_click_stands_at_its_moment),
        cmocka_unit_test(what_is_not_there_is_nothing),
        cmocka_unit_test(wrong_sizes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
