/* Onset: how far from the truth, and whether the standard error says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "accuracy.h"

enum { BLASTS = 200 };

static struct trial trial_of(double rate_hz, double snr_db, enum blast_front front, double rise_s)
{
    return (struct trial){.rate_hz = rate_hz,
                          .snr_db = snr_db,
                          .rise_s = rise_s,
                          .front = front,
                          .tau_least_s = 0.0005,
                          .tau_most_s = 0.004,
                          .blasts = BLASTS,
                          .seed = 21};
}

static bool is_true(double residual)
{
    /* That of 200 blasts scatters by a twentieth. */
    return residual > 0.85 && residual < 1.15;
}

static void standard_errors_are_true(void **state)
{
    (void)state;
    static const struct {
        enum blast_front front;
        double rise_s;
    } fronts[] = {{BLAST_STRAIGHT, 0.0}, {BLAST_MOMENTS, 0.0}, {BLAST_STRAIGHT, 0.001}};
    static const double rates[] = {12000.0, 48000.0}, levels_db[] = {20.0, 30.0, 40.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++)
        for (size_t l = 0; l < TCT_COUNT(levels_db); l++)
            for (size_t f = 0; f < TCT_COUNT(fronts); f++) {
                struct trial trial =
                    trial_of(rates[r], levels_db[l], fronts[f].front, fronts[f].rise_s);
                struct accuracy a = accuracy_measure(&trial);
                assert_true(a.heard >= BLASTS - 4);
                assert_true(fabs(a.bias_s) < (trial.rise_s > 0.0 ? 0.000015 : 0.000006));
                assert_true(is_true(a.residual));
            }
}

/* Sharp fronts at 40 dB: within a few times the Cramer-Rao bound, and a millionth of a second at
 * 48 kHz. */
static void loud_blasts_are_timed_to_microseconds(void **state)
{
    (void)state;
    static const double rates[] = {12000.0, 48000.0}, most_s[] = {3e-6, 1.5e-6};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct trial trial = trial_of(rates[r], 40.0, BLAST_STRAIGHT, 0.0);
        struct accuracy a = accuracy_measure(&trial);
        assert_true(a.rms_s < most_s[r] && a.rms_s > 0.8 * a.bound_s);
    }
}

static void pink_noise_is_no_excuse(void **state)
{
    (void)state;
    struct trial trial = trial_of(12000.0, 25.0, BLAST_STRAIGHT, 0.001);
    trial.pink = true;
    struct accuracy a = accuracy_measure(&trial);
    assert_true(a.heard >= BLASTS - 2);
    assert_true(a.rms_s < 0.00005 && is_true(a.residual));
}

static void weak_pulses_are_timed_within_a_millisecond(void **state)
{
    (void)state;
    struct trial trial = trial_of(48000.0, 12.0, BLAST_STRAIGHT, 0.001);
    struct accuracy a = accuracy_measure(&trial);
    assert_true(a.heard > BLASTS / 2);
    assert_true(a.rms_s < 0.00012);
    assert_true(a.residual > 0.7 && a.residual < 1.15);
}

/* Long rises before short pulses, where descents end in the wrong valley: one lost of 300 would be
 * ten standard errors off. */
static void no_front_is_lost(void **state)
{
    (void)state;
    struct trial trial = trial_of(16000.0, 40.0, BLAST_STRAIGHT, 0.001);
    trial.blasts = 300;
    trial.seed = 77;
    struct accuracy a = accuracy_measure(&trial);
    assert_int_equal(a.heard, trial.blasts);
    assert_true(is_true(a.residual));
}

/* Sharp and rounded in turn: a rise within a sample looks sharp, and the standard error says so. */
static void changing_fronts_are_owned_up_to(void **state)
{
    (void)state;
    static const double levels_db[] = {25.0, 40.0};
    for (size_t l = 0; l < TCT_COUNT(levels_db); l++) {
        struct trial trial = trial_of(12000.0, levels_db[l], BLAST_STRAIGHT, 0.001);
        trial.mixed = true;
        trial.blasts = 500;
        struct accuracy a = accuracy_measure(&trial);
        assert_true(a.residual > 0.7 && a.residual < 1.3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_errors_are_true),
        cmocka_unit_test(loud_blasts_are_timed_to_microseconds),
        cmocka_unit_test(pink_noise_is_no_excuse),
        cmocka_unit_test(no_front_is_lost),
        cmocka_unit_test(changing_fronts_are_owned_up_to),
        cmocka_unit_test(weak_pulses_are_timed_within_a_millisecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
