using System.Collections.Generic;
using System.Text.Json;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads a golden file of learning through time: {"cases": [{id, form, phi, alpha, …}, …], "tasks": {"xor_copy": […], "ngym":
/// […]}}, the format of tests/golden/temporal.json.</summary>
internal static class TemporalFile
{
    internal static GoldenKind Kind { get; } = new(
        "cases", "temporal.json",
        "temporal.json: 1e-11 in double; trials of tasks to the last bit (in float each input rounded once). note, gain, checks,\n"
            + "cos_with_bptt_W, torch_max_rel_err and max_*_shift_* are not checks. Spectra: as all else, but linear_rule 1e-5, and\n"
            + "medium_spectra 1e-13 e^(lambda T) where that is more. A file lacks what it does not have of tasks, linear_rule,\n"
            + "medium_spectra, and lyapunov of a case.",
        [.. TemporalQuantities.All, .. SpectrumQuantities.All, .. TaskCase.Quantities], Read, Mark: "form");

    private static List<IGoldenCase> Read(string path, JsonElement root)
    {
        JsonFields whole = new(path, "file", "", root);
        List<TemporalCase> cases = [.. TemporalCases.Read(whole)];
        return [.. cases, .. SpectrumCases.Read(whole, cases), .. TaskCases.Read(whole)];
    }
}
