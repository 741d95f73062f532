/* What C adds to a call: warm solves and tracked calls at a point through libfpk's exports, and the same calls made by its own managed code
   (fpk_inside_..., built with -p:FpkInside=true), in turns. Prints a line of name, nanoseconds inside, and what C adds: lower quartiles
   of 1,001 pieces of some 50 microseconds each, since interruptions only ever add. Linked by bench -- ahead. */
#include "fpk.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int fpk_inside_solve_f64(fpk_solver *solver, int64_t batch, int64_t n, const double *x, double *r, int64_t turns, double *nanoseconds);
int fpk_inside_track_f64(fpk_tracker *tracker, int64_t n, const double *x, double *r, int64_t turns, double *nanoseconds);

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static fpk_solver *solver;
static fpk_tracker *tracker;
static double w[256 * 256], x[256], r[256];

static double solved(int64_t n, int64_t turns) {
  double start = now();
  for (int64_t i = 0; i < turns; i++)
    if (fpk_solver_solve_f64(solver, 1, n, x, r, NULL, 1, NULL)) exit(1);
  return (now() - start) / (double)turns;
}

static double solved_inside(int64_t n, int64_t turns) {
  double ns;
  if (fpk_inside_solve_f64(solver, 1, n, x, r, turns, &ns)) exit(1);
  return ns;
}

static double tracked(int64_t n, int64_t turns) {
  double start = now();
  for (int64_t i = 0; i < turns; i++)
    if (fpk_tracker_track_f64(tracker, n, x, r, NULL, FPK_OWN, 0, NULL)) exit(1);
  return (now() - start) / (double)turns;
}

static double tracked_inside(int64_t n, int64_t turns) {
  double ns;
  if (fpk_inside_track_f64(tracker, n, x, r, turns, &ns)) exit(1);
  return ns;
}

static void compare(const char *name, int64_t n, double (*outer)(int64_t, int64_t), double (*inner)(int64_t, int64_t)) {
  enum { pieces = 1001 };
  static double inside[pieces], outside[pieces];
  outer(n, 3000);
  int64_t turns = 1 + (int64_t)(50000 / inner(n, 3000));
  for (int i = 0; i < pieces; i++) {
    if (i & 1) outside[i] = outer(n, turns);
    inside[i] = inner(n, turns);
    if (!(i & 1)) outside[i] = outer(n, turns);
  }
  qsort(inside, pieces, sizeof *inside, by_value);
  qsort(outside, pieces, sizeof *outside, by_value);
  printf("%s N=%lld\t%.1f\t%.1f\n", name, (long long)n, inside[pieces / 4], outside[pieces / 4] - inside[pieces / 4]);
}

int main(void) {
  static const int64_t sizes[] = {2, 16, 64, 256};
  fpk_activation tanh_of;
  if (fpk_activation_default(&tanh_of, sizeof tanh_of)) return 1;
  srand(1);
  for (int s = 0; s < 4; s++) {
    int64_t n = sizes[s];
    fpk_network *network;
    for (int64_t i = 0; i < n * n; i++) w[i] = (rand() / (double)RAND_MAX - 0.5) / (double)n;
    for (int64_t i = 0; i < n; i++) x[i] = rand() / (double)RAND_MAX - 0.5;
    if (fpk_network_create_f64(n, w, &tanh_of, &network) || fpk_solver_create(network, 1, NULL, NULL, &solver)
        || fpk_tracker_create(network, NULL, &tracker)) return 1;
    if (fpk_solver_solve_f64(solver, 1, n, x, r, NULL, 0, NULL)) return 1;
    compare("solve", n, solved, solved_inside);
    compare("track", n, tracked, tracked_inside);
    fpk_tracker_destroy(tracker);
    fpk_solver_destroy(solver);
    fpk_network_destroy(network);
  }
  return 0;
}
