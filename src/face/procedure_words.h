/* The words of procedures in files. */
#ifndef TACET_FACE_PROCEDURE_WORDS_H
#define TACET_FACE_PROCEDURE_WORDS_H

#include "tacet/inquiry.h"

enum { EFFECT_RELEASE, EFFECT_RELEASE_OWN, EFFECT_PUBLISH, EFFECT_REMIND, EFFECT_COUNT };

extern const char *const REQUIRED_NAMES[TCT_REQUIRED_COUNT];
extern const char *const EFFECT_NAMES[EFFECT_COUNT];

#define PROCEDURE_BACK "back" /* for a step: to the case's own */

#endif
