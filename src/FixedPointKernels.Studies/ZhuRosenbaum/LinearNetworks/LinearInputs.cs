using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>The linear network of an experiment: from files, or random from the seed.</summary>
internal static class LinearInputs
{
    private static readonly FolderOption From =
        new("--inputs", "A folder with X.npy, targets.npy (N x M, a column is a sample) and W0.npy (N x N)")
        {
            DefaultText = "random ones",
        };

    private static readonly WholeOption Neurons = new("--neurons", "N", "Neurons, without --inputs", 200, 20_000);
    private static readonly WholeOption Samples = new("--samples", "M", "Samples, without --inputs", 100, 1_000_000);

    internal static IReadOnlyList<StudyOption> Options { get; } = [From, Neurons, Samples];

    /// <summary>The problem, where it came from, and the folder it came from, if any.</summary>
    internal static (LinearProblem Problem, string Origin, string? Folder) Read(StudyContext context)
    {
        if (context.Get(From) is not { } path)
        {
            int n = context.Get(Neurons), m = context.Get(Samples);
            return (LinearProblem.Random(n, m, context.Seed), $"random, seed {context.Seed}", null);
        }

        foreach (StudyOption option in (StudyOption[])[Neurons, Samples, StudyOptions.Seed])
        {
            if (context.Given(option) is { } value) throw context.DoesNotApply(option, value, $"{From.Name} {path}", "random inputs");
        }

        if (!Directory.Exists(path))
            throw context.Refusal($"{From.Name} {path} is no folder; it should hold X.npy, targets.npy and W0.npy");
        return (Problem(path), path, path);
    }

    /// <summary>The losses of losses.npz in the folder, to compare with; null where there is no such file.</summary>
    internal static PublishedLosses? Published(string folder)
    {
        string path = Path.Combine(folder, "losses.npz");
        if (!File.Exists(path)) return null;
        IReadOnlyDictionary<string, NpyArray> arrays = Npz.Read(path);
        if (!arrays.TryGetValue("etas", out NpyArray? etas) || etas.Shape.Length != 1 || etas.Count == 0)
            throw new DataFileException(
                path, "needs the rates as a vector 'etas', and the losses of every rule as a matrix, a row per rate");
        Dictionary<LinearRule, double[]> losses = [];
        foreach (LinearRule rule in LinearRules.All)
        {
            if (!arrays.TryGetValue(rule.Name(), out NpyArray? rows)) continue;
            (int rates, int columns) = rows.RequireMatrix($"the losses of {rule.Name()}");
            if (rates != etas.Count || columns == 0)
                throw new DataFileException(
                    rows.File, $"holds {rows.ShapeText}, but {etas.Count} rates need as many rows, and a column or more");
            losses[rule] = rows.ToDoubles();
        }

        return new(etas.ToDoubles(), losses);
    }

    private static LinearProblem Problem(string path)
    {
        NpyArray start = Npy.Read(Path.Combine(path, "W0.npy"));
        (int n, int columns) = start.RequireMatrix("the weights");
        if (n != columns || n == 0) throw new DataFileException(start.File, $"holds {start.ShapeText}, but the weights must be N×N");
        NpyArray inputs = Npy.Read(Path.Combine(path, "X.npy"));
        (int rows, int m) = inputs.RequireMatrix("the inputs");
        if (rows != n || m == 0)
            throw new DataFileException(
            inputs.File, $"holds {inputs.ShapeText}, but with {n}×{n} weights the inputs must be {n}×M, a column per sample");
        NpyArray targets = Npy.Read(Path.Combine(path, "targets.npy"));
        targets.RequireShape("the targets", n, m);
        return LinearProblem.Of(n, Rows(inputs, n, m), Rows(targets, n, m), Finite(start, n));
    }

    // A row per sample, from a column per sample.
    private static double[] Rows(NpyArray file, int n, int m)
    {
        double[] from = Finite(file, m), to = new double[from.Length];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < m; k++) to[(k * n) + i] = from[(i * m) + k];
        }

        return to;
    }

    private static double[] Finite(NpyArray file, int columns)
    {
        double[] values = file.ToDoubles();
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new DataFileException(
                file.File, $"entry ({i / columns}, {i % columns}) is {values[i]}, but only finite numbers are of use");
        }

        return values;
    }
}
