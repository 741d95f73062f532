/* Learn a batch from C, in float: a network is to answer four inputs with wanted rates. Solve, adjoint, rule, update, two hundred times, in
 * buffers that are made once; after the first round nothing in the loop allocates.
 *
 *   cc samples/c/learn.c $(pkg-config --cflags --libs artifacts/native/lib/pkgconfig/fpk.pc) -lm -o artifacts/learn
 *
 * Exit code: 0, 1 misuse or no library for this CPU, 3 the learning ran off. */
#include "fpk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEURONS = 30, BATCH = 4, ROUNDS = 200 };

static int32_t checked(int32_t code, const char *call) {
  char why[400];
  if (code == FPK_OK || code == FPK_NOT_CONVERGED) return code;
  fpk_last_error(why, sizeof why, NULL);
  fprintf(stderr, "%s: %s\n", call, why);
  exit(1);
}

static float uniform(void) {
  static uint32_t state = 1;
  state = state * 1664525u + 1013904223u;
  return (float)(state >> 8) / 8388608.0f - 1.0f;
}

int main(void) {
  static float weights[NEURONS * NEURONS], change[NEURONS * NEURONS];
  static float drive[BATCH * NEURONS], wanted[BATCH * NEURONS], rates[BATCH * NEURONS], gains[BATCH * NEURONS];
  static float error[BATCH * NEURONS], lambda[BATCH * NEURONS];
  uint8_t solved[BATCH], adjoined[BATCH];
  fpk_activation tanh_of;
  fpk_network *network;
  fpk_solver *solver;
  fpk_results of_solve = {.size = sizeof of_solve, .statuses = solved}, of_adjoint = {.size = sizeof of_adjoint, .statuses = adjoined};

  for (int i = 0; i < NEURONS * NEURONS; i++) weights[i] = uniform() * 0.5f * sqrtf(3.0f / NEURONS);
  for (int i = 0; i < BATCH * NEURONS; i++) drive[i] = uniform();
  for (int i = 0; i < BATCH * NEURONS; i++) wanted[i] = 0.5f * uniform();

  checked(fpk_activation_default(&tanh_of, sizeof tanh_of), "fpk_activation_default");
  checked(fpk_network_create_f32(NEURONS, weights, &tanh_of, &network), "fpk_network_create");
  checked(fpk_solver_create(network, BATCH, NULL, NULL, &solver), "fpk_solver_create");

  for (int round = 0; round < ROUNDS; round++) {
    double loss = 0;
    /* Warm from the second round on: the point of the last weights is close to that of these. */
    checked(fpk_solver_solve_f32(solver, BATCH, NEURONS, drive, rates, gains, round > 0, &of_solve), "fpk_solver_solve");
    if (of_solve.converged == 0) {
      fprintf(stderr, "round %d: no sample has a fixed point; lower the rate\n", round + 1);
      return 3;
    }
    for (int i = 0; i < BATCH * NEURONS; i++) {
      error[i] = rates[i] - wanted[i];
      loss += 0.5 * error[i] * error[i] / BATCH;
    }
    if (round == 0 || round == 19 || round == ROUNDS - 1) printf("round %3d: loss %.3f\n", round + 1, loss);
    checked(fpk_solver_adjoint_f32(solver, BATCH, NEURONS, gains, error, lambda, &of_adjoint), "fpk_solver_adjoint");

    /* A sample that one of the two failed for contributes nothing: the rule goes by these statuses. */
    for (int k = 0; k < BATCH; k++)
      if (solved[k] == FPK_STATUS_CONVERGED) solved[k] = adjoined[k];

    memset(change, 0, sizeof change); /* rules add to it */
    checked(fpk_solver_accumulate_f32(solver, FPK_RULE_KIND_EUCLIDEAN, 0.1, BATCH, NEURONS, rates, gains, lambda, change, solved, NULL),
            "fpk_solver_accumulate");
    /* No other thread may be in a call of this network; FPK_INVALID, and the old weights, where a sum is not finite. */
    checked(fpk_network_update_f32(network, NEURONS, change), "fpk_network_update");
  }

  checked(fpk_solver_destroy(solver), "fpk_solver_destroy");
  checked(fpk_network_destroy(network), "fpk_network_destroy");
  return 0;
}
