/* Wave notes: what the chunks of a WAV file say beyond its samples. Of its time: `guan` (GUANO,
 * lines of text) and `bext` (broadcast wave). Of the recorder: `IART` in `LIST`, where AudioMoth
 * names itself. And of themselves: whether `fmt ` and `data` can be believed.
 *
 * Sources: GUANO Metadata Specification 1.0 (guano-md.org); EBU Tech 3285 version 2, section 2.3.
 */
#ifndef WAVE_NOTES_H
#define WAVE_NOTES_H

#include "recording_format.h"

struct wave_notes {
    bool timed;
    int64_t start_ns;                      /* UTC */
    double rate_hz;                        /* at which it was recorded; NaN when nothing is said */
    const char *source;                    /* "guan chunk": static text */
    char device[TCT_RECORDING_CODE_BYTES]; /* "243B1F026488F56E" of an AudioMoth; "" if not told */
    bool cut_off;                          /* the file ends before its data do */
    /* Of whole numbers without compression; 0 of all else: */
    uint32_t channels, block_bytes, sample_bits;
};

/* Reads the chunks of a RIFF, RF64 or BW64 file; of anything else nothing is said. The time of
 * `guan` is believed before that of `bext`, which has no time zone and is taken for UTC. What is
 * there but wrong is told to the file's warnings. `rate_hz` is that of the samples. */
void wave_notes_read(const struct recording_file *file, double rate_hz,
                     struct wave_notes *ret_notes);

#endif
