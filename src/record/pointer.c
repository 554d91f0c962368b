/* Walks a JSON Pointer down to the object that holds what it names. */
#include "pointer.h"

#include <stdlib.h>
#include <string.h>

/* One part of a pointer, its escapes ~0 and ~1 undone; NULL when it is none or memory is out. */
static char *unescape(const char *part, size_t bytes)
{
    char *name = malloc(bytes + 1);
    size_t used = 0;
    for (size_t i = 0; name != NULL && i < bytes; i++) {
        char c = part[i];
        if (c == '~') {
            i++;
            if (i >= bytes || (part[i] != '0' && part[i] != '1')) {
                free(name);
                return NULL;
            }
            c = part[i] == '0' ? '~' : '/';
        }
        name[used++] = c;
    }
    if (name != NULL)
        name[used] = '\0';
    return name;
}

static json_t *step(json_t *at, const char *name)
{
    if (json_is_object(at))
        return json_object_get(at, name);
    char *end = NULL;
    bool number = name[0] >= '0' && name[0] <= '9' && (name[0] != '0' || name[1] == '\0');
    unsigned long index = number ? strtoul(name, &end, 10) : 0;
    return number && *end == '\0' ? json_array_get(at, index) : NULL;
}

enum tct_status pointer_find(json_t *root, const char *pointer, json_t **ret_object,
                             char **ret_name, struct tct_error *err)
{
    json_t *at = root;
    for (const char *part = pointer; at != NULL && *part == '/';) {
        const char *start = part + 1;
        const char *end = strchrnul(start, '/');
        char *name = unescape(start, (size_t)(end - start));
        if (name == NULL)
            break;
        if (*end == '\0' && json_is_object(at) && json_object_get(at, name) != NULL) {
            *ret_object = at;
            *ret_name = name;
            return TCT_OK;
        }
        at = *end == '\0' ? NULL : step(at, name);
        free(name);
        part = end;
    }
    return tct_fail(err, TCT_ERR_INPUT,
                    "found the pointer '%s', expected one to a field of the entry, such as /x_m",
                    pointer);
}
