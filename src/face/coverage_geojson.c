/* Coverage as GeoJSON, out. */
#include <math.h>

#include "contours.h"
#include "geojson_write.h"
#include "json_lines.h"

/* Contours of one kind and level. */
struct contour {
    struct collection *c;
    const char *kind, *unit;
    double level;
};

static enum tct_status write_contour(void *self, const struct tct_plane *points, size_t count,
                                     struct tct_error *err)
{
    const struct contour *contour = self;
    (void)err; /* the collection's own */
    if (count < 2)
        return TCT_OK;
    json_t *positions = json_array(), *properties = json_object();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(positions,
                                    collection_position(contour->c, points[i], (double)NAN));
    json_set(properties, "kind", json_string(contour->kind));
    json_set(properties, contour->unit, json_real(contour->level));
    return collection_feature(contour->c, collection_geometry("LineString", positions), properties);
}

static enum tct_status write_contours(struct collection *c, const struct tct_coverage_grid *grid)
{
    static const double chances[] = {0.5, 0.9, 0.95}, named[] = {0.5, 0.9};
    static const double sizes_m[] = {50.0, 100.0, 200.0, 500.0, 1000.0};
    const struct {
        const char *kind, *unit;
        const float *values;
        const double *levels;
        size_t count;
    } families[] = {
        {"detected", "probability", grid->detected_p, chances, TCT_COUNT(chances)},
        {"named", "probability", grid->named_p, named, TCT_COUNT(named)},
        {"ellipse95", "semi_major_m", grid->semi_major_m, sizes_m, TCT_COUNT(sizes_m)},
    };
    for (size_t f = 0; f < TCT_COUNT(families); f++) {
        for (size_t i = 0; i < families[f].count; i++) {
            struct contour contour = {c, families[f].kind, families[f].unit, families[f].levels[i]};
            enum tct_status status = contours_follow(grid, families[f].values, contour.level,
                                                     write_contour, &contour, c->err);
            if (status != TCT_OK)
                return status;
        }
    }
    return TCT_OK;
}

static enum tct_status write_site(struct collection *c, const struct tct_coverage_site *site)
{
    json_t *properties = json_object();
    json_set(properties, "kind", json_string("site"));
    if (site->rank > 0)
        json_set(properties, "rank", json_integer((json_int_t)site->rank));
    return collection_feature(
        c, collection_geometry("Point", collection_position(c, site->place, (double)NAN)),
        properties);
}

static enum tct_status fill(struct collection *c, const void *self)
{
    const struct tct_coverage_view *view = self;
    enum tct_status status = write_contours(c, view->grid);
    for (size_t i = 0; i < c->sector->network.station_count && status == TCT_OK; i++) {
        json_t *properties = json_object();
        json_set(properties, "up", json_boolean(view->up == NULL || view->up[i]));
        status = collection_station(c, i, properties);
    }
    for (size_t i = 0; i < view->site_count && status == TCT_OK; i++)
        status = write_site(c, &view->sites[i]);
    return status == TCT_OK ? collection_line(c) : status;
}

enum tct_status tct_coverage_save_geojson(const char *path, const struct tct_sector *sector,
                                          const struct tct_coverage_view *view,
                                          struct tct_error *err)
{
    return collection_save(path, sector, TCT_COVERAGE_NOTE, fill, view, err);
}
