using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// Reads and writes the objects of one kind. Every call fails with <see cref="ApiException"/> when the server refuses or does
/// not answer, and with <see cref="OperationCanceledException"/> when its token is cancelled, at whatever point it is.
/// </summary>
public sealed class ResourceClient<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ApiTransport _transport;
    private readonly ObjectDecoder<T> _decoder;

    internal ResourceClient(ApiTransport transport, ResourceType<T> type)
    {
        _transport = transport;
        _decoder = new ObjectDecoder<T>(type);
        Type = type;
    }

    /// <summary>The kind.</summary>
    public ResourceType<T> Type { get; }

    private string AcceptObject => Type.MetadataOnly ? MediaTypes.PartialObject : MediaTypes.Json;

    /// <summary>Reads one object from the server, not from a cache; null when there is none.</summary>
    public async Task<T?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            ApiCall call = Call(HttpMethod.Get, key.Namespace, key.Name) with { Accept = AcceptObject };
            return await _transport.SendAsync(call, _decoder.ReadObjectAsync, cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Lists consistently, in pages. When the server forgets the list between two pages (410), it starts over once, without
    /// pages, and says so on <see cref="ListPage{T}.IsRestart"/>.
    /// </summary>
    public async IAsyncEnumerable<ListPage<T>> ListAsync(
        ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        string? token = null;
        bool restarted = false;
        do
        {
            bool isRestart = false;
            DecodedList<T> list;
            try
            {
                list = await ListOnceAsync(options, restarted ? null : options.PageSize, token, cancellationToken);
            }
            catch (ApiException e) when (e.IsExpired && token is not null && !restarted)
            {
                restarted = isRestart = true;
                list = await ListOnceAsync(options, null, null, cancellationToken);
            }

            yield return list.Page with { IsRestart = isRestart };
            token = list.Continue;
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <summary>
    /// Follows changes until the server ends the watch, which is a normal end of the sequence. Leaving the loop, or
    /// cancelling, closes the stream.
    /// </summary>
    /// <exception cref="ApiException">The server refused, or sent an <c>ERROR</c> event; 410 is one way or the other.</exception>
    /// <exception cref="UndecodableException">
    /// A line does not tell which object changed, so what follows would have a gap.
    /// </exception>
    /// <exception cref="IOException">The stream broke off; watching again from the last version loses nothing.</exception>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(
        WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ApiCall call = Call(HttpMethod.Get, options.Namespace, null) with
        {
            Accept = AcceptObject,
            Query = Selectors(options.LabelSelector, options.FieldSelector,
                ("watch", "true"),
                ("allowWatchBookmarks", "true"),
                ("resourceVersion", options.From.ToString()),
                ("timeoutSeconds", ((long)options.Timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture))),
        };
        using HttpResponseMessage response = await _transport.OpenStreamAsync(call, cancellationToken);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var stream = new WatchStream<T>(call, body, _decoder);
        await foreach (WatchEvent<T> change in stream.ReadAsync(cancellationToken))
        {
            yield return change;
        }
    }

    /// <summary>Creates an object. Fails with <see cref="ApiException.IsAlreadyExists"/> when the name is taken.</summary>
    /// <param name="namespace">Where to; empty for a cluster-scoped kind.</param>
    /// <param name="body">The whole object as JSON.</param>
    /// <param name="cancellationToken">Gives up waiting; the object may have been created.</param>
    /// <returns>The object as the server stored it.</returns>
    public Task<T> CreateAsync(string @namespace, JsonObject body, CancellationToken cancellationToken) =>
        WriteAsync(Call(HttpMethod.Post, @namespace, null) with { Body = body, Query = WriteQuery() }, cancellationToken);

    /// <summary>
    /// Server-side apply: the fields in <paramref name="body"/> become ours and get these values; fields we owned and no longer
    /// name are removed. Creates the object when there is none, unless the body carries a uid (<see cref="Applying.Guard"/>).
    /// </summary>
    /// <returns>The object as the server stored it; at its old version when nothing had to change.</returns>
    public Task<T> ApplyAsync(ObjectKey key, JsonObject body, ApplyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ApiCall call = Call(HttpMethod.Patch, key.Namespace, key.Name, options.Subresource) with
        {
            Body = body,
            ContentType = MediaTypes.Apply,
            Query = WriteQuery(("force", options.Force ? "true" : "false")),
        };
        return WriteAsync(call, cancellationToken);
    }

    /// <summary>
    /// JSON merge patch (RFC 7386): null removes a member, lists are replaced. <c>metadata.uid</c> and
    /// <c>metadata.resourceVersion</c> in the body are preconditions.
    /// </summary>
    public Task<T> MergePatchAsync(ObjectKey key, JsonObject body, CancellationToken cancellationToken) =>
        MergePatchAsync(key, body, null, cancellationToken);

    /// <summary>
    /// Strategic merge patch: lists of Kubernetes' own kinds merge by their keys, and <c>$patch: delete</c> removes an item. Custom
    /// resources do not know it.
    /// </summary>
    public Task<T> StrategicMergePatchAsync(ObjectKey key, JsonObject body, CancellationToken cancellationToken) => WriteAsync(
        Call(HttpMethod.Patch, key.Namespace, key.Name) with
        {
            Body = body,
            ContentType = MediaTypes.StrategicMergePatch,
            Query = WriteQuery(),
        },
        cancellationToken);

    /// <summary>The same on a subresource, such as <c>status</c>.</summary>
    public Task<T> MergePatchAsync(ObjectKey key, JsonObject body, string? subresource, CancellationToken cancellationToken)
    {
        ApiCall call = Call(HttpMethod.Patch, key.Namespace, key.Name, subresource) with
        {
            Body = body,
            ContentType = MediaTypes.MergePatch,
            Query = WriteQuery(),
        };
        return WriteAsync(call, cancellationToken);
    }

    /// <summary>Deletes an object if it is still the expected one. An object that is already gone is no error.</summary>
    public async Task DeleteAsync(ObjectKey key, Preconditions preconditions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(preconditions);
        var conditions = new JsonObject();
        if (preconditions.Uid is { } uid)
        {
            conditions["uid"] = uid;
        }

        if (preconditions.ResourceVersion is { } version)
        {
            conditions["resourceVersion"] = version;
        }

        ApiCall call = Call(HttpMethod.Delete, key.Namespace, key.Name) with
        {
            Body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["preconditions"] = conditions },
            Query = WriteQuery(),
        };
        try
        {
            await _transport.SendAsync(call, static (_, _) => Task.FromResult(true), cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
        }
    }

    private Task<T> WriteAsync(ApiCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call.Body);
        return _transport.SendAsync(call with { Accept = AcceptObject }, _decoder.ReadObjectAsync, cancellationToken);
    }

    private Task<DecodedList<T>> ListOnceAsync(
        ListOptions options, int? limit, string? token, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> query = Selectors(options.LabelSelector, options.FieldSelector);
        if (limit is { } size)
        {
            query.Add(new("limit", size.ToString(CultureInfo.InvariantCulture)));
        }

        if (token is not null)
        {
            query.Add(new("continue", token));
        }

        ApiCall call = Call(HttpMethod.Get, options.Namespace, null) with
        {
            Accept = Type.MetadataOnly ? MediaTypes.PartialList : MediaTypes.Json,
            Query = query,
        };
        return _transport.SendAsync(call, _decoder.ReadListAsync, cancellationToken);
    }

    private ApiCall Call(HttpMethod method, string? @namespace, string? name, string? subresource = null)
    {
        string target = name is null ? Type.GroupResource : $"{Type.GroupResource}/{name}";
        return new ApiCall(method, subresource is null ? target : $"{target}/{subresource}",
            Type.Path(@namespace, name, subresource));
    }

    private List<KeyValuePair<string, string>> WriteQuery(params ReadOnlySpan<(string Name, string Value)> more)
    {
        string seconds = _transport.Options.WriteTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        List<KeyValuePair<string, string>> query =
            [new("fieldManager", _transport.Options.FieldManager), new("timeout", $"{seconds}s")];
        foreach ((string name, string value) in more)
        {
            query.Add(new(name, value));
        }

        return query;
    }

    private static List<KeyValuePair<string, string>> Selectors(
        string? labels, string? fields, params ReadOnlySpan<(string Name, string Value)> more)
    {
        List<KeyValuePair<string, string>> query = [];
        foreach ((string name, string value) in more)
        {
            query.Add(new(name, value));
        }

        if (!string.IsNullOrEmpty(labels))
        {
            query.Add(new("labelSelector", labels));
        }

        if (!string.IsNullOrEmpty(fields))
        {
            query.Add(new("fieldSelector", fields));
        }

        return query;
    }
}
