/* Geometry: what follows from where the elements of an array stand. */
#include "geometry.h"

#include <math.h>
#include <string.h>

/* An axis counts when the elements spread along it by this share of the widest spread, and by more
 * than they may be misplaced. */
static const double SPREAD_LEAST = 0.05, SPREAD_SIGMAS = 3.0;

double dot3(const double *a, const double *b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* One rotation that makes matrix[p][q] zero. */
static void rotate(double matrix[3][3], double vectors[3][3], size_t p, size_t q)
{
    if (matrix[p][q] == 0.0)
        return;
    double theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    double t = (theta >= 0.0 ? 1.0 : -1.0) / (fabs(theta) + sqrt(theta * theta + 1.0));
    double c = 1.0 / sqrt(t * t + 1.0), s = t * c;
    for (size_t k = 0; k < 3; k++) {
        double a = matrix[k][p], b = matrix[k][q];
        matrix[k][p] = c * a - s * b;
        matrix[k][q] = s * a + c * b;
    }
    for (size_t k = 0; k < 3; k++) {
        double a = matrix[p][k], b = matrix[q][k];
        matrix[p][k] = c * a - s * b;
        matrix[q][k] = s * a + c * b;
        a = vectors[p][k];
        b = vectors[q][k];
        vectors[p][k] = c * a - s * b;
        vectors[q][k] = s * a + c * b;
    }
}

void eigen3(double matrix[3][3], double ret_values[3], double ret_vectors[3][3])
{
    enum { SWEEPS = 12 }; /* Jacobi's method converges quadratically: 5 would do */
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            ret_vectors[i][j] = i == j ? 1.0 : 0.0;
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        rotate(matrix, ret_vectors, 0, 1);
        rotate(matrix, ret_vectors, 0, 2);
        rotate(matrix, ret_vectors, 1, 2);
    }
    for (size_t i = 0; i < 3; i++)
        ret_values[i] = matrix[i][i];
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 2; j++)
            if (ret_values[j] < ret_values[j + 1]) {
                double value = ret_values[j], vector[3];
                ret_values[j] = ret_values[j + 1];
                ret_values[j + 1] = value;
                memcpy(vector, ret_vectors[j], sizeof(vector));
                memcpy(ret_vectors[j], ret_vectors[j + 1], sizeof(vector));
                memcpy(ret_vectors[j + 1], vector, sizeof(vector));
            }
}

bool invert_spd(double matrix[3][3], size_t n)
{
    double lower[3][3] = {{0}}, inverse[3][3] = {{0}};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = matrix[i][j];
            for (size_t k = 0; k < j; k++)
                sum -= lower[i][k] * lower[j][k];
            if (i == j && !(sum > 0.0))
                return false;
            lower[i][j] = i == j ? sqrt(sum) : sum / lower[j][j];
        }
    for (size_t i = 0; i < n; i++) {
        inverse[i][i] = 1.0 / lower[i][i];
        for (size_t j = 0; j < i; j++) {
            double sum = 0.0;
            for (size_t k = j; k < i; k++)
                sum -= lower[i][k] * inverse[k][j];
            inverse[i][j] = sum / lower[i][i];
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < n; k++)
                sum += inverse[k][i] * inverse[k][j];
            matrix[i][j] = sum;
        }
    return true;
}

static void place_of(const struct tct_element *element, double ret_place[3])
{
    ret_place[0] = element->x_m;
    ret_place[1] = element->y_m;
    ret_place[2] = element->z_m;
}

void geometry_of(const struct tct_element *elements, size_t count, uint32_t used,
                 struct geometry *ret_geometry)
{
    struct geometry *g = ret_geometry;
    double scatter[3][3] = {{0}}, values[3], place[3], misplaced = 0.0, number = 0.0;
    *g = (struct geometry){0};
    for (size_t i = 0; i < count; i++) {
        if ((used >> i & 1u) == 0)
            continue;
        place_of(&elements[i], place);
        for (size_t j = 0; j < 3; j++)
            g->middle[j] += place[j];
        misplaced = fmax(misplaced, elements[i].position_sigma_m);
        number += 1.0;
    }
    TCT_ASSERT(number > 0.0);
    for (size_t j = 0; j < 3; j++)
        g->middle[j] /= number;
    for (size_t i = 0; i < count; i++) {
        place_of(&elements[i], place);
        for (size_t j = 0; j < 3; j++)
            place[j] -= g->middle[j];
        if ((used >> i & 1u) == 0)
            continue;
        g->reach_m = fmax(g->reach_m, sqrt(dot3(place, place)));
        for (size_t j = 0; j < 3; j++)
            for (size_t k = 0; k < 3; k++)
                scatter[j][k] += place[j] * place[k] / number;
    }
    eigen3(scatter, values, g->axis);
    for (size_t j = 0; j < 3; j++) {
        g->spread[j] = sqrt(fmax(values[j], 0.0));
        g->rank += g->spread[j] > fmax(SPREAD_LEAST * g->spread[0], SPREAD_SIGMAS * misplaced);
    }
    for (size_t i = 0; i < count; i++) {
        place_of(&elements[i], place);
        for (size_t k = 0; k < 3; k++)
            place[k] -= g->middle[k];
        for (size_t j = 0; j < 3; j++)
            g->place[i][j] = dot3(place, g->axis[j]);
    }
}

void geometry_to_xyz(const struct geometry *geometry, const double *along, double ret_xyz[3])
{
    for (size_t k = 0; k < 3; k++) {
        ret_xyz[k] = 0.0;
        for (size_t j = 0; j < geometry->rank; j++)
            ret_xyz[k] += along[j] * geometry->axis[j][k];
    }
}
