/* Cases as somebody may see them. */
#include "case_reading.h"

enum tct_status case_reading_open(struct case_reading *reading, const struct command *self,
                                  const struct reading_request *request, struct tct_error *err)
{
    *reading = (struct case_reading){.self = self};
    enum tct_status status = ground_open(&reading->ground, self, request->sector_path, err);
    if (status != TCT_OK) {
        reading->ground.command = NULL;
        return status;
    }
    if (request->record == NULL)
        return tct_fail(err, TCT_ERR_USE, "expected --record DIR");
    status = incident_viewer_open(&reading->viewer, &reading->ground.sector, request->policy_path,
                                  request->role, request->party, request->now, err);
    return status == TCT_OK ? docket_open(&reading->docket, &reading->ground.sector,
                                          request->procedure, request->record, request->only, err)
                            : status;
}

int case_reading_close(struct case_reading *reading, enum tct_status status,
                       const struct tct_error *err, int code)
{
    docket_close(&reading->docket);
    return reading->ground.command == NULL
               ? command_failed(reading->self, err)
               : ground_close(&reading->ground, status, err, false, code);
}

/* What a case is about happened before it was opened: nobody sees anything sooner by that. */
enum tct_status case_reading_view(const struct case_reading *reading,
                                  const struct tct_case_told *told, json_t **ret,
                                  struct tct_error *err)
{
    return tct_case_view(told, &reading->viewer.viewer, told->inquiry->acts[0]->at_ns,
                         reading->viewer.now_ns, ret, err);
}
