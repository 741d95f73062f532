#:package FixedPointKernels@0.1.0
#:property PublishAot=false

// An activation of one's own: a struct with the value and the slope, written once for float and double and for every register width.
// The compiler makes a solver for it with this code inlined, so it is as fast as one of the library's own.
//
// Here the Naka-Rushton function of visual cortex, f(z) = z^2 / (s^2 + z^2) for z > 0 and 0 below, s being where it is half way up.

using System.Numerics;
using FixedPointKernels;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

var response = new NakaRushton(halfPoint: 0.8);

// First the slope: a wrong one does not keep a solve from converging, it only makes it slow and every gradient wrong.
double[] points = [-1.0, 0.1, 0.5, 0.8, 2.0, 10.0], above = [.. points.Select(z => z + 1e-6)], below = [.. points.Select(z => z - 1e-6)];
double[] slopes = new double[points.Length];
Activation.Apply(response, points, new double[points.Length], slopes);
Activation.Apply(response, above, above);
Activation.Apply(response, below, below);
double worst = points.Select((_, i) => Math.Abs(slopes[i] - ((above[i] - below[i]) / 2e-6))).Max();
Console.WriteLine($"slopes differ from differences by less than 1e-8: {(worst < 1e-8 ? "yes" : $"no, by {worst:E1}")}");
if (worst >= 1e-8) return 1;

// Eight neurons on a ring: each excites itself and its neighbours and inhibits all others. The input is a bump at neuron 3.
const int neurons = 8;
double[] weights = new double[neurons * neurons], drive = new double[neurons], rates = new double[neurons], gains = new double[neurons];
for (int i = 0; i < neurons; i++)
{
    for (int j = 0; j < neurons; j++)
    {
        int apart = Math.Min(Math.Abs(i - j), neurons - Math.Abs(i - j));
        weights[(i * neurons) + j] = apart == 0 ? 0.8 : apart == 1 ? 0.4 : -0.3;
    }

    drive[i] = Math.Max(0.2, 1.0 - (0.4 * Math.Abs(i - 3)));
}

// Everything that takes an activation takes this one: the solver, the tracker, RateMap, the trainer of FixedPointKernels.Learning.
var network = new RateNetwork<double, NakaRushton>(weights, neurons, response);
var solver = new FixedPointSolver<double, NakaRushton>(network);
SolveStatus status = solver.Solve(drive, rates, gains).Status(0);
Console.WriteLine($"{status}: r = {string.Join(' ', rates.Select(r => r.ToString("F4")))}");
return status == SolveStatus.Converged ? 0 : 3;

// default(NakaRushton) has to be usable, and its field is 0: it stores s^2 - 1, so that it means s = 1.
internal readonly struct NakaRushton(double halfPoint) : IActivation
{
    private readonly double excess = halfPoint > 0
        ? (halfPoint * halfPoint) - 1
        : throw new ArgumentOutOfRangeException(nameof(halfPoint), halfPoint, "The half point must be positive.");

    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V up = S.Max(S.Broadcast(T.Zero), z), square = S.Multiply(up, up);
        return S.Divide(square, S.Add(square, S.Broadcast(T.CreateTruncating(1 + excess))));
    }

    // 2 s^2 z / (s^2 + z^2)^2 from z and the value v that is already there: 2 (1 - v) v / z, but without dividing by z = 0.
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T half = T.CreateTruncating(1 + excess);
        V up = S.Max(S.Broadcast(T.Zero), z), sum = S.MultiplyAdd(up, up, S.Broadcast(half));
        return S.Divide(S.Multiply(S.Broadcast(half + half), up), S.Multiply(sum, sum));
    }
}
