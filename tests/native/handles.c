/* What is handed in where a handle belongs, and what becomes of handles. */
#include "check.h"

void basics(void) {
  char text[64];
  int32_t version = -1;
  int64_t length = 0;
  EQUAL(fpk_abi_version(&version), FPK_OK);
  EQUAL(version, FPK_ABI_VERSION);
  EQUAL(fpk_abi_version(NULL), FPK_INVALID);
  EQUAL(fpk_version(text, sizeof text, &length), FPK_OK);
  EQUAL(strlen(text), length);
  TRUE(strchr(text, '.'));
  EQUAL(fpk_version(NULL, 0, &length), FPK_OK);
  EQUAL(fpk_version(NULL, 5, &length), FPK_INVALID);
  EQUAL(fpk_version(text, -1, &length), FPK_INVALID);
  EQUAL(fpk_status_name(FPK_STATUS_CONVERGED, text, sizeof text, &length), FPK_OK);
  EQUAL(strcmp(text, "Converged"), 0);
  EQUAL(fpk_status_name(FPK_STATUS_UNSETTLED, text, 4, &length), FPK_OK);
  EQUAL(strcmp(text, "Uns"), 0);
  EQUAL(length, 9);
  EQUAL(fpk_status_name(77, text, sizeof text, NULL), FPK_INVALID);
  EQUAL(fpk_status_name(-1, text, sizeof text, NULL), FPK_INVALID);
  EQUAL(fpk_code_name(FPK_UNSUPPORTED_CPU, text, sizeof text, NULL), FPK_OK);
  EQUAL(strcmp(text, "UnsupportedCpu"), 0);
  EQUAL(fpk_code_name(99, text, sizeof text, NULL), FPK_INVALID);
  for (int32_t rule = 0; rule < 5; rule++) {
    int32_t found = -1, uses = -1;
    EQUAL(fpk_rule_name(rule, text, sizeof text, NULL), FPK_OK);
    EQUAL(fpk_rule_find(text, &found), FPK_OK);
    EQUAL(found, rule);
    EQUAL(fpk_rule_uses_adjoint(rule, &uses), FPK_OK);
    EQUAL(uses, rule == FPK_RULE_KIND_EUCLIDEAN);
  }
  int32_t rule = -1;
  EQUAL(fpk_rule_find("Finite-Step", &rule), FPK_OK);
  EQUAL(rule, FPK_RULE_KIND_FINITE_STEP);
  EQUAL(fpk_rule_find("", &rule), FPK_INVALID);
  EQUAL(fpk_rule_find(NULL, &rule), FPK_INVALID);
  EQUAL(fpk_rule_find("a name that is longer than every name of a rule there is", &rule), FPK_INVALID);
  EQUAL(fpk_rule_name(5, text, sizeof text, NULL), FPK_INVALID);
  fpk_info info;
  EQUAL(fpk_info_default(&info, sizeof info), FPK_OK);
  EQUAL(fpk_get_info(&info), FPK_OK);
  TRUE(info.simd_bits == 256 || info.simd_bits == 512);
}

void handles(void) {
  double x[4] = {1, 2, 3, 4}, r[4];
  int64_t neurons = 0, samples = 0;
  fpk_network *network = network_f64(4);
  fpk_solver *solver = solver_over(network, 1, NULL), *other = NULL;
  int own = 7;
  fpk_solver *strays[] = {NULL, (fpk_solver *)(void *)&own, (fpk_solver *)(void *)x, (fpk_solver *)(void *)network,
                          (fpk_solver *)~(uintptr_t)0, (fpk_solver *)(uintptr_t)1, (fpk_solver *)((uintptr_t)solver ^ 1),
                          (fpk_solver *)((uintptr_t)solver + 0x1000000), (fpk_solver *)((uintptr_t)solver | 0xffffff)};
  for (size_t i = 0; i < sizeof strays / sizeof *strays; i++) {
    fpk_solver *stray = strays[i];
    if (stray == solver) continue;
    EQUAL(fpk_solver_solve_f64(stray, 1, 4, x, r, NULL, 0, NULL), FPK_INVALID);
    EQUAL(fpk_solver_destroy(stray), FPK_INVALID);
    EQUAL(fpk_solver_forget(stray), FPK_INVALID);
    EQUAL(fpk_solver_cancel(stray), FPK_INVALID);
    EQUAL(fpk_solver_samples_done(stray, &samples), FPK_INVALID);
    if ((void *)stray == (void *)network) continue;
    EQUAL(fpk_network_destroy((fpk_network *)(void *)stray), FPK_INVALID);
    EQUAL(fpk_network_neurons((fpk_network *)(void *)stray, &neurons), FPK_INVALID);
    EQUAL(fpk_solver_create((fpk_network *)(void *)stray, 1, NULL, NULL, &other), FPK_INVALID);
    TRUE(other == NULL);
  }

  /* The other element type's calls are refused by name. */
  float xf[4] = {1, 2, 3, 4}, rf[4];
  EQUAL(fpk_solver_solve_f32(solver, 1, 4, xf, rf, NULL, 0, NULL), FPK_INVALID);
  SAYS("a solver of doubles (f64)");
  SAYS("must be a solver of floats (f32)");

  /* A solver keeps its network. */
  EQUAL(fpk_network_destroy(network), FPK_OK);
  EQUAL(fpk_network_destroy(network), FPK_INVALID);
  SAYS("was destroyed");
  EQUAL(fpk_network_neurons(network, &neurons), FPK_INVALID);
  EQUAL(fpk_solver_solve_f64(solver, 1, 4, x, r, NULL, 0, NULL), FPK_OK);
  EQUAL(fpk_solver_destroy(solver), FPK_OK);
  EQUAL(fpk_solver_destroy(solver), FPK_INVALID);
  EQUAL(fpk_solver_solve_f64(solver, 1, 4, x, r, NULL, 0, NULL), FPK_INVALID);
  SAYS("was destroyed");

  /* The place is used again, the old handle stays void. */
  fpk_network *next = network_f64(4);
  fpk_solver *successor = solver_over(next, 1, NULL);
  TRUE(successor != solver);
  EQUAL(fpk_solver_solve_f64(solver, 1, 4, x, r, NULL, 0, NULL), FPK_INVALID);
  EQUAL(fpk_solver_destroy(successor), FPK_OK);
  EQUAL(fpk_network_destroy(next), FPK_OK);
}

static long resident_kib(void) {
  char line[200];
  long kib = -1;
  FILE *file = fopen("/proc/self/status", "r");
  if (!file) return -1;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "VmRSS: %ld", &kib) == 1) break;
  fclose(file);
  return kib;
}

/* A million networks, to every eighth a solver and to every eighth a tracker, made and destroyed: neither handles nor memory grow. The first
 * twentieth sets the level. */
void cycles(void) {
  double w[4] = {0.1, 0.2, -0.1, 0.1}, x[2] = {1, 2}, r[2];
  int64_t before = 0, after = 0;
  long level = 0;
  fpk_activation f;
  fpk_info info;
  fpk_activation_default(&f, sizeof f);
  fpk_info_default(&info, sizeof info);
  fpk_get_info(&info);
  before = info.live_handles;
  int count = getenv("FPK_CYCLES") ? atoi(getenv("FPK_CYCLES")) : 1000000;
  for (int i = 0; i < count; i++) {
    fpk_network *network = NULL;
    fpk_solver *solver = NULL;
    fpk_tracker *tracker = NULL;
    if (fpk_network_create_f64(2, w, &f, &network) || (i % 8 == 4 && (fpk_tracker_create(network, NULL, &tracker)
          || fpk_tracker_track_f64(tracker, 2, x, r, NULL, FPK_OWN, 0, NULL) > FPK_NOT_CONVERGED || fpk_tracker_destroy(tracker)))
        || (i % 8 == 0 && (fpk_solver_create(network, 1, NULL, NULL, &solver)
          || fpk_solver_solve_f64(solver, 1, 2, x, r, NULL, 0, NULL) || fpk_solver_destroy(solver))) || fpk_network_destroy(network)) {
      fail(__FILE__, __LINE__, last_error(), i, count);
      return;
    }
    if (i == count / 20) level = resident_kib();
  }
  fpk_get_info(&info);
  after = info.live_handles;
  EQUAL(after, before);
  long now = resident_kib();
  printf("cycles: %ld KiB resident after a twentieth, %ld after all\n", level, now);
  TRUE(now < level + 16 * 1024);
}
