using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli.Organics;

/// <summary>fpk organics solve: the fixed points (y, a) of a circuit under every row of a file of drives.</summary>
internal static class CircuitSolveVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "solve",
            "Fixed points (y, a) of a divisive normalization circuit for every drive z of a file.",
            "C.json: " + CircuitFile.Format + "\n"
            + "P holds y, then a, of every row of Z. Where Wr is \"identity\" or left out the closed form is used; else the published "
            + "iteration until its residual\n"
            + "is within the tolerance, then Newton, then the circuit's own dynamics from 0.01 everywhere. A point whose eigenvalues do "
            + "not all\n"
            + "decay is not kept: the circuit is followed from 0.01 instead, and is Unsettled or Diverged where it settles nowhere.\n"
            + "Where several points are stable it is one of them, not always the one that a circuit at rest goes to. Rows of P that\n"
            + "did not converge hold where the search ended, no solution; NonFinite ones NaN.\n"
            + "S.csv: residual is max|F(s) - s| of the state s = (y, a); iterations counts linear systems and evaluations; method is "
            + "closed-form, iteration,\n"
            + "newton, integration or none; maxReal is the largest real part of the Jacobian's eigenvalues, per unit of the circuit's "
            + "time.\n"
            + "--iterations N takes exactly N steps of the iteration, as published (10), and never calls them converged.\n"
            + "Exit codes: 0 done, 2 bad input, 3 some samples did not converge, 130 interrupted.",
            StudyCommands.Organics + " solve --circuit C.json --drive Z.npy --out P.npy",
            StudyCommands.Organics + " solve --circuit C.json --drive Z.npy --out P.npy --status S.csv --tolerance 1e-12",
            StudyCommands.Organics + " solve --circuit C.json --drive Z.npy --out P.npy --iterations 10");
        Option<string> circuit = CommonOptions.File("--circuit", "C.json", "The circuit.", required: true);
        Option<string> drive = CommonOptions.File("--drive", "Z.npy", "Drives z: B×n, or one of n.", required: true);
        Option<string> result = CommonOptions.Out("The fixed points, B×2n: y, then a.", "P.npy");
        Option<string> status = CommonOptions.File(
            "--status", "S.csv", "Table of the samples: sample,status,residual,iterations,method,maxReal.");
        Option<string> precision = CommonOptions.Precision();
        Option<double?> tolerance = CommonOptions.Tolerance("Largest max|F(s) - s| of a fixed point [default: 1e-10, float 1e-5].");
        Option<int?> iterations = CommonOptions.Whole("--iterations", "N", "Exactly so many steps of the published iteration.");
        foreach (Option option in (Option[])[circuit, drive, result, status, precision, tolerance, iterations]) verb.Add(option);
        verb.SetAction(parsed =>
        {
            Precision type = CommonOptions.Read(parsed, precision);
            if (parsed.GetValue(tolerance) is { } given && !given.IsPositiveFinite())
                throw Words.OutOfRange(tolerance.Name, given, "positive and finite");
            if (parsed.GetValue(iterations) is { } count && count is < 0 or > 1_000_000)
                throw Words.OutOfRange(iterations.Name, count, "0 to 1000000");
            CircuitSolve solve = new(
                StandardStream.Beside(here, parsed.GetValue(result)!), parsed.GetValue(circuit)!, parsed.GetValue(drive)!,
                parsed.GetValue(result)!, parsed.GetValue(status),
                new() { Tolerance = parsed.GetValue(tolerance), Iterations = parsed.GetValue(iterations) });
            return type == Precision.Float ? solve.Run<float>() : solve.Run<double>();
        });
        return verb;
    }
}
