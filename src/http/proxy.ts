import connect from 'undici/lib/api/api-connect.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';

// The proxy agent opens its tunnels with this method, which only the index of undici puts there.
Dispatcher.prototype.connect = connect;

export { EnvHttpProxyAgent };
