/* Requests to a witness: an old size, a proof of consistency, a signed head. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "lines.h"
#include "tacet/record/base64.h"
#include "tacet/record/witness.h"

enum tct_status tct_witness_request_parse(const char *text, size_t bytes,
                                          struct tct_witness_request *ret, struct tct_error *err)
{
    struct lines lines = lines_of(text, bytes);
    const char *line = NULL, *value = NULL;
    size_t count = 0, value_bytes = 0;
    if (bytes > TCT_WITNESS_REQUEST_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "a request of more than %d bytes",
                        TCT_WITNESS_REQUEST_MAX);
    if (lines_take(&lines, &line, &count))
        value = line_after(line, count, "old", &value_bytes);
    if (value == NULL || !decimal_read(value, value_bytes, TCT_TREE_SIZE_MAX, &ret->old_size))
        return tct_fail(err, TCT_ERR_INPUT,
                        "line 1 is not 'old' and a number without leading zeros below 2^63");
    int hashes = lines_hashes(&lines, TCT_PROOF_HASHES_MAX - 1, ret->proof.hashes);
    if (hashes < 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "line %zu is not one of at most 63 hashes, nor the empty line after them",
                        lines.number);
    ret->proof.count = (size_t)hashes;
    ret->note = lines.at;
    ret->note_bytes = (size_t)(lines.end - lines.at);
    return TCT_OK;
}

enum tct_status tct_witness_request_write(const struct tct_witness_request *request,
                                          char **ret_text, size_t *ret_bytes, struct tct_error *err)
{
    char hash[TCT_BASE64_CHARS(TCT_HASH_BYTES) + 1];
    *ret_text = NULL;
    FILE *out = open_memstream(ret_text, ret_bytes);
    if (out != NULL) {
        (void)fprintf(out, "old %" PRIu64 "\n", request->old_size);
        for (size_t i = 0; i < request->proof.count; i++) {
            tct_base64_write(request->proof.hashes[i].bytes, TCT_HASH_BYTES, hash);
            (void)fprintf(out, "%s\n", hash);
        }
        (void)fputc('\n', out);
        (void)fwrite(request->note, 1, request->note_bytes, out);
    }
    if (out == NULL || fclose(out) != 0) {
        free(*ret_text);
        *ret_text = NULL;
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    return TCT_OK;
}
