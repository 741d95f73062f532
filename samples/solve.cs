#:package FixedPointKernels@0.1.0
#:property PublishAot=false

// Solve and differentiate: the steady response r = f(W r + x) of a network to a batch of inputs, and the exact gradient of a loss
// through it. The adjoint costs one linear solve a sample, whatever the number of inputs and weights that the gradient is wanted for.
//
// Exit code: 0, or 3 where a sample has no result; which one and why goes to standard error.

using FixedPointKernels;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

const int neurons = 100, batch = 8;

// Weights of standard deviation 1.2 / sqrt(N): past 1 plain iteration of r <- f(W r + x) need not converge. The solver copes.
var random = new Random(1);
double[] weights = Uniform(neurons * neurons, 1.2 / Math.Sqrt(neurons)), drive = Uniform(batch * neurons, 1.0);
double[] wanted = Uniform(batch * neurons, 0.3);

// The buffers are yours and are used again in every call: rows are samples, no call below allocates after its first.
double[] rates = new double[batch * neurons], gains = new double[batch * neurons];
double[] error = new double[batch * neurons], lambda = new double[batch * neurons], gradient = new double[neurons * neurons];

var network = new RateNetwork<double, Tanh>(weights, neurons);              // packs W once; any number of threads may read it
var solver = new FixedPointSolver<double, Tanh>(network, maxBatch: batch);  // holds all scratch; one for each thread

var solved = solver.Solve(drive, rates, gains);
Console.WriteLine($"solved {solved.Converged} of {batch} samples, every residual at most {solver.Tolerance:0e-0}");
if (!solved.AllConverged) return Failed("solve", solved);

// L = |r - r*|^2 / 2 of each sample, so dL/dr = r - r*.
for (int i = 0; i < error.Length; i++) error[i] = rates[i] - wanted[i];
Console.WriteLine($"loss of sample 0: {Loss(rates):F6}");

var adjoint = solver.Adjoint(gains, error, lambda);                         // lambda = dL/dx, row by row
if (!adjoint.AllConverged) return Failed("adjoint", adjoint);

// With a rate of -1 the Euclidean rule adds +mean over the batch of lambda r', which is dL/dW; with a positive one it descends.
solver.Accumulate(new Euclidean(), -1.0, rates, gains, lambda, gradient);
Console.WriteLine($"dL/dx[0] = {lambda[0]:F6}, dL/dW[0, 1] = {gradient[1]:F6}");

// Do not take our word for it: move the first input, solve again, compare. 1e-4 balances truncation (1e-8) and residuals (1e-6).
const double step = 1e-4;
double slope = (LossAt(drive[0] + step) - LossAt(drive[0] - step)) / (2 * step);
Console.WriteLine($"by re-solving {slope:F5}, {(Math.Abs(slope - lambda[0]) < 1e-5 ? "the same" : "another")} to five digits");
return 0;

double Loss(ReadOnlySpan<double> r)
{
    double sum = 0;
    for (int i = 0; i < neurons; i++) sum += (r[i] - wanted[i]) * (r[i] - wanted[i]);
    return sum / 2;
}

double LossAt(double firstInput)
{
    double[] x = drive[..neurons], r = rates[..neurons];
    x[0] = firstInput;
    SolveStatus status = solver.Solve(x, r, warmStart: true).Status(0);     // from the point next to it, hence to the same branch
    return status == SolveStatus.Converged ? Loss(r) : throw new InvalidOperationException($"re-solving ended as {status}");
}

// A sample that failed holds the best point seen, or NaN: never use it without looking at its status.
static int Failed(string what, SolveSummary<double> summary)
{
    for (int k = 0; k < summary.Statuses.Length; k++)
    {
        if (summary.Status(k) == SolveStatus.Converged) continue;
        Console.Error.WriteLine($"{what}: sample {k} ended as {summary.Status(k)} with residual {summary.Residual(k):E1}");
    }

    return 3;
}

double[] Uniform(int count, double deviation)
{
    double[] values = new double[count];
    foreach (ref double value in values.AsSpan()) value = ((2 * random.NextDouble()) - 1) * Math.Sqrt(3) * deviation;
    return values;
}
