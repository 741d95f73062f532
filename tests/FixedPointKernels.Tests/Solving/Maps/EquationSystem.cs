using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Tests.Solving;

/// <summary>The square systems f(x) = 0 of the standard collection of test problems, 24 with their sizes.</summary>
/// <param name="Name">Their name there.</param>
/// <param name="F">f; problems with more residuals than unknowns (Wood, Watson, variably dimensioned) by their
/// gradient, as MINPACK poses them.</param>
/// <param name="Start">The standard start.</param>
/// <remarks>Source: J. J. Moré, B. S. Garbow, K. E. Hillstrom, "Testing Unconstrained Optimization Software", ACM Transactions on
/// Mathematical Software 7, 1981.</remarks>
internal sealed record EquationSystem(string Name, Func<Dual[], Dual[]> F, double[] Start)
{
    internal static IReadOnlyList<EquationSystem> All { get; } =
    [
        new("Rosenbrock", x => ExtendedRosenbrock(x), [-1.2, 1]),
        new("Freudenstein and Roth", x =>
            [x[0] - 13 + ((((5 - x[1]) * x[1]) - 2) * x[1]), x[0] - 29 + ((((x[1] + 1) * x[1]) - 14) * x[1])], [0.5, -2]),
        new("Powell badly scaled", x => [(1e4 * x[0] * x[1]) - 1, Dual.Exp(-x[0]) + Dual.Exp(-x[1]) - 1.0001], [0, 1]),
        new("helical valley", HelicalValley, [-1, 0, 0]),
        new("Powell singular", ExtendedPowell, [3, -1, 0, 1]),
        new("Wood", Wood, [-3, -1, -3, -1]),
        new("Watson 6", Watson, new double[6]),
        new("Watson 9", Watson, new double[9]),
        new("box", Box, [0, 10, 20]),
        new("variably dimensioned", VariablyDimensioned, [.. Points(10).Select(j => 1 - (j / 10))]),
        new("trigonometric", Trigonometric, Filled(10, 0.1)),
        new("Brown almost linear 10", Brown, Filled(10, 0.5)),
        new("Brown almost linear 40", Brown, Filled(40, 0.5)),
        new("discrete boundary value", DiscreteBoundary, Parabola(10)),
        new("discrete integral", DiscreteIntegral, Parabola(10)),
        new("Broyden tridiagonal", BroydenTridiagonal, Filled(10, -1)),
        new("Broyden banded", BroydenBanded, Filled(10, -1)),
        new("linear of full rank", x => [.. x.Select(each => each - (2.0 / x.Length * Sum(x)) - 1)], Filled(10, 1)),
        new("extended Rosenbrock", x => ExtendedRosenbrock(x), [.. Enumerable.Repeat<double[]>([-1.2, 1], 5).SelectMany(pair => pair)]),
        new("extended Powell singular", ExtendedPowell, [.. Enumerable.Repeat<double[]>([3, -1, 0, 1], 3).SelectMany(four => four)]),
        .. new[] { 5, 6, 7, 9 }.Select(n => new EquationSystem($"Chebyquad {n}", Chebyquad, [.. Points(n).Select(j => j / (n + 1))])),
    ];

    /// <summary>f at a point.</summary>
    internal double[] At(double[] x) => [.. F([.. x.Select(each => new Dual(each))]).Select(each => each.Value)];

    /// <summary>The standard start times a factor; where it is 0, as in MINPACK, the factor itself.</summary>
    internal double[] Scaled(double factor) =>
        factor > 1 && Start.All(each => each == 0) ? Filled(Start.Length, factor) : [.. Start.Select(each => factor * each)];

    public override string ToString() => Name;

    private static double[] Filled(int n, double value) => [.. Enumerable.Repeat(value, n)];

    private static IEnumerable<double> Points(int n) => Enumerable.Range(1, n).Select(j => (double)j);

    private static double[] Parabola(int n) => [.. Points(n).Select(j => j / (n + 1) * ((j / (n + 1)) - 1))];

    private static Dual Sum(IEnumerable<Dual> terms) => terms.Aggregate(new Dual(0), (sum, term) => sum + term);

    private static Dual[] ExtendedRosenbrock(Dual[] x) =>
        [.. Enumerable.Range(0, x.Length).Select(i => i % 2 == 0 ? 10 * (x[i + 1] - (x[i] * x[i])) : 1 - x[i - 1])];

    private static Dual[] HelicalValley(Dual[] x)
    {
        // The angle in turns, from −¼ to ¾: its cut lies along the negative second axis.
        Dual turns = Dual.Angle(x[1], x[0]) / (2 * Math.PI);
        if (x[0].Value < 0 && x[1].Value < 0) turns += 1;
        return [10 * (x[2] - (10 * turns)), 10 * (Dual.Sqrt((x[0] * x[0]) + (x[1] * x[1])) - 1), x[2]];
    }

    private static Dual[] ExtendedPowell(Dual[] x)
    {
        Dual[] f = new Dual[x.Length];
        for (int i = 0; i < x.Length; i += 4)
        {
            Dual near = x[i + 1] - (2 * x[i + 2]), far = x[i] - x[i + 3];
            (f[i], f[i + 1]) = (x[i] + (10 * x[i + 1]), Math.Sqrt(5) * (x[i + 2] - x[i + 3]));
            (f[i + 2], f[i + 3]) = (near * near, Math.Sqrt(10) * far * far);
        }

        return f;
    }

    private static Dual[] Wood(Dual[] x)
    {
        Dual first = x[1] - (x[0] * x[0]), second = x[3] - (x[2] * x[2]);
        return
        [
            (-200 * x[0] * first) - (1 - x[0]), (200 * first) + (20.2 * (x[1] - 1)) + (19.8 * (x[3] - 1)),
            (-180 * x[2] * second) - (1 - x[2]), (180 * second) + (20.2 * (x[3] - 1)) + (19.8 * (x[1] - 1)),
        ];
    }

    private static Dual[] Watson(Dual[] x)
    {
        Dual[] f = new Dual[x.Length];
        for (int i = 1; i <= 29; i++)
        {
            double t = i / 29.0;
            Dual slope = Sum(x.Select((each, j) => j * Math.Pow(t, j - 1) * each)),
                value = Sum(x.Select((each, j) => Math.Pow(t, j) * each));
            Dual defect = slope - (value * value) - 1;
            for (int k = 0; k < x.Length; k++) f[k] += Math.Pow(t, k - 1) * (k - (2 * t * value)) * defect;
        }

        Dual last = x[1] - (x[0] * x[0]) - 1;
        f[0] += x[0] * (1 - (2 * last));
        f[1] += last;
        return f;
    }

    private static Dual[] Box(Dual[] x) =>
        [.. Points(3).Select(i => Dual.Exp(-0.1 * i * x[0]) - Dual.Exp(-0.1 * i * x[1]) - (x[2] * (Math.Exp(-0.1 * i) - Math.Exp(-i))))];

    private static Dual[] VariablyDimensioned(Dual[] x)
    {
        Dual sum = Sum(x.Select((each, j) => (j + 1) * (each - 1)));
        return [.. x.Select((each, k) => each - 1 + ((k + 1) * sum * (1 + (2 * sum * sum))))];
    }

    private static Dual[] Trigonometric(Dual[] x)
    {
        Dual cosines = Sum(x.Select(Dual.Cos));
        return [.. x.Select((each, i) => x.Length - cosines + ((i + 1) * (1 - Dual.Cos(each))) - Dual.Sin(each))];
    }

    private static Dual[] Brown(Dual[] x)
    {
        int n = x.Length;
        return [.. x.Take(n - 1).Select(each => each + Sum(x) - (n + 1)), x.Aggregate(new Dual(1), (product, each) => product * each) - 1];
    }

    private static Dual Cube(Dual a) => a * a * a;

    private static Dual At(Dual[] x, int i) => i >= 0 && i < x.Length ? x[i] : 0;

    private static Dual[] DiscreteBoundary(Dual[] x)
    {
        double h = 1.0 / (x.Length + 1);
        return [.. x.Select((each, i) => (2 * each) - At(x, i - 1) - At(x, i + 1) + (h * h / 2 * Cube(each + ((i + 1) * h) + 1)))];
    }

    private static Dual[] DiscreteIntegral(Dual[] x)
    {
        double h = 1.0 / (x.Length + 1);
        Dual[] cubes = [.. x.Select((each, j) => Cube(each + ((j + 1) * h) + 1))];
        return
        [
            .. x.Select((each, i) =>
            {
                double t = (i + 1) * h;
                return each + (h / 2 * (((1 - t) * Sum(cubes.Take(i + 1).Select((cube, j) => (j + 1) * h * cube)))
                    + (t * Sum(cubes.Select((cube, j) => j > i ? (1 - ((j + 1) * h)) * cube : 0)))));
            }),
        ];
    }

    private static Dual[] BroydenTridiagonal(Dual[] x) =>
        [.. x.Select((each, i) => ((3 - (2 * each)) * each) - At(x, i - 1) - (2 * At(x, i + 1)) + 1)];

    private static Dual[] BroydenBanded(Dual[] x) =>
        [.. x.Select((each, i) => (each * (2 + (5 * each * each))) + 1 - Sum(
            Enumerable.Range(i - 5, 7).Where(j => j != i).Select(j => At(x, j) * (1 + At(x, j)))))];

    private static Dual[] Chebyquad(Dual[] x)
    {
        int n = x.Length;
        Dual[] f = new Dual[n];
        foreach (Dual each in x)
        {
            Dual before = 1, here = (2 * each) - 1, twice = 2 * here;
            for (int i = 0; i < n; i++)
            {
                f[i] += here / n;
                (before, here) = (here, (twice * here) - before);
            }
        }

        for (int i = 1; i < n; i += 2) f[i] += 1.0 / (((i + 1.0) * (i + 1)) - 1);
        return f;
    }
}
