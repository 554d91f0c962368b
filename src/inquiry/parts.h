/* What can be seen of the parts of a procedure one by one. */
#ifndef TACET_INQUIRY_PARTS_H
#define TACET_INQUIRY_PARTS_H

#include "tacet/inquiry/procedure.h"

/* Errors: TCT_ERR_INPUT, with the flaw. */
TCT_MUST_CHECK enum tct_status check_parts(const struct tct_procedure *procedure,
                                           enum tct_flaw *ret_flaw, struct tct_error *err);

#endif
