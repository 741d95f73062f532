using System;
using System.Linq;
using FixedPointKernels.Learning.Optimizers;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Optimizers;

/// <summary>The table of optimizers: every kind has one row, and what has none is refused.</summary>
public sealed class OptimizerTableTests
{
    [Fact]
    public void Every_kind_has_its_row_and_makes_its_own_optimizer()
    {
        Assert.Equal(Enum.GetValues<OptimizerKind>(), OptimizerTable.All.Select(entry => entry.Kind));
        Assert.Equal(["sgd", "momentum", "adam"], OptimizerTable.Words);
        Type[] made = [.. OptimizerTable.All.Select(entry => entry.Make(3, 0.5, 0.25, constant => constant.Default).GetType())];
        Assert.Equal([typeof(Sgd<double>), typeof(Momentum<double>), typeof(Adam<double>)], made);
    }

    [Fact]
    public void Every_optimizer_gets_its_rate_and_its_decay()
    {
        foreach (OptimizerEntry entry in OptimizerTable.All)
        {
            IOptimizer<double> optimizer = entry.Make(3, 0.5, 0.25, constant => constant.Default);
            Assert.Equal((0.5, 0.25), (optimizer.Rate, optimizer.WeightDecay));
        }
    }

    [Fact]
    public void Constants_say_what_they_may_be()
    {
        foreach (OptimizerConstant constant in OptimizerTable.All.SelectMany(entry => entry.Constants))
        {
            Assert.True(constant.Holds(constant.Default), constant.Name);
            Assert.False(constant.Holds(-1), constant.Name);
            Assert.False(constant.Holds(double.NaN), constant.Name);
            Assert.False(constant.Holds(double.PositiveInfinity), constant.Name);
        }

        Assert.False(OptimizerConstant.Beta1.Holds(1));
        Assert.False(OptimizerConstant.Epsilon.Holds(0));
    }

    [Fact]
    public void What_has_no_row_is_refused_and_never_trains_as_another()
    {
        OptimizerKind unknown = (OptimizerKind)99;
        Assert.Equal("kind", Assert.Throws<ArgumentOutOfRangeException>(() => OptimizerTable.Of(unknown)).ParamName);
    }
}
