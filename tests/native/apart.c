/* A program that is not linked to the library: it comes and goes by dlopen and dlclose, which gives nothing back and breaks nothing.
 * apart NAME [TIMES]: the library's file, or the name that the loader looks for. */
#include "fpk.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *function(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (!found) { puts(dlerror()); exit(1); }
  return found;
}

static int solve(void *library) {
  int32_t (*activation_default)(fpk_activation *, uint64_t);
  int32_t (*create)(int64_t, const double *, const fpk_activation *, fpk_network **);
  int32_t (*solver_create)(fpk_network *, int64_t, const fpk_solver_options *, const fpk_adjoint_options *, fpk_solver **);
  int32_t (*solve)(fpk_solver *, int64_t, int64_t, const double *, double *, double *, int32_t, fpk_results *);
  double w[4] = {0.1, 0.2, -0.3, 0.1}, x[2] = {1, 2}, r[2] = {0, 0};
  fpk_activation f;
  fpk_network *network = NULL;
  fpk_solver *solver = NULL;
  *(void **)&activation_default = function(library, "fpk_activation_default");
  *(void **)&create = function(library, "fpk_network_create_f64");
  *(void **)&solver_create = function(library, "fpk_solver_create");
  *(void **)&solve = function(library, "fpk_solver_solve_f64");
  int32_t code = activation_default(&f, sizeof f);
  if (!code) code = create(2, w, &f, &network);
  if (!code) code = solver_create(network, 1, NULL, NULL, &solver);
  if (!code) code = solve(solver, 1, 2, x, r, NULL, 0, NULL);
  return code == FPK_OK && r[0] > 0 && r[0] < 1;
}

static void *from_thread(void *library) { return solve(library) ? library : NULL; }

int main(int count, char **words) {
  int times = count > 2 ? atoi(words[2]) : 3, bad = 0;
  for (int i = 0; i < times; i++) {
    void *library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL), *answer = NULL;
    pthread_t thread;
    if (!library) { puts(dlerror()); return 1; }
    bad += !solve(library);
    pthread_create(&thread, NULL, from_thread, library);
    pthread_join(thread, &answer);
    bad += answer != library;
    bad += dlclose(library) != 0;
  }
  printf("%s opened and closed %d times\n", bad ? "FAILED" : "passed", times);
  return bad != 0;
}
