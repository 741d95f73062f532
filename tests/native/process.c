/* What the library does to its process, and the process to it. Each of these runs in a process of its own. */
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int32_t one_solve(double *first) {
  double w[4] = {0.1, 0.2, -0.3, 0.1}, x[2] = {1, 2}, r[2] = {0, 0};
  fpk_activation f;
  fpk_network *network = NULL;
  fpk_solver *solver = NULL;
  int32_t code = fpk_activation_default(&f, sizeof f);
  if (!code) code = fpk_network_create_f64(2, w, &f, &network);
  if (!code) code = fpk_solver_create(network, 1, NULL, NULL, &solver);
  if (!code) code = fpk_solver_solve_f64(solver, 1, 2, x, r, NULL, 0, NULL);
  if (!code) code = fpk_solver_destroy(solver);
  if (!code) code = fpk_network_destroy(network);
  if (first) *first = r[0];
  return code;
}

/* After a fork the child goes on alone: what was made before works there, and new objects do. */
void forked(void) {
  double r0 = 0, x[8], r[8], tracked[8];
  fpk_tracker *tracker = NULL;
  fpk_network *network = network_f64(8);
  fpk_solver *solver = solver_over(network, 1, NULL);
  for (int i = 0; i < 8; i++) x[i] = draw();
  EQUAL(fpk_solver_solve_f64(solver, 1, 8, x, r, NULL, 0, NULL), FPK_OK);
  EQUAL(fpk_tracker_create(network, NULL, &tracker), FPK_OK);
  for (int i = 0; i < 20; i++) TRUE(fpk_tracker_track_f64(tracker, 8, x, tracked, NULL, FPK_OWN, 0, NULL) <= FPK_NOT_CONVERGED);
  EQUAL(one_solve(&r0), FPK_OK);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    double r1 = 0, again[8];
    int bad = fpk_solver_solve_f64(solver, 1, 8, x, again, NULL, 0, NULL) != FPK_OK || memcmp(r, again, sizeof r) != 0;
    bad |= fpk_tracker_track_f64(tracker, 8, x, again, NULL, FPK_OWN, 0, NULL) != FPK_OK || memcmp(tracked, again, sizeof again) != 0;
    for (int i = 0; i < 200; i++) bad |= one_solve(&r1) != FPK_OK || r1 != r0;
    _exit(bad);
  }
  int status = -1;
  EQUAL(waitpid(child, &status, 0), child);
  EQUAL(status, 0);
  EQUAL(one_solve(NULL), FPK_OK);
}

static sigjmp_buf back;
static volatile sig_atomic_t caught;

static void handler(int number) {
  caught = number;
  siglongjmp(back, 1);
}

static void counting(int number) { caught = number; }

/* Handlers that the host installed before the library's first call are called for the host's own faults. */
void host_signals(void) {
  struct sigaction action;
  static const int faults[] = {SIGSEGV, SIGFPE};
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < 2; i++) sigaction(faults[i], &action, NULL);
  action.sa_handler = counting;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  EQUAL(one_solve(NULL), FPK_OK);

  volatile int *nowhere = (volatile int *)(uintptr_t)16;
  caught = 0;
  if (!sigsetjmp(back, 1)) *nowhere = 1;
  EQUAL(caught, SIGSEGV);
  EQUAL(one_solve(NULL), FPK_OK);
  volatile int zero = 0, one = 1;
  caught = 0;
  if (!sigsetjmp(back, 1)) one = one / zero;
  EQUAL(caught, SIGFPE);
  static const int asked[] = {SIGINT, SIGTERM};
  for (size_t i = 0; i < 2; i++) {
    caught = 0;
    raise(asked[i]);
    EQUAL(caught, asked[i]);
  }
  EQUAL(one_solve(NULL), FPK_OK);
}

/* A host that jumps out of its own code between calls, and one whose signal handler jumps. */
void jumps(void) {
  static jmp_buf again;
  volatile int turns = 0;
  if (setjmp(again) < 3) {
    turns++;
    EQUAL(one_solve(NULL), FPK_OK);
    longjmp(again, turns);
  }
  EQUAL(turns, 3);
  EQUAL(one_solve(NULL), FPK_OK);
}

/* Under ulimit -v, which the script has set. */
void little_memory(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_AS, &limit);
  TRUE(limit.rlim_cur != RLIM_INFINITY);
  EQUAL(one_solve(NULL), FPK_OK);
  /* More than there is: refused, and the library works on. Lazily given memory makes the size of W itself no matter. */
  int64_t n = 20000;
  float *w = (float *)calloc((size_t)(n * n), sizeof *w);
  if (w) {
    fpk_activation f;
    fpk_network *network = NULL;
    fpk_activation_default(&f, sizeof f);
    int32_t code = fpk_network_create_f32(n, w, &f, &network);
    TRUE(code == FPK_INVALID || code == FPK_INTERNAL);
    printf("little_memory: %s\n", last_error());
    free(w);
  }
  EQUAL(one_solve(NULL), FPK_OK);
}

/* FPK_SIMD is nonsense: said at the first network, and every time. */
void nonsense_width(void) {
  EQUAL(one_solve(NULL), FPK_INVALID);
  SAYS("is not a width");
  EQUAL(one_solve(NULL), FPK_INVALID);
}

/* FPK_SIMD names a width that there is, but not in this file. */
void other_width(void) {
  EQUAL(one_solve(NULL), FPK_INVALID);
  SAYS("asks for a width");
}

/* FPK_SIMD names the width of this file. */
void own_width(void) { EQUAL(one_solve(NULL), FPK_OK); }

/* What the loader takes where no level fits. */
void low_cpu(void) {
  int32_t version = -1;
  EQUAL(fpk_abi_version(&version), FPK_UNSUPPORTED_CPU);
  EQUAL(one_solve(NULL), FPK_UNSUPPORTED_CPU);
  EQUAL(fpk_network_create_f32(1, NULL, NULL, NULL), FPK_UNSUPPORTED_CPU);
  EQUAL(fpk_solver_solve_f32(NULL, 0, 0, NULL, NULL, NULL, 0, NULL), FPK_UNSUPPORTED_CPU);
  SAYS("x86-64-v3");
  EQUAL(fpk_last_error(NULL, 0, NULL), FPK_UNSUPPORTED_CPU);
}

/* From the start of main to the first rates; the loader's part the script measures. */
void first_answer(void) {
  double start = now_ns();
  EQUAL(one_solve(NULL), FPK_OK);
  printf("first_answer: %.2f ms from main to the first rates\n", (now_ns() - start) / 1e6);
}
