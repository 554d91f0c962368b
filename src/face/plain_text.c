/* The plainest form of what people type. */
#include "plain_text.h"

#include <math.h>
#include <string.h>

#include "tacet/base.h"
#include "text.h"

/* Characters that mean a plain one; each of `first` to `last` means the one as far from `plain`. */
static const struct {
    uint32_t first, last;
    char plain;
    bool same; /* all of them mean `plain` itself */
} MEANINGS[] = {
    {0x0660, 0x0669, '0', false},                              /* Arabic digits */
    {0x06f0, 0x06f9, '0', false},                              /* Persian digits */
    {0xff10, 0xff19, '0', false},                              /* full-width digits */
    {0x00a0, 0x00a0, ' ', true},  {0x2000, 0x200a, ' ', true}, /* blanks of any width */
    {0x202f, 0x202f, ' ', true},  {0x3000, 0x3000, ' ', true},
    {0x00b0, 0x00b0, '*', true},  {0x00ba, 0x00ba, '*', true}, /* degrees */
    {0x02da, 0x02da, '*', true},  {0x2018, 0x2019, '\'', true},
    {0x2032, 0x2032, '\'', true}, /* minutes */
    {0x00b4, 0x00b4, '\'', true}, {0x0060, 0x0060, '\'', true},
    {0x201c, 0x201d, '"', true},  {0x2033, 0x2033, '"', true}, /* seconds */
    {0x2010, 0x2013, '-', true},  {0x2212, 0x2212, '-', true}, /* minus */
    {0x060c, 0x060c, ',', true},  {0x066b, 0x066b, '.', true}, /* Arabic comma, decimal point */
    {0x061b, 0x061b, ';', true},  {'\t', '\t', ' ', true},
};

static char plain_of(uint32_t character)
{
    if (character >= 'a' && character <= 'z')
        return (char)(character - 'a' + 'A');
    for (size_t i = 0; i < TCT_COUNT(MEANINGS); i++)
        if (character >= MEANINGS[i].first && character <= MEANINGS[i].last)
            return MEANINGS[i].same
                       ? MEANINGS[i].plain
                       : (char)(MEANINGS[i].plain + (char)(character - MEANINGS[i].first));
    return character >= ' ' && character <= '~' ? (char)character : '\0';
}

bool plain_text(const char *text, size_t bytes, char *ret_text, size_t room)
{
    size_t used = 0;
    for (size_t at = 0; at < bytes;) {
        uint32_t character = 0;
        size_t step = tct_utf8_decode(text + at, bytes - at, &character);
        char plain = step > 0 ? plain_of(character) : '\0';
        if (plain == '\0' || used + 1 >= room)
            return false;
        at += step;
        if (plain == ' ' && (used == 0 || ret_text[used - 1] == ' '))
            continue;
        if (plain == '\'' && used > 0 && ret_text[used - 1] == '\'')
            ret_text[used - 1] = '"'; /* two signs of minutes are one of seconds */
        else
            ret_text[used++] = plain;
    }
    while (used > 0 && ret_text[used - 1] == ' ')
        used--;
    ret_text[used] = '\0';
    return true;
}

const char *plain_number(const char *at, double *ret, double *ret_unit)
{
    static const char DIGITS[] = "0123456789";
    size_t digits = strspn(at, DIGITS), fraction = 0;
    if (digits == 0 || digits > PLAIN_DIGITS_MOST)
        return NULL;
    if (at[digits] == '.')
        fraction = strspn(at + digits + 1, DIGITS);
    *ret_unit = pow(10.0, -(double)fraction);
    const char *end = at + digits + (fraction > 0 ? fraction + 1 : 0);
    if (!text_number(at, (size_t)(end - at), ret))
        return NULL;
    return *end == '.' && fraction == 0 ? end + 1 : end;
}
