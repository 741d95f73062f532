/* Gradients, rules, updates and inputs; and what all of it allocates. */
#include "check.h"

/* lambda is dL/dx: against central differences of L = sum(e r). The step h leaves h^2/6 of a third derivative and 1e-13/h of rounding. */
static void adjoint_is_the_slope(fpk_solver *solver, int n, const double *x, const double *e, const double *lambda) {
  double moved[16], r[16];
  for (int i = 0; i < n; i++) {
    double sum[2] = {0, 0};
    for (int side = 0; side < 2; side++) {
      memcpy(moved, x, (size_t)n * sizeof *x);
      moved[i] += side ? 1e-4 : -1e-4;
      EQUAL(fpk_solver_solve_f64(solver, 1, n, moved, r, NULL, 0, NULL), FPK_OK);
      for (int j = 0; j < n; j++) sum[side] += e[j] * r[j];
    }
    TRUE(fabs((sum[1] - sum[0]) / 2e-4 - lambda[i]) < 1e-6);
  }
}

void learning(void) {
  enum { N = 6 };
  double x[N], e[N], r[N], g[N], l[N], w[N * N], after[N * N], d[N * N] = {0};
  fpk_network *network = network_f64(N);
  fpk_solver_options o;
  fpk_solver_options_default(&o, sizeof o);
  o.tolerance = 1e-13;
  fpk_solver *solver = solver_over(network, 1, &o);
  for (int i = 0; i < N; i++) { x[i] = draw(); e[i] = draw(); }
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, g, 0, NULL), FPK_OK);
  fpk_results results;
  uint8_t status = 0, solved = FPK_STATUS_STALLED;
  double residual = 1, amplitude = 0;
  memset(&results, 0, sizeof results);
  results.size = sizeof results;
  results.residuals = &residual;
  results.amplitudes = &amplitude;
  EQUAL(fpk_solver_adjoint_f64(solver, 1, N, g, e, l, &results), FPK_OK);
  TRUE(residual < 1e-9 && isnan(amplitude) && results.factorizations == 1);
  adjoint_is_the_slope(solver, N, x, e, l);

  /* dW = -rate lambda r' of the Euclidean rule, added to what was there. */
  d[0] = 1;
  EQUAL(fpk_solver_accumulate_f64(solver, FPK_RULE_KIND_EUCLIDEAN, 0.25, 1, N, r, g, l, d, NULL, &status), FPK_OK);
  EQUAL(status, FPK_STATUS_CONVERGED);
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) TRUE(fabs(d[i * N + j] + 0.25 * l[i] * r[j] - (i + j == 0)) < 1e-14);
  memcpy(after, d, sizeof d);
  EQUAL(fpk_solver_accumulate_f64(solver, FPK_RULE_KIND_EUCLIDEAN, 0.25, 1, N, r, g, l, d, &solved, &status), FPK_NOT_CONVERGED);
  EQUAL(status, FPK_STATUS_STALLED);
  EQUAL(memcmp(after, d, sizeof d), 0);
  for (int32_t rule = 0; rule < 5; rule++)
    EQUAL(fpk_solver_accumulate_f64(solver, rule, 0.01, 1, N, r, g, rule ? e : l, d, NULL, NULL), FPK_OK);
  EQUAL(fpk_solver_accumulate_f64(solver, 5, 0.01, 1, N, r, g, l, d, NULL, NULL), FPK_INVALID);
  EQUAL(fpk_solver_accumulate_f64(solver, -1, 0.01, 1, N, r, g, l, d, NULL, NULL), FPK_INVALID);
  EQUAL(fpk_solver_accumulate_f64(solver, 0, NAN, 1, N, r, g, l, d, NULL, NULL), FPK_INVALID);
  EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, 1, N, r, NULL, l, d, NULL, NULL), FPK_INVALID);
  EQUAL(fpk_solver_accumulate_f64(solver, 0, 0.1, 1, N, r, g, l, NULL, NULL, NULL), FPK_INVALID);

  EQUAL(fpk_network_weights_f64(network, N, w), FPK_OK);
  EQUAL(fpk_network_update_f64(network, N, d), FPK_OK);
  EQUAL(fpk_network_weights_f64(network, N, after), FPK_OK);
  for (int i = 0; i < N * N; i++) TRUE(after[i] == w[i] + d[i]);
  EQUAL(fpk_network_set_weights_f64(network, N, w), FPK_OK);
  EQUAL(fpk_network_weights_f64(network, N, after), FPK_OK);
  EQUAL(memcmp(w, after, sizeof w), 0);
  EQUAL(fpk_network_update_f64(network, N + 1, d), FPK_INVALID);
  SAYS("7×7");
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}

void inputs(void) {
  enum { N = 3, M = 2, B = 2 };
  float wx[N * M] = {1, 2, 3, 4, 5, 6}, b[N] = {0.5f, 0, -0.5f}, s[B * M] = {1, -1, 2, 0.5f}, x[B * N];
  fpk_network *network = network_f32(N);
  EQUAL(fpk_network_drive_f32(network, B, M, s, N, x), FPK_INVALID);
  SAYS("input weights");
  EQUAL(fpk_network_set_input_weights_f32(network, N, 0, wx), FPK_INVALID);
  EQUAL(fpk_network_set_input_weights_f32(network, N, M, wx), FPK_OK);
  EQUAL(fpk_network_set_bias_f32(network, N, b), FPK_OK);
  EQUAL(fpk_network_drive_f32(network, B, M, s, N, x), FPK_OK);
  for (int k = 0; k < B; k++)
    for (int i = 0; i < N; i++) TRUE(x[k * N + i] == wx[i * M] * s[k * M] + wx[i * M + 1] * s[k * M + 1] + b[i]);
  EQUAL(fpk_network_drive_f32(network, B, M + 1, s, N, x), FPK_INVALID);
  SAYS("2×3");
  EQUAL(fpk_network_set_bias_f32(network, N - 1, b), FPK_INVALID);
  fpk_network_destroy(network);
}

void messages(void) {
  char small[8];
  int64_t length = 0;
  double x[2] = {1, 2};
  fpk_network *network = NULL;
  EQUAL(fpk_network_create_f64(2, x, NULL, &network), FPK_INVALID);
  EQUAL(fpk_last_error(small, sizeof small, &length), FPK_OK);
  EQUAL(strlen(small), 7);
  TRUE(length > 7);
  EQUAL(fpk_last_error(NULL, 0, &length), FPK_OK);
  EQUAL(fpk_last_error(NULL, 0, NULL), FPK_OK);
  /* What is quoted of the caller's stays within one line, and what would do is named. */
  int32_t rule = 0;
  EQUAL(fpk_rule_find("euclid\nean\x1b", &rule), FPK_INVALID);
  SAYS("'euclid?ean?' is no rule; there are euclidean, linearized, variant, finite-step, finite-step-damped.");
  /* One line, with what was given. */
  fpk_activation f;
  EQUAL(fpk_activation_default(&f, sizeof f), FPK_OK);
  f.kind = 9;
  EQUAL(fpk_network_create_f64(1, x, &f, &network), FPK_INVALID);
  EQUAL(strcmp(last_error(), "kind = 9: Not an activation."), 0);
  EQUAL(fpk_network_create_f64(0, x, &f, &network), FPK_INVALID);
  TRUE(!strchr(last_error(), '\n') && !strstr(last_error(), "Parameter"));
  /* The multiplication sign has two bytes: a cut between them leaves neither. */
  EQUAL(fpk_network_create_f64(2, NULL, NULL, &network), FPK_INVALID);
  const char *whole = last_error(), *sign = strstr(whole, "×");
  TRUE(sign);
  if (!sign) return;
  size_t at = (size_t)(sign - whole);
  char cut[64];
  EQUAL(fpk_last_error(cut, (int64_t)at + 2, NULL), FPK_OK);
  EQUAL(strlen(cut), at);
}

void zero_bytes(void) {
  enum { N = 40, B = 3 };
  static double x[B * N], r[B * N], g[B * N], e[B * N], l[B * N], v[B * N], d[N * N], s[B * N], wx[N * N], residuals[B];
  fpk_network *network = network_f64(N);
  fpk_solver_options o;
  fpk_solver_options_default(&o, sizeof o);
  fpk_results results;
  memset(&results, 0, sizeof results);
  results.size = sizeof results;
  results.residuals = residuals;
  for (int i = 0; i < B * N; i++) { x[i] = draw(); e[i] = draw(); s[i] = draw(); }
  EQUAL(fpk_network_set_input_weights_f64(network, N, N, wx), FPK_OK);
  for (int method = 0; method < 8; method++) {
    o.method = method;
    fpk_solver *solver = solver_over(network, B, &o);
    int64_t before = 0;
    for (int turn = 0; turn < 12; turn++) {
      if (turn == 2) before = allocated();
      fpk_solver_solve_f64(solver, B, N, x, r, g, turn % 2, &results);
      EQUAL(fpk_solver_adjoint_f64(solver, B, N, g, e, l, &results), FPK_OK);
      fpk_solver_solve_potential_f64(solver, B, N, x, v, 0, &results);
      for (int32_t rule = 0; rule < 5; rule++)
        EQUAL(fpk_solver_accumulate_f64(solver, rule, 0.0, B, N, r, g, rule ? e : l, d, NULL, NULL), FPK_OK);
      EQUAL(fpk_network_update_f64(network, N, d), FPK_OK);
      EQUAL(fpk_network_drive_f64(network, B, N, s, N, v), FPK_OK);
      EQUAL(fpk_network_weights_f64(network, N, d), FPK_OK);
      memset(d, 0, sizeof d);
    }
    EQUAL(allocated() - before, 0);
    fpk_solver_destroy(solver);
  }
  /* A sample that does not converge costs none either. */
  x[3] = NAN;
  fpk_solver *solver = solver_over(network, B, NULL);
  fpk_solver_solve_f64(solver, B, N, x, r, g, 0, &results);
  int64_t before = allocated();
  EQUAL(fpk_solver_solve_f64(solver, B, N, x, r, g, 0, &results), FPK_NOT_CONVERGED);
  EQUAL(allocated() - before, 0);
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}
