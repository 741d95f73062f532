/* The first byte after any buffer, and the last before it, is never touched: each lies against a page that may not be read. */
#include "check.h"
#include <sys/mman.h>

enum { PAGE = 4096, PLACES = 24 };

static char *block[PLACES];
static size_t length[PLACES];
static int places, at_end;

/* Room whose end (or start) is that of its pages. */
static void *room(size_t bytes) {
  size_t inside = (bytes + PAGE - 1) / PAGE * PAGE;
  void *whole = NULL;
  if (places == PLACES || posix_memalign(&whole, PAGE, inside + 2 * PAGE)) abort();
  char *first = (char *)whole;
  memset(first, 0, inside + 2 * PAGE);
  EQUAL(mprotect(first, PAGE, PROT_NONE), 0);
  EQUAL(mprotect(first + PAGE + inside, PAGE, PROT_NONE), 0);
  block[places] = first;
  length[places++] = inside + 2 * PAGE;
  return at_end ? first + PAGE + inside - bytes : first + PAGE;
}

static void leave(void) {
  while (places > 0) {
    places--;
    EQUAL(mprotect(block[places], length[places], PROT_READ | PROT_WRITE), 0);
    free(block[places]);
  }
}

static double *numbers(int64_t count) {
  double *made = (double *)room((size_t)count * sizeof *made);
  for (int64_t i = 0; i < count; i++) made[i] = draw();
  return made;
}

static void every_call(int64_t n, int64_t b) {
  double *w = numbers(n * n), *x = numbers(b * n), *r = numbers(b * n), *g = numbers(b * n), *e = numbers(b * n), *l = numbers(b * n);
  double *d = numbers(n * n), *inputs = numbers(n * 2), *bias = numbers(n), *given = numbers(b * 2);
  uint8_t *solved = (uint8_t *)room((size_t)b), *statuses = (uint8_t *)room((size_t)b);
  fpk_results *results = (fpk_results *)room(sizeof *results);
  fpk_track_result *tracked = (fpk_track_result *)room(sizeof *tracked);
  fpk_activation *f = (fpk_activation *)room(sizeof *f);
  fpk_solver_options *o = (fpk_solver_options *)room(sizeof *o);
  fpk_network *network = NULL;
  fpk_tracker *tracker = NULL;
  for (int64_t i = 0; i < n * n; i++) w[i] /= sqrt((double)n);
  results->size = sizeof *results;
  results->statuses = solved;
  results->residuals = numbers(b);
  results->amplitudes = numbers(b);
  results->steps = (int32_t *)room((size_t)b * sizeof(int32_t));
  tracked->size = sizeof *tracked;

  EQUAL(fpk_activation_default(f, sizeof *f), FPK_OK);
  EQUAL(fpk_network_create_f64(n, w, f, &network), FPK_OK);
  EQUAL(fpk_network_set_input_weights_f64(network, n, 2, inputs), FPK_OK);
  EQUAL(fpk_network_set_bias_f64(network, n, bias), FPK_OK);
  EQUAL(fpk_network_drive_f64(network, b, 2, given, n, r), FPK_OK);
  for (int32_t method = 0; method < 8; method++) {
    EQUAL(fpk_solver_options_default(o, sizeof *o), FPK_OK);
    o->method = method;
    fpk_solver *solver = solver_over(network, b, o);
    TRUE(fpk_solver_solve_f64(solver, b, n, x, r, g, 0, results) <= FPK_NOT_CONVERGED);
    TRUE(fpk_solver_solve_potential_f64(solver, b, n, x, l, 0, results) <= FPK_NOT_CONVERGED);
    TRUE(fpk_solver_adjoint_f64(solver, b, n, g, e, l, results) <= FPK_NOT_CONVERGED);
    for (int32_t rule = 0; rule < 5; rule++)
      TRUE(fpk_solver_accumulate_f64(solver, rule, 1e-3, b, n, r, g, e, d, solved, statuses) <= FPK_NOT_CONVERGED);
    EQUAL(fpk_solver_destroy(solver), FPK_OK);
  }
  EQUAL(fpk_tracker_create(network, NULL, &tracker), FPK_OK);
  for (int turn = 0; turn < 8; turn++) {
    x[0] += 0.05;
    TRUE(fpk_tracker_track_f64(tracker, n, x, r, g, FPK_OWN, 1, tracked) <= FPK_NOT_CONVERGED);
    TRUE(fpk_tracker_adjoint_f64(tracker, n, e, l, FPK_OWN, tracked) <= FPK_NOT_CONVERGED);
    for (int32_t rule = 0; rule < 5; rule++)
      TRUE(fpk_tracker_accumulate_f64(tracker, rule, 1e-3, n, e, d, statuses) <= FPK_NOT_CONVERGED);
  }
  EQUAL(fpk_tracker_begin_f64(tracker, n, r), FPK_OK);
  EQUAL(fpk_network_update_f64(network, n, d), FPK_OK);
  EQUAL(fpk_network_weights_f64(network, n, w), FPK_OK);
  EQUAL(fpk_network_set_weights_f64(network, n, w), FPK_OK);
  EQUAL(fpk_tracker_destroy(tracker), FPK_OK);
  EQUAL(fpk_network_destroy(network), FPK_OK);
  leave();
}

/* Sizes around the registers' 4 and 8 doubles, and blocks of rows. */
void edges(void) {
  static const int64_t sizes_of[] = {1, 2, 3, 5, 8, 13, 17, 31, 66};
  for (at_end = 0; at_end < 2; at_end++)
    for (size_t i = 0; i < sizeof sizes_of / sizeof *sizes_of; i++) every_call(sizes_of[i], (int64_t)(i % 4 + 1));
}
