/* A folder with a sector of its own. */
#include "bench.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char STATIONS[] = "id,x,y,z,position_sigma_m,clock_sigma_s\n"
                               "S1,100,200,3,0.5,0.001\n"
                               "S2,-100,250,,0.5,0.001\n";

void bench_write_file(const struct bench *b, const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", b->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

int bench_set_up(void **state)
{
    struct bench *b = calloc(1, sizeof(*b));
    assert_non_null(b);
    strcpy(b->folder, "/tmp/tacet-sector-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    tct_arena_init(&b->arena, 64 << 20);
    b->out = open_memstream(&b->said, &b->said_bytes);
    tct_warnings_init(&b->warnings, b->out);
    bench_write_file(b, "stations.csv", STATIONS);
    *state = b;
    return 0;
}

static int remove_entry(const char *path, const struct stat *what, int type, struct FTW *at)
{
    (void)what;
    (void)type;
    (void)at;
    return remove(path);
}

int bench_remove_folder(const char *folder)
{
    return nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

int bench_tear_down(void **state)
{
    struct bench *b = *state;
    tct_sector_close(&b->sector);
    tct_arena_free(&b->arena);
    (void)fclose(b->out);
    free(b->said);
    int status = bench_remove_folder(b->folder);
    free(b);
    return status;
}

enum tct_status bench_open(struct bench *b, const char *yaml)
{
    bench_write_file(b, "sector.yaml", yaml);
    return tct_sector_open(b->folder, &b->arena, &b->warnings, &b->sector, &b->err);
}

void bench_must_open(struct bench *b, const char *yaml)
{
    if (bench_open(b, yaml) != TCT_OK)
        fail_msg("%s", b->err.text);
}

/* Expects that the warnings are `lines`, in which the folder is "@". */
void bench_expect_said(struct bench *b, const char *lines)
{
    char said[4096] = "";
    size_t used = 0, folder = strlen(b->folder);
    (void)fflush(b->out);
    for (const char *at = b->said; *at != '\0' && used + 1 < sizeof(said);) {
        bool here = strncmp(at, b->folder, folder) == 0;
        said[used++] = here ? '@' : *at;
        at += here ? folder : 1;
    }
    said[used] = '\0';
    assert_string_equal(said, lines);
}

FILE *bench_stream(const char *text)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    rewind(file);
    return file;
}
