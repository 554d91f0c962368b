/* Array groups: what runs together is found as by looking at every recording. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array_groups.h"

enum { ENTRIES = 60, CHANNELS = 4, DRAWS = 500 };

static const int64_t SECOND_NS = 1000000000;

/* The rule itself: more than half of the shorter one's time, or one file when nobody knows when. */
static bool together(const struct tct_recording_entry *a, const struct tct_recording_entry *b)
{
    if (!a->timed || !b->timed)
        return a->timed == b->timed && strcmp(a->path, b->path) == 0;
    double from = fmax((double)a->start_ns, (double)b->start_ns);
    double to = fmin((double)a->end_ns, (double)b->end_ns);
    return to - from >
           0.5 * fmin((double)(a->end_ns - a->start_ns), (double)(b->end_ns - b->start_ns));
}

static size_t look_at_all(const struct array_groups *groups, size_t first, uint32_t channel)
{
    for (size_t i = 0; i < groups->count; i++)
        if (!groups->done[i] && groups->entries[i].channel == channel &&
            together(&groups->entries[first], &groups->entries[i]))
            return i;
    return groups->count;
}

static void draw(struct tct_random *random, struct tct_recording_entry *entries)
{
    static char paths[3][2] = {"a", "b", "c"};
    bool timed = tct_random_uniform(random) < 0.8;
    for (size_t i = 0; i < ENTRIES; i++) {
        int64_t start_s = (int64_t)(100.0 * tct_random_uniform(random));
        int64_t last_s = (int64_t)(20.0 * tct_random_uniform(random));
        entries[i] = (struct tct_recording_entry){
            .path = paths[(size_t)(3.0 * tct_random_uniform(random))],
            .channel = (uint32_t)((CHANNELS + 1) * tct_random_uniform(random)),
            .timed = timed && tct_random_uniform(random) < 0.95,
            .start_ns = start_s * SECOND_NS,
            .end_ns = (start_s + last_s) * SECOND_NS};
    }
}

static void groups_are_those_that_a_look_at_all_finds(void **state)
{
    (void)state;
    struct tct_random random;
    struct tct_array array = {.count = CHANNELS};
    size_t largest = 0, none = 0;
    tct_random_init(&random, 1, 0);
    for (uint32_t e = 0; e < CHANNELS; e++)
        array.elements[e].channel = CHANNELS - 1 - e;
    for (int n = 0; n < DRAWS; n++) {
        struct tct_recording_entry entries[ENTRIES];
        struct array_groups groups;
        draw(&random, entries);
        assert_int_equal(array_groups_open(&groups, entries, ENTRIES, NULL), TCT_OK);
        for (size_t first = 0; first < ENTRIES; first++) {
            size_t members[TCT_ELEMENTS_MAX], expected = 0;
            struct tct_element elements[TCT_ELEMENTS_MAX];
            size_t number = array_groups_gather(&groups, &array, first, members, elements);
            for (size_t e = 0; e < CHANNELS; e++) {
                size_t i = look_at_all(&groups, first, array.elements[e].channel);
                if (i == ENTRIES)
                    continue;
                assert_true(expected < number);
                assert_int_equal(members[expected], i);
                assert_int_equal(elements[expected++].channel, array.elements[e].channel);
            }
            assert_int_equal(number, expected);
            largest = number > largest ? number : largest;
            none += number == 0;
            for (size_t i = 0; i < number; i++)
                groups.done[members[i]] = true;
        }
        array_groups_close(&groups);
    }
    assert_int_equal(largest, CHANNELS);
    assert_true(none > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_those_that_a_look_at_all_finds),
    };
    return cmocka_run_group_tests_name("face/array_groups", tests, NULL, NULL);
}
