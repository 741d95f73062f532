using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Objects;

namespace FixedPointKernels.Native.Exports;

/// <summary>The learning rules by name.</summary>
internal static unsafe class RuleExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_rule_find")]
    internal static int Find(byte* name, int* rule)
    {
        try
        {
            Outputs.Clear(rule, nameof(rule));
            *rule = (int)RuleNames.Find(name);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_rule_name")]
    internal static int Name(int rule, byte* buffer, long capacity, long* length)
    {
        try
        {
            return Texts.Give(RuleNames.Of(rule), buffer, capacity, length);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_rule_uses_adjoint")]
    internal static int UsesAdjoint(int rule, int* answer)
    {
        try
        {
            Outputs.Clear(answer, nameof(answer));
            *answer = RuleNames.UsesAdjoint(rule) ? 1 : 0;
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}
