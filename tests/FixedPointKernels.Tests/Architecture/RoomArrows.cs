using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace FixedPointKernels.Tests.Architecture;

/// <summary>Which rooms (namespaces) of an assembly use which, read from what the compiler made of it: a reference needs no
/// using.</summary>
/// <remarks>
/// A room uses another where one of its types has a base, an interface, a constraint, a member or a local variable of it, or where its code
/// calls a member, or names a type, that is or mentions one. Constants leave no trace in compiled code; the usings of the sources tell of
/// those.
/// </remarks>
internal sealed class RoomArrows
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value & 0xFFFF);

    private readonly MetadataReader metadata;
    private readonly PEReader assembly;
    private readonly MentionedRooms mentioned;
    private readonly HashSet<(string From, string To)> arrows = [];

    private RoomArrows(PEReader assembly)
    {
        this.assembly = assembly;
        metadata = assembly.GetMetadataReader();
        mentioned = new(metadata);
    }

    /// <summary>All arrows between different rooms under a root namespace.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="root">Rooms are this namespace and those in it; arrows to or from others are left out.</param>
    internal static HashSet<(string From, string To)> Of(string path, string root)
    {
        using FileStream file = File.OpenRead(path);
        using PEReader assembly = new(file);
        RoomArrows reader = new(assembly);
        foreach (TypeDefinitionHandle type in reader.metadata.TypeDefinitions) reader.Read(type);
        return [.. reader.arrows.Where(arrow => arrow.From != arrow.To && Within(arrow.From) && Within(arrow.To))];

        bool Within(string room) => room == root || room.StartsWith(root + ".", StringComparison.Ordinal);
    }

    private void Read(TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        mentioned.Clear();
        mentioned.Add(type.BaseType);
        foreach (InterfaceImplementationHandle one in type.GetInterfaceImplementations())
            mentioned.Add(metadata.GetInterfaceImplementation(one).Interface);
        Constraints(type.GetGenericParameters());
        foreach (FieldDefinitionHandle field in type.GetFields()) mentioned.Add(field);
        foreach (MethodDefinitionHandle method in type.GetMethods()) Read(method);
        string from = mentioned.RoomOf(handle);
        foreach (string to in mentioned.Rooms) arrows.Add((from, to));
    }

    private void Read(MethodDefinitionHandle handle)
    {
        MethodDefinition method = metadata.GetMethodDefinition(handle);
        mentioned.Add(handle);
        Constraints(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0) return;
        MethodBodyBlock body = assembly.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) mentioned.Add(body.LocalSignature);
        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE) value = 0xFE00 | code.ReadByte();
            switch (Codes[value].OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    mentioned.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case var operand:
                    code.Offset += Size(operand);
                    break;
            }
        }
    }

    private void Constraints(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle one in metadata.GetGenericParameter(parameter).GetConstraints())
                mentioned.Add(metadata.GetGenericParameterConstraint(one).Type);
        }
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
