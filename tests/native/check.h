/* The tests' harness: a test is a function, a check that fails says where and goes on. */
#ifndef CHECK_H
#define CHECK_H
#include "fpk.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __cplusplus
extern "C" {
#endif

extern int failures;
extern const char *vectors_file;
void fail(const char *file, int line, const char *what, long long got, long long wanted);
const char *last_error(void);

/* A tanh network of 0.7 N(0,1)/sqrt(n), for tests that want any network. */
fpk_network *network_f32(int64_t n);
fpk_network *network_f64(int64_t n);
fpk_solver *solver_over(fpk_network *network, int64_t max_batch, const fpk_solver_options *options);
void random_weights(int64_t n, double *weights);
double draw(void); /* uniform in (-1, 1), a fixed sequence */
int64_t allocated(void);
double now_ns(void);

/* Tests that main.c runs, by file. */
void basics(void); void structs(void); void later_structs(void); void edges(void); void handles(void); void cycles(void);
void sizes(void); void overlaps(void); void misaligned(void); void weights_refused(void); void options_refused(void);
void goldens(void); void same_bits(void);
void learning(void); void inputs(void); void zero_bytes(void); void messages(void);
void busy(void); void shared_network(void); void small_stack(void); void cancelled(void); void destroyed_in_use(void); void updated_meanwhile(void);
void tracked(void); void tracked_learning(void); void trackers_refused(void); void tracked_zero_bytes(void); void busy_tracker(void);
void tracked_bits(void);
void jumps(void); void exceptions(void);
/* Those that a process of their own is for, by name. */
void forked(void); void host_signals(void); void little_memory(void); void nonsense_width(void); void other_width(void); void own_width(void);
void low_cpu(void); void speed(void); void first_answer(void);

#define EQUAL(got, wanted)                                                                                                   \
  do {                                                                                                                       \
    long long got_ = (long long)(got), wanted_ = (long long)(wanted);                                                         \
    if (got_ != wanted_) fail(__FILE__, __LINE__, #got, got_, wanted_);                                                       \
  } while (0)
#define TRUE(condition) EQUAL(!!(condition), 1)
#define SAYS(text)                                                                                                           \
  do {                                                                                                                       \
    if (!strstr(last_error(), text)) { fail(__FILE__, __LINE__, "the message lacks " text, 0, 1); puts(last_error()); }       \
  } while (0)

#ifdef __cplusplus
}
#endif
#endif
