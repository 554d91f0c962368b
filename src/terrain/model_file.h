/* An elevation model's file: opened by GDAL, or refused with a reason. */
#ifndef TACET_TERRAIN_MODEL_FILE_H
#define TACET_TERRAIN_MODEL_FILE_H

#include "gdal_calls.h"

/* An open file. All zero: none. */
struct model_file {
    struct gdal_calls gdal;
    const char *path;
    GDALDatasetH data;
    GDALRasterBandH band; /* the first */
    double to_place[6];   /* from pixel and line */
    bool quiet;           /* GDAL's own words are held back until it is closed */
};

/* "PATH: found X, expected Y"; TCT_ERR_INPUT. */
TCT_MUST_CHECK enum tct_status model_file_wrong(const char *path, const char *found,
                                                const char *expected, struct tct_error *err);

/* Opens a model in one of the formats that are one file on a disk: what a sector names must not
 * make anybody's machine fetch things from elsewhere, as a virtual format could. To be closed
 * whatever it answers. Errors: TCT_ERR_UNSUPPORTED without GDAL, TCT_ERR_INPUT. */
TCT_MUST_CHECK enum tct_status model_file_open(const char *path, struct model_file *ret_file,
                                               struct tct_error *err);

void model_file_close(struct model_file *file);

/* The height, or NAN for what no ground has or `none` (NAN: nothing does) stands for. */
double model_height_m(float height_m, double none);

/* What stands for no height in this file; NAN: nothing does. */
double model_file_none(const struct model_file *file);

#endif
