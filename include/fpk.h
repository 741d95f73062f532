/* fpk.h: fixed points of recurrent networks r = f(W r + x), exact gradients through them and learning rules, from C99 and C++.
 *
 * Library: libfpk.so.0; link with -lfpk. Licence: MIT.
 *
 * CODES. Every function returns an int32_t of enum fpk_code. What is wrong with a call comes back as FPK_INVALID, and
 *   fpk_last_error tells this thread why, with both shapes. Mathematics is not misuse: a sample without a result is
 *   FPK_NOT_CONVERGED and a status of its own (enum fpk_status). No exception and no signal of the library's leaves a function.
 *   After FPK_INVALID the caller's matrices are as they were.
 * HANDLES are numbers, looked up in a table and never followed: NULL, a destroyed one, another library's or a stray pointer is
 *   FPK_INVALID. Solvers and trackers keep their network: destroying the network first is safe. Destroying what another thread is using is
 *   safe too: its call ends as if nothing had happened.
 * THREADS. A network may be used by any number of threads; functions that change it (update, set_...) need it for
 *   themselves. A solver, or a tracker, is one thread's at a time: a second one inside it gets FPK_BUSY, and so does a call during which the
 *   network was changed (its result is of no use then). fpk_solver_cancel and fpk_solver_samples_done may be called meanwhile.
 *   A thread that ends is forgotten: no call may come from the destructor of a pthread key that was made after the library's first call
 *   (thread_local objects of C++ are destroyed before that). No thread may be inside a call while the process forks and goes on solving.
 * BUFFERS are the caller's: row-major, no gaps, read and written in place, at any alignment. Rows are samples: a batch of B samples
 *   of N neurons is B x N. W[i*N + j] is the weight from neuron j to neuron i. What a function writes must share no memory with
 *   anything else it is given (else FPK_INVALID). Sizes are int64_t; a negative one, or more than 2147483647 elements, is FPK_INVALID.
 * MEMORY. Solving, tracking, the adjoint, rules, updates and drives allocate 0 bytes after their first call, and start no collection. Two
 *   exceptions: a solver's first judgement of a point by its own scale or at the limit of the precision makes N x N doubles and elements;
 *   a call after fpk_solver_cancel makes some 50 bytes.
 *   What is destroyed is given back by the library's collector when it next runs.
 * STRUCTS begin with their size: fill them by their _default function with sizeof, then set fields. A caller compiled with an older
 *   header (a smaller struct) keeps working; a newer one's fields must be 0 where this library does not know them.
 */
#ifndef FPK_H
#define FPK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Goes up when callers have to be compiled anew; fpk_abi_version tells the library's. */
#define FPK_ABI_VERSION 0

/* In options: the library's own value, or none. */
#define FPK_OWN (-1)

/* What every function returns. */
enum fpk_code {
  FPK_OK = 0,              /* done; of a solve: every sample converged */
  FPK_NOT_CONVERGED = 1,   /* carried out, but at least one sample is not FPK_STATUS_CONVERGED */
  FPK_INVALID = 2,         /* misuse; nothing was done */
  FPK_BUSY = 3,            /* another thread is in this solver or tracker, or changed the network meanwhile */
  FPK_UNSUPPORTED_CPU = 4, /* this CPU is below x86-64-v3 (AVX2 and fused multiply-add) */
  FPK_INTERNAL = 5         /* a fault of the library, or memory that the system refused */
};

/* How the solve of one sample ended. */
enum fpk_status {
  FPK_STATUS_UNSOLVED = 0,
  FPK_STATUS_CONVERGED = 1,   /* the residual is at most the tolerance */
  FPK_STATUS_STALLED = 2,     /* it stopped falling above that; the best point seen is returned */
  FPK_STATUS_STEP_LIMIT = 3,  /* the limit or the budget came first; best point */
  FPK_STATUS_DIVERGED = 4,    /* best point */
  FPK_STATUS_NON_FINITE = 5,  /* NaN or infinite input, or no finite point; the result is NaN */
  FPK_STATUS_SINGULAR = 6,    /* a matrix that had to be solved with has a zero pivot; best point */
  FPK_STATUS_CANCELLED = 7,   /* cancelled, or the time was over; best point */
  FPK_STATUS_UNSETTLED = 8    /* the dynamics were still moving when their time was over; last state */
};

/* f. The slope at a kink is the one from the left. */
enum fpk_activation_kind {
  FPK_ACTIVATION_LINEAR = 0,         /* gain z */
  FPK_ACTIVATION_RELU = 1,           /* max(z, 0) */
  FPK_ACTIVATION_TANH = 2,           /* tanh z */
  FPK_ACTIVATION_RECTIFIED_TANH = 3, /* max(tanh z, 0) */
  FPK_ACTIVATION_LOGISTIC = 4,       /* 1 / (1 + exp(-z)) */
  FPK_ACTIVATION_SOFTPLUS = 5,       /* log(1 + exp z) */
  FPK_ACTIVATION_POWER_LAW = 6       /* gain max(z, 0)^exponent */
};

/* How fixed points are looked for. */
enum fpk_solver_method {
  FPK_SOLVER_METHOD_AUTO = 0,     /* the robust default */
  FPK_SOLVER_METHOD_EULER = 1,    /* a fixed number of Euler steps s += step_size (F(s) - s) */
  FPK_SOLVER_METHOD_ITERATE = 2,  /* the same until the residual is small */
  FPK_SOLVER_METHOD_ANDERSON = 3, /* Anderson acceleration */
  FPK_SOLVER_METHOD_NEWTON = 4,   /* Newton with a line search, one LU a step and sample */
  FPK_SOLVER_METHOD_CHORD = 5,    /* one LU shared by all samples and later calls */
  FPK_SOLVER_METHOD_SETTLE = 6,   /* where the dynamics go from the given start */
  FPK_SOLVER_METHOD_KRYLOV = 7    /* Newton whose directions come from GMRES */
};

/* How the adjoint (I - W' G) u = e is solved. */
enum fpk_adjoint_method {
  FPK_ADJOINT_METHOD_DIRECT = 0,  /* LU per sample with refinement */
  FPK_ADJOINT_METHOD_SHARED = 1,  /* iteration with one inverse that the batch shares */
  FPK_ADJOINT_METHOD_GMRES = 2,   /* GMRES with it */
  FPK_ADJOINT_METHOD_NEUMANN = 3  /* an approximation: the first terms of the series */
};

/* Learning rules: factors a, b of dW = -rate mean(a b'), with r, g (G = diag g) and the error of each sample. */
enum fpk_rule_kind {
  FPK_RULE_KIND_EUCLIDEAN = 0,         /* gradient descent: a = lambda of fpk_solver_adjoint, which is its error; b = r */
  FPK_RULE_KIND_LINEARIZED = 1,        /* a = (I - W G) G e, b = (I - G W)' (I - G W) r; its error is e, as of all below */
  FPK_RULE_KIND_VARIANT = 2,           /* its gain variant: a = (I - W G) e, b = (I - W G)' (I - W G) r */
  FPK_RULE_KIND_FINITE_STEP = 3,       /* the exact finite step: a of linearized / (1 + s), b; s = -rate r' (I - G W)' G a */
  FPK_RULE_KIND_FINITE_STEP_DAMPED = 4 /* the same divided by 1 + |s|: never singular */
};

typedef struct fpk_network fpk_network;
typedef struct fpk_solver fpk_solver;
typedef struct fpk_tracker fpk_tracker;

typedef struct fpk_activation {
  uint64_t size;
  int32_t kind;     /* enum fpk_activation_kind; default tanh */
  int32_t reserved; /* 0 */
  double gain;      /* linear: any finite; power law: positive; others: 1. Default 1. Neither infinite nor 0 for being kept in float */
  double exponent;  /* power law: positive; others: 2. Default 2. As the gain */
} fpk_activation;

/* What the method does not use must be as the default: nothing is ignored in silence. FPK_OWN takes the library's own value. */
typedef struct fpk_solver_options {
  uint64_t size;
  int32_t method;             /* enum fpk_solver_method */
  int32_t step_limit;         /* most steps a sample (Euler: the number); own: 500 Euler, Anderson; 2000 iterate; 100 others */
  double tolerance;           /* absolute part a of |F(s) - s| <= a + b scale; own: 1e-5 float, 1e-10 double */
  double relative_tolerance;  /* b, 0 for none; own: 2e-6 float, 1e-12 double */
  double step_size;           /* of Euler and iterate, in (0, 1]; own: 0.01 and 1 */
  double regularization;      /* of Anderson's least squares; own: 1e-7 float, 1e-12 double */
  double restart_growth;      /* residual over the best at which Anderson starts anew; own: 10 */
  double time_limit;          /* of settle, in time constants; own: 2000 */
  int32_t window;             /* steps that Anderson combines, 1..20; own: 5 */
  int32_t polish_steps;       /* Newton steps past the tolerance, 0..20; default 0 */
  int32_t keep_factors;       /* 1 keeps each sample's LU for the adjoint; default 0 */
  int32_t slots;              /* samples worked on side by side; own: 64 */
  int32_t budget_evaluations; /* most evaluations of the map a sample; own: no limit */
  int32_t budget_factorizations; /* most LU factorizations a sample; own: no limit */
  double budget_seconds;      /* most time a call; own: no limit */
} fpk_solver_options;

typedef struct fpk_adjoint_options {
  uint64_t size;
  int32_t method;         /* enum fpk_adjoint_method */
  int32_t terms;          /* of Neumann after the first; own: 10 */
  double tolerance;       /* residual relative to max|e|; own: 1e-5 float, 1e-10 double */
  int32_t shares_inverse; /* GMRES: 1 preconditions by one inverse for the batch (default), 0 not */
  int32_t reserved;       /* 0 */
} fpk_adjoint_options;

/* What a call did. In: size and, where wanted, room for B entries each (NULL where not). Out: those and the sums. */
typedef struct fpk_results {
  uint64_t size;
  uint8_t *statuses;      /* enum fpk_status */
  double *residuals;      /* max|F(s) - s| of what was returned; NaN of a sample that is not finite */
  double *amplitudes;     /* what an unsettled sample was doing: largest max - min of an element; NaN of all others */
  int32_t *steps;         /* evaluations of the map */
  int64_t converged;      /* samples */
  int64_t evaluations;    /* of all samples */
  int64_t factorizations; /* LU */
} fpk_results;

typedef struct fpk_tracker_options {
  uint64_t size;
  double tolerance; /* largest residual of a converged call; own: 1e-5 float, 1e-10 double */
} fpk_tracker_options;

/* What a call of a tracker did. In: size. Out: the rest. */
typedef struct fpk_track_result {
  uint64_t size;
  int32_t status;         /* enum fpk_status; FPK_STATUS_STEP_LIMIT: the products allowed were spent, the best point is returned */
  int32_t products;       /* matrix-vector products spent; a part of a next inverse counts as 4 */
  int32_t factorizations; /* inverses finished in this call, part by part, and LU by which a point was judged */
  int32_t fell_back;      /* 1 where the search was at work */
  double residual;        /* max|r - f(W r + x)| of the rates returned, measured (adjoint: max|e - (I - W' G) u|) */
} fpk_track_result;

typedef struct fpk_info {
  uint64_t size;
  int32_t simd_bits;              /* register width in use: 512, 256 */
  int32_t reserved;
  int64_t live_handles;           /* created and not destroyed */
  int64_t thread_allocated_bytes; /* by this thread, ever */
  int64_t collections;            /* of the library's heap, ever */
  int64_t heap_bytes;             /* in use */
} fpk_info;

/* ---- the library ---- */

/* Texts: UTF-8, ended by a zero byte, cut between two characters where capacity is short. length, if not NULL, gets
 * the bytes of the whole text without the zero; with capacity 0 the buffer may be NULL. */
int32_t fpk_version(char *buffer, int64_t capacity, int64_t *length);
int32_t fpk_abi_version(int32_t *version);

/* The message of this thread's last call that returned FPK_INVALID, FPK_BUSY or FPK_INTERNAL; empty before one. */
int32_t fpk_last_error(char *buffer, int64_t capacity, int64_t *length);

int32_t fpk_code_name(int32_t code, char *buffer, int64_t capacity, int64_t *length);
int32_t fpk_status_name(int32_t status, char *buffer, int64_t capacity, int64_t *length);

int32_t fpk_info_default(fpk_info *info, uint64_t size);
int32_t fpk_get_info(fpk_info *info);

/* ---- networks: r = f(W r + x), N neurons; optionally x = Wx s + b of M inputs ---- */

int32_t fpk_activation_default(fpk_activation *activation, uint64_t size);

/* Copies and packs W, neurons x neurons. FPK_INVALID: a weight is NaN or infinite, or so many neurons need more memory than
 * there is; an environment variable FPK_SIMD that names another width than this file's. *network is NULL unless FPK_OK. */
int32_t fpk_network_create_f32(int64_t neurons, const float *weights, const fpk_activation *activation, fpk_network **network);
int32_t fpk_network_create_f64(int64_t neurons, const double *weights, const fpk_activation *activation, fpk_network **network);

/* The handle is void from here on; solvers made over the network live on. */
int32_t fpk_network_destroy(fpk_network *network);

int32_t fpk_network_neurons(const fpk_network *network, int64_t *neurons);

/* W <- W + delta_w, N x N. FPK_INVALID and W unchanged where the sum would hold a NaN or an infinity. */
int32_t fpk_network_update_f32(fpk_network *network, int64_t neurons, const float *delta_w);
int32_t fpk_network_update_f64(fpk_network *network, int64_t neurons, const double *delta_w);

/* W <- weights, N x N. */
int32_t fpk_network_set_weights_f32(fpk_network *network, int64_t neurons, const float *weights);
int32_t fpk_network_set_weights_f64(fpk_network *network, int64_t neurons, const double *weights);

/* weights <- W, N x N. */
int32_t fpk_network_weights_f32(const fpk_network *network, int64_t neurons, float *weights);
int32_t fpk_network_weights_f64(const fpk_network *network, int64_t neurons, double *weights);

/* Wx, N x M. */
int32_t fpk_network_set_input_weights_f32(fpk_network *network, int64_t neurons, int64_t inputs, const float *weights);
int32_t fpk_network_set_input_weights_f64(fpk_network *network, int64_t neurons, int64_t inputs, const double *weights);

/* b, N. */
int32_t fpk_network_set_bias_f32(fpk_network *network, int64_t neurons, const float *bias);
int32_t fpk_network_set_bias_f64(fpk_network *network, int64_t neurons, const double *bias);

/* drive <- Wx s + b: given is s, B x M, drive B x N. FPK_INVALID before Wx is set. */
int32_t fpk_network_drive_f32(const fpk_network *network, int64_t batch, int64_t inputs, const float *given, int64_t neurons, float *drive);
int32_t fpk_network_drive_f64(const fpk_network *network, int64_t batch, int64_t inputs, const double *given, int64_t neurons,
                              double *drive);

/* ---- solvers ---- */

int32_t fpk_solver_options_default(fpk_solver_options *options, uint64_t size);
int32_t fpk_adjoint_options_default(fpk_adjoint_options *options, uint64_t size);

/* A solver for up to max_batch samples a call, with all its memory; its element type is the network's. options and adjoint_options
 * may be NULL for the defaults. FPK_INVALID: a setting out of range, or not used by the method. *solver is NULL unless FPK_OK. */
int32_t fpk_solver_create(fpk_network *network, int64_t max_batch, const fpk_solver_options *options,
                          const fpk_adjoint_options *adjoint_options, fpk_solver **solver);
int32_t fpk_solver_destroy(fpk_solver *solver);

/* Forgets what earlier calls left for later ones (the inverses of chord and of the shared adjoint). */
int32_t fpk_solver_forget(fpk_solver *solver);

/* From any thread: the call under way ends soon, samples not done as FPK_STATUS_CANCELLED. Without one it does nothing. */
int32_t fpk_solver_cancel(fpk_solver *solver);

/* From any thread: samples that the call under way has done with. */
int32_t fpk_solver_samples_done(const fpk_solver *solver, int64_t *samples);

/* r = f(W r + x) for every row. drive: x, B x N; rates: r, B x N, with warm_start 1 also the start (0: the start is 0);
 * gains: f'(W r + x), B x N, or NULL; results: or NULL. FPK_OK, FPK_NOT_CONVERGED, FPK_INVALID, FPK_BUSY.
 * Sample k of a batch ends in the bits of a batch of one with all methods but chord. */
int32_t fpk_solver_solve_f32(fpk_solver *solver, int64_t batch, int64_t neurons, const float *drive, float *rates, float *gains,
                             int32_t warm_start, fpk_results *results);
int32_t fpk_solver_solve_f64(fpk_solver *solver, int64_t batch, int64_t neurons, const double *drive, double *rates, double *gains,
                             int32_t warm_start, fpk_results *results);

/* v = W f(v) + x, the potential form: rates are f(v). potentials: v, B x N. The first call makes the memory. */
int32_t fpk_solver_solve_potential_f32(fpk_solver *solver, int64_t batch, int64_t neurons, const float *drive, float *potentials,
                                       int32_t warm_start, fpk_results *results);
int32_t fpk_solver_solve_potential_f64(fpk_solver *solver, int64_t batch, int64_t neurons, const double *drive, double *potentials,
                                       int32_t warm_start, fpk_results *results);

/* lambda = G (I - W' G)^-1 e = dL/dx of every sample: gains g at the fixed points, loss_gradient e = dL/dr, lambda overwritten; all
 * B x N. A sample without a finite result holds NaN. Residual: max|e - (I - W' G) u|. The first call makes the memory. */
int32_t fpk_solver_adjoint_f32(fpk_solver *solver, int64_t batch, int64_t neurons, const float *gains, const float *loss_gradient,
                               float *lambda, fpk_results *results);
int32_t fpk_solver_adjoint_f64(fpk_solver *solver, int64_t batch, int64_t neurons, const double *gains, const double *loss_gradient,
                               double *lambda, fpk_results *results);

/* ---- learning rules ---- */

/* The rule of a name: euclidean, linearized, variant, finite-step, finite-step-damped; in letters of either case. */
int32_t fpk_rule_find(const char *name, int32_t *rule);
int32_t fpk_rule_name(int32_t rule, char *buffer, int64_t capacity, int64_t *length);

/* 1 where the error handed to the rule is lambda of the adjoint, 0 where it is e = dL/dr. */
int32_t fpk_rule_uses_adjoint(int32_t rule, int32_t *answer);

/* delta_w <- delta_w - rate mean(a b'), N x N, of a rule over a batch of B x N rates, gains and errors. solved: statuses of the
 * samples, what is not converged contributes nothing; NULL takes all. statuses: how each sample went, B, or NULL.
 * FPK_NOT_CONVERGED: a sample contributed nothing (singular where a finite step would cross its singularity). The first call
 * makes the memory. */
int32_t fpk_solver_accumulate_f32(fpk_solver *solver, int32_t rule, double rate, int64_t batch, int64_t neurons, const float *rates,
                                  const float *gains, const float *error, float *delta_w, const uint8_t *solved, uint8_t *statuses);
int32_t fpk_solver_accumulate_f64(fpk_solver *solver, int32_t rule, double rate, int64_t batch, int64_t neurons, const double *rates,
                                  const double *gains, const double *error, double *delta_w, const uint8_t *solved, uint8_t *statuses);

/* ---- trackers: one fixed point, followed while its input moves and its weights learn, a bound on every call ---- */

int32_t fpk_tracker_options_default(fpk_tracker_options *options, uint64_t size);

/* A tracker of one sample, with all its memory; its element type is the network's. options may be NULL for the defaults. It starts from
 * the rates 0. *tracker is NULL unless FPK_OK. Like a solver it is one thread's at a time, keeps its network, and may be destroyed
 * while it is in use. */
int32_t fpk_tracker_create(fpk_network *network, const fpk_tracker_options *options, fpk_tracker **tracker);
int32_t fpk_tracker_destroy(fpk_tracker *tracker);

/* Forgets the point and the inverse: the next call gives the bits of a new tracker. */
int32_t fpk_tracker_forget(fpk_tracker *tracker);

/* r = f(W r + x) from the point of the last call. drive: x, N; rates: r, N, overwritten, the best point so far where the status is
 * FPK_STATUS_STEP_LIMIT, NaN where x is not finite; gains: f'(W r + x), N, or NULL. budget: the most products that the call may spend,
 * at least 8, or FPK_OWN for 40. search: 1 looks for another fixed point where steps do not get there, in this call and those that
 * follow and ask for it; 0 does not. result: or NULL. FPK_OK, FPK_NOT_CONVERGED (the next call goes on from there), FPK_INVALID,
 * FPK_BUSY. */
int32_t fpk_tracker_track_f32(fpk_tracker *tracker, int64_t neurons, const float *drive, float *rates, float *gains, int32_t budget,
                              int32_t search, fpk_track_result *result);
int32_t fpk_tracker_track_f64(fpk_tracker *tracker, int64_t neurons, const double *drive, double *rates, double *gains, int32_t budget,
                              int32_t search, fpk_track_result *result);

/* Follows the point at these rates, N, from now on: those of a solver, say. */
int32_t fpk_tracker_begin_f32(fpk_tracker *tracker, int64_t neurons, const float *rates);
int32_t fpk_tracker_begin_f64(fpk_tracker *tracker, int64_t neurons, const double *rates);

/* lambda = G (I - W' G)^-1 e = dL/dx at the point of the last call, with the inverse that tracking keeps. loss_gradient: e = dL/dr, N;
 * lambda: N, overwritten. FPK_INVALID: nothing was tracked, or the network was updated since. The first call makes the memory. */
int32_t fpk_tracker_adjoint_f32(fpk_tracker *tracker, int64_t neurons, const float *loss_gradient, float *lambda, int32_t budget,
                                fpk_track_result *result);
int32_t fpk_tracker_adjoint_f64(fpk_tracker *tracker, int64_t neurons, const double *loss_gradient, double *lambda, int32_t budget,
                                fpk_track_result *result);

/* delta_w <- delta_w - rate a b', N x N, of a rule at the point of the last call; error as the rule wants it (fpk_rule_uses_adjoint), N.
 * status: enum fpk_status, or NULL. FPK_NOT_CONVERGED: delta_w is as it was, status says why. FPK_INVALID: as the adjoint. The first
 * call makes the memory. */
int32_t fpk_tracker_accumulate_f32(fpk_tracker *tracker, int32_t rule, double rate, int64_t neurons, const float *error, float *delta_w,
                                   uint8_t *status);
int32_t fpk_tracker_accumulate_f64(fpk_tracker *tracker, int32_t rule, double rate, int64_t neurons, const double *error, double *delta_w,
                                   uint8_t *status);

#ifdef __cplusplus
}
#endif

#endif
