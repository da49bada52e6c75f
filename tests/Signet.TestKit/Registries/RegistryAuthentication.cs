namespace Signet.TestKit.Registries;

/// <summary>How a <see cref="ScriptedRegistry"/> asks who is there.</summary>
public enum RegistryAuthentication
{
    None,

    Basic,

    Bearer,
}
