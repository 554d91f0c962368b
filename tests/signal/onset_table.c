/* Onset table: prints how far onsets lie from the truth, for the campaign.
 *
 * usage: onset-table [BLASTS [RATE [mixed]]] */
#include <stdio.h>
#include <stdlib.h>

#include "accuracy.h"

static const struct {
    const char *name;
    enum blast_front front;
    double rise_s;
    bool mixed;
} FRONTS[] = {
    {"sharp and rounded fronts in turn", BLAST_STRAIGHT, 0.001, true},
    {"sharp", BLAST_STRAIGHT, 0.0, false},
    {"sharp, sampled at moments", BLAST_MOMENTS, 0.0, false},
    {"straight rise, 0 to 1 ms", BLAST_STRAIGHT, 0.001, false},
    {"half cosine, 0 to 1 ms", BLAST_COSINE, 0.001, false},
};

static void print_table(double rate_hz, bool pink, size_t front, size_t blasts)
{
    static const double levels_db[] = {0, 5, 10, 15, 20, 25, 30, 35, 40};
    printf("\n%g Hz, %s noise, %s\n", rate_hz, pink ? "pink" : "white", FRONTS[front].name);
    printf("%6s %6s %9s %9s %9s %9s %9s\n", "dB", "heard", "bias us", "rms us", "sigma us",
           "bound us", "residual");
    for (size_t i = 0; i < TCT_COUNT(levels_db); i++) {
        struct trial trial = {.rate_hz = rate_hz,
                              .snr_db = levels_db[i],
                              .rise_s = FRONTS[front].rise_s,
                              .front = FRONTS[front].front,
                              .mixed = FRONTS[front].mixed,
                              .pink = pink,
                              .tau_least_s = 0.0005,
                              .tau_most_s = 0.004,
                              .blasts = blasts,
                              .seed = 21 + i};
        struct accuracy a = accuracy_measure(&trial);
        printf("%6.0f %6.3f", levels_db[i], (double)a.heard / (double)blasts);
        if (a.heard >= 20)
            printf(" %9.1f %9.1f %9.1f %9.1f %9.2f", 1e6 * a.bias_s, 1e6 * a.rms_s, 1e6 * a.sigma_s,
                   1e6 * a.bound_s, a.residual);
        printf("\n");
    }
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    static const double rates[] = {12000.0, 48000.0, 192000.0};
    size_t blasts = argc > 1 ? strtoul(argv[1], NULL, 10) : 400;
    double only_hz = argc > 2 ? strtod(argv[2], NULL) : 0.0;
    for (size_t r = 0; r < TCT_COUNT(rates); r++)
        for (int pink = 0; pink < 2; pink++)
            for (size_t f = 0; f < TCT_COUNT(FRONTS); f++)
                /* At the highest rate the most telling tables have to do. */
                if ((rates[r] < 100000.0 || (!pink && f < 2)) &&
                    (only_hz == 0.0 || only_hz == rates[r]) && (argc < 4 || FRONTS[f].mixed))
                    print_table(rates[r], pink, f, blasts);
    return 0;
}
