/* Against golden values, and against what C# makes of the same networks, bit for bit. The file is made by
 * tests/FixedPointKernels.Native.Vectors. */
#include "check.h"
#include <inttypes.h>

static FILE *file;

static double *numbers(int64_t count) {
  double *values = (double *)malloc((size_t)count * sizeof *values);
  for (int64_t i = 0; i < count; i++)
    if (fscanf(file, "%lf", &values[i]) != 1) fail(__FILE__, __LINE__, "a number of the vectors", i, count);
  return values;
}

static uint64_t *words(int64_t count) {
  uint64_t *values = (uint64_t *)malloc((size_t)count * sizeof *values);
  for (int64_t i = 0; i < count; i++)
    if (fscanf(file, "%" SCNx64, &values[i]) != 1) fail(__FILE__, __LINE__, "a word of the vectors", i, count);
  return values;
}

static float *single(const double *from, int64_t count) {
  float *values = (float *)malloc((size_t)count * sizeof *values);
  for (int64_t i = 0; i < count; i++) values[i] = (float)from[i];
  return values;
}

/* The largest error relative to the largest entry. */
static double error_of(const double *expected, const double *d, const float *s, int64_t count) {
  double scale = 0, worst = 0;
  for (int64_t i = 0; i < count; i++) {
    double got = d ? d[i] : (double)s[i], error = fabs(got - expected[i]);
    if (fabs(expected[i]) > scale) scale = fabs(expected[i]);
    if (!(error <= worst)) worst = error;
  }
  return scale > 0 ? worst / scale : worst;
}

static void close_to(const char *name, const char *what, double error, double tolerance) {
  if (error <= tolerance) return;
  printf("%s: %s is off by %.2e, more than %.2e\n", name, what, error, tolerance);
  failures++;
}

static int seek(const char *kind) {
  char word[64];
  while (fscanf(file, "%63s", word) == 1) {
    if (!strcmp(word, kind)) return 1;
    if (!strcmp(word, "end")) return 0;
  }
  return 0;
}

/* The network of a row in either type. */
static fpk_network *make(int in_float, int kind, double gain, double exponent, int64_t n, const double *w) {
  fpk_activation f;
  fpk_network *network = NULL;
  EQUAL(fpk_activation_default(&f, sizeof f), FPK_OK);
  f.kind = kind;
  f.gain = gain;
  f.exponent = exponent;
  if (in_float) {
    float *s = single(w, n * n);
    EQUAL(fpk_network_create_f32(n, s, &f, &network), FPK_OK);
    free(s);
  } else {
    EQUAL(fpk_network_create_f64(n, w, &f, &network), FPK_OK);
  }
  return network;
}

static void golden_row(void) {
  char name[100];
  int in_float, kind, method;
  int64_t n, b;
  double tolerance, first, gain_tolerance, later;
  if (fscanf(file, "%99s %d %d %d %" SCNd64 " %" SCNd64 " %lf %lf %lf %lf", name, &in_float, &kind, &method, &n, &b, &tolerance, &first,
             &gain_tolerance, &later) != 10) { fail(__FILE__, __LINE__, "a golden row", 0, 1); return; }
  double *w = numbers(n * n), *x = numbers(b * n), *r = numbers(b * n), *g = numbers(b * n), *e = numbers(b * n), *l = numbers(b * n);
  fpk_network *network = make(in_float, kind, 1, 2, n, w);
  fpk_solver_options o;
  fpk_adjoint_options a;
  fpk_solver *solver = NULL;
  fpk_solver_options_default(&o, sizeof o);
  fpk_adjoint_options_default(&a, sizeof a);
  o.method = method;
  o.tolerance = tolerance;
  if (method == FPK_SOLVER_METHOD_EULER) { o.step_size = 0.1; o.step_limit = 2500; }
  a.tolerance = in_float ? 4e-6 : 1e-13;
  EQUAL(fpk_solver_create(network, b, &o, &a, &solver), FPK_OK);
  if (in_float) {
    float *xs = single(x, b * n), *rs = single(x, b * n), *gs = single(x, b * n), *es = single(e, b * n), *ls = single(x, b * n);
    EQUAL(fpk_solver_solve_f32(solver, b, n, xs, rs, gs, 0, NULL), FPK_OK);
    EQUAL(fpk_solver_adjoint_f32(solver, b, n, gs, es, ls, NULL), FPK_OK);
    close_to(name, "r", error_of(r, NULL, rs, b * n), first);
    close_to(name, "gain", error_of(g, NULL, gs, b * n), gain_tolerance);
    close_to(name, "adjoint", error_of(l, NULL, ls, b * n), later);
    free(xs); free(rs); free(gs); free(es); free(ls);
  } else {
    double *rs = (double *)malloc((size_t)(b * n) * sizeof(double)), *gs = (double *)malloc((size_t)(b * n) * sizeof(double));
    double *ls = (double *)malloc((size_t)(b * n) * sizeof(double));
    EQUAL(fpk_solver_solve_f64(solver, b, n, x, rs, gs, 0, NULL), FPK_OK);
    EQUAL(fpk_solver_adjoint_f64(solver, b, n, gs, e, ls, NULL), FPK_OK);
    close_to(name, "r", error_of(r, rs, NULL, b * n), first);
    close_to(name, "gain", error_of(g, gs, NULL, b * n), gain_tolerance);
    close_to(name, "adjoint", error_of(l, ls, NULL, b * n), later);
    free(rs); free(gs); free(ls);
  }
  EQUAL(fpk_solver_destroy(solver), FPK_OK);
  EQUAL(fpk_network_destroy(network), FPK_OK);
  free(w); free(x); free(r); free(g); free(e); free(l);
}

void goldens(void) {
  int rows = 0;
  file = fopen(vectors_file, "r");
  TRUE(file);
  if (!file) return;
  for (; seek("golden"); rows++) golden_row();
  fclose(file);
  EQUAL(rows, 84); /* seven cases by six methods in two types */
}

static void alike(const char *name, const char *what, const void *got, const uint64_t *wanted, int in_float, int64_t count) {
  int64_t other = 0;
  for (int64_t i = 0; i < count; i++) {
    uint64_t bits = 0;
    if (in_float) { uint32_t half; memcpy(&half, (const char *)got + 4 * i, 4); bits = half; }
    else memcpy(&bits, (const char *)got + 8 * i, 8);
    other += bits != wanted[i];
  }
  if (other) { printf("%s: %s has %" PRId64 " of %" PRId64 " entries with other bits\n", name, what, other, count); failures++; }
}

static void bits_row(void) {
  char name[100];
  int in_float, kind, method, status[16];
  int64_t n, b, evaluations, factorizations;
  double gain, exponent;
  if (fscanf(file, "%99s %d %d %lf %lf %d %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64, name, &in_float, &kind, &gain, &exponent, &method,
             &n, &b, &evaluations, &factorizations) != 10) { fail(__FILE__, __LINE__, "a row of bits", 0, 1); return; }
  for (int64_t k = 0; k < b; k++) if (fscanf(file, "%d", &status[k]) != 1) fail(__FILE__, __LINE__, "a status", k, b);
  double *w = numbers(n * n), *x = numbers(b * n), *e = numbers(b * n);
  uint64_t *r = words(b * n), *g = words(b * n), *l = words(b * n), *d = words(n * n), *v = words(b * n);
  fpk_network *network = make(in_float, kind, gain, exponent, n, w);
  fpk_solver_options o;
  fpk_solver *solver;
  fpk_results results;
  uint8_t statuses[16];
  memset(&results, 0, sizeof results);
  results.size = sizeof results;
  results.statuses = statuses;
  fpk_solver_options_default(&o, sizeof o);
  o.method = method;
  solver = solver_over(network, b, &o);
  void *rs = calloc((size_t)(b * n), 8), *gs = calloc((size_t)(b * n), 8), *ls = calloc((size_t)(b * n), 8), *ds = calloc((size_t)(n * n), 8);
  void *vs = calloc((size_t)(b * n), 8);
  if (in_float) {
    float *xs = single(x, b * n), *es = single(e, b * n);
    fpk_solver_solve_f32(solver, b, n, xs, (float *)rs, (float *)gs, 0, &results);
    fpk_solver_adjoint_f32(solver, b, n, (float *)gs, es, (float *)ls, NULL);
    fpk_solver_accumulate_f32(solver, FPK_RULE_KIND_EUCLIDEAN, (float)0.1, b, n, (float *)rs, (float *)gs, (float *)ls, (float *)ds, NULL, NULL);
    fpk_solver_solve_potential_f32(solver, b, n, xs, (float *)vs, 0, NULL);
    free(xs);
    free(es);
  } else {
    fpk_solver_solve_f64(solver, b, n, x, (double *)rs, (double *)gs, 0, &results);
    fpk_solver_adjoint_f64(solver, b, n, (double *)gs, e, (double *)ls, NULL);
    fpk_solver_accumulate_f64(solver, FPK_RULE_KIND_EUCLIDEAN, 0.1, b, n, (double *)rs, (double *)gs, (double *)ls, (double *)ds, NULL, NULL);
    fpk_solver_solve_potential_f64(solver, b, n, x, (double *)vs, 0, NULL);
  }
  for (int64_t k = 0; k < b; k++) EQUAL(statuses[k], status[k]);
  EQUAL(results.evaluations, evaluations);
  EQUAL(results.factorizations, factorizations);
  alike(name, "r", rs, r, in_float, b * n);
  alike(name, "gain", gs, g, in_float, b * n);
  alike(name, "lambda", ls, l, in_float, b * n);
  alike(name, "delta_w", ds, d, in_float, n * n);
  alike(name, "v", vs, v, in_float, b * n);
  EQUAL(fpk_solver_destroy(solver), FPK_OK);
  EQUAL(fpk_network_destroy(network), FPK_OK);
  free(w); free(x); free(e); free(r); free(g); free(l); free(d); free(v); free(rs); free(gs); free(ls); free(ds); free(vs);
}

void same_bits(void) {
  int rows = 0;
  file = fopen(vectors_file, "r");
  TRUE(file);
  if (!file) return;
  for (; seek("bits"); rows++) bits_row();
  fclose(file);
  EQUAL(rows, 128); /* eight activations by eight methods in two types */
}

/* The same loop of a tracker: moving inputs, an adjoint, a rule and an update every third call. */
static void track_row(void) {
  char name[100];
  int in_float, kind;
  int64_t n, calls;
  double gain, exponent;
  if (fscanf(file, "%99s %d %d %lf %lf %" SCNd64 " %" SCNd64, name, &in_float, &kind, &gain, &exponent, &n, &calls) != 7) {
    fail(__FILE__, __LINE__, "a row of a tracker", 0, 1);
    return;
  }
  double *w = numbers(n * n), *x = numbers(calls * n), *e = numbers(n), *told = numbers(2 * calls);
  uint64_t *r = words(calls * n), *l = words(n), *after = words(n * n);
  fpk_network *network = make(in_float, kind, gain, exponent, n, w);
  fpk_tracker *tracker = NULL;
  fpk_track_result result;
  float *xs = single(x, calls * n), *es = single(e, n);
  void *rs = calloc((size_t)(calls * n), 8), *ls = calloc((size_t)n, 8), *ds = calloc((size_t)(n * n), 8), *ws = calloc((size_t)(n * n), 8);
  memset(&result, 0, sizeof result);
  result.size = sizeof result;
  EQUAL(fpk_tracker_create(network, NULL, &tracker), FPK_OK);
  for (int64_t k = 0; k < calls; k++) {
    if (in_float) fpk_tracker_track_f32(tracker, n, xs + k * n, (float *)rs + k * n, NULL, FPK_OWN, 1, &result);
    else fpk_tracker_track_f64(tracker, n, x + k * n, (double *)rs + k * n, NULL, FPK_OWN, 1, &result);
    EQUAL(result.status, told[2 * k]);
    EQUAL(result.products, told[2 * k + 1]);
    if (k % 3 != 2) continue;
    memset(ds, 0, (size_t)(n * n) * 8);
    if (in_float) {
      fpk_tracker_adjoint_f32(tracker, n, es, (float *)ls, FPK_OWN, NULL);
      fpk_tracker_accumulate_f32(tracker, FPK_RULE_KIND_EUCLIDEAN, (float)0.01, n, (float *)ls, (float *)ds, NULL);
      EQUAL(fpk_network_update_f32(network, n, (float *)ds), FPK_OK);
    } else {
      fpk_tracker_adjoint_f64(tracker, n, e, (double *)ls, FPK_OWN, NULL);
      fpk_tracker_accumulate_f64(tracker, FPK_RULE_KIND_EUCLIDEAN, 0.01, n, (double *)ls, (double *)ds, NULL);
      EQUAL(fpk_network_update_f64(network, n, (double *)ds), FPK_OK);
    }
  }
  if (in_float) EQUAL(fpk_network_weights_f32(network, n, (float *)ws), FPK_OK);
  else EQUAL(fpk_network_weights_f64(network, n, (double *)ws), FPK_OK);
  alike(name, "r", rs, r, in_float, calls * n);
  alike(name, "lambda", ls, l, in_float, n);
  alike(name, "weights", ws, after, in_float, n * n);
  EQUAL(fpk_tracker_destroy(tracker), FPK_OK);
  EQUAL(fpk_network_destroy(network), FPK_OK);
  free(w); free(x); free(e); free(told); free(r); free(l); free(after); free(xs); free(es); free(rs); free(ls); free(ds); free(ws);
}

void tracked_bits(void) {
  int rows = 0;
  file = fopen(vectors_file, "r");
  TRUE(file);
  if (!file) return;
  for (; seek("track"); rows++) track_row();
  fclose(file);
  EQUAL(rows, 16); /* eight activations in two types */
}
