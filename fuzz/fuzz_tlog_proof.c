/* Fuzz: any bytes as the proof of an entry; what is read must be what it was written from, and is
 * held against its own head. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_tlog_proof proof;
    struct tct_note note;
    struct tct_checkpoint head;
    struct tct_hash leaf;
    struct tct_error err;
    char *written = NULL;
    size_t bytes = 0;
    if (tct_tlog_proof_parse((const char *)data, size, &proof, &err) != TCT_OK)
        return 0;
    enum tct_status status = tct_tlog_proof_write(&proof, &written, &bytes, &err);
    TCT_ASSERT(status == TCT_OK && bytes == size && memcmp(written, data, size) == 0);
    free(written);
    tct_hash_leaf("entry", 5, &leaf);
    if (tct_note_parse(proof.note, proof.note_bytes, &note, &err) == TCT_OK &&
        tct_checkpoint_parse(note.text, note.text_bytes, &head, &err) == TCT_OK &&
        tct_tlog_proof_check(&proof, &leaf, &head, &err) == TCT_OK)
        TCT_ASSERT(proof.index < head.size);
    return 0;
}
