/* PPS table: the CSV file that AudioMoth's GPS.Sync firmware writes beside a recording, one row for
 * each pulse of the satellite receiver. */
#ifndef PPS_TABLE_H
#define PPS_TABLE_H

#include "time_map.h"

/* Looks for the table beside the recording (its name with .CSV or .csv) and fills the map from it.
 * False when there is none or nothing of it can be used; what was wrong with it is told to the
 * warnings. A CSV file that is no such table is left alone. */
bool pps_table_read(const char *recording_path, double nominal_hz, struct tct_warnings *warnings,
                    struct time_map *ret_map);

/* The same from its text. */
bool pps_table_read_memory(const char *file, const char *text, size_t bytes, double nominal_hz,
                           struct tct_warnings *warnings, struct time_map *ret_map);

#endif
