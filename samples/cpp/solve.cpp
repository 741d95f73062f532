// Solve and differentiate from C++17: handles that destroy themselves, codes that become exceptions, one solver for each thread on one
// network. The library itself throws nothing and calls nothing back.
//
// Exit code: 0, 1 misuse or no library for this CPU, 3 a sample has no result.
#include <fpk.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

// Misuse throws; FPK_NOT_CONVERGED is an answer and is returned.
int32_t checked(int32_t code) {
  if (code == FPK_OK || code == FPK_NOT_CONVERGED) return code;
  char why[400] = "";
  fpk_last_error(why, sizeof why, nullptr);
  throw std::runtime_error(why);
}

struct Destroy {
  void operator()(fpk_network *network) const { fpk_network_destroy(network); }
  void operator()(fpk_solver *solver) const { fpk_solver_destroy(solver); }
};
using Network = std::unique_ptr<fpk_network, Destroy>;
using Solver = std::unique_ptr<fpk_solver, Destroy>;

Network make_network(int64_t neurons, const std::vector<double> &weights) {
  fpk_activation softplus;
  checked(fpk_activation_default(&softplus, sizeof softplus));
  softplus.kind = FPK_ACTIVATION_SOFTPLUS;
  fpk_network *made = nullptr;
  checked(fpk_network_create_f64(neurons, weights.data(), &softplus, &made));
  return Network(made);
}

Solver make_solver(const Network &network, int64_t max_batch) {
  fpk_solver *made = nullptr;
  checked(fpk_solver_create(network.get(), max_batch, nullptr, nullptr, &made));
  return Solver(made);
}

// The rates' sum and its gradient with respect to the drive, of one sample.
struct Answer {
  int32_t code = FPK_INTERNAL;
  double sum = 0;
  std::vector<double> gradient;
};

Answer respond(const Network &network, int64_t neurons, const std::vector<double> &drive) {
  Answer answer;
  std::vector<double> rates(neurons), gains(neurons), ones(neurons, 1.0);
  answer.gradient.resize(neurons);
  Solver solver = make_solver(network, 1); // costs memory: a program keeps it for the thread's life
  answer.code = checked(fpk_solver_solve_f64(solver.get(), 1, neurons, drive.data(), rates.data(), gains.data(), 0, nullptr));
  if (answer.code != FPK_OK) return answer;
  for (double rate : rates) answer.sum += rate;
  answer.code = checked(fpk_solver_adjoint_f64(solver.get(), 1, neurons, gains.data(), ones.data(), answer.gradient.data(), nullptr));
  return answer;
}

} // namespace

int main() try {
  const int64_t neurons = 40;
  std::mt19937 random(1); // its numbers are the standard's; those of std::normal_distribution are not
  auto uniform = [&random] { return random() / 4294967296.0 * 2 - 1; };
  std::vector<double> weights(neurons * neurons);
  for (double &weight : weights) weight = uniform() * std::sqrt(3.0 / neurons);
  std::vector<std::vector<double>> drives(2, std::vector<double>(neurons));
  for (auto &drive : drives)
    for (double &x : drive) x = uniform();

  Network network = make_network(neurons, weights);

  // A network may be read by any number of threads, a solver belongs to one. An exception must not leave a thread's function.
  std::vector<Answer> answers(drives.size());
  std::vector<std::string> faults(drives.size());
  std::vector<std::thread> threads;
  for (size_t k = 0; k < drives.size(); k++)
    threads.emplace_back([&, k] {
      try {
        answers[k] = respond(network, neurons, drives[k]);
      } catch (const std::exception &fault) {
        faults[k] = fault.what();
      }
    });
  for (std::thread &thread : threads) thread.join();

  for (size_t k = 0; k < drives.size(); k++) {
    if (!faults[k].empty()) throw std::runtime_error(faults[k]);
    if (answers[k].code != FPK_OK) {
      std::fprintf(stderr, "sample %zu has no result\n", k);
      return 3;
    }
    std::printf("sample %zu: sum of rates %.6f, its gradient (%.6f, %.6f, ...)\n", k, answers[k].sum, answers[k].gradient[0],
                answers[k].gradient[1]);
  }

  // What misuse looks like: the message has both shapes.
  try {
    checked(fpk_solver_solve_f64(make_solver(network, 1).get(), 1, neurons + 1, drives[0].data(), drives[1].data(), nullptr, 0, nullptr));
  } catch (const std::exception &fault) {
    std::printf("misuse: %s\n", fault.what());
  }
} catch (const std::exception &fault) {
  std::fprintf(stderr, "%s\n", fault.what());
  return 1;
}
