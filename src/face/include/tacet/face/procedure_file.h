/* Procedures of cases from YAML, and back (tacet-case(5)).
 *
 *     roles: {duty_officer: mission, liaison: side}
 *     acts: {open: [duty_officer, liaison], finding: [duty_officer], ...}
 *     steps:                                # a case begins in the first
 *       intake: {deadline: 24h}
 *       closed: {final: true}
 *       emergency: {deadline: 24h, beside: true}
 *     transitions:
 *       close:
 *         from: [intake]
 *         to: closed                        # "back" ends a step beside
 *         needs: [{role: duty_officer}, {role: liaison, each_side: true}]
 *         needs_when_overdue: [{role: duty_officer, count: 2}]
 *         requires: finding                 # refusal | new_evidence | finding
 *         effects: [release, publish, remind]
 *
 * The effect release_own opens a case to the sides whose people consented only; no procedure in
 * which that is before the other side is accepted. */
#ifndef TACET_FACE_PROCEDURE_FILE_H
#define TACET_FACE_PROCEDURE_FILE_H

#include <stdio.h>

#include "tacet/inquiry.h"

/* The procedure of a file, checked (tct_procedure_check). Errors: TCT_ERR_INPUT with file and line,
 * or with file and the step or transition that is wrong; TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY.
 */
TCT_API TCT_MUST_CHECK enum tct_status tct_procedure_load(const char *path,
                                                          struct tct_procedure *ret,
                                                          struct tct_error *err);

/* The same from memory; `file` is the name for messages. */
TCT_API TCT_MUST_CHECK enum tct_status tct_procedure_parse(const char *file, const char *text,
                                                           size_t bytes, struct tct_procedure *ret,
                                                           struct tct_error *err);

/* Writes a procedure that is read back as the same. Errors: TCT_ERR_IO. */
TCT_API TCT_MUST_CHECK enum tct_status tct_procedure_print(const struct tct_procedure *procedure,
                                                           FILE *out, struct tct_error *err);

#endif
