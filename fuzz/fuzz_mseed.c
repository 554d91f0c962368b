/* Fuzz: miniSEED records with any bytes, surveyed and read to the end. */
#include "bytes_as_file.h"
#include "mseed_survey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum tct_status survey_and_open(const struct recording_file *file, uint32_t channel,
                                       struct recording_stream *ret_stream, struct tct_error *err)
{
    struct recording_file own = *file;
    enum tct_status status = mseed_survey_new(&own, &own.survey, err);
    if (status != TCT_OK) {
        (void)close(own.descriptor);
        return status;
    }
    status = mseed_open(&own, channel, ret_stream, err);
    mseed_survey_free(own.survey);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_format(survey_and_open, data, size);
    return 0;
}
