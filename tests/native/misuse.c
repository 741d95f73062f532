/* Sizes, overlaps, alignment, weights, options and structs of other sizes. */
#include "check.h"

void sizes(void) {
  enum { N = 8, B = 3 };
  double x[B * N], r[B * N], g[B * N];
  for (int i = 0; i < B * N; i++) x[i] = draw();
  memset(r, 0x11, sizeof r);
  double kept = r[5];
  fpk_network *network = network_f64(N);
  fpk_solver *solver = solver_over(network, 2, NULL);
  static const int64_t bad[] = {-1, INT64_MIN, INT64_MAX, (int64_t)1 << 31, (int64_t)1 << 62, 2147483647};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    EQUAL(fpk_solver_solve_f64(solver, bad[i], N, x, r, NULL, 0, NULL), FPK_INVALID);
    EQUAL(fpk_solver_solve_f64(solver, 1, bad[i], x, r, NULL, 0, NULL), FPK_INVALID);
    EQUAL(fpk_solver_adjoint_f64(solver, bad[i], N, x, r, g, NULL), FPK_INVALID);
    EQUAL(fpk_solver_solve_potential_f64(solver, bad[i], N, x, r, 0, NULL), FPK_INVALID);
    EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, bad[i], N, x, r, g, x, NULL, NULL), FPK_INVALID);
    EQUAL(fpk_network_update_f64(network, bad[i], x), FPK_INVALID);
    EQUAL(fpk_network_drive_f64(network, bad[i], 1, x, N, r), FPK_INVALID);
    fpk_network *made = (fpk_network *)(void *)x;
    fpk_activation f;
    fpk_activation_default(&f, sizeof f);
    EQUAL(fpk_network_create_f64(bad[i], x, &f, &made), FPK_INVALID);
    TRUE(made == NULL);
    fpk_solver *second = (fpk_solver *)(void *)x;
    EQUAL(fpk_solver_create(network, bad[i], NULL, NULL, &second), FPK_INVALID);
    TRUE(second == NULL);
  }
  fpk_network *none = NULL;
  fpk_activation f;
  fpk_activation_default(&f, sizeof f);
  EQUAL(fpk_network_create_f64(0, x, &f, &none), FPK_INVALID);
  EQUAL(fpk_network_create_f64(46341, x, &f, &none), FPK_INVALID); /* 46341 squared is over 2^31 - 1 */
  EQUAL(fpk_network_create_f64(2, x, &f, NULL), FPK_INVALID);
  EQUAL(fpk_network_create_f64(2, NULL, &f, &none), FPK_INVALID);
  EQUAL(fpk_network_create_f64(2, x, NULL, &none), FPK_INVALID);
  EQUAL(fpk_solver_create(network, 1, NULL, NULL, NULL), FPK_INVALID);

  EQUAL(fpk_solver_solve_f64(solver, 3, N, x, r, NULL, 0, NULL), FPK_INVALID);
  SAYS("The batch has 3 samples, but this solver was made for at most 2.");
  EQUAL(fpk_solver_solve_f64(solver, 1, N + 1, x, r, NULL, 0, NULL), FPK_INVALID);
  SAYS("1×9");
  SAYS("8 neurons");
  EQUAL(fpk_solver_solve_f64(solver, 1, N, NULL, r, NULL, 0, NULL), FPK_INVALID);
  SAYS("drive is NULL, but 1×8");
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, NULL, NULL, 0, NULL), FPK_INVALID);
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, NULL, 2, NULL), FPK_INVALID);
  /* An address whose buffer would wrap around the end of memory. */
  EQUAL(fpk_solver_solve_f64(solver, 1, N, (const double *)(~(uintptr_t)0 - 15), r, NULL, 0, NULL), FPK_INVALID);
  EQUAL(memcmp(&kept, &r[5], sizeof kept), 0); /* misuse leaves the caller's memory as it was */

  EQUAL(fpk_solver_solve_f64(solver, 0, N, NULL, NULL, NULL, 0, NULL), FPK_OK); /* no samples: nothing to do, and done */
  EQUAL(fpk_solver_solve_f64(solver, 2, N, x, r, g, 0, NULL), FPK_OK);
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}

void overlaps(void) {
  enum { N = 8 };
  double m[6 * N], w[N * N];
  for (int i = 0; i < 6 * N; i++) m[i] = draw();
  for (int i = 0; i < N * N; i++) w[i] = 0;
  fpk_network *network = network_f64(N);
  fpk_solver *solver = solver_over(network, 1, NULL);
  fpk_results results;
  memset(&results, 0, sizeof results);
  results.size = sizeof results;
  double *x = m, *r = m + N, *g = m + 2 * N, *e = m + 3 * N, *l = m + 4 * N;
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, x, NULL, 0, NULL), FPK_INVALID);
  SAYS("share memory");
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, x + 1, NULL, 0, NULL), FPK_INVALID);
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, (double *)((char *)(x + N) - 1), NULL, 0, NULL), FPK_INVALID);
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, x, 0, NULL), FPK_INVALID);
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, r + 7, 0, NULL), FPK_INVALID);
  EQUAL(fpk_solver_solve_potential_f64(solver, 1, N, x, x + 3, 0, NULL), FPK_INVALID);
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, g, 0, NULL), FPK_OK);
  EQUAL(fpk_solver_adjoint_f64(solver, 1, N, g, e, g, NULL), FPK_INVALID);
  EQUAL(fpk_solver_adjoint_f64(solver, 1, N, g, e, e, NULL), FPK_INVALID);
  EQUAL(fpk_solver_adjoint_f64(solver, 1, N, g, e, l, NULL), FPK_OK);
  EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, 1, N, w, g, l, w, NULL, NULL), FPK_INVALID);
  EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, 1, N, r, g, l, w, (uint8_t *)(void *)w, NULL), FPK_INVALID);
  EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, 1, N, r, g, l, w, NULL, (uint8_t *)(void *)r), FPK_INVALID);

  results.residuals = r + 2;
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, NULL, 0, &results), FPK_INVALID);
  results.residuals = (double *)(void *)&results.converged;
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, NULL, 0, &results), FPK_INVALID);
  results.residuals = e;
  results.statuses = (uint8_t *)(void *)e;
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, NULL, 0, &results), FPK_INVALID);
  uint8_t status = 0;
  int32_t steps = 0;
  results.statuses = &status;
  results.steps = &steps;
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, NULL, 0, &results), FPK_OK);
  EQUAL(status, FPK_STATUS_CONVERGED);
  TRUE(steps > 0 && results.evaluations == steps && results.converged == 1 && e[0] <= 1e-9);
  EQUAL(fpk_network_set_input_weights_f64(network, N, N, w), FPK_OK);
  EQUAL(fpk_network_drive_f64(network, 1, N, x, N, x + 1), FPK_INVALID);
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}

/* Every buffer one byte off: the same bits as in place. */
void misaligned(void) {
  enum { N = 19 };
  static char room[6][N * N * sizeof(double) + 64];
  double x[N], r[N], g[N], e[N], l[N], w[N * N] = {0};
  fpk_network *network = network_f64(N);
  fpk_solver *solver = solver_over(network, 1, NULL);
  for (int i = 0; i < N; i++) { x[i] = draw(); e[i] = draw(); }
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, g, 0, NULL), FPK_OK);
  EQUAL(fpk_solver_adjoint_f64(solver, 1, N, g, e, l, NULL), FPK_OK);
  EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, 1, N, r, g, l, w, NULL, NULL), FPK_OK);
  for (int off = 1; off < 64; off += 2) {
    void *at[6];
    for (int i = 0; i < 6; i++) { at[i] = room[i] + off; memset(at[i], 0, N * N * sizeof(double)); }
    memcpy(at[0], x, sizeof x);
    memcpy(at[3], e, sizeof e);
    EQUAL(fpk_solver_solve_f64(solver, 1, N, (double *)at[0], (double *)at[1], (double *)at[2], 0, NULL), FPK_OK);
    EQUAL(fpk_solver_adjoint_f64(solver, 1, N, (double *)at[2], (double *)at[3], (double *)at[4], NULL), FPK_OK);
    EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, 1, N, (double *)at[1], (double *)at[2], (double *)at[4], (double *)at[5], NULL, NULL), FPK_OK);
    EQUAL(memcmp(at[1], r, sizeof r), 0);
    EQUAL(memcmp(at[2], g, sizeof g), 0);
    EQUAL(memcmp(at[4], l, sizeof l), 0);
    EQUAL(memcmp(at[5], w, sizeof w), 0);
  }
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}

void weights_refused(void) {
  double w[4] = {0.1, 0, 0, 0.1}, out[4];
  float s[4] = {0.1f, 0, 0, 0.1f};
  fpk_activation f;
  fpk_network *network = NULL;
  fpk_activation_default(&f, sizeof f);
  w[2] = NAN;
  EQUAL(fpk_network_create_f64(2, w, &f, &network), FPK_INVALID);
  SAYS("weights must be finite");
  s[1] = INFINITY;
  EQUAL(fpk_network_create_f32(2, s, &f, &network), FPK_INVALID);
  w[2] = 0;
  EQUAL(fpk_network_create_f64(2, w, &f, &network), FPK_OK);
  double d[4] = {0, NAN, 0, 0};
  EQUAL(fpk_network_update_f64(network, 2, d), FPK_INVALID);
  SAYS("W is unchanged");
  EQUAL(fpk_network_set_weights_f64(network, 2, d), FPK_INVALID);
  EQUAL(fpk_network_set_bias_f64(network, 2, d), FPK_INVALID);
  EQUAL(fpk_network_set_input_weights_f64(network, 2, 2, d), FPK_INVALID);
  EQUAL(fpk_network_weights_f64(network, 2, out), FPK_OK);
  EQUAL(memcmp(out, w, sizeof w), 0);
  double x[2] = {1, NAN}, r[2];
  uint8_t status = 0;
  fpk_results results;
  memset(&results, 0, sizeof results);
  results.size = sizeof results;
  results.statuses = &status;
  fpk_solver *solver = solver_over(network, 1, NULL);
  EQUAL(fpk_solver_solve_f64(solver, 1, 2, x, r, NULL, 0, &results), FPK_NOT_CONVERGED);
  EQUAL(status, FPK_STATUS_NON_FINITE);
  TRUE(isnan(r[0]) && isnan(r[1]));
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}

void options_refused(void) {
  fpk_network *network = network_f64(3), *made = NULL;
  fpk_solver *solver = NULL;
  fpk_solver_options o;
  fpk_adjoint_options a;
  fpk_activation f;
  double w[1] = {0};
#define REFUSED(field, value)                                                                        \
  fpk_solver_options_default(&o, sizeof o);                                                          \
  o.field = value;                                                                                   \
  EQUAL(fpk_solver_create(network, 1, &o, NULL, &solver), FPK_INVALID);
  REFUSED(method, 8) REFUSED(method, -1) REFUSED(step_limit, 5) REFUSED(tolerance, 0) REFUSED(tolerance, NAN) REFUSED(tolerance, -2)
  REFUSED(relative_tolerance, 1) REFUSED(step_size, 0.5) REFUSED(regularization, -3) REFUSED(restart_growth, 1) REFUSED(time_limit, 5)
  REFUSED(window, 21) REFUSED(polish_steps, 21) REFUSED(polish_steps, -1) REFUSED(keep_factors, 2) REFUSED(slots, 0)
  REFUSED(budget_evaluations, 0) REFUSED(budget_factorizations, -2) REFUSED(budget_seconds, 0) REFUSED(budget_seconds, NAN)
  REFUSED(budget_seconds, 1e300)
#define REFUSED_ADJOINT(field, value)                                                                \
  fpk_adjoint_options_default(&a, sizeof a);                                                         \
  a.field = value;                                                                                   \
  EQUAL(fpk_solver_create(network, 1, NULL, &a, &solver), FPK_INVALID);
  REFUSED_ADJOINT(method, 4) REFUSED_ADJOINT(terms, 3) REFUSED_ADJOINT(tolerance, 0) REFUSED_ADJOINT(shares_inverse, 0)
  REFUSED_ADJOINT(shares_inverse, 3) REFUSED_ADJOINT(reserved, 1)
#define REFUSED_ACTIVATION(k, g, p)                                                                  \
  fpk_activation_default(&f, sizeof f);                                                              \
  f.kind = k; f.gain = g; f.exponent = p;                                                            \
  EQUAL(fpk_network_create_f64(1, w, &f, &made), FPK_INVALID);
  REFUSED_ACTIVATION(7, 1, 2) REFUSED_ACTIVATION(-1, 1, 2) REFUSED_ACTIVATION(FPK_ACTIVATION_TANH, 2, 2)
  REFUSED_ACTIVATION(FPK_ACTIVATION_LINEAR, 1, 3) REFUSED_ACTIVATION(FPK_ACTIVATION_LINEAR, NAN, 2)
  REFUSED_ACTIVATION(FPK_ACTIVATION_POWER_LAW, -1, 2) REFUSED_ACTIVATION(FPK_ACTIVATION_POWER_LAW, 1, 0)
  /* What double holds and float does not. */
  static const struct { int kind; double gain, exponent; } large[] = {
    {FPK_ACTIVATION_LINEAR, 1e300, 2}, {FPK_ACTIVATION_POWER_LAW, 1e-300, 2}, {FPK_ACTIVATION_POWER_LAW, 1, 1e300}};
  float single[1] = {0};
  for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
    fpk_activation_default(&f, sizeof f);
    f.kind = large[i].kind; f.gain = large[i].gain; f.exponent = large[i].exponent;
    EQUAL(fpk_network_create_f32(1, single, &f, &made), FPK_INVALID);
    SAYS("floats (f32)");
  }
  TRUE(solver == NULL && made == NULL);

  /* What is taken: every method with the settings it uses. */
  for (int method = 0; method < 8; method++) {
    fpk_solver_options_default(&o, sizeof o);
    o.method = method;
    if (method == FPK_SOLVER_METHOD_EULER || method == FPK_SOLVER_METHOD_ITERATE) o.step_size = 0.5;
    if (method == FPK_SOLVER_METHOD_SETTLE) o.time_limit = 500;
    if (method == FPK_SOLVER_METHOD_ANDERSON) { o.window = 3; o.regularization = 0; o.restart_growth = 5; o.step_limit = 400; }
    if (method == FPK_SOLVER_METHOD_NEWTON) { o.keep_factors = 1; o.polish_steps = 2; o.budget_factorizations = 40; }
    o.slots = 2;
    o.budget_evaluations = 5000;
    o.budget_seconds = 10;
    o.relative_tolerance = 0;
    o.tolerance = 1e-9;
    solver = solver_over(network, 2, &o);
    double x[6] = {1, 2, 3, -1, -2, 0}, r[6];
    EQUAL(fpk_solver_solve_f64(solver, 2, 3, x, r, NULL, 0, NULL), FPK_OK);
    EQUAL(fpk_solver_destroy(solver), FPK_OK);
  }
  for (int method = 0; method < 4; method++) {
    fpk_adjoint_options_default(&a, sizeof a);
    a.method = method;
    if (method == FPK_ADJOINT_METHOD_NEUMANN) a.terms = 0;
    if (method == FPK_ADJOINT_METHOD_GMRES) a.shares_inverse = 0;
    EQUAL(fpk_solver_create(network, 2, NULL, &a, &solver), FPK_OK);
    EQUAL(fpk_solver_destroy(solver), FPK_OK);
  }
  fpk_network_destroy(network);
}

/* An older caller's struct is shorter, a newer one's longer. */
void structs(void) {
  struct { fpk_solver_options known; uint64_t later[2]; } longer;
  uint64_t shorter[2], odd[3], guarded[4] = {0, 0, 0x1234567812345678u, 0x1234567812345678u};
  fpk_network *network = network_f64(3);
  fpk_solver *solver = NULL;
  double x[3] = {1, 2, 3}, r[3];

  EQUAL(fpk_solver_options_default(&longer.known, sizeof longer), FPK_OK);
  EQUAL(longer.known.size, sizeof longer);
  EQUAL(longer.later[0], 0);
  EQUAL(fpk_solver_create(network, 1, &longer.known, NULL, &solver), FPK_OK);
  EQUAL(fpk_solver_destroy(solver), FPK_OK);
  longer.later[1] = 1;
  EQUAL(fpk_solver_create(network, 1, &longer.known, NULL, &solver), FPK_INVALID);
  SAYS("older than the header");

  /* method and step_limit alone: the header's first sixteen bytes. */
  EQUAL(fpk_solver_options_default((fpk_solver_options *)(void *)guarded, 16), FPK_OK);
  TRUE(guarded[0] == 16 && guarded[2] == 0x1234567812345678u);
  memcpy(shorter, guarded, sizeof shorter);
  ((int32_t *)(void *)shorter)[2] = FPK_SOLVER_METHOD_NEWTON;
  EQUAL(fpk_solver_create(network, 1, (fpk_solver_options *)(void *)shorter, NULL, &solver), FPK_OK);
  EQUAL(fpk_solver_solve_f64(solver, 1, 3, x, r, NULL, 0, NULL), FPK_OK);
  uint64_t results[5] = {24, 0, 0, 0x1234567812345678u, 0x1234567812345678u};
  double residual = -1;
  void *place = &residual;
  memcpy(&results[2], &place, sizeof place);
  EQUAL(fpk_solver_solve_f64(solver, 1, 3, x, r, NULL, 0, (fpk_results *)(void *)results), FPK_OK);
  TRUE(residual >= 0 && results[3] == 0x1234567812345678u);
  EQUAL(fpk_solver_destroy(solver), FPK_OK);

  static const uint64_t bad[] = {0, 8, 12, 17, 4104, (uint64_t)1 << 40, ~(uint64_t)0};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    odd[0] = bad[i];
    EQUAL(fpk_solver_create(network, 1, (fpk_solver_options *)(void *)odd, NULL, &solver), FPK_INVALID);
    EQUAL(fpk_solver_create(network, 1, NULL, (fpk_adjoint_options *)(void *)odd, &solver), FPK_INVALID);
    EQUAL(fpk_solver_options_default(&longer.known, bad[i]), FPK_INVALID);
    EQUAL(fpk_get_info((fpk_info *)(void *)odd), FPK_INVALID);
  }
  EQUAL(fpk_solver_options_default(NULL, sizeof longer.known), FPK_INVALID);
  EQUAL(fpk_adjoint_options_default(NULL, 40), FPK_INVALID);
  EQUAL(fpk_activation_default(NULL, 32), FPK_INVALID);
  EQUAL(fpk_info_default(NULL, 48), FPK_INVALID);
  EQUAL(fpk_get_info(NULL), FPK_INVALID);
  fpk_network_destroy(network);
}

/* Every struct of a later header is taken with zeros in what is new, and refused with anything else there. */
void later_structs(void) {
  enum { N = 3, MORE = 16 };
  union { uint64_t size; char bytes[256]; double aligned; } s;
  double x[N] = {0.1, 0.2, 0.3}, r[N], g[N], l[N], w[N * N] = {0};
  fpk_network *network = network_f64(N), *made = NULL;
  fpk_solver *solver = solver_over(network, 1, NULL), *second = NULL;
  fpk_tracker *tracker = NULL, *other = NULL;
  void *at = &s;
  EQUAL(fpk_tracker_create(network, NULL, &tracker), FPK_OK);
  EQUAL(fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 0, NULL), FPK_OK);
  for (int used = -1; used < MORE; used++) {
    int32_t wanted = used < 0 ? FPK_OK : FPK_INVALID;
#define LATER(type, fill, call)                                \
  memset(&s, 0, sizeof s);                                     \
  fill;                                                        \
  s.size = sizeof(type) + MORE;                                \
  if (used >= 0) s.bytes[sizeof(type) + (size_t)used] = 1;     \
  EQUAL(call, wanted);
    LATER(fpk_activation, fpk_activation_default((fpk_activation *)at, sizeof(fpk_activation)),
          fpk_network_create_f64(N, w, (fpk_activation *)at, &made))
    LATER(fpk_solver_options, fpk_solver_options_default((fpk_solver_options *)at, sizeof(fpk_solver_options)),
          fpk_solver_create(network, 1, (fpk_solver_options *)at, NULL, &second))
    LATER(fpk_adjoint_options, fpk_adjoint_options_default((fpk_adjoint_options *)at, sizeof(fpk_adjoint_options)),
          fpk_solver_create(network, 1, NULL, (fpk_adjoint_options *)at, &second))
    LATER(fpk_tracker_options, fpk_tracker_options_default((fpk_tracker_options *)at, sizeof(fpk_tracker_options)),
          fpk_tracker_create(network, (fpk_tracker_options *)at, &other))
    LATER(fpk_results, (void)0, fpk_solver_solve_f64(solver, 1, N, x, r, g, 0, (fpk_results *)at))
    LATER(fpk_results, (void)0, fpk_solver_adjoint_f64(solver, 1, N, g, x, l, (fpk_results *)at))
    LATER(fpk_track_result, (void)0, fpk_tracker_adjoint_f64(tracker, N, x, l, FPK_OWN, (fpk_track_result *)at))
    LATER(fpk_track_result, (void)0, fpk_tracker_track_f64(tracker, N, x, r, g, FPK_OWN, 0, (fpk_track_result *)at))
    LATER(fpk_info, (void)0, fpk_get_info((fpk_info *)at))
  }
  EQUAL(fpk_tracker_destroy(tracker), FPK_OK);
  EQUAL(fpk_solver_destroy(solver), FPK_OK);
  EQUAL(fpk_network_destroy(network), FPK_OK);
}
