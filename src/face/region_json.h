/* Region in JSON: the 95 % region of an event as a GeoJSON geometry, out and in. */
#ifndef TACET_FACE_REGION_JSON_H
#define TACET_FACE_REGION_JSON_H

#include "json_lines.h"
#include "tacet/network.h"

enum { REGION_DEGREE_DECIMALS = 8, REGION_METRE_DECIMALS = 3 };

/* A position: lon, lat in a geodetic frame, else x, y; and z when it is finite. */
json_t *region_position(const struct tct_frame *frame, struct tct_plane place, double z_m);

/* A Polygon or MultiPolygon of the region's parts; NULL when the ellipse says it. */
json_t *region_geometry(const struct tct_frame *frame, const struct tct_event *event);

/* Takes `region95` of the object when it is there: the outer ring of each polygon. TCT_ERR_INPUT
 * when it is there and wrong, which has then been told. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status region_take(struct json_lines *lines, const struct tct_frame *frame,
                                           const json_t *object, struct tct_arena *arena,
                                           struct tct_event *event, struct tct_error *err);

#endif
