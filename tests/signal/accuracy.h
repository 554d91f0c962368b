/* Accuracy: how far onsets lie from the truth, and whether their standard errors say so. */
#ifndef TEST_SIGNAL_ACCURACY_H
#define TEST_SIGNAL_ACCURACY_H

#include "listen.h"

struct trial {
    double rate_hz;
    double snr_db; /* peak over the noise's standard deviation, of the whole band */
    double rise_s; /* fronts rise over 0 to so long */
    enum blast_front front;
    bool mixed; /* instead: sharp, straight, sharp, half a cosine, in turn */
    bool pink;
    double tau_least_s, tau_most_s; /* positive phases between, evenly in their logarithm */
    size_t blasts;
    uint64_t seed;
};

struct accuracy {
    size_t heard; /* within 5 ms */
    double bias_s, rms_s;
    double residual; /* rms of the error over its standard error */
    double sigma_s;  /* rms of the standard errors */
    double bound_s; /* Cramer and Rao's, of a pulse that is known but for its onset, in white noise:
                       1/((2E/N0) beta^2), rms of those heard */
};

struct accuracy accuracy_measure(const struct trial *trial);

#endif
