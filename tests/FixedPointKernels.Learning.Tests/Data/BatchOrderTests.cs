using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

public sealed class BatchOrderTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(10, 3, 4)]
    [InlineData(9, 3, 3)]
    [InlineData(5, 100, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(60_000, 512, 118)]
    public void An_epoch_visits_every_sample_once(int count, int batch, int batches)
    {
        BatchOrder order = new(count, batch, seed: 3);
        Assert.Equal(batches, order.Batches);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            order.StartEpoch(epoch);
            Assert.Equal(Enumerable.Range(0, count), Visit(order).Order());
        }
    }

    [Fact]
    public void An_epochs_order_depends_on_the_seed_and_the_epoch_alone()
    {
        BatchOrder order = new(50, 8, seed: 3);
        BatchOrder other = new(50, 8, seed: 4);
        List<int> zero = Visit(order);
        Assert.NotEqual(zero, Visit(other));
        order.StartEpoch(2);
        List<int> two = Visit(order);
        Assert.NotEqual(zero, two);
        order.StartEpoch(0);
        Assert.Equal(zero, Visit(order));
        other = new BatchOrder(50, 7, seed: 3);
        other.StartEpoch(2);
        Assert.Equal(two, Visit(other));
    }

    [Fact]
    public void An_epoch_allocates_nothing()
    {
        BatchOrder order = new(100, 8, seed: 3);
        int sum = 0;
        ZeroBytes.Assert("an epoch", () => sum = Sum(order));
        Assert.Equal(4950, sum);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOrder(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOrder(1, 0, 1));
        BatchOrder order = new(10, 5, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => order.Batch(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => order.Batch(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => order.StartEpoch(-1));
    }

    private static int Sum(BatchOrder order)
    {
        int sum = 0;
        order.StartEpoch(order.Epoch + 1);
        for (int b = 0; b < order.Batches; b++)
        {
            foreach (int k in order.Batch(b)) sum += k;
        }

        return sum;
    }

    private static List<int> Visit(BatchOrder order)
    {
        List<int> visited = [];
        for (int b = 0; b < order.Batches; b++) visited.AddRange(order.Batch(b));
        return visited;
    }
}
