using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace FixedPointKernels.Learning.Checkpoints;

/// <summary>What a checkpoint's head says.</summary>
internal sealed record CheckpointHead(string Kind, string ByteOrder, Dictionary<string, string> Texts, CheckpointEntry[] Arrays);

/// <summary>An array of the head: its elements follow in the file, in this order.</summary>
internal sealed record CheckpointEntry(string Name, string Type, int[] Shape);

/// <summary>Serialization without reflection, so that programs can be trimmed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 8)]
[JsonSerializable(typeof(CheckpointHead))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
