/* Members of a report from text. */
#include "statement_cell.h"

#include <string.h>

#include "text.h"

enum cell { CELL_TEXT, CELL_NUMBER, CELL_TRUTH, CELL_COUNT };

static const double NUMBER_MOST = 1e9;

/* `part`: of which member, and under which name there; NULL: the cell is the member. */
static const struct {
    const char *name;
    enum cell cell;
    const char *member, *part;
} CELLS[] = {
    {"id", CELL_TEXT, NULL, NULL},
    {"about", CELL_TEXT, NULL, NULL},
    {"channel", CELL_TEXT, NULL, NULL},
    {"party", CELL_TEXT, NULL, NULL},
    {"accused", CELL_TEXT, NULL, NULL},
    {"received", CELL_TEXT, NULL, NULL},
    {"time", CELL_TEXT, NULL, NULL},
    {"until", CELL_TEXT, NULL, NULL},
    {"time_sigma_s", CELL_NUMBER, NULL, NULL},
    {"observation", CELL_TEXT, NULL, NULL},
    {"direction", CELL_TEXT, NULL, NULL},
    {"means", CELL_TEXT, NULL, NULL},
    {"count", CELL_COUNT, NULL, NULL},
    {"observer", CELL_TEXT, NULL, NULL},
    {"bearing", CELL_TEXT, NULL, NULL},
    {"bearing_deg", CELL_NUMBER, NULL, NULL},
    {"bearing_sigma_deg", CELL_NUMBER, NULL, NULL},
    {"distance_m", CELL_NUMBER, NULL, NULL},
    {"place", CELL_TEXT, NULL, NULL},
    {"inside_disengagement_area", CELL_TRUTH, NULL, NULL},
    {"weapon", CELL_TEXT, NULL, NULL},
    {"calibre_mm", CELL_NUMBER, NULL, NULL},
    {"text", CELL_TEXT, NULL, NULL},
    {"witnesses", CELL_NUMBER, NULL, NULL},
    {"restriction", CELL_TEXT, NULL, NULL},
    {"reason", CELL_TEXT, NULL, NULL},
    {"duration_s", CELL_NUMBER, NULL, NULL},
    {"damage", CELL_TEXT, NULL, NULL},
    {"corrects", CELL_TEXT, NULL, NULL},
    {"place_x_m", CELL_NUMBER, "place", "x_m"},
    {"place_y_m", CELL_NUMBER, "place", "y_m"},
    {"observer_x_m", CELL_NUMBER, "observer", "x_m"},
    {"observer_y_m", CELL_NUMBER, "observer", "y_m"},
    {"killed", CELL_NUMBER, "casualties", "killed"},
    {"injured", CELL_NUMBER, "casualties", "injured"},
    {"civilian", CELL_TRUTH, "casualties", "civilian"},
    {"drone_interference", CELL_TEXT, "drone", "interference"},
    {"drone_lost", CELL_TRUTH, "drone", "lost"},
    {"drone_model", CELL_TEXT, "drone", "model"},
};

_Static_assert(TCT_COUNT(CELLS) == STATEMENT_CELLS, "one name each");

const char *statement_cell_name(size_t cell)
{
    TCT_ASSERT(cell < TCT_COUNT(CELLS));
    return CELLS[cell].name;
}

size_t statement_cell_find(const char *name)
{
    for (size_t i = 0; i < TCT_COUNT(CELLS); i++)
        if (strcmp(CELLS[i].name, name) == 0)
            return i;
    TCT_ASSERT(false);
}

/* "12", "~12", "10-20", "many"; NULL: none of these. */
static json_t *count_of(const char *text)
{
    bool about = text[0] == '~';
    const char *number = text + about, *dash = strchr(number, '-');
    double low = 0.0, high = 0.0;
    if (strcmp(text, "many") == 0 || strcmp(text, "uncountable") == 0)
        return json_string("uncountable");
    if (dash != NULL && dash > number && text_number(number, (size_t)(dash - number), &low) &&
        text_number(dash + 1, strlen(dash + 1), &high))
        return json_pack("{s:f, s:f}", "from", low, "to", high);
    return text_number(number, strlen(number), &low)
               ? json_pack("{s:f}", about ? "about" : "exact", low)
               : NULL;
}

static json_t *truth_of(const char *text)
{
    if (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0)
        return json_true();
    return strcmp(text, "no") == 0 || strcmp(text, "false") == 0 ? json_false() : NULL;
}

static json_t *number_of(const char *text)
{
    double number = 0.0;
    bool good =
        text_number(text, strlen(text), &number) && number >= -NUMBER_MOST && number <= NUMBER_MOST;
    return good ? json_real(number) : NULL;
}

static json_t *value_of(enum cell cell, const char *text, const char **ret_expected)
{
    static const char *const EXPECTED[] = {"text in UTF-8", "a number", "yes or no",
                                           "a count as 12, ~12, 10-20 or many"};
    *ret_expected = EXPECTED[cell];
    switch (cell) {
    case CELL_NUMBER:
        return number_of(text);
    case CELL_TRUTH:
        return truth_of(text);
    case CELL_COUNT:
        return count_of(text);
    case CELL_TEXT:
        break;
    }
    return json_string(text);
}

bool statement_cell_set(json_t *report, size_t cell, const char *text, const char **ret_expected)
{
    TCT_ASSERT(cell < TCT_COUNT(CELLS));
    const char *member = CELLS[cell].member;
    if (text[0] == '\0')
        return true;
    json_t *value = value_of(CELLS[cell].cell, text, ret_expected);
    if (member == NULL)
        return json_object_set_new(report, CELLS[cell].name, value) == 0;
    if (value != NULL && !json_is_object(json_object_get(report, member)))
        (void)json_object_set_new(report, member, json_object());
    return json_object_set_new(json_object_get(report, member), CELLS[cell].part, value) == 0;
}
