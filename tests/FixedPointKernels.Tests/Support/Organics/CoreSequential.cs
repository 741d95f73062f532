using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using Twin = FixedPointKernels.Reference.SequentialCell;
using TwinForm = FixedPointKernels.Reference.SequentialForm;

namespace FixedPointKernels.Tests.Support;

/// <summary>Sequential cells of the twin as those of the library, and random ones.</summary>
internal static class CoreSequential
{
    private static readonly string[] Names =
        ["Wr", "Way", "Wzx", "Wbx0", "Wby0", "Wba0", "Wbx1", "Wby1", "Wba1", "ky", "ka", "k0", "k1"];

    /// <summary>The twin's name of a part.</summary>
    internal static string Name(SequentialPart part) => Names[(int)part];

    internal static SequentialWeights<T> Of<T>(Twin twin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SequentialShape shape = new(twin.Start.Y.Length, twin.Parameters["Wzx"][0].Length);
        SequentialWeights<T> weights = new(
            (SequentialForm)twin.Form, shape, twin.IsOrdered ? GainOrder.Ordered : GainOrder.Simultaneous, twin.Sigma);
        weights.Set(Flat<T>(twin));
        T[] Start(Complex[] state) => [.. state.Select(one => T.CreateTruncating(one.Real))];
        weights.SetStart(Start(twin.Start.Y), Start(twin.Start.A), Start(twin.Start.B0), Start(twin.Start.B));
        return weights;
    }

    /// <summary>All parameters as the library lays them.</summary>
    internal static T[] Flat<T>(Twin twin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Names.SelectMany(name => twin.Parameters[name]).SelectMany(row => row).Select(T.CreateTruncating)];

    internal static T[] Flat<T>(double[][][] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. inputs.SelectMany(sample => sample).SelectMany(x => x).Select(T.CreateTruncating)];

    /// <summary>A random cell that stays within reason, and inputs for it.</summary>
    internal static (Twin Twin, double[][][] Inputs) Draw(
        int seed, int n, int m, int steps, int batch, TwinForm form = TwinForm.Paper, bool isOrdered = false)
    {
        Random random = new(seed);
        double[][] Matrix(int columns, double scale, double shift = 0) => [.. Enumerable.Range(0, n).Select(_ =>
            Enumerable.Range(0, columns).Select(_ => (scale * ((2 * random.NextDouble()) - 1)) + shift).ToArray())];
        double fan = 1 / Math.Sqrt(n);
        Dictionary<string, double[][]> parameters = new()
        {
            ["Wr"] = Matrix(n, 1.5 * fan), ["Way"] = Matrix(n, 0.5 / n, 0.5 / n), ["Wzx"] = Matrix(m, 1), ["Wbx0"] = Matrix(m, 1),
            ["Wby0"] = Matrix(n, fan), ["Wba0"] = Matrix(n, fan), ["Wbx1"] = Matrix(m, 1), ["Wby1"] = Matrix(n, fan),
            ["Wba1"] = Matrix(n, fan), ["ky"] = Matrix(1, 0.1, 0.2), ["ka"] = Matrix(1, 0.05, 0.1), ["k0"] = Matrix(1, 0.2, 0.3),
            ["k1"] = Matrix(1, 0.2, 0.3),
        };
        Complex[] State(double scale, double shift) =>
            [.. Enumerable.Range(0, n).Select(_ => new Complex((scale * ((2 * random.NextDouble()) - 1)) + shift, 0))];
        double[][][] inputs = [.. Enumerable.Range(0, batch).Select(_ => Enumerable.Range(0, steps).Select(_ =>
            Enumerable.Range(0, m).Select(_ => (2 * random.NextDouble()) - 1).ToArray()).ToArray())];
        return (new(form, isOrdered, 0.8, parameters, new(State(1, 0), State(0.4, 0.5), State(0.4, 0.5), State(0.4, 0.5))), inputs);
    }
}
