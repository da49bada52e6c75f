using Notation.Pkcs11;
using Signet.Plugins;

return await PluginHost.RunAsync<Pkcs11Plugin>(args);
