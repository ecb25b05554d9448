import { ipv4, ipv6 } from './played.ts';
import { describeRow } from './row.ts';

const noIpv6 = { 'home.example.com/AAAA': [] };
const form = 'content-type: application/x-www-form-urlencoded';

// What ddclient sends.
describeRow('ddnsfm', {
  values: { DDNSFM_KEY: 'k3y' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://api.ddns.fm/update?key=k3y&domain=home.example.com&myip=192.0.2.10',
        'GET https://api.ddns.fm/update?key=k3y&domain=home.example.com&myip=2001:db8::10',
      ],
    },
  ],
  answers: [
    ['OK', 'changed'],
    ['', 'changed'],
    ['<html>OK</html>', 'doubt'],
    [[401, 'no'], 'stop'],
    [[404, 'no'], 'permanent'],
    [[500, 'OK'], 'transient'],
  ],
});

// The request and the answer as ddupdate has them.
describeRow('duiadns', {
  values: { DUIADNS_PASSWORD: '5f4dcc3b5aa765d61d8327deb882cf99' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        'GET https://ip.duiadns.net/dynamic.duia?host=home.example.com&password=5f4dcc3b5aa765d61d8327deb882cf99&ip4=192.0.2.10&ip6=2001:db8::10',
      ],
    },
    {
      ipv4,
      held: noIpv6,
      sent: [
        'GET https://ip.duiadns.net/dynamic.duia?host=home.example.com&password=5f4dcc3b5aa765d61d8327deb882cf99&ip4=192.0.2.10',
      ],
    },
  ],
  told: { ipv4, ipv6 },
  answers: [
    ['<html><body><p>Hostname home.example.com</p><p>Ipv4 192.0.2.10</p></body></html>', 'changed'],
    ['<div>Hostname home.example.com</div><div>Ipv4 192.0.2.10</div>', 'changed'],
    ['<html><body><p>Hostname unknown or wrong password</p></body></html>', 'doubt'],
    [[500, '<html><body>Error</body></html>'], 'transient'],
  ],
});

// Request and answers of https://api.enom.com/docs/setdnshost and of programs that use it.
const ofEnom = (lines: string) => `;URL Interface\n;Encoding Type is utf-8\nCommand=SETDNSHOST\n${lines}\n`;
describeRow('enom', {
  values: { ENOM_PASSWORD: 'dompass' },
  requests: [
    {
      ipv4,
      sent: [
        'GET https://dynamic.name-services.com/interface.asp?Command=SetDNSHost&HostName=home&Zone=example.com&DomainPassword=dompass&Address=192.0.2.10',
      ],
    },
    {
      hosts: ['example.com'],
      ipv4,
      sent: [
        'GET https://dynamic.name-services.com/interface.asp?Command=SetDNSHost&HostName=@&Zone=example.com&DomainPassword=dompass&Address=192.0.2.10',
      ],
    },
  ],
  answers: [
    [ofEnom('IP=192.0.2.10\nErrCount=0\nServer=x\nDone=true'), 'changed'],
    [ofEnom('IP=192.0.2.10\nErrCount=0\nServer=x'), 'doubt'],
    [ofEnom('ErrCount=1\nErr1=Passwords do not match\nDone=true'), 'stop'],
    [ofEnom('ErrCount=1\nErr1=Domain name not found\nDone=true'), 'permanent'],
    ['', 'doubt'],
  ],
});

// What inadyn sends, and the word that it looks for.
describeRow('giradns', {
  values: { GIRADNS_USERNAME: 'user', GIRADNS_PASSWORD: 'pass' },
  requests: [
    { ipv4, sent: ['GET https://homeserver.gira.de/hsdyndns.php?u=user&p=pass&ip=192.0.2.10'] },
    { ipv6, sent: ['GET https://homeserver.gira.de/hsdyndns.php?u=user&p=pass&ip=2001:db8::10'] },
  ],
  answers: [
    ['OK', 'changed'],
    ['NOT OK', 'doubt'],
    [[401, ''], 'stop'],
  ],
});

// https://sitelutions.com/index.php?rp=/knowledgebase/4/Setting-up-Dynamic-DNS.html
describeRow('sitelutions', {
  values: {
    SITELUTIONS_USERNAME: 'me@example.com',
    SITELUTIONS_API_KEY: 'k3y',
    SITELUTIONS_RECORD: '12345678',
  },
  requests: [
    {
      ipv4,
      sent: ['GET https://api2.sitelutions.com/dnsup?id=12345678&user=me@example.com&pass=k3y&ip=192.0.2.10'],
    },
  ],
  answers: [
    ['success', 'changed'],
    ['noauth', 'stop'],
    ['dberror', 'transient'],
    ['norecord', 'doubt'],
    ['<html>success</html>', 'doubt'],
  ],
});

// What NewFuture/DDNS sends, with each of the two ways to authenticate.
describeRow('west', {
  values: { WEST_USERNAME: 'user', WEST_API_KEY: '0cc175b9c0f1b6a831c399e269772661' },
  requests: [
    {
      ipv4,
      ipv6,
      sent: [
        `POST https://api.west.cn/API/v2/domain/dns/\n${form}\n\nact=dnsrec.update&domain=example.com&hostname=home&record_value=192.0.2.10&username=user&apikey=0cc175b9c0f1b6a831c399e269772661`,
        `POST https://api.west.cn/API/v2/domain/dns/\n${form}\n\nact=dnsrec.update&domain=example.com&hostname=home&record_value=2001:db8::10&username=user&apikey=0cc175b9c0f1b6a831c399e269772661`,
      ],
    },
  ],
  answers: [
    ['{"code":200,"msg":"success","body":{"record_id":4}}', 'changed'],
    ['{"code":404,"msg":"no such domain"}', 'stop-host'],
    ['{"code":500,"msg":"wrong key"}', 'permanent'],
    ['something else', 'doubt'],
  ],
});
describeRow('west', {
  values: { WEST_API_KEY: '0cc175b9c0f1b6a831c399e269772661' },
  requests: [
    {
      hosts: ['example.com'],
      ipv4,
      sent: [
        `POST https://api.west.cn/API/v2/domain/dns/\n${form}\n\nact=dnsrec.update&domain=example.com&hostname=@&record_value=192.0.2.10&apidomainkey=0cc175b9c0f1b6a831c399e269772661`,
      ],
    },
  ],
  answers: [['{"code":200}', 'changed']],
});
