/* Frame: conversions by PROJ. */
#include "tacet/base/frame.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>

static const double PLANE_REACH_M = 1.0e6;

struct tct_frame {
    enum tct_frame_kind kind;
    PJ_CONTEXT *context;
    PJ *file_to_lonlat;  /* EPSG only: easting, northing -> degrees */
    PJ *lonlat_to_plane; /* radians -> azimuthal equidistant metres */
};

enum tct_status tct_frame_new(enum tct_frame_kind kind, int epsg, struct tct_frame **ret_frame,
                              struct tct_error *err)
{
    struct tct_frame *frame = calloc(1, sizeof(*frame));
    if (frame == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    frame->kind = kind;
    if (kind != TCT_FRAME_LOCAL) {
        frame->context = proj_context_create();
        proj_log_level(frame->context, PJ_LOG_NONE);
        /* No conversion may ever ask a network for grids. */
        proj_context_set_enable_network(frame->context, 0);
    }
    if (kind == TCT_FRAME_EPSG) {
        char name[32];
        (void)snprintf(name, sizeof(name), "EPSG:%d", epsg);
        PJ *raw = proj_create_crs_to_crs(frame->context, name, "OGC:CRS84", NULL);
        PJ *source = proj_create(frame->context, name);
        bool projected = source != NULL && proj_get_type(source) == PJ_TYPE_PROJECTED_CRS;
        if (raw != NULL && projected)
            frame->file_to_lonlat = proj_normalize_for_visualization(frame->context, raw);
        proj_destroy(source);
        proj_destroy(raw);
        if (frame->file_to_lonlat == NULL) {
            tct_frame_free(frame);
            return tct_fail(err, TCT_ERR_INPUT,
                            "found epsg:%d, expected the number of a projected system in metres",
                            epsg);
        }
    }
    *ret_frame = frame;
    return TCT_OK;
}

static bool is_on_earth(struct tct_geodetic place)
{
    return fabs(place.lon_deg) <= 180.0 && fabs(place.lat_deg) <= 90.0;
}

static bool file_to_lonlat(const struct tct_frame *frame, double a, double b,
                           struct tct_geodetic *ret_place)
{
    if (!isfinite(a) || !isfinite(b))
        return false;
    if (frame->kind == TCT_FRAME_EPSG) {
        PJ_COORD out = proj_trans(frame->file_to_lonlat, PJ_FWD, proj_coord(a, b, 0, 0));
        a = out.xy.x;
        b = out.xy.y;
    }
    *ret_place = (struct tct_geodetic){.lon_deg = a, .lat_deg = b};
    return is_on_earth(*ret_place);
}

enum tct_status tct_frame_set_origin(struct tct_frame *frame, double a, double b,
                                     struct tct_error *err)
{
    if (frame->kind == TCT_FRAME_LOCAL)
        return TCT_OK;
    struct tct_geodetic origin;
    if (!file_to_lonlat(frame, a, b, &origin))
        return tct_fail(err, TCT_ERR_INPUT, "found origin (%g, %g), expected a place in the frame",
                        a, b);
    return tct_frame_set_origin_geodetic(frame, origin, err);
}

enum tct_status tct_frame_set_origin_geodetic(struct tct_frame *frame, struct tct_geodetic origin,
                                              struct tct_error *err)
{
    TCT_ASSERT(frame->kind != TCT_FRAME_LOCAL);
    if (!is_on_earth(origin))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found origin (%g, %g), expected longitude within 180 and latitude within "
                        "90 degrees",
                        origin.lon_deg, origin.lat_deg);
    char pipeline[160];
    (void)snprintf(pipeline, sizeof(pipeline),
                   "+proj=aeqd +lat_0=%.12f +lon_0=%.12f +ellps=WGS84 +units=m +no_defs",
                   origin.lat_deg, origin.lon_deg);
    proj_destroy(frame->lonlat_to_plane);
    frame->lonlat_to_plane = proj_create(frame->context, pipeline);
    if (frame->lonlat_to_plane == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "PROJ could not make the sector's plane");
    return TCT_OK;
}

void tct_frame_free(struct tct_frame *frame)
{
    if (frame == NULL)
        return;
    proj_destroy(frame->file_to_lonlat);
    proj_destroy(frame->lonlat_to_plane);
    if (frame->context != NULL)
        proj_context_destroy(frame->context);
    free(frame);
}

enum tct_frame_kind tct_frame_kind(const struct tct_frame *frame)
{
    return frame->kind;
}

bool tct_frame_is_geodetic(const struct tct_frame *frame)
{
    return frame->kind != TCT_FRAME_LOCAL;
}

static struct tct_plane lonlat_to_plane(const struct tct_frame *frame, struct tct_geodetic place)
{
    PJ_COORD in = proj_coord(proj_torad(place.lon_deg), proj_torad(place.lat_deg), 0, 0);
    PJ_COORD out = proj_trans(frame->lonlat_to_plane, PJ_FWD, in);
    return (struct tct_plane){out.xy.x, out.xy.y};
}

/* Takes the place in the plane if it is near enough to the origin; `a` and `b` are for the message.
 */
static enum tct_status take_plane(struct tct_plane place, double a, double b,
                                  struct tct_plane *ret_place, struct tct_error *err)
{
    if (!(fabs(place.x_m) <= PLANE_REACH_M && fabs(place.y_m) <= PLANE_REACH_M))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found (%g, %g), expected a place within 1000 km of the sector's origin", a,
                        b);
    *ret_place = place;
    return TCT_OK;
}

enum tct_status tct_frame_to_plane(const struct tct_frame *frame, double a, double b,
                                   struct tct_plane *ret_place, struct tct_error *err)
{
    if (frame->kind == TCT_FRAME_LOCAL)
        return take_plane((struct tct_plane){a, b}, a, b, ret_place, err);
    TCT_ASSERT(frame->lonlat_to_plane != NULL);
    struct tct_geodetic lonlat;
    if (!file_to_lonlat(frame, a, b, &lonlat))
        return tct_fail(err, TCT_ERR_INPUT, "found (%g, %g), expected %s", a, b,
                        frame->kind == TCT_FRAME_EPSG
                            ? "easting and northing inside the projection"
                            : "longitude within 180 and latitude within 90 degrees");
    return take_plane(lonlat_to_plane(frame, lonlat), a, b, ret_place, err);
}

enum tct_status tct_frame_geodetic_to_plane(const struct tct_frame *frame,
                                            struct tct_geodetic place, struct tct_plane *ret_place,
                                            struct tct_error *err)
{
    TCT_ASSERT(frame->lonlat_to_plane != NULL);
    double lon = place.lon_deg, lat = place.lat_deg;
    if (!is_on_earth(place))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found (%g, %g), expected longitude within 180 and latitude within 90 "
                        "degrees",
                        lon, lat);
    return take_plane(lonlat_to_plane(frame, place), lon, lat, ret_place, err);
}

struct tct_geodetic tct_frame_to_geodetic(const struct tct_frame *frame, struct tct_plane place)
{
    TCT_ASSERT(frame->lonlat_to_plane != NULL);
    PJ_COORD in = proj_coord(place.x_m, place.y_m, 0, 0);
    PJ_COORD out = proj_trans(frame->lonlat_to_plane, PJ_INV, in);
    return (struct tct_geodetic){proj_todeg(out.lp.lam), proj_todeg(out.lp.phi)};
}

struct tct_plane tct_frame_to_file_xy(const struct tct_frame *frame, struct tct_plane place)
{
    if (frame->kind != TCT_FRAME_EPSG)
        return place;
    struct tct_geodetic lonlat = tct_frame_to_geodetic(frame, place);
    PJ_COORD in = proj_coord(lonlat.lon_deg, lonlat.lat_deg, 0, 0);
    PJ_COORD out = proj_trans(frame->file_to_lonlat, PJ_INV, in);
    return (struct tct_plane){out.xy.x, out.xy.y};
}

double tct_frame_true_north_rad(const struct tct_frame *frame, struct tct_plane place)
{
    static const double STEP_DEG = 1e-3;
    if (frame->kind == TCT_FRAME_LOCAL)
        return 0.0;
    struct tct_geodetic here = tct_frame_to_geodetic(frame, place);
    double step = here.lat_deg > 89.0 ? -STEP_DEG : STEP_DEG;
    struct tct_geodetic north = {here.lon_deg, here.lat_deg + step};
    struct tct_plane there = lonlat_to_plane(frame, north);
    double sign = step > 0.0 ? 1.0 : -1.0;
    return atan2(sign * (there.x_m - place.x_m), sign * (there.y_m - place.y_m));
}
