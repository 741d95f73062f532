/* Track and learn at every step from C: the input moves, the tracker follows the fixed point within a budget of products, and after each
 * call the weights move a little down the gradient of that call's loss. Nothing in the loop allocates after its first round, and nothing
 * waits for a factorization: the tracker's inverse serves the point and the adjoint, and outlives the updates.
 *
 *   cc samples/c/track.c $(pkg-config --cflags --libs artifacts/native/lib/pkgconfig/fpk.pc) -lm -o artifacts/track
 *
 * Exit code: 0, 1 misuse or no library for this CPU, 3 too many calls had no result. */
#include "fpk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEURONS = 32, CALLS = 5000, WINDOW = 100, BUDGET = 40 };

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
  float drive[NEURONS] = {0}, rates[NEURONS], error[NEURONS], lambda[NEURONS];
  double sum = 0;
  int skipped = 0, longest = 0;
  fpk_activation tanh_of;
  fpk_network *network;
  fpk_tracker *tracker;
  fpk_track_result result = {.size = sizeof result};

  for (int i = 0; i < NEURONS * NEURONS; i++) weights[i] = uniform() * 0.5f * sqrtf(3.0f / NEURONS);
  checked(fpk_activation_default(&tanh_of, sizeof tanh_of), "fpk_activation_default");
  checked(fpk_network_create_f32(NEURONS, weights, &tanh_of, &network), "fpk_network_create");
  checked(fpk_tracker_create(network, NULL, &tracker), "fpk_tracker_create");

  for (int call = 0; call < CALLS; call++) {
    /* Each input walks around 0 and forgets its past within some fifty calls. */
    for (int i = 0; i < NEURONS; i++) drive[i] += 0.2f * uniform() - 0.02f * drive[i];

    /* Without a result within the budget the best point so far is in rates, and the next call goes on from it. */
    int32_t code = checked(fpk_tracker_track_f32(tracker, NEURONS, drive, rates, NULL, BUDGET, 0, &result), "fpk_tracker_track");
    if (result.products > longest) longest = result.products;
    if (code != FPK_OK) {
      skipped++;
      continue;
    }

    /* Each neuron is to answer as if half of its neighbour's input were its own too: L = |r - r*|^2 / 2. */
    for (int i = 0; i < NEURONS; i++) {
      error[i] = rates[i] - tanhf(drive[i] + 0.5f * drive[(i + 1) % NEURONS]);
      sum += error[i] * error[i] / NEURONS;
    }

    /* dL/dx at the point just tracked: asked before the update, since afterwards there is no such point (FPK_INVALID). */
    if (checked(fpk_tracker_adjoint_f32(tracker, NEURONS, error, lambda, BUDGET, NULL), "fpk_tracker_adjoint") != FPK_OK) {
      skipped++;
      continue;
    }
    memset(change, 0, sizeof change); /* rules add to it */
    checked(fpk_tracker_accumulate_f32(tracker, FPK_RULE_KIND_EUCLIDEAN, 0.03, NEURONS, lambda, change, NULL), "fpk_tracker_accumulate");
    checked(fpk_network_update_f32(network, NEURONS, change), "fpk_network_update");

    if ((call + 1) % WINDOW == 0) {
      int window = (call + 1) / WINDOW;
      if (window == 1 || window == 10 || window == CALLS / WINDOW)
        printf("calls up to %4d: root mean square error %.3f\n", call + 1, sqrt(sum / WINDOW));
      sum = 0;
    }
  }
  printf("no call spent more than its %d products: %s\n", BUDGET, longest <= BUDGET ? "yes" : "no");
  if (skipped) fprintf(stderr, "%d calls had no result\n", skipped);

  checked(fpk_tracker_destroy(tracker), "fpk_tracker_destroy");
  checked(fpk_network_destroy(network), "fpk_network_destroy");
  return skipped > CALLS / 100 ? 3 : 0;
}
