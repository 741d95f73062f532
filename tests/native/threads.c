/* Two threads in one solver, many over one network, and what a thread may do to another's call. */
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <time.h>

enum { N = 300 };

typedef struct { fpk_solver *solver; fpk_network *network; int32_t code; double *x, *r; uint8_t status; } call;

/* Euler steps without an end: only a cancellation or its limit ends it. */
static fpk_solver *slow_solver(fpk_network *network) {
  fpk_solver_options o;
  fpk_solver_options_default(&o, sizeof o);
  o.method = FPK_SOLVER_METHOD_EULER;
  o.step_size = 1e-7;
  o.step_limit = 2000000000;
  return solver_over(network, 1, &o);
}

/* A question of until_busy may be inside at the moment this call begins: then it is the one that is refused, and begins again. */
static void *solve(void *argument) {
  call *c = (call *)argument;
  char message[256];
  fpk_results results;
  memset(&results, 0, sizeof results);
  results.size = sizeof results;
  results.statuses = &c->status;
  do {
    c->code = fpk_solver_solve_f64(c->solver, 1, N, c->x, c->r, NULL, 0, &results);
    message[0] = 0;
    if (c->code == FPK_BUSY) fpk_last_error(message, sizeof message, NULL);
  } while (strstr(message, "at work in another call"));
  return NULL;
}

static call begin(fpk_solver *solver, pthread_t *thread, call *c) {
  c->solver = solver;
  c->code = -1;
  c->x = (double *)calloc(N, sizeof(double));
  c->r = (double *)calloc(N, sizeof(double));
  pthread_create(thread, NULL, solve, c);
  return *c;
}

/* Until the thread is inside: a call of ours that needs the solver is refused. A loaded machine may start it late: a minute at most. */
static int32_t until_busy(fpk_solver *solver) {
  int32_t code = FPK_OK;
  for (time_t end = time(NULL) + 60; code != FPK_BUSY && time(NULL) < end;) {
    code = fpk_solver_forget(solver);
    sched_yield();
  }
  return code;
}

static void finish(pthread_t thread, call *c) {
  pthread_join(thread, NULL);
  free(c->x);
  free(c->r);
}

void busy(void) {
  pthread_t thread;
  call c;
  double x[N] = {0}, r[N];
  fpk_network *network = network_f64(N);
  fpk_solver *solver = slow_solver(network);
  begin(solver, &thread, &c);
  EQUAL(until_busy(solver), FPK_BUSY);
  EQUAL(fpk_solver_solve_f64(solver, 1, N, x, r, NULL, 0, NULL), FPK_BUSY);
  SAYS("at work in another call");
  EQUAL(fpk_solver_adjoint_f64(solver, 1, N, x, x, r, NULL), FPK_BUSY);
  EQUAL(fpk_solver_cancel(solver), FPK_OK);
  finish(thread, &c);
  EQUAL(c.code, FPK_NOT_CONVERGED);
  EQUAL(c.status, FPK_STATUS_CANCELLED);
  EQUAL(fpk_solver_destroy(solver), FPK_OK);
  EQUAL(fpk_network_destroy(network), FPK_OK);
}

void cancelled(void) {
  pthread_t thread;
  call c;
  int64_t samples = -1;
  double x[N] = {0}, r[N];
  fpk_network *network = network_f64(N);
  fpk_solver *slow = slow_solver(network), *quick = solver_over(network, 1, NULL);
  /* Without a call under way it does nothing. */
  EQUAL(fpk_solver_cancel(quick), FPK_OK);
  EQUAL(fpk_solver_solve_f64(quick, 1, N, x, r, NULL, 0, NULL), FPK_OK);
  for (int turn = 0; turn < 2; turn++) {
    begin(slow, &thread, &c);
    EQUAL(until_busy(slow), FPK_BUSY);
    EQUAL(fpk_solver_samples_done(slow, &samples), FPK_OK);
    EQUAL(samples, 0);
    EQUAL(fpk_solver_cancel(slow), FPK_OK);
    finish(thread, &c);
    EQUAL(c.status, FPK_STATUS_CANCELLED);
  }
  fpk_solver_destroy(slow);
  fpk_solver_destroy(quick);
  fpk_network_destroy(network);
}

/* Solver and network destroyed under a call: it ends as if nothing had happened. */
void destroyed_in_use(void) {
  pthread_t thread;
  call c;
  fpk_network *network = network_f64(N);
  fpk_solver *solver = slow_solver(network);
  begin(solver, &thread, &c);
  EQUAL(until_busy(solver), FPK_BUSY);
  EQUAL(fpk_network_destroy(network), FPK_OK);
  EQUAL(fpk_solver_cancel(solver), FPK_OK);
  EQUAL(fpk_solver_destroy(solver), FPK_OK);
  EQUAL(fpk_solver_cancel(solver), FPK_INVALID);
  for (int i = 0; i < 200; i++) fpk_network_destroy(network_f64(60)); /* collections */
  finish(thread, &c);
  EQUAL(c.status, FPK_STATUS_CANCELLED);
}

void updated_meanwhile(void) {
  pthread_t thread;
  call c;
  static double delta[N * N];
  fpk_network *network = network_f64(N);
  fpk_solver *solver = slow_solver(network);
  begin(solver, &thread, &c);
  EQUAL(until_busy(solver), FPK_BUSY);
  EQUAL(fpk_network_update_f64(network, N, delta), FPK_OK);
  EQUAL(fpk_solver_cancel(solver), FPK_OK);
  finish(thread, &c);
  EQUAL(c.code, FPK_BUSY);
  fpk_solver_destroy(solver);
  fpk_network_destroy(network);
}

static void *every_method(void *argument) {
  double *codes = (double *)argument, x[N], r[N] = {0};
  fpk_network *network = network_f64(N);
  for (int i = 0; i < N; i++) x[i] = 0.01 * i;
  for (int method = 0; method < 8; method++) {
    fpk_solver_options o;
    fpk_solver_options_default(&o, sizeof o);
    o.method = method;
    fpk_solver *solver = solver_over(network, 1, &o);
    codes[method] = fpk_solver_solve_f64(solver, 1, N, x, r, NULL, 0, NULL);
    fpk_solver_destroy(solver);
  }
  fpk_network_destroy(network);
  return NULL;
}

/* A thread with a stack of 256 KiB has room for every method. */
void small_stack(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  double codes[8];
  for (int i = 0; i < 8; i++) codes[i] = -1;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  EQUAL(pthread_create(&thread, &attributes, every_method, codes), 0);
  pthread_join(thread, NULL);
  for (int i = 0; i < 8; i++) TRUE(codes[i] == FPK_OK || codes[i] == FPK_NOT_CONVERGED);
}

typedef struct { fpk_network *network; double *x, r[64]; int wrong; } worker;

static void *work(void *argument) {
  worker *w = (worker *)argument;
  for (int turn = 0; turn < 200; turn++) {
    fpk_solver *solver = NULL;
    if (fpk_solver_create(w->network, 1, NULL, NULL, &solver) || fpk_solver_solve_f64(solver, 1, 64, w->x, w->r, NULL, 0, NULL)
        || fpk_solver_destroy(solver)) w->wrong++;
  }
  return NULL;
}

/* Four threads with solvers of their own over one network leave the same bits. */
void shared_network(void) {
  pthread_t thread[4];
  worker workers[4];
  double x[64];
  fpk_network *network = network_f64(64);
  for (int i = 0; i < 64; i++) x[i] = draw();
  for (int i = 0; i < 4; i++) {
    workers[i].network = network;
    workers[i].x = x;
    workers[i].wrong = 0;
    pthread_create(&thread[i], NULL, work, &workers[i]);
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(thread[i], NULL);
    EQUAL(workers[i].wrong, 0);
    EQUAL(memcmp(workers[i].r, workers[0].r, sizeof workers[0].r), 0);
  }
  EQUAL(fpk_network_destroy(network), FPK_OK);
}
