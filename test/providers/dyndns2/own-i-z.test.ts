import { ipv4, ipv6 } from './played.ts';
import { basic, describeRow, dyndns2Answers } from './row.ts';

const home = 'home.example.com';
const [noIpv6, otherIpv6] = [{ [`${home}/AAAA`]: [] }, { [`${home}/AAAA`]: ['2001:db8::99'] }];
const user = basic('user', 'pass');

// https://faq.infomaniak.com/2376; the newer words by ddns-updater.
describeRow('infomaniak-dyndns', {
  values: { INFOMANIAK_DYNDNS_USERNAME: 'user', INFOMANIAK_DYNDNS_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      sent: [`GET https://infomaniak.com/nic/update?hostname=home.example.com&myip=192.0.2.10\n${user}`],
    },
  ],
  answers: [
    ['good 192.0.2.10', 'changed'],
    ['successfully_changed 192.0.2.10', 'changed'],
    ['nochg 192.0.2.10', 'unchanged'],
    ['no_change 192.0.2.10', 'unchanged'],
    [[400, 'nohost'], 'stop-host'],
    [[400, 'badauth'], 'stop'],
    [[400, 'Validation failed'], 'stop-host'],
  ],
});

// https://github.com/ddclient/ddclient: what INWX does with a family that is left out.
describeRow('inwx-dyndns', {
  values: { INWX_DYNDNS_USERNAME: 'user', INWX_DYNDNS_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [`GET https://dyndns.inwx.com/nic/update?myip=192.0.2.10&myipv6=2001:db8::10\n${user}`],
    },
    {
      ipv4,
      held: otherIpv6,
      sent: [`GET https://dyndns.inwx.com/nic/update?myip=192.0.2.10&myipv6=2001:db8::99\n${user}`],
    },
    { ipv4, held: noIpv6, sent: [`GET https://dyndns.inwx.com/nic/update?myip=192.0.2.10\n${user}`] },
    {
      ipv6,
      held: { [`${home}/A`]: ['192.0.2.99'] },
      sent: [`GET https://dyndns.inwx.com/nic/update?myip=192.0.2.99&myipv6=2001:db8::10\n${user}`],
    },
    { ipv6, held: { [`${home}/A`]: [] }, sent: [] },
    { ipv4, held: { [`${home}/AAAA`]: ['2001:db8::99', '2001:db8::98'] }, sent: [] },
    { ipv4, sent: [] },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['good 192.0.2.10', 'changed'],
    ['nochg', 'unchanged'],
    ['badauth', 'stop'],
    ['nohost', 'stop-host'],
    ['dnserr', 'wait 600'],
  ],
});

// https://developer.hosting.ionos.com/docs/dns: the update URL of an example answer.
describeRow('ionos-dyndns', {
  values: { IONOS_DYNDNS_KEY: 'dGVzdC50ZXN0' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://ipv4.api.hosting.ionos.com/dns/v1/dyndns?q=dGVzdC50ZXN0&ipv4=192.0.2.10&ipv6=2001:db8::10',
      ],
    },
    {
      hosts: ['a.example.com', 'b.example.com'],
      ipv4,
      held: { 'a.example.com/AAAA': [], 'b.example.com/AAAA': [] },
      sent: ['GET https://ipv4.api.hosting.ionos.com/dns/v1/dyndns?q=dGVzdC50ZXN0&ipv4=192.0.2.10'],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    [[200, ''], 'changed'],
    [[401, '[{"code":"UNAUTHORIZED"}]'], 'stop'],
    [[429, ''], 'wait'],
    ['<html></html>', 'doubt'],
  ],
});

// https://ipv64.net/dyndns_updater_api
describeRow('ipv64', {
  values: { IPV64_TOKEN: 'tok' },
  requests: [
    {
      hosts: ['me.ipv64.net'],
      ipv4,
      ipv6,
      sent: ['GET https://ipv64.net/nic/update?key=tok&domain=me.ipv64.net&ip=192.0.2.10&ip6=2001:db8::10'],
    },
    {
      hosts: ['me.ipv64.net'],
      ipv4,
      sent: ['GET https://ipv64.net/nic/update?key=tok&domain=me.ipv64.net&ip=192.0.2.10'],
    },
  ],
  answers: [
    ['good 192.0.2.10', 'changed'],
    ['{"status":"success","info":"good"}', 'changed'],
    ['{"status":"success","info":"nochg"}', 'unchanged'],
    ['{"info":"Updateintervall overcommited"}', 'wait 3600'],
    [[403, ''], 'wait 3600'],
    [[401, 'Unauthorized'], 'stop'],
  ],
});

describeRow('loopia-dyndns', {
  values: { LOOPIA_DYNDNS_USERNAME: 'user', LOOPIA_DYNDNS_PASSWORD: 'pass' },
  requests: [
    { ipv4, sent: [`GET https://dyndns.loopia.se/?hostname=home.example.com&myip=192.0.2.10\n${user}`] },
  ],
  answers: dyndns2Answers,
});

describeRow('myaddr', {
  values: { MYADDR_KEY: 'k&1' },
  requests: [
    {
      hosts: ['me.myaddr.tools'],
      ipv4,
      ipv6,
      sent: [
        'POST https://myaddr.tools/update\ncontent-type: application/x-www-form-urlencoded\n\nkey=k%261&ip=192.0.2.10',
        'POST https://myaddr.tools/update\ncontent-type: application/x-www-form-urlencoded\n\nkey=k%261&ip=2001:db8::10',
      ],
    },
  ],
  answers: [
    [[200, 'OK'], 'changed'],
    [[404, 'key not found'], 'stop'],
    [[400, 'bad ip'], 'permanent'],
    ['<!doctype html><html></html>', 'doubt'],
  ],
});

describeRow('mydns', {
  values: { MYDNS_USERNAME: 'mydns123456', MYDNS_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://www.mydns.jp/directip.html?MID=mydns123456&PWD=pass&IPV4ADDR=192.0.2.10&IPV6ADDR=2001:db8::10',
      ],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    [
      '<html><head><title>Free Dynamic DNS</title></head><body>Login and IP address notify OK.</body></html>',
      'changed',
    ],
    ['<html><body>something else</body></html>', 'doubt'],
  ],
});

describeRow('njalla-dyndns', {
  values: { NJALLA_DYNDNS_KEY: 'k3y' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://njal.la/update/?h=home.example.com&k=k3y&a=192.0.2.10&aaaa=2001:db8::10\naccept: application/json',
      ],
    },
    {
      ipv4,
      held: noIpv6,
      sent: ['GET https://njal.la/update/?h=home.example.com&k=k3y&a=192.0.2.10\naccept: application/json'],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['{"status":200,"message":"record updated","value":{"A":"192.0.2.10","AAAA":"2001:db8::10"}}', 'changed'],
    [
      '{"status":200,"message":"record updated","value":{"A":"192.0.2.77","AAAA":"2001:db8::10"}}',
      'held as 192.0.2.77',
    ],
    [[401, '{"status":401,"message":"invalid host or key"}'], 'stop'],
    [[500, '{"status":500,"message":"bad request"}'], 'permanent'],
    [[200, ''], 'doubt'],
  ],
});

describeRow('nsupdateinfo', {
  values: { NSUPDATEINFO_PASSWORD: 'pass' },
  requests: [
    {
      hosts: ['me.nsupdate.info'],
      ipv4,
      sent: [
        `GET https://www.nsupdate.info/nic/update?hostname=me.nsupdate.info&myip=192.0.2.10\n${basic('me.nsupdate.info', 'pass')}`,
      ],
    },
  ],
  answers: dyndns2Answers,
});

describeRow('regfish-dyndns', {
  values: { REGFISH_DYNDNS_TOKEN: 'tok' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://dyndns.regfish.de/?fqdn=home.example.com&forcehost=1&token=tok&ipv4=192.0.2.10&ipv6=2001:db8::10',
      ],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['success|100|update succeeded!', 'changed'],
    ['success|101|no update needed at this time..', 'unchanged'],
    ['ERROR|414|unknown', 'permanent'],
  ],
});

// The statuses of the vendor's PDF, by ddns-updater.
describeRow('selfhost', {
  values: { SELFHOST_USERNAME: 'user', SELFHOST_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      sent: [`GET https://carol.selfhost.de/nic/update?hostname=home.example.com&myip=192.0.2.10\n${user}`],
    },
  ],
  answers: [
    ['good 192.0.2.10', 'changed'],
    ['nochg 192.0.2.10', 'unchanged'],
    [[204, ''], 'unchanged'],
    [[401, ''], 'stop'],
    [[409, ''], 'stop-host'],
    [[410, ''], 'stop'],
    [[412, ''], 'stop-host'],
    [[503, ''], 'transient'],
    [[200, ''], 'doubt'],
  ],
});

// https://wiki.securepoint.de/SPDyn/Variablen
describeRow('spdyn', {
  values: { SPDYN_USERNAME: 'user', SPDYN_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      sent: [`GET https://update.spdyn.de/nic/update?hostname=home.example.com&myip=192.0.2.10\n${user}`],
    },
  ],
  answers: [...dyndns2Answers, ['fatal', 'stop-host']],
});

describeRow('twodns', {
  values: { TWODNS_USERNAME: 'user', TWODNS_TOKEN: 'pass' },
  requests: [
    { ipv4, sent: [`GET https://update.twodns.de/update?hostname=home.example.com&ip=192.0.2.10\n${user}`] },
  ],
  answers: dyndns2Answers,
});

// https://dyndns.variomedia.de
describeRow('variomedia', {
  values: { VARIOMEDIA_USERNAME: 'user', VARIOMEDIA_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        `GET https://dyndns.variomedia.de/nic/update?hostname=home.example.com&myip=192.0.2.10,2001:db8::10\n${user}`,
      ],
    },
    {
      ipv6,
      sent: [
        `GET https://dyndns.variomedia.de/nic/update?hostname=home.example.com&myip=2001:db8::10\n${user}`,
      ],
    },
  ],
  answers: dyndns2Answers,
});

// The elements are those in ddclient's comments and in ddns-updater.
describeRow('zoneedit', {
  values: { ZONEEDIT_USERNAME: 'user', ZONEEDIT_TOKEN: 'pass' },
  requests: [
    {
      ipv4,
      sent: [
        `GET https://api.cp.zoneedit.com/dyn/generic.php?hostname=home.example.com&myip=192.0.2.10\n${user}`,
      ],
    },
  ],
  answers: [
    ['<SUCCESS CODE="200" TEXT="home.example.com updated to 192.0.2.10" ZONE="example.com">', 'changed'],
    ['<SUCCESS CODE="201" TEXT="No records need updating." ZONE="example.com">', 'unchanged'],
    [
      '<ERROR CODE="707" TEXT="Duplicate updates for the same host/ip, adjust client settings" ZONE="example.com">',
      'unchanged',
    ],
    ['<ERROR CODE="702" TEXT="Minimum 600 seconds between requests" ZONE="example.com">', 'wait 600'],
    ['<ERROR CODE="708" TEXT="Failed Login: user">', 'stop'],
    ['<ERROR CODE="709" TEXT="Invalid Hostname: home">', 'stop-host'],
    ['<ERROR CODE="799" TEXT="?">', 'permanent'],
  ],
});

describeRow('dns1984', {
  values: { DNS1984_API_KEY: 'k3y' },
  requests: [
    { ipv4, sent: ['GET https://api.1984.is/1.0/freedns/?apikey=k3y&domain=home.example.com&ip=192.0.2.10'] },
  ],
  answers: [
    ['{"ok":true,"msg":"All good","ip":"192.0.2.10"}', 'changed'],
    ['{"ok":true,"msg":"unaltered","ip":"192.0.2.10"}', 'unchanged'],
    ['{"ok":false,"msg":"not found"}', 'permanent'],
  ],
});

describeRow('directnic', {
  values: { DIRECTNIC_TOKEN: 'ad133743f001e318e455fdc05', DIRECTNIC_TOKEN_IPV6: 'ad133743f001e318e455fdc06' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://directnic.com/dns/gateway/ad133743f001e318e455fdc05/?data=192.0.2.10',
        'GET https://directnic.com/dns/gateway/ad133743f001e318e455fdc06/?data=2001:db8::10',
      ],
    },
  ],
  answers: [
    ['{"result":"success"}', 'changed'],
    ['{"result":"error"}', 'doubt'],
  ],
});

describeRow('dnsexit', {
  values: { DNSEXIT_API_KEY: 'k3y' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'POST https://api.dnsexit.com/dns/\naccept: application/json\ncontent-type: application/json\n\n{"apikey":"k3y","domain":"example.com","update":[{"type":"A","name":"home","content":"192.0.2.10","ttl":5},{"type":"AAAA","name":"home","content":"2001:db8::10","ttl":5}]}',
      ],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['{"code":0,"message":"Success"}', 'changed'],
    ['{"code":2,"message":"API Key Authentication Error"}', 'stop'],
    ['{"code":6,"message":"System Error"}', 'transient'],
    ['{"code":4,"message":"JSON Data Syntax Error"}', 'permanent'],
    ['{"code":1,"message":"Some execution problems"}', 'doubt'],
  ],
});

describeRow('myonlineportal', {
  values: { MYONLINEPORTAL_USERNAME: 'user', MYONLINEPORTAL_PASSWORD: 'pass' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://myonlineportal.net/updateddns?username=user&password=pass&hostname=home.example.com&ip=192.0.2.10&ip6=2001:db8::10',
      ],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['good', 'changed'],
    ['nochg', 'unchanged'],
    ['badauth', 'stop'],
  ],
});
