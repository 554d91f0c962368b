/* Fuzz: any bytes as a receipt, as the text of one that the log has signed, and as a note. */
#include <stdio.h>
#include <string.h>

#include "tacet/record/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOTE_ROOM = 4096 };

static void open_receipt(const char *note, size_t bytes, const struct tct_signer *log)
{
    struct tct_receipt receipt, again;
    struct tct_error err;
    char text[TCT_RECEIPT_MAX];
    size_t written = 0;
    if (tct_receipt_open(note, bytes, &log->verifier, &receipt, &err) != TCT_OK)
        return;
    TCT_ASSERT(tct_receipt_write(&receipt, log, text, &written, &err) == TCT_OK);
    TCT_ASSERT(tct_receipt_open(text, written, &log->verifier, &again, &err) == TCT_OK);
    TCT_ASSERT(again.index == receipt.index && again.include_s == receipt.include_s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t SEED[TCT_KEY_SEED_BYTES] = {1};
    struct tct_signer log;
    struct tct_error err;
    char line[TCT_SIGNATURE_LINE_MAX], note[NOTE_ROOM];
    TCT_ASSERT(tct_signer_new("log.example/1", TCT_KEY_ED25519, SEED, &log, &err) == TCT_OK);
    open_receipt((const char *)data, size, &log);
    if (size > NOTE_ROOM / 2 ||
        tct_note_sign((const char *)data, size, &log, 0, line, &err) != TCT_OK)
        return 0;
    int bytes = snprintf(note, sizeof(note), "%.*s\n%s", (int)size, (const char *)data, line);
    open_receipt(note, (size_t)bytes, &log);
    return 0;
}
