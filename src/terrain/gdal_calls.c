/* GDAL's functions, by dlopen. */
#include "gdal_calls.h"

#include <dlfcn.h>
#include <string.h>

/* The library that the headers were of, else whatever is installed: these functions have been the
 * same since GDAL 3.0. */
static const char *const names[] = {"libgdal.so.32", "libgdal.so"};

enum tct_status gdal_calls_load(struct gdal_calls *ret, struct tct_error *err)
{
    void *library = NULL;
    for (size_t i = 0; i < TCT_COUNT(names) && library == NULL; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return tct_fail(err, TCT_ERR_UNSUPPORTED, "elevation models need GDAL (Debian: libgdal32)");
    void *found = NULL;
    const char *missing = NULL;
#define GDAL_FIND(name)                                                                            \
    found = dlsym(library, #name);                                                                 \
    missing = found == NULL ? #name : missing;                                                     \
    memcpy(&ret->name, &found, sizeof(found)); /* from an object's pointer to a function's */
    GDAL_CALLS(GDAL_FIND)
#undef GDAL_FIND
    if (missing != NULL)
        return tct_fail(err, TCT_ERR_UNSUPPORTED, "this GDAL has no %s", missing);
    return TCT_OK;
}
