/* Map, the pen: colours, text, marks, and the search for free room.
 *
 * Colours are Okabe & Ito's (jfly.uni-koeln.de/color, 2008), which colour-blind readers can tell
 * apart; no red, no green, no friend and foe. Blue and orange differ in lightness too, and each
 * verdict has a shape of its own, so that a grey print loses nothing. */
#include "map_parts.h"
#include "printable.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double CELL = 2.0; /* points: the grain of free room */

const struct map_colour MAP_INK = {0.13, 0.14, 0.16, 1.0};
const struct map_colour MAP_QUIET = {0.42, 0.43, 0.45, 1.0};
const struct map_colour MAP_PAPER = {1.0, 1.0, 1.0, 1.0};
const struct map_colour MAP_GROUND = {0.977, 0.973, 0.961, 1.0};
const struct map_colour MAP_TRUTH = {0.545, 0.20, 0.43, 1.0};

struct map_colour map_verdict_colour(int verdict)
{
    static const struct map_colour colours[VERDICT_COUNT] = {
        [TCT_SIDE_LEFT] = {0.0, 0.447, 0.698, 1.0},
        [TCT_SIDE_RIGHT] = {0.902, 0.624, 0.0, 1.0},
        [TCT_SIDE_UNDETERMINED] = {0.66, 0.66, 0.66, 1.0},
        [VERDICT_SIDELESS] = {0.34, 0.34, 0.36, 1.0},
    };
    TCT_ASSERT(verdict >= 0 && verdict < VERDICT_COUNT);
    return colours[verdict];
}

struct map_colour map_faded(struct map_colour colour, double alpha)
{
    colour.alpha = alpha;
    return colour;
}

void map_set(cairo_t *cr, struct map_colour colour)
{
    cairo_set_source_rgba(cr, colour.red, colour.green, colour.blue, colour.alpha);
}

static void set_text(struct map *map, const struct map_style *style, const char *text)
{
    PangoFontDescription *font = pango_font_description_from_string("DejaVu Sans,Noto Sans,Sans");
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    if (style->weight == MAP_BOLD)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (style->weight == MAP_ITALIC)
        pango_font_description_set_style(font, PANGO_STYLE_OBLIQUE);
    pango_layout_set_font_description(map->layout, font);
    pango_font_description_free(font);
    pango_layout_set_single_paragraph_mode(map->layout, TRUE);
    /* In a box of a given width every text starts at the left; its letters still run their way. */
    pango_layout_set_auto_dir(map->layout, !(style->width > 0.0));
    pango_layout_set_width(map->layout,
                           style->width > 0.0 ? (int)(style->width * PANGO_SCALE) : -1);
    pango_layout_set_wrap(map->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_height(map->layout, style->lines > 0 ? -style->lines : -1);
    pango_layout_set_ellipsize(map->layout,
                               style->width > 0.0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    char *clean = printable_text(text, MAP_TEXT_CHARS_MAX);
    pango_layout_set_text(map->layout, clean != NULL ? clean : "", -1);
    free(clean);
}

static struct map_point layout_size(struct map *map)
{
    PangoRectangle box;
    pango_layout_get_extents(map->layout, NULL, &box);
    return (struct map_point){(double)box.width / PANGO_SCALE, (double)box.height / PANGO_SCALE};
}

struct map_point map_text_size(struct map *map, const struct map_style *style, const char *text)
{
    set_text(map, style, text);
    return layout_size(map);
}

void map_text(struct map *map, const struct map_style *style, struct map_point at, double ax,
              double ay, double turn_rad, const char *text)
{
    set_text(map, style, text);
    struct map_point size = layout_size(map);
    cairo_save(map->cr);
    cairo_translate(map->cr, at.x, at.y);
    if (turn_rad != 0.0)
        cairo_rotate(map->cr, turn_rad);
    cairo_translate(map->cr, style->width > 0.0 ? 0.0 : -ax * size.x, -ay * size.y);
    if (style->halo > 0.0) {
        cairo_move_to(map->cr, 0.0, 0.0);
        pango_cairo_layout_path(map->cr, map->layout);
        map_set(map->cr, map_faded(MAP_GROUND, 0.9));
        cairo_set_line_width(map->cr, 2.0 * style->halo);
        cairo_set_line_join(map->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(map->cr);
    }
    map_set(map->cr, style->colour);
    cairo_move_to(map->cr, 0.0, 0.0);
    pango_cairo_show_layout(map->cr, map->layout);
    cairo_new_path(map->cr);
    cairo_restore(map->cr);
}

void map_triangle(cairo_t *cr, struct map_point at, double radius, double turn_rad)
{
    cairo_new_path(cr);
    for (int i = 0; i < 3; i++) {
        double a = turn_rad + (double)i * 2.0 * M_PI / 3.0;
        cairo_line_to(cr, at.x + radius * sin(a), at.y - radius * cos(a));
    }
    cairo_close_path(cr);
}

void map_mark(cairo_t *cr, struct map_point at, int verdict, double radius)
{
    double half = radius * sqrt(M_PI) / 2.0; /* of the square of the circle's area */
    cairo_new_path(cr);
    if (verdict == TCT_SIDE_RIGHT) {
        cairo_rectangle(cr, at.x - half, at.y - half, 2.0 * half, 2.0 * half);
    } else if (verdict == TCT_SIDE_UNDETERMINED) {
        double reach = half * M_SQRT2; /* a square on its corner */
        cairo_move_to(cr, at.x, at.y - reach);
        cairo_line_to(cr, at.x + reach, at.y);
        cairo_line_to(cr, at.x, at.y + reach);
        cairo_line_to(cr, at.x - reach, at.y);
        cairo_close_path(cr);
    } else {
        cairo_arc(cr, at.x, at.y, radius, 0.0, 2.0 * M_PI);
        cairo_close_path(cr);
    }
    map_set(cr, map_verdict_colour(verdict));
    cairo_fill_preserve(cr);
    map_set(cr, map_faded(MAP_INK, 0.85));
    cairo_set_line_width(cr, 0.18 * radius);
    cairo_stroke(cr);
}

void map_station_mark(cairo_t *cr, struct map_point at, double radius)
{
    map_triangle(cr, at, radius, 0.0);
    map_set(cr, MAP_PAPER);
    cairo_fill_preserve(cr);
    map_set(cr, MAP_INK);
    cairo_set_line_width(cr, 0.26 * radius);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
    cairo_stroke(cr);
}

void map_cross(cairo_t *cr, struct map_point at, double radius)
{
    cairo_new_path(cr);
    cairo_move_to(cr, at.x - radius, at.y - radius);
    cairo_line_to(cr, at.x + radius, at.y + radius);
    cairo_move_to(cr, at.x + radius, at.y - radius);
    cairo_line_to(cr, at.x - radius, at.y + radius);
    map_set(cr, MAP_TRUTH);
    cairo_set_line_width(cr, 0.35 * radius);
    cairo_stroke(cr);
}

bool map_taken_init(struct map_taken *taken, double width, double height)
{
    taken->columns = (int)ceil(width / CELL);
    taken->rows = (int)ceil(height / CELL);
    taken->cells = calloc((size_t)taken->columns * (size_t)taken->rows, 1);
    return taken->cells != NULL;
}

void map_taken_free(struct map_taken *taken)
{
    free(taken->cells);
}

struct cells {
    int left, top, right, bottom;
};

static int cell(double at, int last)
{
    return (int)fmin(fmax(floor(at / CELL), 0.0), (double)last);
}

static struct cells cells_of(const struct map_taken *taken, struct map_box box)
{
    return (struct cells){cell(box.x0, taken->columns - 1), cell(box.y0, taken->rows - 1),
                          cell(box.x1, taken->columns - 1), cell(box.y1, taken->rows - 1)};
}

bool map_is_free(const struct map_taken *taken, struct map_box box)
{
    struct cells c = cells_of(taken, box);
    for (int row = c.top; row <= c.bottom; row++)
        for (int column = c.left; column <= c.right; column++)
            if (taken->cells[(size_t)row * (size_t)taken->columns + (size_t)column] != 0)
                return false;
    return true;
}

void map_take(struct map_taken *taken, struct map_box box)
{
    struct cells c = cells_of(taken, box);
    for (int row = c.top; row <= c.bottom; row++)
        memset(&taken->cells[(size_t)row * (size_t)taken->columns + (size_t)c.left], 1,
               (size_t)(c.right - c.left + 1));
}

bool map_label(struct map *map, const struct map_panel *panel, const struct map_style *style,
               struct map_point at, double radius, const char *text)
{
    /* Fractions of the text's box that touch the mark: right above first, as maps do (Imhof 1975).
     */
    static const double places[8][2] = {{0, 1},  {0, 0},  {1, 1},  {1, 0},
                                        {0, .5}, {1, .5}, {.5, 1}, {.5, 0}};
    struct map_point size = map_text_size(map, style, text);
    struct map_box room = map_box_grown(panel->page, -2.0);
    double rise = 0.12 * size.y; /* line spacing above and below the letters */
    for (size_t i = 0; i < TCT_COUNT(places); i++) {
        double ax = places[i][0], ay = places[i][1],
               gap = 0.8 + radius * (ax == 0.5 || ay == 0.5 ? 1.5 : 0.9);
        struct map_point anchor = {at.x + gap * (1.0 - 2.0 * ax), at.y + gap * (1.0 - 2.0 * ay)};
        struct map_box box = {anchor.x - ax * size.x, anchor.y - ay * size.y + rise,
                              anchor.x + (1.0 - ax) * size.x,
                              anchor.y + (1.0 - ay) * size.y - rise};
        if (!map_box_holds(room, (struct map_point){box.x0, box.y0}) ||
            !map_box_holds(room, (struct map_point){box.x1, box.y1}) ||
            !map_is_free(&map->taken, box))
            continue;
        map_take(&map->taken, box);
        map_text(map, style, anchor, ax, ay, 0.0, text);
        return true;
    }
    return false;
}

const char *map_party_name(const struct tct_sector *sector, int side)
{
    const struct tct_party *party = &sector->parties[side == TCT_SIDE_LEFT ? 0 : 1];
    if (party->name != NULL && party->name[0] != '\0')
        return party->name;
    if (party->id != NULL && party->id[0] != '\0')
        return party->id;
    return side == TCT_SIDE_LEFT ? "left of the line" : "right of the line";
}

double map_nice_below(double value)
{
    double power = pow(10.0, floor(log10(value) + 1e-9)), digit = value / power * (1.0 + 1e-9);
    return power * (digit >= 5.0 ? 5.0 : digit >= 2.0 ? 2.0 : 1.0);
}
