/* Voxels: what is said to be within reach, few or many in them, against all pairs compared. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "voxels.h"

enum { ENTRIES_MOST = 300 };

static struct scale scale;

struct crowd {
    struct instant at[ENTRIES_MOST];
    uint32_t entry[ENTRIES_MOST];
    size_t count;
    uint32_t voxel;
};

static double between(struct tct_random *random, double low, double high)
{
    return low + (high - low) * tct_random_uniform(random);
}

/* A crowd in one voxel, in a random part of it. */
static void put_crowd(struct tct_random *random, struct voxels *voxels, int x, int y, int time,
                      size_t count, struct crowd *ret)
{
    double low[3], high[3];
    for (int i = 0; i < 3; i++) {
        low[i] = tct_random_uniform(random);
        high[i] = fmin(0.999, low[i] + tct_random_uniform(random));
    }
    ret->count = count;
    for (size_t i = 0; i < count; i++) {
        double share = between(random, low[2], high[2]);
        ret->at[i] =
            (struct instant){scale.cell_m * (x + between(random, low[0], high[0])),
                             scale.cell_m * (y + between(random, low[1], high[1])),
                             time * scale.quiet_ns + (int64_t)(share * (double)scale.quiet_ns)};
        struct voxel_key key = voxel_key(&scale, ret->at[i], 7);
        assert_true(key.x == x && key.y == y && key.time == time);
        assert_int_equal(voxels_reserve(voxels, 1, NULL), TCT_OK);
        ret->entry[i] = voxels_put(voxels, &scale, &key, ret->at[i], (uint32_t)i);
        ret->voxel = voxels->entries[ret->entry[i]].voxel;
    }
}

/* Withdraws about a third, but not the last one. */
static void thin_out(struct tct_random *random, struct voxels *voxels, struct crowd *crowd)
{
    for (size_t i = crowd->count; i-- > 0 && crowd->count > 1;) {
        if (tct_random_uniform(random) < 0.67)
            continue;
        voxels_take(voxels, crowd->entry[i]);
        crowd->count--;
        crowd->at[i] = crowd->at[crowd->count];
        crowd->entry[i] = crowd->entry[crowd->count];
    }
}

static bool any_reaches(const struct crowd *crowd, struct instant at)
{
    for (size_t i = 0; i < crowd->count; i++)
        if (within(&scale, crowd->at[i], at))
            return true;
    return false;
}

static void drop_crowd(struct voxels *voxels, struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->count; i++)
        voxels_take(voxels, crowd->entry[i]);
    voxels_drop(voxels, crowd->voxel);
}

static void crowds_reach_each_other_as_their_pairs_do(void **state)
{
    (void)state;
    static const size_t COUNTS[] = {1, 5, 63, 64, 65, 300};
    struct tct_random random;
    struct voxels voxels;
    size_t linked = 0, reached = 0, asked = 0, trials = 3000;
    scale = scale_of(2000.0, 600.0);
    tct_random_init(&random, 1, 14);
    voxels_init(&voxels);
    for (size_t trial = 0; trial < trials; trial++) {
        struct crowd a, b;
        int x = (int)(tct_random_bits(&random) % 3), y = (int)(tct_random_bits(&random) % 3);
        put_crowd(&random, &voxels, 0, 0, -1, COUNTS[tct_random_bits(&random) % 6], &a);
        put_crowd(&random, &voxels, x, -y, 0, COUNTS[tct_random_bits(&random) % 6], &b);
        thin_out(&random, &voxels, &a);
        thin_out(&random, &voxels, &b);
        bool link = false;
        for (size_t i = 0; i < a.count; i++, asked++) {
            bool reaches = any_reaches(&b, a.at[i]);
            assert_int_equal(voxel_reaches(&voxels, &scale, b.voxel, a.at[i]), reaches);
            link = link || reaches;
            reached += reaches;
        }
        assert_int_equal(voxels_linked(&voxels, &scale, a.voxel, b.voxel), link);
        assert_int_equal(voxels_linked(&voxels, &scale, b.voxel, a.voxel), link);
        linked += link;
        drop_crowd(&voxels, &a);
        drop_crowd(&voxels, &b);
    }
    assert_int_equal(voxels.voxel_stock.live, 0);
    assert_int_equal(voxels.entry_stock.live, 0);
    assert_int_equal(voxels.box_stock.live, 0);
    assert_int_equal(voxels.directory_stock.live, 0);
    assert_true(linked > trials / 10 && linked < trials * 9 / 10);
    assert_true(reached > asked / 10 && reached < asked * 9 / 10);
    voxels_free(&voxels);
}

static void what_is_around_is_found(void **state)
{
    (void)state;
    enum { PUT = 4000 };
    static struct instant at[PUT];
    static uint32_t voxel[PUT];
    struct tct_random random;
    struct voxels voxels;
    scale = scale_of(100.0, 60.0);
    tct_random_init(&random, 2, 14);
    voxels_init(&voxels);
    assert_int_equal(voxels_reserve(&voxels, PUT, NULL), TCT_OK);
    for (uint32_t i = 0; i < PUT; i++) {
        at[i] = (struct instant){1000.0 * tct_random_normal(&random),
                                 1000.0 * tct_random_normal(&random),
                                 (int64_t)(3e11 * tct_random_normal(&random))};
        struct voxel_key key = voxel_key(&scale, at[i], 0);
        voxel[i] = voxels.entries[voxels_put(&voxels, &scale, &key, at[i], i)].voxel;
    }
    size_t pairs = 0;
    for (uint32_t i = 0; i < PUT; i++) {
        uint32_t around[AROUND_MOST];
        struct voxel_key key = voxel_key(&scale, at[i], 0);
        size_t count = voxels_around(&voxels, &key, around);
        for (uint32_t k = 0; k < PUT; k++) {
            if (!within(&scale, at[i], at[k]))
                continue;
            bool found = false;
            for (size_t n = 0; n < count && !found; n++)
                found = around[n] == voxel[k];
            assert_true(found);
            pairs++;
        }
    }
    assert_true(pairs > 2 * PUT);
    voxels_free(&voxels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crowds_reach_each_other_as_their_pairs_do),
        cmocka_unit_test(what_is_around_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
