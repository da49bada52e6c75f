namespace Notation.Pkcs11.Addresses;

/// <summary>
/// Which key: a PKCS#11 URI (RFC 7512) taken apart. Null means that the URI does not say. Texts are bytes, as tokens
/// compare them.
/// </summary>
internal sealed record KeyAddress
{
    /// <summary>Label of the token (<c>token</c>).</summary>
    public byte[]? Token { get; init; }

    /// <summary>Maker of the token (<c>manufacturer</c>).</summary>
    public byte[]? Manufacturer { get; init; }

    /// <summary>Serial number of the token (<c>serial</c>).</summary>
    public byte[]? Serial { get; init; }

    /// <summary>Model of the token (<c>model</c>).</summary>
    public byte[]? Model { get; init; }

    /// <summary>Maker of the module (<c>library-manufacturer</c>).</summary>
    public byte[]? LibraryManufacturer { get; init; }

    /// <summary>Description of the module (<c>library-description</c>).</summary>
    public byte[]? LibraryDescription { get; init; }

    /// <summary>Version of the module (<c>library-version</c>); without a minor version it means 0 (RFC 7512, §2.3).</summary>
    public (byte Major, byte Minor)? LibraryVersion { get; init; }

    /// <summary>Number of the slot (<c>slot-id</c>).</summary>
    public ulong? SlotId { get; init; }

    /// <summary>Description of the slot (<c>slot-description</c>).</summary>
    public byte[]? SlotDescription { get; init; }

    /// <summary>Maker of the slot (<c>slot-manufacturer</c>).</summary>
    public byte[]? SlotManufacturer { get; init; }

    /// <summary>Label of the key (<c>object</c>, CKA_LABEL).</summary>
    public byte[]? Object { get; init; }

    /// <summary>Id of the key (<c>id</c>, CKA_ID).</summary>
    public byte[]? Id { get; init; }

    /// <summary>Full path of the module (<c>module-path</c>).</summary>
    public string? ModulePath { get; init; }

    /// <summary>Name of the module (<c>module-name</c>).</summary>
    public string? ModuleName { get; init; }

    /// <summary>Full path of the file with the PIN (<c>pin-source</c>).</summary>
    public string? PinFile { get; init; }

    /// <summary>The module itself must be asked.</summary>
    public bool NamesLibrary => LibraryManufacturer is not null || LibraryDescription is not null || LibraryVersion is not null;

    /// <summary>The slots must be asked.</summary>
    public bool NamesSlot => SlotDescription is not null || SlotManufacturer is not null;
}
