/* Deadlines and meetings of a plan as iCalendar (RFC 5545). */
#include <stdio.h>
#include <string.h>

#include "tacet/face/plan_file.h"

enum { LINE_BYTES = 75, STAMP_BYTES = 17, TEXT_BYTES = 2048 };

static const int64_t DAY_NS = INT64_C(86400) * TCT_NS_PER_S;

/* Lines of at most 75 bytes, the next of which begin with a blank; no character is torn (3.1). */
static void put_line(FILE *file, const char *line)
{
    size_t used = 0;
    while (*line != '\0') {
        uint32_t character = 0;
        size_t bytes = tct_utf8_decode(line, strlen(line), &character);
        bytes = bytes == 0 ? 1 : bytes;
        if (used + bytes > LINE_BYTES) {
            (void)fputs("\r\n ", file);
            used = 1;
        }
        (void)fwrite(line, 1, bytes, file);
        line += bytes;
        used += bytes;
    }
    (void)fputs("\r\n", file);
}

/* Commas, semicolons and backslashes are escaped (3.3.11); control characters become blanks. */
static void put_text(FILE *file, const char *name, const char *text)
{
    char line[TEXT_BYTES];
    size_t used = (size_t)snprintf(line, sizeof(line), "%s:", name);
    for (; *text != '\0' && used + 3 < sizeof(line); text++) {
        if (strchr(",;\\", *text) != NULL)
            line[used++] = '\\';
        line[used++] = (unsigned char)*text < ' ' ? ' ' : *text;
    }
    line[used] = '\0';
    put_line(file, line);
}

/* "20270301T100000Z" */
static void stamp(int64_t ns, char ret[STAMP_BYTES])
{
    char text[TCT_TIME_TEXT_BYTES];
    tct_time_format(ns, 0, text);
    (void)snprintf(ret, STAMP_BYTES, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", text, text + 5, text + 8,
                   text + 11, text + 14, text + 17);
}

static void put_begin(FILE *file, const struct tct_plan_file *plan, const char *kind,
                      const char *id, int64_t now_ns)
{
    char uid[TEXT_BYTES], written[STAMP_BYTES];
    (void)snprintf(uid, sizeof(uid), "%s.%.200s@%.200s", kind, id, plan->id);
    stamp(now_ns, written);
    (void)fputs("BEGIN:VEVENT\r\n", file);
    put_text(file, "UID", uid);
    (void)fprintf(file, "DTSTAMP:%s\r\n", written);
}

/* The whole day that ends with the deadline, by the plan's clock. */
static void put_deadline(FILE *file, const struct tct_plan_file *plan, size_t i, int64_t now_ns)
{
    char day[STAMP_BYTES], text[TEXT_BYTES];
    int64_t last_ns = plan->plan.measures[i].deadline_ns + plan->utc_offset_s * TCT_NS_PER_S - 1;
    put_begin(file, plan, "deadline", plan->words[i].id, now_ns);
    stamp(last_ns, day);
    (void)fprintf(file, "DTSTART;VALUE=DATE:%.8s\r\n", day);
    stamp(last_ns + DAY_NS, day);
    (void)fprintf(file, "DTEND;VALUE=DATE:%.8s\r\n", day);
    (void)snprintf(text, sizeof(text), "Deadline: %.900s (%.100s)", plan->words[i].text,
                   plan->words[i].owner);
    put_text(file, "SUMMARY", text);
    put_text(file, "DESCRIPTION", plan->goals[plan->plan.measures[i].goal]);
    (void)fputs("END:VEVENT\r\n", file);
}

enum tct_status tct_plan_calendar(FILE *file, const struct tct_plan_file *plan, int64_t now_ns,
                                  struct tct_error *err)
{
    (void)fputs("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tacet//plan//EN\r\n", file);
    for (size_t i = 0; i < plan->plan.count; i++)
        put_deadline(file, plan, i, now_ns);
    for (size_t i = 0; i < plan->meeting_count; i++) {
        char number[32], begins[STAMP_BYTES];
        (void)snprintf(number, sizeof(number), "%zu", i + 1);
        put_begin(file, plan, "meeting", number, now_ns);
        stamp(plan->meetings[i].from_ns, begins);
        (void)fprintf(file, "DTSTART:%s\r\nDURATION:PT1H\r\n", begins);
        put_text(file, "SUMMARY", plan->meetings[i].text);
        (void)fputs("END:VEVENT\r\n", file);
    }
    (void)fputs("END:VCALENDAR\r\n", file);
    return ferror(file) == 0 ? TCT_OK : tct_fail(err, TCT_ERR_IO, "writing a calendar failed");
}
