/* What a call costs; figures to read, nothing is asserted. */
#include "check.h"

static double best(double (*measure)(int64_t), int64_t n) {
  double least = 1e300;
  for (int i = 0; i < 25; i++) { double one = measure(n); if (one < least) least = one; }
  return least;
}

static double empty(int64_t n) {
  int32_t version;
  double start = now_ns();
  (void)n;
  for (int i = 0; i < 200000; i++) fpk_abi_version(&version);
  return (now_ns() - start) / 200000;
}

static fpk_network *network;
static fpk_solver *solver;
static double x[512], r[512];

static double lookup(int64_t n) {
  double start = now_ns();
  for (int i = 0; i < 200000; i++) fpk_network_neurons(network, &n);
  return (now_ns() - start) / 200000;
}

/* No samples: all of a solve's way through C, its checks and its guard, and no work. */
static double nothing(int64_t n) {
  double start = now_ns();
  for (int i = 0; i < 200000; i++) fpk_solver_solve_f64(solver, 0, n, x, r, NULL, 1, NULL);
  return (now_ns() - start) / 200000;
}

static double warm(int64_t n) {
  double start = now_ns();
  int turns = (int)(2000000 / (n * n + 400));
  for (int i = 0; i < turns; i++) fpk_solver_solve_f64(solver, 1, n, x, r, NULL, 1, NULL);
  return (now_ns() - start) / turns;
}

static double cold(int64_t n) {
  double start = now_ns();
  int turns = (int)(200000 / (n * n + 400) + 3);
  for (int i = 0; i < turns; i++) fpk_solver_solve_f64(solver, 1, n, x, r, NULL, 0, NULL);
  return (now_ns() - start) / turns;
}

static fpk_tracker *tracker;

static double tracked_again(int64_t n) {
  double start = now_ns();
  int turns = (int)(2000000 / (n * n + 400));
  for (int i = 0; i < turns; i++) fpk_tracker_track_f64(tracker, n, x, r, NULL, FPK_OWN, 0, NULL);
  return (now_ns() - start) / turns;
}

void speed(void) {
  static const int64_t sizes[] = {2, 64, 256};
  network = network_f64(2);
  printf("speed: empty call %.1f ns, with a handle %.1f ns\n", best(empty, 0), best(lookup, 0));
  for (int i = 0; i < 512; i++) x[i] = draw();
  for (size_t i = 0; i < 3; i++) {
    network = network_f64(sizes[i]);
    solver = solver_over(network, 1, NULL);
    double once = best(cold, sizes[i]), again = best(warm, sizes[i]);
    printf("speed: N = %lld: no sample %.1f ns, solve %.0f ns, from the point itself %.0f ns", (long long)sizes[i],
           best(nothing, sizes[i]), once, again);
    EQUAL(fpk_tracker_create(network, NULL, &tracker), FPK_OK);
    printf(", tracked %.0f ns\n", best(tracked_again, sizes[i]));
  }
}
