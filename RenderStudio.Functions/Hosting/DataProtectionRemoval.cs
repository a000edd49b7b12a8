using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace RenderStudio.Functions.Hosting;

public static class DataProtectionRemoval
{
    /// <summary>
    /// Authentication, and MVC in the Functions worker, register data protection. It writes a key to the home folder at
    /// start, and the first request opens that folder. The product does not use it.
    /// </summary>
    public static IServiceCollection RemoveDataProtection(this IServiceCollection services)
    {
        var start = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(IKeyManager).Assembly).ToList();
        foreach (var service in start)
            services.Remove(service);
        return services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
    }
}
