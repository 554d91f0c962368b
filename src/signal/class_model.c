/* Class model: placeholder. */
#include "class_model.h"
const struct class_model CLASS_MODEL = {.temperature = 1.0};
