/* Wide: the last samples of a channel at up to 22 kHz. */
#include "wide.h"

#include <math.h>
#include <string.h>

void wide_init(struct wide_trace *wide, const struct plan *plan)
{
    wide->rate_hz = plan->wide_hz;
    wide->block = plan->wide_block;
    tct_ring_init(&wide->ring, wide->memory, WIDE_SAMPLES);
    TCT_ASSERT(WIDE_SAMPLES / wide->block < WIDE_BLOCKS);
    wide->before = (size_t)floor(WIDE_BEFORE_S * wide->rate_hz + 0.5);
    wide->after = (size_t)floor(WIDE_AFTER_S * wide->rate_hz + 0.5);
    TCT_ASSERT(wide->before + wide->after < WIDE_WINDOW_MAX);
}

void wide_push(struct wide_trace *wide, const float *samples, const bool gap[BUNDLE])
{
    memcpy(wide->missing + wide->ring.end / wide->block % WIDE_BLOCKS, gap, BUNDLE * sizeof(bool));
    tct_ring_push(&wide->ring, samples, BUNDLE * wide->block);
}

void wide_revoke(struct wide_trace *wide, uint64_t count)
{
    uint64_t next = wide->ring.end / wide->block;
    TCT_ASSERT(count <= next);
    for (uint64_t i = 1; i <= count; i++)
        wide->missing[(next - i) % WIDE_BLOCKS] = true;
}

void wide_window(const struct wide_trace *wide, double onset, struct wide_window *ret_window)
{
    int64_t first = (int64_t)floor(onset) - (int64_t)wide->before;
    int64_t begin = (int64_t)tct_ring_begin(&wide->ring), end = (int64_t)wide->ring.end;
    *ret_window = (struct wide_window){.rate_hz = wide->rate_hz, .onset = onset - (double)first};
    ret_window->count = wide->before + wide->after + 1;
    for (size_t i = 0; i < ret_window->count; i++) {
        int64_t at = first + (int64_t)i;
        bool known =
            at >= begin && at < end && !wide->missing[(uint64_t)at / wide->block % WIDE_BLOCKS];
        ret_window->missing[i] = !known;
        ret_window->missing_count += !known;
        ret_window->samples[i] = known ? tct_ring_at(&wide->ring, (uint64_t)at) : 0.0f;
    }
}
