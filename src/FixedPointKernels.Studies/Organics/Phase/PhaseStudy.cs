using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.Organics.Phase;

/// <summary>How much random recurrence normalization stabilizes: what can be asked of it, and its report.</summary>
internal static class PhaseStudy
{
    private static readonly double[] Strengths = [0.1, 0.2, 0.4, 1, 2, 3, 4];
    private static readonly double[] Norms = [0.01, 0.05, 0.1, 0.3, 1];
    private static readonly WholeOption Units = new("--units", "N", "Units of a circuit", 100, 500);
    private static readonly WholeOption Trials = new("--trials", "M", "Random circuits for every strength and norm", 6, 10_000);

    private static readonly Column<PhaseCell>[] Columns =
    [
        Column.Numbers<PhaseCell>("norm", cell => cell.Norm),
        Column.Numbers<PhaseCell>("strength", cell => cell.Strength),
        Column.Counts<PhaseCell>("settled", cell => cell.Settled),
        Column.Counts<PhaseCell>("moving", cell => cell.Moving),
        Column.Counts<PhaseCell>("exploded", cell => cell.Exploded),
        Column.Numbers<PhaseCell>("max_real_per_s", cell => cell.MaxReal, "G4"),
        Column.Numbers<PhaseCell>("distance", cell => cell.Distance, "G3"),
        Column.Numbers<PhaseCell>("distance_corrected", cell => cell.Corrected, "G3"),
        Column.Numbers<PhaseCell>("amplitude", cell => cell.Amplitude, "G3"),
    ];

    internal static Study Entry { get; } = new(
        "phase", "How much random recurrence, Wr = I + G, normalization keeps stable, by its strength and the norm of the input.",
        [Units, Trials], Run)
    {
        Parent = StudyCommands.Organics,
        Notes =
            "W = 1, b = b0 = 1, sigma = 0.1, tau = 2 ms, G Gaussian with a spectral radius of strength/2 (Morone and others 2025). Each "
                + "circuit\n"
            + "begins at the point of Wr = I and is followed for 2000 tau: settled, exploded, or still moving. max_real: the slowest "
            + "eigenvalue;\ndistance: of y from the normalization equation, and from it with its first-order correction in G.",
        Examples = ["--out phase", "--units 30 --out quick"],
    };

    private static Report Run(StudyContext context)
    {
        int units = context.Get(Units), trials = context.Get(Trials), jobs = Norms.Length * Strengths.Length * trials;
        PhaseTrial?[] all = new PhaseTrial?[jobs];
        context.Compute(jobs, sweep =>
        {
            sweep.Run(jobs, job =>
            {
                (double strength, double norm) = (Strengths[job / trials % Strengths.Length], Norms[job / trials / Strengths.Length]);
                PhaseTrial trial = PhaseTrial.Run(context.Seed, job % trials, units, strength, norm, sweep.Cancellation);
                if (trial.Status != SolveStatus.Cancelled) all[job] = trial;
                sweep.Advanced?.Invoke();
            });
            return 0;
        });
        PhaseCell[] cells =
        [
            .. Enumerable.Range(0, jobs / trials).Select(cell => new PhaseCell(
                Strengths[cell % Strengths.Length], Norms[cell / Strengths.Length],
                [.. all.Skip(cell * trials).Take(trials).OfType<PhaseTrial>()])).Where(cell => cell.Trials.Count > 0),
        ];
        return Of(cells, context.Settings(
            Fingerprint(context.Seed, units, trials), ("units", units), ("trials", trials), ("seed", context.Seed)));
    }

    internal static Report Of(IReadOnlyList<PhaseCell> cells, TablePart settings) => new(
        "Recurrence that normalization keeps stable",
        "Circuits whose recurrence is the identity and a random part. A strong input settles them whatever the random part; under a weak "
            + "one they slow down, leave the normalization equation, and then oscillate or run away.",
        [
            Figure(cells, "share-settled", "The share that settles", "Of the circuits that ran to their end.", new("% settled", To: 100),
                cell => 100 * cell.Share),
            Figure(cells, "slowest", "The slowest eigenvalue", "The median over the circuits that settled; at 0 a perturbation stays.",
                new("largest real part (1/s)"), cell => cell.MaxReal),
            Figure(
                cells, "distance", "Distance from the normalization equation", "Of y, relative; the median over the circuits that settled.",
                new("relative distance", AxisScale.Logarithmic), cell => cell.Distance),
            ColumnTable.Of("cells", "How they ended", "By the norm of the input and the strength of the random part.", Columns, cells),
            settings,
        ]);

    private static CurvesPart Figure(
        IReadOnlyList<PhaseCell> cells, string name, string title, string caption, Axis y, Func<PhaseCell, double> value) => new(
        name, title, caption, new("strength", AxisScale.Logarithmic), y,
        [
            .. cells.GroupBy(cell => cell.Norm).Select((row, color) => new Curve(
                $"norm {row.Key.ToString(CultureInfo.InvariantCulture)}", [.. row.Select(cell => cell.Strength)], [.. row.Select(value)],
                color)),
        ]);

    private static string Fingerprint(ulong seed, int units, int trials)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int draw = 0; draw < trials; draw++)
        {
            (double[] random, double[] drive) = PhaseTrial.Draw(seed, draw, units, 1, 1);
            hash.AppendData(MemoryMarshal.AsBytes<double>(random));
            hash.AppendData(MemoryMarshal.AsBytes<double>(drive));
        }

        return $"{trials} matrices and inputs of {units} units, SHA-256 {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
