#include "check.h"
#include <time.h>

int failures;
const char *vectors_file;

static const struct { const char *name; void (*run)(void); int alone; } tests[] = {
  {"basics", basics, 0}, {"structs", structs, 0}, {"later_structs", later_structs, 0}, {"handles", handles, 0}, {"cycles", cycles, 0}, {"sizes", sizes, 0},
  {"overlaps", overlaps, 0}, {"edges", edges, 0}, {"misaligned", misaligned, 0}, {"weights_refused", weights_refused, 0},
  {"options_refused", options_refused, 0}, {"goldens", goldens, 0}, {"same_bits", same_bits, 0}, {"learning", learning, 0},
  {"inputs", inputs, 0}, {"zero_bytes", zero_bytes, 0}, {"messages", messages, 0}, {"busy", busy, 0},
  {"shared_network", shared_network, 0}, {"cancelled", cancelled, 0}, {"small_stack", small_stack, 0}, {"destroyed_in_use", destroyed_in_use, 0},
  {"updated_meanwhile", updated_meanwhile, 0}, {"tracked", tracked, 0}, {"tracked_learning", tracked_learning, 0},
  {"trackers_refused", trackers_refused, 0}, {"tracked_zero_bytes", tracked_zero_bytes, 0}, {"busy_tracker", busy_tracker, 0},
  {"tracked_bits", tracked_bits, 0}, {"jumps", jumps, 0}, {"exceptions", exceptions, 0},
  {"forked", forked, 1}, {"host_signals", host_signals, 1}, {"little_memory", little_memory, 1}, {"own_width", own_width, 1},
  {"nonsense_width", nonsense_width, 1}, {"other_width", other_width, 1}, {"low_cpu", low_cpu, 1},
  {"speed", speed, 1}, {"first_answer", first_answer, 1},
};

void fail(const char *file, int line, const char *what, long long got, long long wanted) {
  failures++;
  if (failures <= 40) printf("%s:%d: %s is %lld, not %lld\n", file, line, what, got, wanted);
}

const char *last_error(void) {
  static char text[600];
  text[0] = 0;
  fpk_last_error(text, sizeof text, NULL);
  return text;
}

static uint32_t state = 1;

double draw(void) {
  state = state * 1664525u + 1013904223u;
  return ((double)(state >> 8) + 0.5) / 8388608.0 - 1.0;
}

/* Entries of +-1.2/sqrt(n) uniform have the variance of 0.7 N(0,1)/sqrt(n). */
void random_weights(int64_t n, double *weights) {
  for (int64_t i = 0; i < n * n; i++) weights[i] = 1.2 * draw() / sqrt((double)n);
}

fpk_network *network_f64(int64_t n) {
  fpk_activation f;
  fpk_network *network = NULL;
  double *w = (double *)malloc((size_t)(n * n) * sizeof *w);
  random_weights(n, w);
  EQUAL(fpk_activation_default(&f, sizeof f), FPK_OK);
  EQUAL(fpk_network_create_f64(n, w, &f, &network), FPK_OK);
  free(w);
  return network;
}

fpk_network *network_f32(int64_t n) {
  fpk_activation f;
  fpk_network *network = NULL;
  double *w = (double *)malloc((size_t)(n * n) * sizeof *w);
  float *single = (float *)malloc((size_t)(n * n) * sizeof *single);
  random_weights(n, w);
  for (int64_t i = 0; i < n * n; i++) single[i] = (float)w[i];
  EQUAL(fpk_activation_default(&f, sizeof f), FPK_OK);
  EQUAL(fpk_network_create_f32(n, single, &f, &network), FPK_OK);
  free(w);
  free(single);
  return network;
}

fpk_solver *solver_over(fpk_network *network, int64_t max_batch, const fpk_solver_options *options) {
  fpk_solver *solver = NULL;
  EQUAL(fpk_solver_create(network, max_batch, options, NULL, &solver), FPK_OK);
  return solver;
}

int64_t allocated(void) {
  fpk_info info;
  EQUAL(fpk_info_default(&info, sizeof info), FPK_OK);
  EQUAL(fpk_get_info(&info), FPK_OK);
  return info.thread_allocated_bytes;
}

double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* tests VECTORS [NAME...]: those named, or all that need no process of their own. */
int main(int count, char **words) {
  int passed = 0, failed = 0;
  vectors_file = count > 1 ? words[1] : "";
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
    int wanted = count <= 2 && !tests[i].alone;
    for (int k = 2; k < count; k++) wanted = wanted || !strcmp(words[k], tests[i].name);
    if (!wanted) continue;
    failures = 0;
    tests[i].run();
    printf("%s %s\n", failures ? "FAILED" : "passed", tests[i].name);
    fflush(stdout);
    if (failures) failed++; else passed++;
  }
  printf("native: %d passed, %d failed\n", passed, failed);
  return failed > 0 || passed == 0;
}
