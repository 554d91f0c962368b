/* Wide: what is kept of the sound around an onset, and when a pulse is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "listen.h"
#include "plan.h"
#include "wide.h"

static struct wide_trace wide;
static struct wide_window window;

/* `blocks` blocks whose samples are their own numbers. */
static void fill(const struct plan *plan, uint64_t blocks, uint64_t gap_at)
{
    wide = (struct wide_trace){0};
    wide_init(&wide, plan);
    TCT_ASSERT(blocks % BUNDLE == 0);
    for (uint64_t b = 0; b < blocks; b += BUNDLE) {
        float samples[BUNDLE * WIDE_BLOCK_MAX];
        bool gap[BUNDLE] = {false};
        for (size_t i = 0; i < BUNDLE * plan->wide_block; i++)
            samples[i] = (float)(b * plan->wide_block + i);
        if (gap_at / BUNDLE == b / BUNDLE)
            gap[gap_at % BUNDLE] = true;
        wide_push(&wide, samples, gap);
    }
}

static void every_rate_keeps_whole_windows(void **state)
{
    (void)state;
    static const double rates[] = {100.0,   1000.0,  8999.0,  11025.0,  12000.0,  16000.0, 21999.0,
                                   22050.0, 44100.0, 48000.0, 175999.0, 192000.0, 96000.0, 22000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct plan plan = plan_for_rate(rates[r]);
        assert_true(rates[r] < 11000.0 ? plan.wide == 1
                                       : plan.wide_hz >= 11000.0 && plan.wide_hz <= 22000.0);
        fill(&plan, 3000, UINT64_MAX);
        /* The pulse whose turn comes now, as far back as a detector waits at the most. */
        double onset = (double)wide.ring.end - 0.125 * wide.rate_hz - 3.0 * (double)plan.wide_block;
        wide_window(&wide, onset, &window);
        assert_true(window.missing_count == 0);
        assert_true(window.count >= (size_t)(0.14 * wide.rate_hz));
        assert_true(window.onset >= 0.02 * wide.rate_hz - 0.5 &&
                    window.onset < 0.02 * wide.rate_hz + 1.5);
        for (size_t i = 0; i < window.count; i++)
            assert_true(fabs((double)window.samples[i] - ((double)i + onset - window.onset)) <
                        1e-6);
    }
}

static void what_is_not_there_is_missing(void **state)
{
    (void)state;
    struct plan plan = plan_for_rate(12000.0);
    fill(&plan, 400, 300);
    wide_revoke(&wide, 2);
    wide_window(&wide, 300.0 * 12.0, &window);
    assert_true(window.missing_count == 12 + 24 + 241); /* the gap, the revoked, the future */
    assert_true(window.missing[240] && !window.missing[239] && !window.missing[252]);
    wide_window(&wide, 399.0 * 12.0, &window); /* all but 12 of what follows is yet to come */
    assert_true(window.missing_count == 1441 + 12);
    wide_window(&wide, 0.5, &window);
    assert_true(window.missing[0] && window.samples[0] == 0.0f);
}

static void count(const struct tct_pulse *pulse, void *user)
{
    (void)pulse;
    ++*(size_t *)user;
}

/* Not before the 120 ms after it are known, and not much later. */
static void a_pulse_waits_for_its_decay(void **state)
{
    (void)state;
    static const double rates[] = {12000.0, 48000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct sound sound = sound_new(rates[r], 1.2, 0.001, 1);
        sound_add(&sound, (struct blast){.onset_s = 1.0, .peak = 0.05, .tau_s = 0.002});
        struct tct_detector_config config = tct_detector_defaults(rates[r]);
        struct tct_detector *detector;
        void *memory = malloc(tct_detector_bytes(&config));
        assert_int_equal(
            tct_detector_init(memory, tct_detector_bytes(&config), &config, &detector, NULL),
            TCT_OK);
        size_t found = 0, early = (size_t)(1.12 * rates[r]), late = (size_t)(1.14 * rates[r]);
        tct_detector_feed(detector, sound.samples, early, count, &found);
        assert_true(found == 0);
        tct_detector_feed(detector, sound.samples + early, late - early, count, &found);
        assert_true(found == 1);
        free(memory);
        sound_free(&sound);
    }
}

/* Where the sound ends, what is pending is told. */
static void the_end_waits_for_nothing(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 1.02, 0.001, 1);
    sound_add(&sound, (struct blast){.onset_s = 1.0, .peak = 0.05, .tau_s = 0.002});
    static struct heard heard;
    listen_all(&sound, &heard);
    assert_true(heard.count == 1);
    sound_free(&sound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rate_keeps_whole_windows),
        cmocka_unit_test(what_is_not_there_is_missing),
        cmocka_unit_test(a_pulse_waits_for_its_decay),
        cmocka_unit_test(the_end_waits_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
