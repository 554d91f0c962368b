/* Fuzz: any bytes as a signed note and as keys; what is read must be what it was written from. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/record/note.h"
#include "tacet/record/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A note is its text, an empty line, and its signature lines; nothing else is in it. */
static void write_note(const struct tct_note *note, const char *data, size_t size)
{
    char *written = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&written, &bytes);
    TCT_ASSERT(out != NULL);
    (void)fwrite(note->text, 1, note->text_bytes, out);
    (void)fputc('\n', out);
    for (size_t i = 0; i < note->count; i++) {
        const struct tct_signature *signature = &note->signatures[i];
        (void)fputs("\xe2\x80\x94 ", out);
        (void)fwrite(signature->name, 1, signature->name_bytes, out);
        (void)fputc(' ', out);
        (void)fwrite(signature->base64, 1, signature->chars, out);
        (void)fputc('\n', out);
    }
    (void)fclose(out);
    TCT_ASSERT(bytes == size && memcmp(written, data, size) == 0);
    free(written);
}

static void read_note(const char *data, size_t size)
{
    static const uint8_t SEED[TCT_KEY_SEED_BYTES] = {1};
    static struct tct_signer signers[2];
    struct tct_note note;
    struct tct_receipt receipt;
    struct tct_error err;
    if (signers[0].verifier.id == 0) {
        enum tct_status status =
            tct_signer_new("log.example", TCT_KEY_ED25519, SEED, &signers[0], &err);
        TCT_ASSERT(status == TCT_OK);
        status = tct_signer_new("w.example", TCT_KEY_COSIGNATURE, SEED, &signers[1], &err);
        TCT_ASSERT(status == TCT_OK);
    }
    if (tct_note_parse(data, size, &note, &err) != TCT_OK)
        return;
    TCT_ASSERT(note.count >= 1 && note.count <= TCT_NOTE_SIGNATURES_MAX);
    write_note(&note, data, size);
    for (size_t i = 0; i < TCT_COUNT(signers); i++)
        if (tct_note_verify(&note, &signers[i].verifier, NULL, &err) == TCT_OK)
            TCT_ASSERT(tct_note_names(&note, &signers[i].verifier));
    if (tct_receipt_open(data, size, &signers[0].verifier, &receipt, &err) == TCT_OK)
        TCT_ASSERT(strcmp(receipt.origin, "log.example") == 0);
}

static void read_keys(const char *data, size_t size)
{
    char text[TCT_KEY_TEXT_MAX];
    struct tct_verifier verifier;
    struct tct_signer signer;
    if (tct_verifier_parse(data, size, &verifier, NULL) == TCT_OK) {
        tct_verifier_write(&verifier, text);
        TCT_ASSERT(strlen(text) == size && memcmp(text, data, size) == 0);
    }
    if (tct_signer_parse(data, size, &signer, NULL) == TCT_OK) {
        tct_signer_write(&signer, text);
        TCT_ASSERT(strlen(text) == size && memcmp(text, data, size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_note((const char *)data, size);
    read_keys((const char *)data, size);
    return 0;
}
