/* Onset: how far from the truth, and whether the standard error says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "listen.h"

static const double NOISE = 0.001;
enum { BLASTS = 200 };
static struct heard heard;

struct accuracy {
    size_t heard;
    double bias_s, rms_s;
    double residual; /* rms of the error over its standard error */
};

/* BLASTS of all lengths from 0.5 to 4 ms and rises up to `rise_s`, `snr_db` (peak over noise) loud.
 */
static struct accuracy measure(double rate_hz, double snr_db, double rise_s)
{
    struct accuracy accuracy = {0};
    struct tct_random random;
    double onsets_s[BLASTS];
    struct sound sound = sound_new(rate_hz, 1.0 + 0.2 * BLASTS, NOISE, 21);
    tct_random_init(&random, 22, 0);
    for (size_t i = 0; i < BLASTS; i++) {
        onsets_s[i] = 0.5 + 0.2 * (double)i + 0.05 * tct_random_uniform(&random);
        sound_add(&sound, (struct blast){.onset_s = onsets_s[i],
                                         .peak = NOISE * pow(10.0, snr_db / 20.0),
                                         .tau_s = 0.0005 * pow(8.0, tct_random_uniform(&random)),
                                         .rise_s = rise_s * tct_random_uniform(&random)});
    }
    listen_all(&sound, &heard);
    for (size_t i = 0; i < BLASTS; i++) {
        const struct tct_pulse *pulse = heard_at(&heard, onsets_s[i], rate_hz);
        if (pulse == NULL)
            continue;
        double error_s = pulse->onset_sample / rate_hz - onsets_s[i];
        double ratio = error_s * rate_hz / pulse->sigma_sample;
        accuracy.heard++;
        accuracy.bias_s += error_s;
        accuracy.rms_s += error_s * error_s;
        accuracy.residual += ratio * ratio;
    }
    double count = fmax((double)accuracy.heard, 1.0);
    accuracy.bias_s /= count;
    accuracy.rms_s = sqrt(accuracy.rms_s / count);
    accuracy.residual = sqrt(accuracy.residual / count);
    sound_free(&sound);
    return accuracy;
}

static void standard_errors_are_true(void **state)
{
    (void)state;
    static const double rates[] = {12000.0, 48000.0}, rises_s[] = {0.0, 0.0003, 0.001};
    static const double levels_db[] = {25.0, 30.0, 40.0};
    for (size_t i = 0; i < TCT_COUNT(rates); i++)
        for (size_t j = 0; j < TCT_COUNT(levels_db); j++)
            for (size_t k = 0; k < TCT_COUNT(rises_s); k++) {
                struct accuracy a = measure(rates[i], levels_db[j], rises_s[k]);
                assert_int_equal(a.heard, BLASTS);
                assert_true(fabs(a.bias_s) < 0.0001);
                assert_true(a.rms_s < 0.00015);
                assert_true(a.residual > 0.5 && a.residual < 1.25);
            }
}

static void weak_pulses_are_timed_within_a_millisecond(void **state)
{
    (void)state;
    struct accuracy a = measure(48000.0, 16.0, 0.001);
    assert_true(a.heard > BLASTS / 2);
    assert_true(a.rms_s < 0.0005);
    assert_true(a.residual > 0.4 && a.residual < 1.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_errors_are_true),
        cmocka_unit_test(weak_pulses_are_timed_within_a_millisecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
