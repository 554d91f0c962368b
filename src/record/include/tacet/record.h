/* Tacet record: a log that neither side nor its operator can alter.
 *
 * An append-only Merkle log: the tree of RFC 6962, the storage of C2SP tlog-tiles, heads as C2SP
 * tlog-checkpoint and signed-note, cosigned by witnesses. It knows nothing of shots.
 *
 * No globals that change; the clock comes from the caller, randomness from him or from libsodium,
 * and a log is read through a port of storage. What is read from outside is bounded and checked,
 * and ends in a status and one line of text. */
#ifndef TACET_RECORD_H
#define TACET_RECORD_H

#include "tacet/record/bag.h"
#include "tacet/record/base64.h"
#include "tacet/record/canonical.h"
#include "tacet/record/checkpoint.h"
#include "tacet/record/digest.h"
#include "tacet/record/export.h"
#include "tacet/record/fraud.h"
#include "tacet/record/key_file.h"
#include "tacet/record/log.h"
#include "tacet/record/mirror.h"
#include "tacet/record/note.h"
#include "tacet/record/policy.h"
#include "tacet/record/proof.h"
#include "tacet/record/receipt.h"
#include "tacet/record/seal.h"
#include "tacet/record/statement.h"
#include "tacet/record/storage.h"
#include "tacet/record/submission.h"
#include "tacet/record/tile.h"
#include "tacet/record/tree.h"
#include "tacet/record/view.h"
#include "tacet/record/witness.h"

#endif
