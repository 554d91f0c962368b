/* Temporary folders for tests, and keys that are the same each time. */
#ifndef TESTS_RECORD_FOLDERS_H
#define TESTS_RECORD_FOLDERS_H

#include "tacet/record.h"

enum { FOLDER_ROOM = 128 };

/* A new folder below the temporary one; ends the test when there is none. */
void folder_make(char ret_path[FOLDER_ROOM]);
void folder_remove(const char *path);

/* Copies all that is in it, as a backup would. */
void folder_copy(const char *from, const char *to);

/* A signer whose seed is its name. */
struct tct_signer signer_of(const char *name, enum tct_key_type type);

#endif
