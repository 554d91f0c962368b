/* Frame: from the coordinates that a mission uses to the metres that the house computes in, and
 * back.
 *
 * Inside, every place is x east, y north, z up in metres in one plane frame per sector. For
 * geodetic sectors that plane is PROJ's azimuthal equidistant projection of WGS 84 around an
 * origin: distances from the origin are exact, those between places 100 km from it off by less than
 * 5e-5. */
#ifndef TACET_BASE_FRAME_H
#define TACET_BASE_FRAME_H

#include <stdbool.h>

#include "tacet/base/status.h"

struct tct_frame;

enum tct_frame_kind {
    TCT_FRAME_LOCAL, /* metres already: nothing is converted, there is no longitude */
    TCT_FRAME_WGS84, /* degrees of longitude and latitude */
    TCT_FRAME_EPSG,  /* a projected system in metres, by its EPSG number */
};

struct tct_geodetic {
    double lon_deg; /* -180 to 180 */
    double lat_deg; /* -90 to 90 */
};

struct tct_plane {
    double x_m;
    double y_m;
};

/* `epsg` is read for TCT_FRAME_EPSG alone. For TCT_FRAME_EPSG axes are easting, northing. Call
 * tct_frame_set_origin before any conversion. Errors: TCT_ERR_INPUT for an unknown or geographic
 * EPSG number, TCT_ERR_MEMORY. Free with tct_frame_free. One thread at a time. */
TCT_API TCT_MUST_CHECK enum tct_status tct_frame_new(enum tct_frame_kind kind, int epsg,
                                                     struct tct_frame **ret_frame,
                                                     struct tct_error *err);

/* Puts the plane's origin at (a, b) in the file's own coordinates (lon, lat | easting, northing);
 * ignored by TCT_FRAME_LOCAL. Errors: TCT_ERR_INPUT when (a, b) is outside the frame. */
TCT_API TCT_MUST_CHECK enum tct_status tct_frame_set_origin(struct tct_frame *frame, double a,
                                                            double b, struct tct_error *err);

/* The same by longitude and latitude, whatever the file's own coordinates are. */
TCT_API TCT_MUST_CHECK enum tct_status tct_frame_set_origin_geodetic(struct tct_frame *frame,
                                                                     struct tct_geodetic origin,
                                                                     struct tct_error *err);

TCT_API void tct_frame_free(struct tct_frame *frame);

TCT_API enum tct_frame_kind tct_frame_kind(const struct tct_frame *frame);

/* Whether longitude and latitude exist. */
TCT_API bool tct_frame_is_geodetic(const struct tct_frame *frame);

/* From the file's coordinates (x, y | lon, lat | easting, northing) to the plane. Errors:
 * TCT_ERR_INPUT when not finite, or outside the frame, or more than 1,000 km from the origin. */
TCT_API TCT_MUST_CHECK enum tct_status tct_frame_to_plane(const struct tct_frame *frame, double a,
                                                          double b, struct tct_plane *ret_place,
                                                          struct tct_error *err);

/* From longitude and latitude to the plane. Only for geodetic frames; errors as above. */
TCT_API TCT_MUST_CHECK enum tct_status tct_frame_geodetic_to_plane(const struct tct_frame *frame,
                                                                   struct tct_geodetic place,
                                                                   struct tct_plane *ret_place,
                                                                   struct tct_error *err);

/* From the plane to longitude and latitude. Only for geodetic frames. */
TCT_API struct tct_geodetic tct_frame_to_geodetic(const struct tct_frame *frame,
                                                  struct tct_plane place);

/* From the plane to the coordinates that the sector's own files use for x and y: the plane itself
 * for TCT_FRAME_LOCAL and TCT_FRAME_WGS84, easting and northing for TCT_FRAME_EPSG. */
TCT_API struct tct_plane tct_frame_to_file_xy(const struct tct_frame *frame,
                                              struct tct_plane place);

/* Direction of true north at `place`, clockwise from the plane's y axis, radians; 0 in a local
 * frame. A bearing from true north plus this is a bearing from the plane's y axis. */
TCT_API double tct_frame_true_north_rad(const struct tct_frame *frame, struct tct_plane place);

#endif
