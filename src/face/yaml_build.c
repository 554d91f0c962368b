/* YAML: from libyaml's events to nodes. Built by hand rather than through libyaml's documents, so
 * that depth and aliases are bounded while reading and not after. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "text.h"
#include "yaml_node.h"

enum {
    DEPTH_MAX = 32,
    ANCHORS_MAX = 1000,
    NODES_MAX = 1000000,
    FIRST_ROOM = 8, /* items that a list has room for at first */
};

/* A list or map that is not closed yet. */
struct open_node {
    struct tct_yaml_node *node;
    struct tct_yaml_node *key; /* of a map: read, its value not yet */
    size_t room;
    const char *anchor;
};

struct anchor {
    const char *name;
    struct tct_yaml_node *node;
};

struct builder {
    const char *file;
    struct tct_arena *arena;
    struct tct_error *err;
    const char *input;
    size_t input_bytes;
    yaml_parser_t parser;
    struct open_node open[DEPTH_MAX];
    size_t depth;
    struct anchor anchors[ANCHORS_MAX];
    size_t anchor_count;
    size_t node_count;
    struct tct_yaml_node *root;
};

static enum tct_status memory_failed(struct builder *b)
{
    return tct_fail(b->err, TCT_ERR_MEMORY, "%s: out of memory", b->file);
}

static enum tct_status fail_here(struct builder *b, size_t line, const char *found,
                                 const char *expected)
{
    return tct_fail_at(b->err, TCT_ERR_INPUT, b->file, line, found, expected);
}

static struct tct_yaml_node *new_node(struct builder *b, enum tct_yaml_kind kind,
                                      const yaml_event_t *event)
{
    struct tct_yaml_node *node = TCT_ARENA_NEW(b->arena, struct tct_yaml_node, 1);
    if (node == NULL)
        return NULL;
    *node = (struct tct_yaml_node){.kind = kind,
                                   .line = event->start_mark.line + 1,
                                   .file = b->file,
                                   .text = "",
                                   .written_out = 1};
    return node;
}

static bool is_null(const char *text, bool plain)
{
    return plain && (strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
}

static enum tct_status make_scalar(struct builder *b, const yaml_event_t *event,
                                   struct tct_yaml_node **ret_node)
{
    size_t bytes = event->data.scalar.length;
    const char *text = (const char *)event->data.scalar.value;
    if (strlen(text) != bytes)
        return fail_here(b, event->start_mark.line + 1, "a NUL character", "text");
    struct tct_yaml_node *node = new_node(b, TCT_YAML_SCALAR, event);
    if (node == NULL)
        return memory_failed(b);
    if (!is_null(text, event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)) {
        node->text = text_copy(b->arena, text, bytes);
        node->bytes = bytes;
        if (node->text == NULL)
            return memory_failed(b);
    }
    *ret_node = node;
    return TCT_OK;
}

static enum tct_status make_alias(struct builder *b, const yaml_event_t *event,
                                  struct tct_yaml_node **ret_node)
{
    const char *name = (const char *)event->data.alias.anchor;
    for (size_t i = b->anchor_count; i-- > 0;)
        if (strcmp(b->anchors[i].name, name) == 0) {
            *ret_node = b->anchors[i].node;
            return TCT_OK;
        }
    return fail_here(b, event->start_mark.line + 1, name, "the name of an anchor that is complete");
}

static enum tct_status set_anchor(struct builder *b, const char *name, struct tct_yaml_node *node)
{
    if (name == NULL)
        return TCT_OK;
    if (b->anchor_count == ANCHORS_MAX)
        return fail_here(b, node->line, "more than 1000 anchors", "fewer");
    b->anchors[b->anchor_count++] = (struct anchor){name, node};
    return TCT_OK;
}

static enum tct_status grow(struct builder *b, struct open_node *open)
{
    struct tct_yaml_node *node = open->node;
    if (node->count < open->room)
        return TCT_OK;
    size_t room = open->room == 0 ? FIRST_ROOM : 2 * open->room;
    struct tct_yaml_node **items = TCT_ARENA_NEW(b->arena, struct tct_yaml_node *, room);
    struct tct_yaml_node **keys = TCT_ARENA_NEW(b->arena, struct tct_yaml_node *, room);
    if (items == NULL || keys == NULL)
        return memory_failed(b);
    if (node->count > 0) {
        memcpy(items, node->items, node->count * sizeof(struct tct_yaml_node *));
        memcpy(keys, node->keys, node->count * sizeof(struct tct_yaml_node *));
    }
    node->items = items;
    node->keys = keys;
    open->room = room;
    return TCT_OK;
}

static enum tct_status take_key(struct builder *b, struct open_node *open,
                                struct tct_yaml_node *key)
{
    const struct tct_yaml_node *map = open->node;
    if (key->kind != TCT_YAML_SCALAR || key->bytes == 0)
        return tct_yaml_fail(key, "a key", b->err);
    if (map->count == TCT_YAML_KEYS)
        return fail_here(b, key->line, "a map of more than 256 keys", "fewer");
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->keys[i]->text, key->text) == 0) {
            char expected[64];
            (void)snprintf(expected, sizeof(expected), "it once (line %zu has it)",
                           map->keys[i]->line);
            return tct_yaml_fail(key, expected, b->err);
        }
    open->key = key;
    return TCT_OK;
}

/* Puts a complete node where it belongs: the root, an item, a key or a value. */
static enum tct_status place(struct builder *b, struct tct_yaml_node *node)
{
    if (b->depth == 0) {
        b->root = node;
        return TCT_OK;
    }
    struct open_node *open = &b->open[b->depth - 1];
    struct tct_yaml_node *parent = open->node;
    parent->written_out += node->written_out;
    if (parent->written_out > NODES_MAX)
        return tct_fail_at(b->err, TCT_ERR_LIMIT, b->file, node->line,
                           "more than a million values with aliases written out", "fewer");
    if (parent->kind == TCT_YAML_MAP && open->key == NULL)
        return take_key(b, open, node);
    enum tct_status status = grow(b, open);
    if (status != TCT_OK)
        return status;
    parent->keys[parent->count] = open->key;
    parent->items[parent->count++] = node;
    open->key = NULL;
    return TCT_OK;
}

static enum tct_status open_collection(struct builder *b, enum tct_yaml_kind kind,
                                       const yaml_event_t *event, const yaml_char_t *anchor)
{
    if (b->depth == DEPTH_MAX)
        return fail_here(b, event->start_mark.line + 1, "more than 32 levels", "fewer");
    struct open_node *open = &b->open[b->depth];
    *open = (struct open_node){.node = new_node(b, kind, event)};
    if (open->node == NULL)
        return memory_failed(b);
    if (anchor != NULL) {
        const char *name = (const char *)anchor;
        open->anchor = text_copy(b->arena, name, strlen(name));
        if (open->anchor == NULL)
            return memory_failed(b);
    }
    b->depth++;
    return TCT_OK;
}

static enum tct_status close_collection(struct builder *b)
{
    b->depth--;
    struct tct_yaml_node *node = b->open[b->depth].node;
    enum tct_status status = set_anchor(b, b->open[b->depth].anchor, node);
    return status == TCT_OK ? place(b, node) : status;
}

static enum tct_status take_scalar(struct builder *b, const yaml_event_t *event)
{
    struct tct_yaml_node *node = NULL;
    enum tct_status status = make_scalar(b, event, &node);
    if (status == TCT_OK && event->data.scalar.anchor != NULL) {
        const char *name = (const char *)event->data.scalar.anchor;
        const char *copy = text_copy(b->arena, name, strlen(name));
        status = copy == NULL ? memory_failed(b) : set_anchor(b, copy, node);
    }
    return status == TCT_OK ? place(b, node) : status;
}

static enum tct_status take_alias(struct builder *b, const yaml_event_t *event)
{
    struct tct_yaml_node *node = NULL;
    enum tct_status status = make_alias(b, event, &node);
    return status == TCT_OK ? place(b, node) : status;
}

static enum tct_status take_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->root != NULL)
            return fail_here(b, event->start_mark.line + 1, "a second document", "one");
        return TCT_OK;
    case YAML_SCALAR_EVENT:
        return take_scalar(b, event);
    case YAML_ALIAS_EVENT:
        return take_alias(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(b, TCT_YAML_LIST, event, event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        return open_collection(b, TCT_YAML_MAP, event, event->data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(b);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return TCT_OK;
}

/* Of text that is no UTF-8 libyaml knows the offset and not the line. */
static size_t problem_line(const struct builder *b)
{
    if (b->parser.error != YAML_READER_ERROR)
        return b->parser.problem_mark.line + 1;
    size_t line = 1;
    for (size_t i = 0; i < b->input_bytes && i < b->parser.problem_offset; i++)
        line += b->input[i] == '\n';
    return line;
}

static enum tct_status parser_failed(struct builder *b)
{
    const yaml_parser_t *parser = &b->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return memory_failed(b);
    return fail_here(b, problem_line(b), parser->problem != NULL ? parser->problem : "broken text",
                     "YAML");
}

static enum tct_status take_all(struct builder *b)
{
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b->parser, &event))
            return parser_failed(b);
        bool end = event.type == YAML_STREAM_END_EVENT;
        enum tct_status status = take_event(b, &event);
        yaml_event_delete(&event);
        if (status != TCT_OK || end)
            return status;
    }
}

enum tct_status tct_yaml_parse(const char *file, const char *text, size_t bytes,
                               struct tct_arena *arena, const struct tct_yaml_node **ret_root,
                               struct tct_error *err)
{
    if (bytes > TCT_YAML_FILE_BYTES)
        return tct_fail_at(err, TCT_ERR_LIMIT, file, 0, "more than 4 MiB", "a smaller file");
    struct builder *b = calloc(1, sizeof(*b));
    if (b == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file);
    b->input = text;
    b->input_bytes = bytes;
    b->arena = arena;
    b->err = err;
    b->file = text_copy(arena, file, strlen(file));
    enum tct_status status = TCT_OK;
    if (b->file == NULL || !yaml_parser_initialize(&b->parser)) {
        b->file = file;
        status = memory_failed(b);
    } else {
        yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&b->parser, (const unsigned char *)text, bytes);
        status = take_all(b);
        yaml_parser_delete(&b->parser);
    }
    if (status == TCT_OK && b->root == NULL)
        status = tct_fail_at(err, TCT_ERR_INPUT, file, 0, "an empty file", "keys and values");
    *ret_root = b->root;
    free(b);
    return status;
}

enum tct_status tct_yaml_load(const char *path, struct tct_arena *arena,
                              const struct tct_yaml_node **ret_root, struct tct_error *err)
{
    char *text;
    size_t bytes;
    enum tct_status status = text_read_file(path, TCT_YAML_FILE_BYTES, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    size_t skip = text_bom_bytes(text, bytes);
    status = tct_yaml_parse(path, text + skip, bytes - skip, arena, ret_root, err);
    free(text);
    return status;
}
