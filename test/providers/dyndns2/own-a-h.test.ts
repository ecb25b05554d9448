import { ipv4, ipv6 } from './played.ts';
import { basic, describeRow, dyndns2Answers } from './row.ts';

const home = 'home.example.com';
const [noIpv6, otherIpv6] = [{ [`${home}/AAAA`]: [] }, { [`${home}/AAAA`]: ['2001:db8::99'] }];
const user = basic('user', 'pass');

// The wanted request of the KAS panel: https://dyndns.kasserver.com/?myip=<ipaddr>&myip6=<ip6addr>
describeRow('allinkl', {
  values: { ALLINKL_USERNAME: 'user', ALLINKL_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        `GET https://dyndns.kasserver.com/?host=home.example.com&myip=192.0.2.10&myip6=2001:db8::10\n${user}`,
      ],
    },
    {
      ipv4,
      held: noIpv6,
      sent: [`GET https://dyndns.kasserver.com/?host=home.example.com&myip=192.0.2.10\n${user}`],
    },
    {
      ipv4,
      held: otherIpv6,
      sent: [
        `GET https://dyndns.kasserver.com/?host=home.example.com&myip=192.0.2.10&myip6=2001:db8::99\n${user}`,
      ],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['good 192.0.2.10', 'changed'],
    ['nochg 192.0.2.10', 'unchanged'],
    ['badauth', 'stop'],
    ['!donator', 'stop'],
    ['nohost', 'stop-host'],
    ['911', 'wait 600'],
  ],
});

describeRow('changeip', {
  values: { CHANGEIP_USERNAME: 'user', CHANGEIP_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      sent: [`GET https://nic.changeip.com/nic/update?hostname=home.example.com&ip=192.0.2.10\n${user}`],
    },
  ],
  answers: [
    ['200 Successful Update', 'changed'],
    ['good 192.0.2.10', 'changed'],
    ['401 Access Denied', 'doubt'],
    [[401, 'Access Denied'], 'stop'],
    ['<html>success</html>', 'doubt'],
    ['', 'doubt'],
  ],
});

// https://www.cloudns.net/wiki/article/175/ and 364; the refusals as ddclient knows them.
describeRow('cloudns-dyndns', {
  values: { CLOUDNS_DYNDNS_KEY: 'Njc1OTE2' },
  requests: [
    {
      ipv4,
      sent: ['GET https://ipv4.cloudns.net/api/dynamicURL/?q=Njc1OTE2&ip=192.0.2.10'],
    },
  ],
  answers: [
    ['OK', 'changed'],
    ["The record's key is wrong!", 'stop'],
    ['Invalid request.', 'permanent'],
    ['something else', 'doubt'],
  ],
});

describeRow('corenetworks', {
  values: { CORENETWORKS_USERNAME: 'user', CORENETWORKS_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        `GET https://dyndns.core-networks.de/?hostname=home.example.com&myip=192.0.2.10&keepipv6=1\n${user}`,
        `GET https://dyndns.core-networks.de/?hostname=home.example.com&myip=2001:db8::10&keepipv4=1\n${user}`,
      ],
    },
  ],
  answers: dyndns2Answers,
});

// https://support.domaindiscount24.com/hc/en-gb/articles/4409759444625-Dynamic-DNS; answers of ddclient and ddns-updater.
describeRow('dd24', {
  values: { DD24_PASSWORD: 'se&cret' },
  requests: [
    {
      ipv4,
      sent: [
        'GET https://dynamicdns.key-systems.net/update.php?hostname=home.example.com&password=se%26cret&ip=192.0.2.10',
      ],
    },
  ],
  answers: [
    ['[RESPONSE]\ncode = 200\ndescription = Command completed successfully\nEOF', 'changed'],
    ['success', 'changed'],
    [[200, ''], 'changed'],
    [[202, ''], 'doubt'],
    ['authorization failed', 'stop'],
    ['code = 500', 'doubt'],
  ],
});

describeRow('ddnss', {
  values: { DDNSS_KEY: 'abc123' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://ddnss.de/upd.php?key=abc123&host=home.example.com&ip=192.0.2.10',
        'GET https://ddnss.de/upd.php?key=abc123&host=home.example.com&ip6=2001:db8::10',
      ],
    },
  ],
  answers: [
    ['good', 'changed'],
    ['<!DOCTYPE html><html><body><p>Updated 1 hostname.</p></body></html>', 'changed'],
    ['<html><body>badauth</body></html>', 'stop'],
    ['notfqdn', 'stop-host'],
    ['badysys', 'stop'],
    ['<html><body>Please log in. All good.</body></html>', 'doubt'],
  ],
});

// https://desec.readthedocs.io/en/latest/dyndns/update-api.html
const desec = { DESEC_DYNDNS_TOKEN: 'i-T3b1h_OI-H9ab8tRS98stGtURe' };
const token = 'authorization: Token i-T3b1h_OI-H9ab8tRS98stGtURe';
describeRow('desec-dyndns', {
  values: desec,
  requests: [
    {
      ipv4,
      sent: [
        `GET https://update.dedyn.io/?hostname=home.example.com&myipv4=192.0.2.10&myipv6=preserve\n${token}`,
      ],
    },
    {
      ipv6,
      sent: [
        `GET https://update.dedyn.io/?hostname=home.example.com&myipv4=preserve&myipv6=2001:db8::10\n${token}`,
      ],
    },
    {
      hosts: ['a.one.dedyn.io', 'one.dedyn.io', 'two.dedyn.io'],
      ipv4,
      ipv6,
      sent: [
        `GET https://update.dedyn.io/?hostname=a.one.dedyn.io,one.dedyn.io&myipv4=192.0.2.10&myipv6=2001:db8::10\n${token}`,
        `GET https://update.dedyn.io/?hostname=two.dedyn.io&myipv4=192.0.2.10&myipv6=2001:db8::10\n${token}`,
      ],
    },
  ],
  answers: [
    ['good', 'changed'],
    [[401, 'badauth'], 'stop'],
    [[404, 'nohost'], 'stop-host'],
    [[400, 'nohost'], 'stop'],
    [[429, ''], 'wait'],
  ],
});

// https://api.domeneshop.no/docs/
describeRow('domeneshop-dyndns', {
  values: { DOMENESHOP_DYNDNS_TOKEN: 'user', DOMENESHOP_DYNDNS_SECRET: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        `GET https://api.domeneshop.no/v0/dyndns/update?hostname=home.example.com&myip=192.0.2.10\n${user}`,
        `GET https://api.domeneshop.no/v0/dyndns/update?hostname=home.example.com&myip=2001:db8::10\n${user}`,
      ],
    },
  ],
  answers: [
    [[204, ''], 'changed'],
    [[200, ''], 'doubt'],
    [[404, '{"code":"domain:not-found"}'], 'stop-host'],
    [[401, ''], 'stop'],
  ],
});

describeRow('dondominio', {
  values: { DONDOMINIO_USERNAME: 'user', DONDOMINIO_PASSWORD: 'k3y' },
  requests: [
    {
      ipv4,
      sent: [
        'GET https://dondns.dondominio.com/json/?user=user&password=k3y&host=home.example.com&ip=192.0.2.10&lang=en',
      ],
    },
  ],
  answers: [
    ['{"success":true,"messages":["OK"]}', 'changed'],
    ['{"success":false,"messages":["Invalid login"]}', 'permanent'],
    ['{"success":true', 'doubt'],
  ],
});

// The request of inadyn; ddupdate reads the answer, and shows that the user decides the host.
describeRow('dnshome', {
  values: { DNSHOME_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        `GET https://www.dnshome.de/dyndns.php?u=home.example.com&ip=192.0.2.10\n${basic(home, 'pass')}`,
        `GET https://www.dnshome.de/dyndns.php?u=home.example.com&ip6=2001:db8::10\n${basic(home, 'pass')}`,
      ],
    },
  ],
  answers: dyndns2Answers,
});

describeRow('dynadot', {
  values: { DYNADOT_PASSWORD: 'p4ss' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://www.dynadot.com/set_ddns?containRoot=false&domain=example.com&ip=192.0.2.10&pwd=p4ss&ttl=300&type=A&subDomain=home',
        'GET https://www.dynadot.com/set_ddns?containRoot=false&domain=example.com&ip=2001:db8::10&pwd=p4ss&ttl=300&type=AAAA&subDomain=home',
      ],
    },
    {
      hosts: ['example.com'],
      ipv4,
      sent: [
        'GET https://www.dynadot.com/set_ddns?containRoot=true&domain=example.com&ip=192.0.2.10&pwd=p4ss&ttl=300&type=A',
      ],
    },
  ],
  answers: [
    ['ok', 'changed'],
    ['error: wrong password', 'doubt'],
  ],
});

// https://www.dynu.com/DynamicDNS/IP-Update-Protocol
describeRow('dynu', {
  values: { DYNU_USERNAME: 'user', DYNU_PASSWORD: 'pass' },
  requests: [
    {
      hosts: ['me.ddnsfree.com'],
      ipv4,
      sent: [
        `GET https://api.dynu.com/nic/update?hostname=me.ddnsfree.com&myip=192.0.2.10&myipv6=no\n${user}`,
      ],
    },
    {
      hosts: ['me.ddnsfree.com'],
      ipv6,
      sent: [
        `GET https://api.dynu.com/nic/update?hostname=me.ddnsfree.com&myip=no&myipv6=2001:db8::10\n${user}`,
      ],
    },
    {
      ipv4,
      ipv6,
      sent: [
        `GET https://api.dynu.com/nic/update?hostname=example.com&alias=home&myip=192.0.2.10&myipv6=2001:db8::10\n${user}`,
      ],
    },
  ],
  answers: [...dyndns2Answers, ['servererror', 'wait 600']],
});

// https://dynv6.com/docs/apis
describeRow('dynv6-dyndns', {
  values: { DYNV6_DYNDNS_TOKEN: 'tok' },
  requests: [
    {
      hosts: ['me.dynv6.net'],
      ipv4,
      ipv6,
      sent: [
        'GET https://dynv6.com/api/update?zone=me.dynv6.net&token=tok&ipv4=192.0.2.10&ipv6=2001:db8::10',
      ],
    },
    {
      hosts: ['me.dynv6.net'],
      ipv6,
      sent: ['GET https://dynv6.com/api/update?zone=me.dynv6.net&token=tok&ipv6=2001:db8::10'],
    },
  ],
  answers: [
    ['addresses updated', 'changed'],
    ['addresses unchanged', 'unchanged'],
    [[401, 'invalid authentication token'], 'stop'],
    [[404, 'zone not found'], 'stop-host'],
  ],
});

// The address and the words of ddns-updater and ddclient.
describeRow('easydns-dyndns', {
  values: { EASYDNS_DYNDNS_USERNAME: 'user', EASYDNS_DYNDNS_TOKEN: 'pass' },
  requests: [
    {
      ipv4,
      sent: [
        `GET https://api.cp.easydns.com/dyn/generic.php?hostname=home.example.com&myip=192.0.2.10\n${user}`,
      ],
    },
    {
      hosts: ['*.example.com'],
      ipv4,
      sent: [
        `GET https://api.cp.easydns.com/dyn/generic.php?hostname=*.example.com&myip=192.0.2.10&wildcard=ON\n${user}`,
      ],
    },
  ],
  answers: [
    ['NOERROR', 'changed'],
    ['<b>OK</b>', 'changed'],
    ['<font>NO_ERROR</font><br>', 'changed'],
    ['NOACCESS', 'stop'],
    ['<b>NO_AUTH</b>', 'stop'],
    ['NOSERVICE', 'stop-host'],
    ['ILLEGAL INPUT', 'stop-host'],
    ['TOOSOON', 'wait 600'],
    ['TOO_FREQ', 'wait 600'],
    ['<html><body>OK</body></html>', 'doubt'],
    ['Please press OK', 'doubt'],
  ],
});

describeRow('freedns', {
  values: { FREEDNS_TOKEN: 'aTokenOf4', FREEDNS_TOKEN_IPV6: 'aTokenOf6' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://sync.afraid.org/u/aTokenOf4/?address=192.0.2.10',
        'GET https://v6.sync.afraid.org/u/aTokenOf6/?address=2001:db8::10',
      ],
    },
  ],
  answers: [
    ['Updated demo.freshdns.com from 192.0.2.1 to 192.0.2.10', 'changed'],
    ['No IP change detected for demo.freshdns.com with IP 192.0.2.10, skipping update', 'unchanged'],
    ['ERROR: Invalid update URL (2)', 'stop'],
  ],
});

describeRow('freemyip', {
  values: { FREEMYIP_TOKEN: 'ec54b4b64db27fe8873c7f7' },
  requests: [
    {
      hosts: ['me.freemyip.com'],
      ipv4,
      sent: [
        'GET https://freemyip.com/update?token=ec54b4b64db27fe8873c7f7&domain=me.freemyip.com&myip=192.0.2.10',
      ],
    },
  ],
  answers: [
    ['OK\n', 'changed'],
    ['ERROR', 'stop'],
    ['OK, please log in', 'doubt'],
  ],
});

describeRow('gigahost', {
  values: { GIGAHOST_API_KEY: 'flux_live_1' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://api.gigahost.no/api/v0/dns/dyndns?hostname=home.example.com&myip=192.0.2.10&myipv6=2001:db8::10\nauthorization: Bearer flux_live_1',
      ],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['good 192.0.2.10', 'changed'],
    ['nochg 192.0.2.10', 'unchanged'],
    [[401, 'badauth'], 'stop'],
    ['nohost', 'stop-host'],
    ['badagent', 'permanent'],
    ['dnserr', 'wait 600'],
  ],
});

describeRow('goip', {
  values: { GOIP_USERNAME: 'user', GOIP_PASSWORD: 'pass' },
  requests: [
    {
      hosts: ['me.goip.de'],
      ipv4,
      ipv6,
      sent: [
        'GET https://www.goip.de/setip?username=user&password=pass&subdomain=me.goip.de&ip=192.0.2.10&shortResponse=true',
        'GET https://www.goip.de/setip?username=user&password=pass&subdomain=me.goip.de&ip6=2001:db8::10&shortResponse=true',
      ],
    },
  ],
  answers: [
    ['me.goip.de (192.0.2.10)', 'changed'],
    ['me.goip.de (192.0.2.77)', 'held as 192.0.2.77'],
    ['Zugriff verweigert', 'stop'],
  ],
});
