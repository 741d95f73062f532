using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli.Organics;

/// <summary>fpk organics stability: how a circuit returns to its fixed point under every drive of a file.</summary>
internal static class CircuitStabilityVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "stability",
            "How a circuit returns to its fixed point (y, a) under every drive z of a file.",
            "C.json: " + CircuitFile.Format + "\n"
            + "DIR gets report.html; samples.csv, a row for every drive; spectrum.csv, all eigenvalues of the Jacobian; and where Wr is "
            + "the identity\n"
            + "oscillators.csv and damping.npy, the point as coupled damped oscillators u'' + C B' C^-1 u' + K u = 0: K, the weights t, "
            + "and B' (B×n×n,\n"
            + "NaN where a unit is not driven). certificate is the smallest eigenvalue of t B' + B'^T t, positive for every circuit with "
            + "Wr = I; energy\n"
            + "says whether the energy V is defined: not where a z is 0, and not in rectified circuits.\n"
            + "stable: by that theorem where Wr = I (max_real is NaN where rounding hides its sign), else by the eigenvalues.\n"
            + "Exit codes: 0 done, 2 bad input, 3 some drives have no fixed point that was found, 130 interrupted.",
            StudyCommands.Organics + " stability --circuit C.json --drive Z.npy --out stability");
        Option<string> circuit = CommonOptions.File("--circuit", "C.json", "The circuit.", required: true);
        Option<string> drive = CommonOptions.File("--drive", "Z.npy", "Drives z: B×n, or one of n.", required: true);
        Option<string> output = new("--out")
        {
            HelpName = "DIR", Description = "A new folder for report.html, figures and numbers.", Required = true,
        };
        foreach (Option option in (Option[])[circuit, drive, output]) verb.Add(option);
        verb.SetAction(parsed => CircuitStability.Run(
            here, parsed.GetValue(circuit)!, parsed.GetValue(drive)!, parsed.GetValue(output)!,
            GivenOptions.CommandLine(StudyCommands.Organics + " stability", GivenOptions.Of(parsed))));
        return verb;
    }
}
