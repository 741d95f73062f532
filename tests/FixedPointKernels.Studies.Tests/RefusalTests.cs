using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.Angles;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;
using FixedPointKernels.Studies.ZhuRosenbaum.Landscape;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;
using Xunit;

namespace FixedPointKernels.Studies.Tests;

/// <summary>Half is refused by name in every public generic entry.</summary>
public sealed class RefusalTests
{
    private static readonly Dictionary<string, Action> HalfEntries = new()
    {
        ["AngleCurves.Run"] = () => AngleCurves.Run<Half>(null!, null!, -1, null!),
        ["LinearCurves.Run"] = () => LinearCurves.Run<Half>(null!, null!, -1, null!),
        ["LossLandscape.Run"] = () => LossLandscape.Run<Half>(null!, null!),
        ["LinearNetwork"] = () => _ = new LinearNetwork<Half>(null!),
        ["BreakdownSweep"] = () => _ = new BreakdownSweep<Half>(null!, null!),
        ["PublishedStep.Take"] = () => PublishedStep.Take<Half>(null!, null!, default, null!, default),
        ["MnistSweep"] = () => _ = new MnistSweep<Half>(null!, null!),
    };

    [Fact]
    public void Half_is_refused_by_name()
    {
        List<string> accepted = [];
        foreach ((string name, Action call) in HalfEntries)
        {
            Exception? refusal = Record.Exception(call);
            if (refusal is not NotSupportedException || refusal.Message != "The element type T is Half; it must be float or double.")
                accepted.Add($"{name}: {refusal?.Message ?? "ran"}");
        }

        Assert.Empty(accepted);
        HashSet<string> entries = [];
        foreach (Type type in typeof(Sweep).Assembly.GetExportedTypes().Where(t => !t.IsInterface))
        {
            if (type.GetGenericArguments().Any(IsElement) && type.GetConstructors().Length > 0) entries.Add(type.Name.Split('`')[0]);
            foreach (
                MethodInfo method in type.GetMethods(
                    BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (method.IsGenericMethodDefinition && method.GetGenericArguments().Any(IsElement))
                    entries.Add($"{type.Name}.{method.Name}");
            }
        }

        Assert.Equal(HalfEntries.Keys.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal));

        static bool IsElement(Type parameter) => parameter.IsGenericParameter && parameter.GetGenericParameterConstraints()
            .Any(c => c.IsGenericType && c.GetGenericTypeDefinition() == typeof(IBinaryFloatingPointIeee754<>));
    }
}
