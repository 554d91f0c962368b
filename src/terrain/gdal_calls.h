/* GDAL's functions, loaded when a raster is to be read or written and not before: with all that it
 * stands on it would cost every other command a quarter of a second and 20 MB. */
#ifndef TACET_TERRAIN_GDAL_CALLS_H
#define TACET_TERRAIN_GDAL_CALLS_H

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include "tacet/base.h"

#define GDAL_CALLS(X)                                                                              \
    X(CPLPushErrorHandler)                                                                         \
    X(CPLQuietErrorHandler)                                                                        \
    X(CPLPopErrorHandler)                                                                          \
    X(GDALAllRegister)                                                                             \
    X(GDALOpenEx)                                                                                  \
    X(GDALClose)                                                                                   \
    X(GDALGetRasterCount)                                                                          \
    X(GDALGetRasterXSize)                                                                          \
    X(GDALGetRasterYSize)                                                                          \
    X(GDALGetGeoTransform)                                                                         \
    X(GDALInvGeoTransform)                                                                         \
    X(GDALGetSpatialRef)                                                                           \
    X(GDALGetRasterBand)                                                                           \
    X(GDALGetRasterUnitType)                                                                       \
    X(GDALGetRasterNoDataValue)                                                                    \
    X(GDALRasterIO)                                                                                \
    X(GDALGetDriverByName)                                                                         \
    X(GDALCreate)                                                                                  \
    X(GDALSetGeoTransform)                                                                         \
    X(GDALSetSpatialRef)                                                                           \
    X(GDALSetRasterNoDataValue)                                                                    \
    X(GDALSetDescription)                                                                          \
    X(GDALSetMetadataItem)                                                                         \
    X(OSRImportFromProj4)                                                                          \
    X(OSRNewSpatialReference)                                                                      \
    X(OSRExportToWkt)                                                                              \
    X(OSRSetFromUserInput)                                                                         \
    X(OSRIsGeographic)                                                                             \
    X(OSRGetLinearUnits)                                                                           \
    X(OSRGetSemiMajor)                                                                             \
    X(VSIFree)                                                                                     \
    X(OSRClone)                                                                                    \
    X(OSRImportFromEPSG)                                                                           \
    X(OSRSetAxisMappingStrategy)                                                                   \
    X(OSRDestroySpatialReference)                                                                  \
    X(OCTNewCoordinateTransformation)                                                              \
    X(OCTTransform)                                                                                \
    X(OCTDestroyCoordinateTransformation)

/* One pointer each, called as the function is. */
struct gdal_calls {
#define GDAL_POINTER(name) __typeof__(&name) name;
    GDAL_CALLS(GDAL_POINTER)
#undef GDAL_POINTER
};

/* Loads them; GDAL then stays until the program ends. Errors: TCT_ERR_UNSUPPORTED when it is not
 * installed. */
TCT_MUST_CHECK enum tct_status gdal_calls_load(struct gdal_calls *ret, struct tct_error *err);

#endif
