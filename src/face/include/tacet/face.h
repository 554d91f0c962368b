/* Tacet face: everything that touches the outside. Degrees, strings and file formats live here and
 * nowhere below. */
#ifndef TACET_FACE_H
#define TACET_FACE_H

#include "tacet/face/atomic_file.h"
#include "tacet/face/coverage_map.h"
#include "tacet/face/detect.h"
#include "tacet/face/detect_array.h"
#include "tacet/face/detections.h"
#include "tacet/face/events.h"
#include "tacet/face/health.h"
#include "tacet/face/http_client.h"
#include "tacet/face/http_server.h"
#include "tacet/face/http_storage.h"
#include "tacet/face/map.h"
#include "tacet/face/mgrs.h"
#include "tacet/face/progress.h"
#include "tacet/face/recording.h"
#include "tacet/face/report_table.h"
#include "tacet/face/score.h"
#include "tacet/face/sector.h"
#include "tacet/face/sector_array.h"
#include "tacet/face/table.h"
#include "tacet/face/warnings.h"
#include "tacet/face/witness_client.h"
#include "tacet/face/yaml.h"

#endif
