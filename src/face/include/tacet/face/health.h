/* Health: what is wrong with stations, for people and for programs. */
#ifndef TACET_FACE_HEALTH_H
#define TACET_FACE_HEALTH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tacet/base.h"
#include "tacet/face/sector.h"
#include "tacet/network.h"

enum { TCT_HEALTH_TEXT_BYTES = 192 };

/* What a reader of an event should know of a station that it rests on: "clock of S07 is off by
 * 2.413 s", "S07 seems to stand 120 m east of where the sector has it". False when there is
 * nothing to say of it at that time. `shown_ns` is what its clock showed. */
TCT_API bool tct_health_warning(const struct tct_sector *sector,
                                const struct tct_station_health *stations, uint32_t station,
                                int64_t shown_ns, char ret_text[TCT_HEALTH_TEXT_BYTES]);

/* One line for each fault of each station, with standard errors and since when. Answers how many
 * stations have one. Errors are the stream's. */
TCT_API size_t tct_health_print(FILE *file, const struct tct_sector *sector,
                                const struct tct_station_health *stations);

/* JSON Lines (schema station-health): the stations with a fault. The whole new file or what stood
 * there before. Errors: TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_health_save(const char *path,
                                                       const struct tct_sector *sector,
                                                       const struct tct_station_health *stations,
                                                       struct tct_error *err);

#endif
