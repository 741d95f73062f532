/* Solve and differentiate from C: the steady responses r = f(W r + x) to a batch of inputs, and the exact gradient of a loss through
 * them. C99, nothing but libfpk and the C library; no .NET on the machine.
 *
 *   cc samples/c/solve.c $(pkg-config --cflags --libs artifacts/native/lib/pkgconfig/fpk.pc) -lm -o artifacts/solve
 *
 * Exit code: 0, 1 misuse or no library for this CPU (the message says which), 3 a sample has no result. */
#include "fpk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NEURONS = 50, BATCH = 4 };

/* Every function returns a code. Misuse is a fault of this program and ends it, with the library's own message; FPK_NOT_CONVERGED is an
 * answer, and the caller's to deal with. */
static int32_t checked(int32_t code, const char *call) {
  char why[400];
  if (code == FPK_OK || code == FPK_NOT_CONVERGED) return code;
  fpk_last_error(why, sizeof why, NULL);
  fprintf(stderr, "%s: %s\n", call, why);
  exit(1);
}

static void tell_failures(const char *what, const uint8_t *statuses, const double *residuals) {
  char name[32];
  for (int k = 0; k < BATCH; k++) {
    if (statuses[k] == FPK_STATUS_CONVERGED) continue;
    fpk_status_name(statuses[k], name, sizeof name, NULL);
    fprintf(stderr, "%s: sample %d ended as %s with residual %.1e\n", what, k, name, residuals[k]);
  }
}

/* A generator of one's own, since rand() gives other numbers on every system: uniform in (-1, 1). */
static double uniform(void) {
  static uint32_t state = 1;
  state = state * 1664525u + 1013904223u;
  return (double)(state >> 8) / 8388608.0 - 1.0;
}

int main(void) {
  static double weights[NEURONS * NEURONS], drive[BATCH * NEURONS], rates[BATCH * NEURONS], gains[BATCH * NEURONS];
  static double error[BATCH * NEURONS], lambda[BATCH * NEURONS];
  uint8_t statuses[BATCH];
  double residuals[BATCH];
  fpk_activation tanh_of;
  fpk_solver_options options;
  fpk_network *network;
  fpk_solver *solver;
  /* Only the arrays that are wanted; the size tells the library which header this was compiled with. */
  fpk_results results = {.size = sizeof results, .statuses = statuses, .residuals = residuals};

  for (int i = 0; i < NEURONS * NEURONS; i++) weights[i] = uniform() * 1.2 * sqrt(3.0 / NEURONS);
  for (int i = 0; i < BATCH * NEURONS; i++) drive[i] = uniform();

  checked(fpk_activation_default(&tanh_of, sizeof tanh_of), "fpk_activation_default");
  checked(fpk_network_create_f64(NEURONS, weights, &tanh_of, &network), "fpk_network_create"); /* copies the weights */

  /* A program with a deadline bounds the search: what is over the limit comes back as FPK_STATUS_STEP_LIMIT with the best point. */
  checked(fpk_solver_options_default(&options, sizeof options), "fpk_solver_options_default");
  options.budget_evaluations = 2000;
  checked(fpk_solver_create(network, BATCH, &options, NULL, &solver), "fpk_solver_create");

  if (checked(fpk_solver_solve_f64(solver, BATCH, NEURONS, drive, rates, gains, 0, &results), "fpk_solver_solve") != FPK_OK) {
    tell_failures("solve", statuses, residuals);
    return 3;
  }
  printf("solved %d of %d samples\n", (int)results.converged, BATCH);
  printf("r = (%.6f, %.6f, ...)\n", rates[0], rates[1]);

  /* L = sum of the squares of r / 2, so dL/dr = r. */
  for (int i = 0; i < BATCH * NEURONS; i++) error[i] = rates[i];
  if (checked(fpk_solver_adjoint_f64(solver, BATCH, NEURONS, gains, error, lambda, &results), "fpk_solver_adjoint") != FPK_OK) {
    tell_failures("adjoint", statuses, residuals);
    return 3;
  }
  printf("dL/dx = (%.6f, %.6f, ...)\n", lambda[0], lambda[1]);

  checked(fpk_solver_destroy(solver), "fpk_solver_destroy");
  checked(fpk_network_destroy(network), "fpk_network_destroy");
  return 0;
}
