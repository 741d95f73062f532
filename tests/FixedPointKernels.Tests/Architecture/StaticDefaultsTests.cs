using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using FixedPointKernels.Activations;
using Xunit;

namespace FixedPointKernels.Tests.Architecture;

/// <summary>No struct of the library leaves a static member to its interface's default: a method that asks for one is not compiled ahead of
/// time (ReadyToRun), nor what it calls, so that a first solve compiled 63 methods in place of 20.</summary>
public sealed class StaticDefaultsTests
{
    private static readonly Assembly Library = typeof(Tanh).Assembly;

    [Fact]
    public void Structs_of_the_library_name_every_static_member()
    {
        Type[] structs = [.. Library.GetTypes().Where(t => t is { IsValueType: true, IsInterface: false })];
        Assert.Contains(structs, t => Statics(t).Any());
        Assert.Empty(structs.SelectMany(t => Statics(t).Where(m => m.Target?.DeclaringType?.IsInterface != false)
            .Select(m => $"{t.Name}: {m.Member.Name} is {m.Target?.DeclaringType?.Name}'s")));
    }

    private static IEnumerable<(MethodInfo Member, MethodInfo? Target)> Statics(Type type)
    {
        foreach (Type contract in type.GetInterfaces().Where(i => i.Assembly == Library))
        {
            InterfaceMapping map = type.GetInterfaceMap(contract);
            foreach ((MethodInfo member, MethodInfo? target) in map.InterfaceMethods.Zip(map.TargetMethods))
            {
                if (member.IsStatic) yield return (member, target);
            }
        }
    }
}
