/* Files of recordings, made byte by byte. */
#include "tape.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

int tape_set_up(void **state)
{
    struct tape *tape = calloc(1, sizeof(*tape));
    assert_non_null(tape);
    strcpy(tape->folder, "/tmp/tacet-tape-XXXXXX");
    assert_non_null(mkdtemp(tape->folder));
    *state = tape;
    return 0;
}

int tape_tear_down(void **state)
{
    struct tape *tape = *state;
    int status = bench_remove_folder(tape->folder);
    free(tape);
    return status;
}

void tape_clear(struct tape *tape)
{
    tape->bytes = 0;
}

void tape_put(struct tape *tape, const void *bytes, size_t count)
{
    assert_true(count <= TAPE_BYTES - tape->bytes);
    memcpy(tape->data + tape->bytes, bytes, count);
    tape->bytes += count;
}

void tape_zeros(struct tape *tape, size_t count)
{
    assert_true(count <= TAPE_BYTES - tape->bytes);
    memset(tape->data + tape->bytes, 0, count);
    tape->bytes += count;
}

void tape_number(struct tape *tape, uint64_t value, size_t bytes, bool big_endian)
{
    for (size_t i = 0; i < bytes; i++) {
        size_t place = big_endian ? bytes - 1 - i : i;
        unsigned char byte = (unsigned char)(value >> (8 * place));
        tape_put(tape, &byte, 1);
    }
}

void tape_float(struct tape *tape, float value, bool big_endian)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    tape_number(tape, bits, sizeof(bits), big_endian);
}

const char *tape_path(const struct tape *tape, const char *name)
{
    static char path[2][256];
    static int turn;
    turn = !turn;
    (void)snprintf(path[turn], sizeof(path[turn]), "%s/%s", tape->folder, name);
    return path[turn];
}

static FILE *make_file(const struct tape *tape, const char *name)
{
    const char *slash = strchr(name, '/');
    char folder[128];
    if (slash != NULL) {
        (void)snprintf(folder, sizeof(folder), "%s/%.*s", tape->folder, (int)(slash - name), name);
        (void)mkdir(folder, 0700);
    }
    FILE *file = fopen(tape_path(tape, name), "wb");
    assert_non_null(file);
    return file;
}

void tape_write(const struct tape *tape, const char *name)
{
    FILE *file = make_file(tape, name);
    assert_int_equal(fwrite(tape->data, 1, tape->bytes, file), tape->bytes);
    assert_int_equal(fclose(file), 0);
}

void tape_write_text(const struct tape *tape, const char *name, const char *text)
{
    FILE *file = make_file(tape, name);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void read_all(struct playback *p, size_t room)
{
    uint64_t gap;
    size_t got;
    assert_true(room <= TAPE_SAMPLES);
    float *block = calloc(room, sizeof(*block));
    assert_non_null(block);
    while ((got = tct_recording_read(p->recording, block, room, &gap)) > 0 || gap > 0) {
        if (gap > 0) {
            assert_true(p->gap_count < TAPE_GAPS);
            p->gap_at[p->gap_count] = p->total;
            p->gap[p->gap_count++] = gap;
        }
        assert_true(got <= room && got <= TAPE_SAMPLES - p->count);
        memcpy(p->samples + p->count, block, got * sizeof(*block));
        p->count += got;
        p->total += gap + got;
    }
    free(block);
}

struct playback *tape_play(const char *path, uint32_t channel, size_t room)
{
    struct playback *p = calloc(1, sizeof(*p));
    assert_non_null(p);
    p->out = open_memstream(&p->said, &p->said_bytes);
    tct_warnings_init(&p->warnings, p->out);
    p->status = tct_recording_open(path, channel, &p->warnings, &p->recording, &p->err);
    if (p->status == TCT_OK) {
        p->info = tct_recording_info(p->recording);
        read_all(p, room);
    }
    (void)fflush(p->out);
    return p;
}

struct playback *tape_must_play(const char *path, uint32_t channel)
{
    struct playback *p = tape_play(path, channel, 1000);
    if (p->status != TCT_OK)
        fail_msg("%s", p->err.text);
    return p;
}

void playback_close(struct playback *p)
{
    if (p->status == TCT_OK)
        tct_recording_close(p->recording);
    (void)fclose(p->out);
    free(p->said);
    free(p);
}

void playback_says(const struct playback *p, const char *text)
{
    if (strstr(p->said, text) == NULL)
        fail_msg("expected '%s' in: %s", text, p->said);
}

double playback_since(const struct playback *p, double sample, const char *text)
{
    int64_t ns;
    struct tct_sample_time time = tct_recording_time(p->recording, sample);
    assert_true(time.known);
    assert_int_equal(tct_time_parse(text, strlen(text), &ns), TCT_OK);
    return tct_time_between_s(ns, time.ns);
}
