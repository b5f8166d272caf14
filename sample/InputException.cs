using System;

namespace AttentionGen.Sample;

/// <summary>The arguments are right, but what they name cannot be used; the message says why.</summary>
internal sealed class InputException(string message) : Exception(message);
