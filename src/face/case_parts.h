/* A case as JSON in parts that are disclosed by themselves. */
#ifndef TACET_FACE_CASE_PARTS_H
#define TACET_FACE_CASE_PARTS_H

#include "tacet/face/case_file.h"

/* Its state without its acts; its act `index`. NULL: out of memory. */
json_t *case_state_json(const struct tct_case_told *told, int64_t now_ns);
json_t *case_act_json(const struct tct_case_told *told, size_t index);

#endif
