using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;

namespace FixedPointKernels.Tests.Support;

/// <summary>Collects calls whose refusal does not name the parameter that is wrong; that the method has such a parameter is
/// looked up in the method itself.</summary>
internal sealed class ParameterNames
{
    private readonly List<string> wrong = [];

    internal void New(Type type, string parameter, Action call) => Expect($"new {type.Name}", type.GetConstructors(), parameter, call);

    internal void Call(Type type, string method, string parameter, Action call) =>
        Expect($"{type.Name}.{method}", type.GetMethods().Where(m => m.Name == method), parameter, call);

    internal void AssertAllRight() => Assert.Empty(wrong);

    private void Expect(string what, IEnumerable<MethodBase> overloads, string parameter, Action call)
    {
        Assert.True(
            overloads.Any(overload => overload.GetParameters().Any(p => p.Name == parameter)), $"{what} has no parameter {parameter}");
        Exception? thrown = Record.Exception(call);
        if (thrown is ArgumentException refusal && refusal.ParamName == parameter) return;
        wrong.Add(
            $"{what} should name {parameter}: {thrown?.GetType().Name ?? "nothing thrown"}, "
            + $"{(thrown as ArgumentException)?.ParamName}, {thrown?.Message}");
    }
}
