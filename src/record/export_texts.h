/* Texts that go into every package; embed.py makes them from the files beside this one. */
#ifndef TACET_RECORD_EXPORT_TEXTS_H
#define TACET_RECORD_EXPORT_TEXTS_H

/* Ended by a NUL. */
extern const char export_check[];   /* export_check.sh */
extern const char export_read_me[]; /* export_read_me.txt */

#endif
