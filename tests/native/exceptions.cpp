// The header in C++, and a host that throws between calls, through frames that hold handles.
#include "check.h"
#include <stdexcept>

namespace {
struct Solver {
  fpk_network *network = nullptr;
  fpk_solver *solver = nullptr;
  Solver() {
    const double w[4] = {0.1, 0.2, -0.3, 0.1};
    fpk_activation f;
    EQUAL(fpk_activation_default(&f, sizeof f), FPK_OK);
    EQUAL(fpk_network_create_f64(2, w, &f, &network), FPK_OK);
    EQUAL(fpk_solver_create(network, 1, nullptr, nullptr, &solver), FPK_OK);
  }
  ~Solver() {
    EQUAL(fpk_solver_destroy(solver), FPK_OK);
    EQUAL(fpk_network_destroy(network), FPK_OK);
  }
  Solver(const Solver &) = delete;
  Solver &operator=(const Solver &) = delete;
  void solve(int turn) const {
    const double x[2] = {1, 2};
    double r[2];
    EQUAL(fpk_solver_solve_f64(solver, 1, 2, x, r, nullptr, 0, nullptr), FPK_OK);
    if (turn % 2 == 0) throw std::runtime_error("the host's own");
  }
};
}

extern "C" void exceptions(void) {
  int caught = 0;
  for (int turn = 0; turn < 10; turn++) {
    try {
      Solver one;
      one.solve(turn);
    } catch (const std::runtime_error &) {
      caught++;
    }
  }
  EQUAL(caught, 5);
}
