/* Runs a fuzz target on the inputs of its corpus, without libFuzzer: what a fuzzer once found stays
 * found. The empty input is always among them; a crash is the failure.
 *
 * usage: replay-NAME NAME FOLDER */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_INPUT ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Exactly as many bytes as the input has, so that a sanitizer sees a read beyond them. */
static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *room = malloc(LONGEST_INPUT);
    if (file == NULL || room == NULL) {
        printf("# %s: %s\n", path, strerror(errno));
        if (file != NULL) {
            fclose(file);
        }
        free(room);
        return -1;
    }
    size_t size = fread(room, 1, LONGEST_INPUT, file);
    int bad = ferror(file);
    fclose(file);
    uint8_t *input = malloc(size > 0 ? size : 1);
    if (bad || input == NULL) {
        free(room);
        free(input);
        return -1;
    }
    memcpy(input, room, size);
    free(room);
    LLVMFuzzerTestOneInput(input, size);
    free(input);
    return 0;
}

static int replay_folder(const char *folder, size_t *ret_count)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        printf("# %s: %s\n", folder, strerror(errno));
        return -1;
    }
    int result = 0;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char path[PATH_MAX];
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (length < 0 || (size_t)length >= sizeof path || replay_file(path) != 0) {
            result = -1;
            continue;
        }
        *ret_count += 1;
    }
    closedir(dir);
    return result;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: replay-NAME NAME FOLDER\n", stderr);
        return 2;
    }
    static const uint8_t nothing[1];
    size_t count = 1;
    puts("1..1");
    fflush(stdout);
    LLVMFuzzerTestOneInput(nothing, 0);
    int result = replay_folder(argv[2], &count);
    printf("%s 1 - %s takes the %zu inputs of its corpus\n", result == 0 ? "ok" : "not ok", argv[1],
           count);
    return result == 0 ? 0 : 1;
}
