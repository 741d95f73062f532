using System;
using FixedPointKernels.Fuzz.Targets;

namespace FixedPointKernels.Fuzz;

/// <summary>What a reader made of a file, and the promise that it broke, if it did.</summary>
/// <param name="Answer">A refusal's line, or a word for a result.</param>
/// <param name="Fault">Null where every promise held.</param>
internal sealed record Judge(string Answer, string? Fault)
{
    /// <summary>Lets the target read the bytes on this thread, and counts what is allocated on it.</summary>
    internal static Judge Of(Target target, byte[] bytes)
    {
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            string answer = target.Read(bytes);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before, allowed = target.Allowance(bytes.Length);
            return new(
                answer, allocated <= allowed ? null : $"{allocated} bytes allocated for a file of {bytes.Length}, {allowed} at most");
        }
        catch (Fault fault)
        {
            return new("", fault.Message);
        }
        catch (Exception wrong)
        {
            return new("", $"{wrong.GetType().Name}: {wrong.Message}");
        }
    }
}
