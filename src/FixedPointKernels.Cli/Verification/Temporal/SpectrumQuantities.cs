using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of Lyapunov exponents in a file of learning through time, in the order of the report: those of a case's
/// entries, of a constant Jacobian, and of networks without inputs.</summary>
internal static class SpectrumQuantities
{
    internal const string Exponents = "lyapunov.lam", Steps = "lyapunov.n", Logs = "lyapunov.logR_steps", Loss = "lyapunov.loss";
    internal const string Eigenvalues = "linear_rule.log_abs_eig", Estimate = "linear_rule.qr_estimate_40000_after_20000";
    internal const string FreeExponents = "medium_spectra.lam", FreeState = "medium_spectra.final_v";

    private const string Gradients = "grads", Exact = "exact";

    // Of a file's cases only the small ones have every step.
    private const int FewUnits = TemporalQuantities.FewUnits;

    /// <summary>The flossing gradients by their names in files.</summary>
    internal static IReadOnlyDictionary<string, FlossingPath> Paths { get; } = new Dictionary<string, FlossingPath>
    {
        [Exact] = FlossingPath.Exact, ["eprop_chain"] = FlossingPath.ChainAlongLeak, ["state_detached"] = FlossingPath.Chain,
        ["local"] = FlossingPath.Local, ["local_eprop"] = FlossingPath.LocalAlongLeak,
    };

    /// <summary>Those of an entry of a case.</summary>
    internal static IReadOnlyList<string> OfEntry { get; } =
    [
        Exponents, Steps, Logs, Loss, .. Paths.Keys.SelectMany(path => PartsOf(path).Select(part => GradientName(path, part))),
    ];

    internal static IReadOnlyList<string> OfConstant { get; } = [Eigenvalues, Estimate];

    internal static IReadOnlyList<string> OfFree { get; } = [FreeExponents, FreeState];

    internal static IReadOnlyList<string> All { get; } = [.. OfEntry, .. OfConstant, .. OfFree];

    internal static string GradientName(string path, string part) => $"lyapunov.{Gradients}.{path}.{part}";

    /// <summary>The parameters of which a gradient stands in a file.</summary>
    internal static IEnumerable<string> PartsOf(string path) =>
        path == Exact ? [.. TemporalQuantities.Learned, TemporalQuantities.Start] : TemporalQuantities.Learned;

    /// <summary>What an entry of a case holds.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="one">Its case.</param>
    /// <param name="exponents">k.</param>
    /// <param name="points">Orthonormalizations that count.</param>
    internal static Dictionary<string, double[]> Read(JsonFields entry, TemporalCase one, int exponents, int points)
    {
        Dictionary<string, double[]> expected = [];
        if (entry.Holds("lam")) expected[Exponents] = entry.Vector("lam", exponents);
        if (entry.Holds("n")) expected[Steps] = [entry.Number("n")];
        if (entry.Holds("logR_steps")) expected[Logs] = entry.Matrix("logR_steps", points, exponents);
        if (entry.Holds("loss")) expected[Loss] = [entry.Number("loss")];
        if (!entry.Holds(Gradients)) return expected;
        foreach (string path in Paths.Keys.Where(entry.Part(Gradients).Holds))
        {
            JsonFields gradient = entry.Part(Gradients).Part(path);
            foreach (string part in PartsOf(path).Where(gradient.Holds))
                expected[GradientName(path, part)] = TemporalQuantities.ReadParameter(gradient, one, part);
        }

        return expected;
    }

    /// <summary>Whether an entry without the quantity lacks it.</summary>
    internal static bool IsNeeded(string quantity, int units) => quantity != Logs || units <= FewUnits;
}
