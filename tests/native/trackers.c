/* A point that is followed: residuals, gradients, learning, faults, and what it allocates. */
#include "check.h"
#include <pthread.h>
#include <sched.h>

static fpk_tracker *tracker_over(fpk_network *network) {
  fpk_tracker *tracker = NULL;
  EQUAL(fpk_tracker_create(network, NULL, &tracker), FPK_OK);
  return tracker;
}

static fpk_track_result result_of(void) {
  fpk_track_result result;
  memset(&result, 0, sizeof result);
  result.size = sizeof result;
  return result;
}

/* A moving input: every call ends where a solver does, within what tolerances of 1e-10 leave of it. */
void tracked(void) {
  enum { N = 24 };
  double x[N], r[N], g[N], s[N], h[N];
  fpk_network *network = network_f64(N);
  fpk_solver *solver = solver_over(network, 1, NULL);
  fpk_tracker *tracker = tracker_over(network);
  fpk_track_result result = result_of();
  int64_t products = 0;
  for (int i = 0; i < N; i++) x[i] = draw();
  for (int turn = 0; turn < 300; turn++) {
    for (int i = 0; i < N; i++) x[i] += 0.02 * draw();
    EQUAL(fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 0, &result), FPK_OK);
    EQUAL(result.status, FPK_STATUS_CONVERGED);
    TRUE(result.residual <= 1e-10);
    TRUE(result.products >= 1 && result.products <= 40);
    EQUAL(result.fell_back, 0);
    products += result.products;
    EQUAL(fpk_solver_solve_f64(solver, 1, N, x, s, h, 0, NULL), FPK_OK);
    for (int i = 0; i < N; i++) TRUE(fabs(r[i] - s[i]) < 1e-8 && fabs(g[i] - h[i]) < 1e-8);
  }
  TRUE(products < 300 * 12); /* some four a call, and the parts of the first inverses */

  /* Forgotten, it gives the bits of a new one; begun elsewhere, it goes on from there. */
  double again[N];
  fpk_tracker *fresh = tracker_over(network);
  EQUAL(fpk_tracker_forget(tracker), FPK_OK);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, FPK_OWN, 0, NULL), FPK_OK);
  EQUAL(fpk_tracker_track_f64(fresh, N, x, again, NULL, FPK_OWN, 0, NULL), FPK_OK);
  EQUAL(memcmp(r, again, sizeof r), 0);
  EQUAL(fpk_tracker_begin_f64(fresh, N, s), FPK_OK);
  EQUAL(fpk_tracker_track_f64(fresh, N, x, again, NULL, FPK_OWN, 0, &result), FPK_OK);
  for (int i = 0; i < N; i++) TRUE(fabs(again[i] - s[i]) < 1e-8);

  /* A drive that is not finite leaves the point as it was. */
  double kept = x[3];
  x[3] = NAN;
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 0, &result), FPK_NOT_CONVERGED);
  EQUAL(result.status, FPK_STATUS_NON_FINITE);
  TRUE(isnan(r[0]) && isnan(g[0]) && isnan(result.residual));
  x[3] = kept;
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 0, &result), FPK_OK);
  EQUAL(fpk_tracker_destroy(fresh), FPK_OK);
  EQUAL(fpk_tracker_destroy(tracker), FPK_OK);
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}

/* Track, adjoint, rule, update: the loop of who learns at every step; both element types. */
void tracked_learning(void) {
  enum { N = 16 };
  double x[N], r[N], g[N], e[N], l[N], s[N], m[N], d[N * N];
  float xf[N], rf[N], ef[N], lf[N], df[N * N];
  fpk_network *network = network_f64(N), *single = network_f32(N);
  fpk_solver *solver = solver_over(network, 1, NULL);
  fpk_tracker *tracker = tracker_over(network), *small = tracker_over(single);
  fpk_track_result result = result_of();
  uint8_t status = 99;
  for (int i = 0; i < N; i++) x[i] = draw();
  for (int i = 0; i < N; i++) xf[i] = (float)x[i];
  double first = 0, last = 0;
  for (int turn = 0; turn < 200; turn++) {
    EQUAL(fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 0, NULL), FPK_OK);
    last = 0;
    for (int i = 0; i < N; i++) { e[i] = r[i] - 0.3; last += e[i] * e[i]; }
    if (turn == 0) first = last;
    EQUAL(fpk_tracker_adjoint_f64(tracker, N, e, l, FPK_OWN, &result), FPK_OK);
    TRUE(result.residual <= 1e-9);
    if (turn % 50 == 0) {
      EQUAL(fpk_solver_solve_f64(solver, 1, N, x, s, m, 0, NULL), FPK_OK);
      EQUAL(fpk_solver_adjoint_f64(solver, 1, N, m, e, s, NULL), FPK_OK);
      for (int i = 0; i < N; i++) TRUE(fabs(s[i] - l[i]) < 1e-7);
    }
    memset(d, 0, sizeof d);
    EQUAL(fpk_tracker_accumulate_f64(tracker, FPK_RULE_KIND_EUCLIDEAN, 0.05, N, l, d, &status), FPK_OK);
    EQUAL(status, FPK_STATUS_CONVERGED);
    for (int i = 0; i < N; i++) TRUE(fabs(d[i * N + 1] + 0.05 * l[i] * r[1]) < 1e-15);
    EQUAL(fpk_network_update_f64(network, N, d), FPK_OK);

    EQUAL(fpk_tracker_track_f32(small, N, xf, rf, NULL, FPK_OWN, 0, NULL), FPK_OK);
    for (int i = 0; i < N; i++) ef[i] = rf[i] - 0.3f;
    EQUAL(fpk_tracker_adjoint_f32(small, N, ef, lf, FPK_OWN, NULL), FPK_OK);
    memset(df, 0, sizeof df);
    EQUAL(fpk_tracker_accumulate_f32(small, FPK_RULE_KIND_EUCLIDEAN, 0.05, N, lf, df, NULL), FPK_OK);
    EQUAL(fpk_network_update_f32(single, N, df), FPK_OK);
  }
  TRUE(last < 0.1 * first);

  /* The network was updated since: there is no point of the present weights. */
  EQUAL(fpk_tracker_adjoint_f64(tracker, N, e, l, FPK_OWN, NULL), FPK_INVALID);
  SAYS("call fpk_tracker_track first");
  EQUAL(fpk_tracker_accumulate_f64(tracker, FPK_RULE_KIND_EUCLIDEAN, 0.05, N, l, d, &status), FPK_INVALID);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 0, NULL), FPK_OK);
  for (int32_t rule = 0; rule < 5; rule++)
    EQUAL(fpk_tracker_accumulate_f64(tracker, rule, 0.01, N, rule ? e : l, d, NULL), FPK_OK);
  EQUAL(fpk_tracker_accumulate_f64(tracker, 5, 0.01, N, l, d, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_accumulate_f64(tracker, 0, INFINITY, N, l, d, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_begin_f64(tracker, N, r), FPK_OK);
  EQUAL(fpk_tracker_adjoint_f64(tracker, N, e, l, FPK_OWN, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_destroy(tracker), FPK_OK);
  EQUAL(fpk_tracker_destroy(small), FPK_OK);
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
  fpk_network_destroy(single);
}

void trackers_refused(void) {
  enum { N = 4 };
  double x[N] = {1, 2, 3, 4}, r[2 * N], l[N], d[N * N] = {0};
  float xf[N] = {1, 2, 3, 4}, rf[N];
  fpk_network *network = network_f64(N);
  fpk_solver *solver = solver_over(network, 1, NULL);
  fpk_tracker_options o;
  fpk_tracker *tracker = (fpk_tracker *)(void *)x, *none = NULL;
  EQUAL(fpk_tracker_options_default(&o, sizeof o), FPK_OK);
  EQUAL(fpk_tracker_options_default(NULL, sizeof o), FPK_INVALID);
  for (int i = 0; i < 3; i++) {
    o.tolerance = i == 0 ? 0 : i == 1 ? NAN : INFINITY;
    EQUAL(fpk_tracker_create(network, &o, &tracker), FPK_INVALID);
    SAYS("tolerance");
    TRUE(tracker == NULL);
  }
  o.tolerance = 1e-6;
  EQUAL(fpk_tracker_create(NULL, &o, &tracker), FPK_INVALID);
  EQUAL(fpk_tracker_create((fpk_network *)(void *)solver, &o, &tracker), FPK_INVALID);
  EQUAL(fpk_tracker_create(network, &o, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_create(network, &o, &tracker), FPK_OK);

  fpk_tracker *strays[] = {NULL, (fpk_tracker *)(void *)x, (fpk_tracker *)(void *)network, (fpk_tracker *)(void *)solver,
                           (fpk_tracker *)~(uintptr_t)0, (fpk_tracker *)((uintptr_t)tracker + 0x1000000)};
  for (size_t i = 0; i < sizeof strays / sizeof *strays; i++) {
    EQUAL(fpk_tracker_track_f64(strays[i], N, x, r, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
    EQUAL(fpk_tracker_begin_f64(strays[i], N, x), FPK_INVALID);
    EQUAL(fpk_tracker_adjoint_f64(strays[i], N, x, l, FPK_OWN, NULL), FPK_INVALID);
    EQUAL(fpk_tracker_accumulate_f64(strays[i], 0, 0.1, N, x, d, NULL), FPK_INVALID);
    EQUAL(fpk_tracker_forget(strays[i]), FPK_INVALID);
    EQUAL(fpk_tracker_destroy(strays[i]), FPK_INVALID);
  }
  EQUAL(fpk_solver_destroy((fpk_solver *)(void *)tracker), FPK_INVALID);
  EQUAL(fpk_network_destroy((fpk_network *)(void *)tracker), FPK_INVALID);
  EQUAL(fpk_tracker_track_f32(tracker, N, xf, rf, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
  SAYS("a tracker of doubles (f64)");

  EQUAL(fpk_tracker_adjoint_f64(tracker, N, x, l, FPK_OWN, NULL), FPK_INVALID);
  SAYS("call fpk_tracker_track first");
  EQUAL(fpk_tracker_track_f64(tracker, N + 1, x, r, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
  SAYS("1×5");
  EQUAL(fpk_tracker_track_f64(tracker, -1, x, r, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_track_f64(tracker, N, NULL, r, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, NULL, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, x, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, r + 1, FPK_OWN, 0, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, 7, 0, NULL), FPK_INVALID);
  SAYS("7 products");
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, -2, 0, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, FPK_OWN, 2, NULL), FPK_INVALID);
  SAYS("search is 2");
  x[2] = INFINITY;
  EQUAL(fpk_tracker_begin_f64(tracker, N, x), FPK_INVALID);
  x[2] = 3;

  /* A result of an older header, of none, and in memory that the call writes. */
  fpk_track_result result = result_of();
  result.size = 16;
  result.residual = 7;
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, FPK_OWN, 0, &result), FPK_OK);
  EQUAL(result.status, FPK_STATUS_CONVERGED);
  TRUE(result.residual == 7 && result.products > 0);
  result.size = 12;
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, FPK_OWN, 0, &result), FPK_INVALID);
  double both[N] = {0};
  uint64_t size = sizeof result;
  memcpy(both, &size, sizeof size);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, both, NULL, FPK_OWN, 0, (fpk_track_result *)(void *)both), FPK_INVALID);
  SAYS("share memory");
  EQUAL(fpk_tracker_adjoint_f64(tracker, N, x, x, FPK_OWN, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_accumulate_f64(tracker, 0, 0.1, N, x, NULL, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_accumulate_f64(tracker, 0, 0.1, N, x, d, (uint8_t *)d), FPK_INVALID);

  /* Any alignment. */
  char bytes[2 * N * sizeof(double) + 1];
  double *xm = (double *)(void *)(bytes + 1), *rm = (double *)(void *)(bytes + 1 + N * sizeof(double));
  memcpy(bytes + 1, x, sizeof x);
  EQUAL(fpk_tracker_track_f64(tracker, N, xm, rm, NULL, FPK_OWN, 0, NULL), FPK_OK);

  /* It keeps its network; what is destroyed stays void. */
  EQUAL(fpk_network_destroy(network), FPK_OK);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, FPK_OWN, 0, NULL), FPK_OK);
  EQUAL(fpk_tracker_destroy(tracker), FPK_OK);
  EQUAL(fpk_tracker_destroy(tracker), FPK_INVALID);
  SAYS("was destroyed");
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, NULL, FPK_OWN, 0, NULL), FPK_INVALID);
  EQUAL(fpk_tracker_create(network, NULL, &none), FPK_INVALID);
  fpk_solver_destroy(solver);
}

void tracked_zero_bytes(void) {
  enum { N = 40 };
  static double x[N], r[N], g[N], e[N], l[N], d[N * N];
  fpk_network *network = network_f64(N);
  fpk_tracker *tracker = tracker_over(network);
  fpk_track_result result = result_of();
  int64_t before = 0;
  for (int i = 0; i < N; i++) { x[i] = draw(); e[i] = draw(); }
  for (int turn = 0; turn < 200; turn++) {
    if (turn == 2) before = allocated();
    for (int i = 0; i < N; i++) x[i] += 0.02 * draw();
    if (turn % 20 == 7) x[0] = NAN;
    fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 1, &result);
    if (turn % 20 == 7) { x[0] = 0; continue; }
    /* The first calls have no inverse yet; calls that end short of the tolerance cost no memory either. */
    int32_t code = fpk_tracker_adjoint_f64(tracker, N, e, l, FPK_OWN, &result);
    TRUE(code == FPK_OK || (code == FPK_NOT_CONVERGED && turn < 20));
    memset(d, 0, sizeof d);
    for (int32_t rule = 0; rule < 5; rule++) fpk_tracker_accumulate_f64(tracker, rule, 1e-4, N, rule ? e : l, d, NULL);
    EQUAL(fpk_network_update_f64(network, N, d), FPK_OK);
  }
  EQUAL(allocated() - before, 0);
  EQUAL(fpk_tracker_destroy(tracker), FPK_OK);
  fpk_network_destroy(network);
}

/* Two threads in one tracker: a call is done, or refused as busy, and the tracker is whole afterwards. */
typedef struct { fpk_tracker *tracker; int other, done, refused; } pair;

static void *track_on(void *argument) {
  enum { N = 200 };
  pair *p = (pair *)argument;
  double x[N], r[N];
  for (int i = 0; i < N; i++) x[i] = 0.3;
  for (int turn = 0; turn < 2000; turn++) {
    x[turn % N] = 0.01 * (turn % 7);
    int32_t code = fpk_tracker_track_f64(p->tracker, N, x, r, NULL, FPK_OWN, 0, NULL);
    p->done += code == FPK_OK || code == FPK_NOT_CONVERGED;
    p->refused += code == FPK_BUSY;
    p->other += code != FPK_OK && code != FPK_NOT_CONVERGED && code != FPK_BUSY;
    if (code == FPK_BUSY) sched_yield();
  }
  return NULL;
}

void busy_tracker(void) {
  enum { N = 200 };
  double x[N] = {0}, r[N];
  fpk_network *network = network_f64(N);
  pair pairs[2] = {{NULL, 0, 0, 0}, {NULL, 0, 0, 0}};
  pthread_t thread;
  pairs[0].tracker = pairs[1].tracker = tracker_over(network);
  EQUAL(pthread_create(&thread, NULL, track_on, &pairs[0]), 0);
  track_on(&pairs[1]);
  pthread_join(thread, NULL);
  for (int i = 0; i < 2; i++) { EQUAL(pairs[i].other, 0); TRUE(pairs[i].done > 0); EQUAL(pairs[i].done + pairs[i].refused, 2000); }

  /* It has a point between any two of the other's calls: a gradient is given, or refused as busy, never as misuse. */
  double e[N], l[N];
  for (int i = 0; i < N; i++) e[i] = 0.1;
  pairs[0].done = pairs[0].refused = 0;
  EQUAL(pthread_create(&thread, NULL, track_on, &pairs[0]), 0);
  for (int turn = 0, misuse = 0; turn < 2000 && !misuse; turn++) {
    int32_t code = fpk_tracker_adjoint_f64(pairs[0].tracker, N, e, l, FPK_OWN, NULL);
    misuse = code != FPK_OK && code != FPK_NOT_CONVERGED && code != FPK_BUSY;
    EQUAL(misuse ? code : FPK_OK, FPK_OK);
    if (turn % 8 == 0) sched_yield();
  }
  pthread_join(thread, NULL);
  fpk_tracker_forget(pairs[0].tracker);
  EQUAL(fpk_tracker_track_f64(pairs[0].tracker, N, x, r, NULL, FPK_OWN, 0, NULL), FPK_OK);
  EQUAL(fpk_tracker_destroy(pairs[0].tracker), FPK_OK);
  fpk_network_destroy(network);
}
