using System;

namespace AttentionGen.Sample;

/// <summary>The user asked for something that there is not; the message says what.</summary>
internal sealed class UsageException(string message) : Exception(message);
