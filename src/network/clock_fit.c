/* Clock fit: the offset at which lags agree best, against the flat background of chance; then a
 * drift, a jump, another place, each where it explains more than it costs.
 *
 * The likelihood of one lag is a normal around the offset over the rate of chance. Models are
 * compared by their evidence (Laplace; MacKay 1992): what a parameter gains against its prior odds
 * and the share of its prior that the data leave. Offsets and moves are as likely in every decade.
 */
#include "clock_fit.h"

#include <math.h>
#include <string.h>

/* One station in twenty has a clock that is off, and one in five of these drifts; one in a hundred
 * was moved; a clock that jumps is as rare. */
static const double OFF_SHARE = 0.05, DRIFT_SHARE = 0.2, MOVED_SHARE = 0.01, JUMP_SHARE = 0.01;

/* Decades over which offsets (1 ms to LAG_MOST_S) and moves (1 m to 1 km) are spread: natural logs.
 */
static const double OFFSET_SPAN = 8.3, MOVE_SPAN = 6.9;

/* Clocks that drift by more are no clocks: 200 ppm. */
static const double DRIFT_MOST = 200e-6;
enum { DRIFT_STEPS = 40 };

static const double MOVE_MOST_M = 400, MOVE_STEP_M = 20;
enum { MOVE_STEPS = 41 }; /* from one end to the other */

/* Fewer that agree, counting those of one place once, prove nothing; and what is not this many
 * standard errors off is not said to be off. */
static const double AGREE_LEAST = 3, SIGMAS_LEAST = 4;

static const double BIN_S = 2 * LAG_MOST_S / (CLOCK_BINS - 1);

/* A lag further from an offset than this tells nothing of it. */
static const double SIGMAS_FAR = 4;

enum { STEPS_MOST = 12 };

static const double TWO_PI = 6.283185307179586;

/* Lags of a stretch of time, and what the clock is believed to be able to do. */
struct stretch {
    const struct lag *lags;
    size_t count;
    double middle_s;
    double expected, spread2; /* weight of the lags that should agree, and its variance */
    double clock_sigma_s;
    float *grid;
};

static double middle_of(const struct lag *lags, size_t count)
{
    return count > 0 ? (lags[0].shown_s + lags[count - 1].shown_s) / 2 : 0;
}

/* The lags from number `from` up to `to`. */
static struct stretch part_of(const struct stretch *s, size_t from, size_t to)
{
    double share = (double)(to - from) / (double)s->count;
    struct stretch part = *s;
    part.lags = s->lags + from;
    part.count = to - from;
    part.middle_s = middle_of(part.lags, part.count);
    part.expected *= share;
    part.spread2 *= share;
    return part;
}

/* Odds of a lag being an arrival when it should be `off_s`, over its being chance. */
static double odds_at(const struct lag *lag, double off_s)
{
    double off = lag->lag_s - off_s, squared = off * off / lag->variance_s2;
    if (squared > SIGMAS_FAR * SIGMAS_FAR)
        return 0;
    return lag->odds * exp(-0.5 * squared) / sqrt(TWO_PI * lag->variance_s2);
}

/* An offset that changes with time and, for a station that was moved, with the direction. */
enum { OFF, DRIFT, EAST, NORTH, PARAMETERS };

struct model {
    double value[PARAMETERS];
    double variance[PARAMETERS]; /* of those that were free */
    double gain;                 /* log likelihood over chance alone */
    double agree;                /* weight of the lags that it explains */
};

static void row_of(const struct stretch *s, const struct lag *lag, double row[PARAMETERS])
{
    row[OFF] = 1;
    row[DRIFT] = lag->shown_s - s->middle_s;
    row[EAST] = lag->east_s_m;
    row[NORTH] = lag->north_s_m;
}

static double off_at(const struct model *model, const double row[PARAMETERS])
{
    double off_s = 0;
    for (size_t i = 0; i < PARAMETERS; i++)
        off_s += model->value[i] * row[i];
    return off_s;
}

static void weigh(const struct stretch *s, struct model *model)
{
    model->gain = model->agree = 0;
    for (size_t k = 0; k < s->count; k++) {
        double row[PARAMETERS];
        row_of(s, &s->lags[k], row);
        double odds = odds_at(&s->lags[k], off_at(model, row));
        model->gain += s->lags[k].weight * log1p(odds);
        model->agree += s->lags[k].weight * odds / (1 + odds);
    }
}

/* One or two parameters of the four are free: normal equations of what belongs to the model. */
struct normal {
    double info[3], pull[2]; /* info: 11, 12, 22 */
    double squares, agree;
};

static struct normal linearize(const struct stretch *s, const struct model *model, size_t a,
                               size_t b)
{
    struct normal n = {0};
    for (size_t k = 0; k < s->count; k++) {
        const struct lag *lag = &s->lags[k];
        double row[PARAMETERS];
        row_of(s, lag, row);
        double off_s = off_at(model, row), odds = odds_at(lag, off_s);
        double share = lag->weight * odds / (1 + odds), weight = share / lag->variance_s2;
        double residual_s = lag->lag_s - off_s;
        n.info[0] += weight * row[a] * row[a];
        n.info[1] += weight * row[a] * row[b];
        n.info[2] += weight * row[b] * row[b];
        n.pull[0] += weight * row[a] * residual_s;
        n.pull[1] += weight * row[b] * residual_s;
        n.squares += weight * residual_s * residual_s;
        n.agree += share;
    }
    return n;
}

/* Climbs to the nearest peak over parameter `a`, and `b` where that is another one
 * (expectation-maximisation). Lags that scatter more than they should make it less sure. */
static void climb(const struct stretch *s, size_t a, size_t b, struct model *model)
{
    for (int step = 0; step < STEPS_MOST; step++) {
        struct normal n = linearize(s, model, a, b);
        double determinant = n.info[0] * n.info[2] - n.info[1] * n.info[1];
        bool both = a != b && determinant > 1e-9 * n.info[0] * n.info[2];
        if (!(n.info[0] > 0))
            break;
        double scatter = n.agree > 3 ? fmax(1, n.squares / (n.agree - 2)) : 1;
        model->variance[a] = scatter * (both ? n.info[2] / determinant : 1 / n.info[0]);
        double move_a = n.pull[0] / n.info[0], move_b = 0;
        if (both) {
            model->variance[b] = scatter * n.info[0] / determinant;
            move_a = (n.info[2] * n.pull[0] - n.info[1] * n.pull[1]) / determinant;
            move_b = (n.info[0] * n.pull[1] - n.info[1] * n.pull[0]) / determinant;
            model->value[b] += move_b;
        }
        model->value[a] += move_a;
        if (move_a * move_a < 1e-4 * model->variance[a] &&
            move_b * move_b <= 1e-4 * model->variance[b])
            break;
    }
    weigh(s, model);
}

/* Whether nothing asks for more: the lags that should be there are there, and neither an offset nor
 * a drift nor a move would bring them much nearer (score tests; Rao 1948). */
static bool explains(const struct stretch *s, const struct model *model)
{
    static const double MISSING_SIGMAS = 1.5, SCORE = 8;
    if (model->agree < s->expected - MISSING_SIGMAS * sqrt(s->spread2))
        return false;
    for (size_t i = 0; i < PARAMETERS; i++) {
        struct normal n = linearize(s, model, i, i);
        if (n.pull[0] * n.pull[0] > SCORE * n.info[0])
            return false;
    }
    return true;
}

/* The grid of a stretch: log likelihoods by offset, of each of its chunks (as many lags in each),
 * and of all chunks up to each. */
static float *chunk_of(const struct stretch *s, size_t chunk)
{
    return s->grid + chunk * CLOCK_BINS;
}

static float *chunks_before(const struct stretch *s, size_t chunk)
{
    return s->grid + (CLOCK_CHUNKS + chunk) * CLOCK_BINS;
}

static float *spare_row(const struct stretch *s)
{
    return s->grid + (size_t)2 * CLOCK_CHUNKS * CLOCK_BINS;
}

static void add_bump(const struct lag *lag, float *row)
{
    double wide_s = SIGMAS_FAR * sqrt(lag->variance_s2);
    int low = (int)ceil((lag->lag_s - wide_s + LAG_MOST_S) / BIN_S);
    int high = (int)floor((lag->lag_s + wide_s + LAG_MOST_S) / BIN_S);
    low = low < 0 ? 0 : low;
    high = high >= CLOCK_BINS ? CLOCK_BINS - 1 : high;
    for (int i = low; i <= high; i++)
        row[i] += (float)(lag->weight * log1p(odds_at(lag, i * BIN_S - LAG_MOST_S)));
}

static size_t chunk_begin(const struct stretch *s, size_t chunk)
{
    return s->count * chunk / CLOCK_CHUNKS;
}

static void fill_grid(const struct stretch *s)
{
    memset(s->grid, 0, CLOCK_GRID * sizeof(*s->grid));
    for (size_t c = 0; c < CLOCK_CHUNKS; c++) {
        for (size_t k = chunk_begin(s, c); k < chunk_begin(s, c + 1); k++)
            add_bump(&s->lags[k], chunk_of(s, c));
        for (size_t i = 0; i < CLOCK_BINS; i++)
            chunks_before(s, c)[i] = chunk_of(s, c)[i] + (c > 0 ? chunks_before(s, c - 1)[i] : 0);
    }
}

static int highest(const float *row)
{
    int best = 0;
    for (int i = 1; i < CLOCK_BINS; i++)
        if (row[i] > row[best])
            best = i;
    return best;
}

static double offset_of(int bin)
{
    return bin * BIN_S - LAG_MOST_S;
}

static struct model best_offset(const struct stretch *s)
{
    struct model model = {
        .value = {[OFF] = offset_of(highest(chunks_before(s, CLOCK_CHUNKS - 1)))}};
    climb(s, OFF, OFF, &model);
    return model;
}

/* All chunks, each moved by what the drift makes of its middle. */
static void add_drifted(const struct stretch *s, double drift, float *row)
{
    memset(row, 0, CLOCK_BINS * sizeof(*row));
    for (size_t c = 0; c < CLOCK_CHUNKS; c++) {
        size_t begin = chunk_begin(s, c), end = chunk_begin(s, c + 1);
        if (begin == end)
            continue;
        double at_s = (s->lags[begin].shown_s + s->lags[end - 1].shown_s) / 2 - s->middle_s;
        double shift = round(drift * at_s / BIN_S);
        int by = (int)fmax(-CLOCK_BINS, fmin(CLOCK_BINS, shift));
        int low = by < 0 ? -by : 0, high = by > 0 ? CLOCK_BINS - by : CLOCK_BINS;
        const float *from = chunk_of(s, c);
        for (int i = low; i < high; i++)
            row[i] += from[i + by];
    }
}

static struct model best_drift(const struct stretch *s)
{
    struct model best = {0};
    float top = -1, *row = spare_row(s);
    for (int step = -DRIFT_STEPS; step <= DRIFT_STEPS; step++) {
        double drift = DRIFT_MOST * step / DRIFT_STEPS;
        add_drifted(s, drift, row);
        int at = highest(row);
        if (row[at] <= top)
            continue;
        top = row[at];
        best = (struct model){.value = {[OFF] = offset_of(at), [DRIFT] = drift}};
    }
    climb(s, OFF, DRIFT, &best);
    return best;
}

/* Log likelihoods by how far a station may have been moved. */
struct moves {
    double gain[MOVE_STEPS][MOVE_STEPS]; /* by east, then north */
};

static double move_of(size_t step)
{
    return (double)step * MOVE_STEP_M - MOVE_MOST_M;
}

/* A lag agrees with few moves north for each move east: the others are not asked. */
static void add_moves(const struct lag *lag, struct moves *moves)
{
    double wide_m = SIGMAS_FAR * sqrt(lag->variance_s2) / fabs(lag->north_s_m);
    for (size_t x = 0; x < MOVE_STEPS; x++) {
        double east_s = move_of(x) * lag->east_s_m;
        double middle_m = (lag->lag_s - east_s) / lag->north_s_m;
        double from = floor((middle_m - wide_m + MOVE_MOST_M) / MOVE_STEP_M);
        double to = fmin(MOVE_STEPS - 1, ceil((middle_m + wide_m + MOVE_MOST_M) / MOVE_STEP_M));
        if (from > MOVE_STEPS - 1 || to < 0)
            continue;
        for (size_t y = (size_t)fmax(0, from); y <= (size_t)to; y++)
            moves->gain[x][y] +=
                lag->weight * log1p(odds_at(lag, east_s + move_of(y) * lag->north_s_m));
    }
}

static struct model best_move(const struct stretch *s)
{
    struct moves moves = {0};
    for (size_t k = 0; k < s->count; k++)
        add_moves(&s->lags[k], &moves);
    struct model best = {0};
    for (size_t x = 0; x < MOVE_STEPS; x++)
        for (size_t y = 0; y < MOVE_STEPS; y++)
            if (moves.gain[x][y] > best.gain)
                best = (struct model){.value = {[EAST] = move_of(x), [NORTH] = move_of(y)},
                                      .gain = moves.gain[x][y]};
    climb(s, EAST, NORTH, &best);
    return best;
}

/* The clock is right: somewhere within its standard error. */
static double gain_of_right(const struct stretch *s)
{
    struct model model = {0};
    weigh(s, &model);
    if (s->clock_sigma_s < BIN_S)
        return model.gain;
    double best = model.gain;
    for (double z = -3; z <= 3; z += 0.25) {
        model.value[OFF] = z * s->clock_sigma_s;
        weigh(s, &model);
        best = fmax(best, model.gain - 0.5 * z * z);
    }
    return best;
}

static double sure(double value, double variance)
{
    return fabs(value) / sqrt(variance);
}

/* log of the share of its prior, which is even in every decade, that an offset leaves. */
static double cost_of_offset(const struct model *model)
{
    double density = 1 / (2 * fmax(fabs(model->value[OFF]), 1e-3) * OFFSET_SPAN);
    return log(OFF_SHARE * fmin(1, density * sqrt(TWO_PI * model->variance[OFF])));
}

static double cost_of_drift(const struct model *model)
{
    double width = sqrt(TWO_PI * model->variance[DRIFT]) / (2 * DRIFT_MOST);
    return log(DRIFT_SHARE * fmin(1, width));
}

static double cost_of_move(const struct model *model)
{
    double x = model->value[EAST], y = model->value[NORTH];
    double density = 1 / (TWO_PI * fmax(1, x * x + y * y) * MOVE_SPAN);
    double volume = TWO_PI * sqrt(model->variance[EAST] * model->variance[NORTH]);
    return log(MOVED_SHARE * fmin(1, density * volume));
}

/* Says of a stretch what a model has of it, if that is clear and better than what was said. */
static void say_better(const struct stretch *s, const struct model *m, bool drifts,
                       double *evidence, struct clock_piece *piece)
{
    double own = m->gain + cost_of_offset(m) + (drifts ? cost_of_drift(m) : 0);
    bool clear = sure(m->value[OFF], m->variance[OFF]) > SIGMAS_LEAST ||
                 (drifts && sure(m->value[DRIFT], m->variance[DRIFT]) > SIGMAS_LEAST);
    if (!(own > *evidence) || !clear || m->agree < AGREE_LEAST)
        return;
    *evidence = own;
    *piece = (struct clock_piece){
        .middle_s = s->middle_s,
        .off_s = m->value[OFF],
        .drift = m->value[DRIFT],
        .sigma_s = sqrt(m->variance[OFF]),
        .drift_sigma = drifts ? sqrt(m->variance[DRIFT]) : 0,
        .wrong = true,
    };
}

/* The best that one piece can say of a stretch, and its log evidence; `ret_enough`: nothing is
 * wrong, and nothing is left to be explained. */
static double fit_piece(const struct stretch *s, struct clock_piece *ret_piece, bool *ret_enough)
{
    double evidence = gain_of_right(s);
    *ret_piece = (struct clock_piece){.middle_s = s->middle_s};
    struct model offset = best_offset(s);
    say_better(s, &offset, false, &evidence, ret_piece);
    *ret_enough = !ret_piece->wrong && explains(s, &offset);
    if (*ret_enough)
        return evidence;
    struct model drift = best_drift(s);
    say_better(s, &drift, true, &evidence, ret_piece);
    return evidence;
}

/* The two offsets before and after one of the chunks' borders that explain a stretch best, and the
 * log likelihood that they reach. */
static double best_pair(const struct stretch *s, double ret_offsets[2])
{
    float top = -1, *after = spare_row(s);
    memset(after, 0, CLOCK_BINS * sizeof(*after));
    for (size_t c = CLOCK_CHUNKS - 1; c > 0; c--) {
        const float *before = chunks_before(s, c - 1), *chunk = chunk_of(s, c);
        for (size_t i = 0; i < CLOCK_BINS; i++)
            after[i] += chunk[i];
        int a = highest(before), b = highest(after);
        if (before[a] + after[b] <= top)
            continue;
        top = before[a] + after[b];
        ret_offsets[0] = offset_of(a);
        ret_offsets[1] = offset_of(b);
    }
    return (double)top;
}

/* Where the clock jumped, if it did: the number of the first lag after it; 0 when a jump could not
 * gain `least`. */
static size_t best_jump(const struct stretch *s, double least)
{
    double offsets[2] = {0, 0};
    if (best_pair(s, offsets) < least)
        return 0;
    size_t best = 0;
    double sum = 0, most = 0; /* what is gained when the lags so far go by the first offset */
    for (size_t k = 0; k < s->count; k++) {
        sum += s->lags[k].weight *
               (log1p(odds_at(&s->lags[k], offsets[0])) - log1p(odds_at(&s->lags[k], offsets[1])));
        if (sum > most) {
            most = sum;
            best = k + 1;
        }
    }
    return best;
}

/* Pieces of a stretch, at most `room`; their log evidence. */
static double fit_pieces(const struct stretch *s, size_t room, struct clock_piece *ret_pieces,
                         size_t *ret_count, bool *ret_enough)
{
    static const size_t LAGS_LEAST = 8;
    fill_grid(s);
    double evidence = fit_piece(s, &ret_pieces[0], ret_enough);
    *ret_count = 1;
    if (*ret_enough || room < 2 || s->count < 2 * LAGS_LEAST)
        return evidence;
    double cost = log(JUMP_SHARE / (double)s->count);
    size_t at = best_jump(s, evidence - cost), left_count = 0, right_count = 0;
    if (at < LAGS_LEAST || at + LAGS_LEAST > s->count)
        return evidence;
    struct clock_piece pieces[CLOCK_PIECES_MOST];
    struct stretch left = part_of(s, 0, at), right = part_of(s, at, s->count);
    bool left_enough = false, right_enough = false;
    double own = cost + fit_pieces(&left, room / 2, pieces, &left_count, &left_enough);
    own += fit_pieces(&right, room - left_count, pieces + left_count, &right_count, &right_enough);
    if (own <= evidence)
        return evidence;
    pieces[left_count].from_s = (s->lags[at - 1].shown_s + s->lags[at].shown_s) / 2;
    *ret_count = left_count + right_count;
    *ret_enough = left_enough && right_enough;
    memcpy(ret_pieces, pieces, *ret_count * sizeof(*pieces));
    return own;
}

struct clock_fit clock_fit_station(const struct lags *lags, uint32_t station, double clock_sigma_s,
                                   float *grid)
{
    const struct lag_station *own = &lags->stations[station];
    struct clock_fit fit = {0};
    struct stretch s = {.lags = lags->all + own->first,
                        .count = own->count,
                        .expected = own->expected,
                        .spread2 = own->spread2,
                        .clock_sigma_s = clock_sigma_s,
                        .grid = grid};
    s.middle_s = middle_of(s.lags, s.count);
    struct model none = {0};
    weigh(&s, &none);
    if (own->expected < AGREE_LEAST || explains(&s, &none))
        return fit;
    bool enough = false;
    double well = gain_of_right(&s);
    double evidence = fit_pieces(&s, CLOCK_PIECES_MOST, fit.pieces, &fit.count, &enough);
    fit.gain = evidence - well;
    if (fit.count == 1 && !fit.pieces[0].wrong)
        fit.count = 0;
    if (enough)
        return fit;
    struct model move = best_move(&s);
    bool clear = hypot(move.value[EAST], move.value[NORTH]) >
                 SIGMAS_LEAST * sqrt(fmax(move.variance[EAST], move.variance[NORTH]));
    if (move.agree < AGREE_LEAST || !clear || move.gain + cost_of_move(&move) <= evidence)
        return fit;
    return (struct clock_fit){
        .moved = true,
        .moved_x_m = move.value[EAST],
        .moved_y_m = move.value[NORTH],
        .gain = move.gain + cost_of_move(&move) - well,
        .moved_sigma_m = sqrt(fmax(move.variance[EAST], move.variance[NORTH])),
    };
}
