using System;
using System.IO;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.Tests.Support;

/// <summary>The published linear study: its problem (the files hold columns of samples) and its losses, NaN where none was kept.</summary>
internal static class PublishedLinear
{
    internal const int Steps = 3501;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "linear-nd");

    internal static LinearProblem Problem()
    {
        NpyArray start = Npy.Read(File("W0.npy"));
        return LinearProblem.Of(start.Shape[0], Rows("X.npy"), Rows("targets.npy"), start.ToDoubles());
    }

    internal static double[] Rates() => Npz.Read(File("losses.npz"))["etas"].ToDoubles();

    /// <summary>The losses of a rule at the rate with the index given, by step.</summary>
    internal static double[] Losses(LinearRule rule, int rate) =>
        Npz.Read(File("losses.npz"))[rule.Name()].ToDoubles()[(rate * Steps)..((rate + 1) * Steps)];

    internal static string File(string name) => Path.Combine(Folder, name);

    private static double[] Rows(string name)
    {
        NpyArray file = Npy.Read(File(name));
        (int rows, int columns) = file.RequireMatrix(name);
        double[] from = file.ToDoubles(), to = new double[from.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++) to[(j * rows) + i] = from[(i * columns) + j];
        }

        return to;
    }
}
