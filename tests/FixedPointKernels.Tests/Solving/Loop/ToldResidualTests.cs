using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Solving;

/// <summary>
/// The residual that is told of a sample, and its gains, are those of the point that is returned, wherever a budget cut the search off.
/// </summary>
public sealed class ToldResidualTests
{
    public static TheoryData<SolverMethod, bool> Methods
    {
        get
        {
            TheoryData<SolverMethod, bool> rows = [];
            foreach (SolverMethod method in Enum.GetValues<SolverMethod>())
            {
                rows.Add(method, false);
                rows.Add(method, true);
            }

            return rows;
        }
    }

    /// <summary>Every method, activation, element type and budget to 120 evaluations, in either form; a network for each budget.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void They_are_those_of_the_point_returned(SolverMethod method, bool inFloat)
    {
        foreach (string name in EveryActivation.Names) EveryActivation.Run(name, inFloat, new EveryBudget(method));
    }

    private readonly struct EveryBudget(SolverMethod method) : IActivationCase
    {
        private const int Batch = 4;

        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            for (int budget = 1; budget <= 120; budget++)
            {
                Random random = new(budget);
                int n = 1 + random.Next(24);
                double gain = budget % 2 == 0 ? 3 : 3.5 * random.NextDouble();
                RandomNet net = new(100 + budget, n, gain, Batch, Math.Pow(10, -random.NextDouble()));
                double[][] w = Rows.Rounded<T>(net.W), x = Rows.Rounded<T>(net.X);
                RateNetwork<T, TActivation> network = net.Network<T, TActivation>(f);
                SolverOptions options = new() { Method = method, Slots = 3, Budget = new() { Evaluations = budget } };
                FixedPointSolver<T, TActivation> solver = new(network, Batch, options);
                RateMap<T, Dense<T>, Uniform<TActivation>> map = new(network.Recurrent, f);
                T[] drive = Rows.Flat<T>(net.X), gains = new T[Batch * n], own = new T[Batch * n];

                // Twice: chord's second call begins with what the first has left.
                for (int call = 1; call <= 2; call++)
                {
                    string what = $"{twin.Kind}, N = {n}, {budget} evaluations, call {call}";
                    T[] rates = Rows.Flat<T>(net.E);
                    SolveSummary<T> solved = solver.Solve(drive, rates, gains, warmStart: call == 1);
                    for (int k = 0; k < Batch; k++)
                    {
                        double[] r = Rows.From<T>(rates.AsSpan(k * n, n));
                        Check<T>(solved, k, Twin.RateMap.Residual(w, x[k], twin, r), Scale(w, x[k], twin, r), $"{what}, rates");
                    }

                    // Bit for bit. Where there is no point both are NaN.
                    map.Evaluate(Batch, rates, drive, new T[Batch * n], own, new T[Batch], map.Scratch(Batch).Allocate<T>().Scratch);
                    Assert.Equal(own, gains);

                    T[] potentials = Rows.Flat<T>(net.E);
                    solved = solver.SolvePotential(drive, potentials, warmStart: call == 1);
                    for (int k = 0; k < Batch; k++)
                    {
                        double[] v = Rows.From<T>(potentials.AsSpan(k * n, n));
                        double scale = Scale(w, x[k], Twin.Activation.Linear, twin.Values(v)) + DenseMatrix.Largest(v);
                        Check<T>(solved, k, Twin.PotentialMap.Residual(w, x[k], twin, v), scale, $"{what}, potentials");
                    }
                }
            }
        }

        // A sum of N ≤ 24 products and the input, f to 4 u at a current off by as much, the difference, and the same again where the
        // residual is an upper bound: 40 u of the largest magnitude that meets in a neuron, if that is a number.
        private static void Check<T>(SolveSummary<T> solved, int k, double residual, double scale, string what)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double told = double.CreateTruncating(solved.Residual(k)), u = Math.ScaleB(1, typeof(T) == typeof(float) ? -24 : -53);
            bool right = double.IsNaN(scale) ? double.IsNaN(told) : double.IsInfinity(scale) || Math.Abs(told - residual) <= 40 * u * scale;
            Assert.True(right, $"{what}, sample {k}: {solved.Status(k)} after {solved.Steps[k]}, {told} is told and {residual} is true");
        }

        // max (|rᵢ| + |fᵢ| + gᵢ (Σ|Wᵢⱼ rⱼ| + |xᵢ|)); gᵢ at least 1, since a slope of 0 may be one beside a threshold.
        private static double Scale(double[][] w, double[] x, Twin.Activation f, double[] r)
        {
            double[] z = Twin.RateMap.Input(w, x, r);
            return Enumerable.Range(0, r.Length).Max(i => Math.Abs(r[i]) + Math.Abs(f.Value(z[i])) + (Math.Max(1, f.Slope(z[i])) * Met(i)));

            double Met(int i) => Math.Abs(x[i]) + w[i].Zip(r, (a, b) => Math.Abs(a * b)).Sum();
        }
    }
}
