/* Tacet, the ground floor: what every other floor may use. Knows nothing of sound or of records. */
#ifndef TACET_BASE_H
#define TACET_BASE_H

#include "tacet/base/arena.h"
#include "tacet/base/detection.h"
#include "tacet/base/element.h"
#include "tacet/base/frame.h"
#include "tacet/base/random.h"
#include "tacet/base/ring.h"
#include "tacet/base/status.h"
#include "tacet/base/time.h"

#endif
