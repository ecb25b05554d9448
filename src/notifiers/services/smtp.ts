import { isYes, listIn, type NotifyAddress, parameter } from '../address.ts';
import { ownAuthority, withoutAdvice } from '../network-hint.ts';
import { NotTaken, type Service } from '../notifier.ts';
import { fitted } from '../text.ts';

const mailbox = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/;

/** Mail by SMTP (RFC 5321), one for each receiver. The library that speaks it is read then alone. */
export const smtp: Service = {
  title: 'E-mail',
  schemes: ['smtp'],
  form: 'smtp://USER:PASSWORD@HOST:PORT/?from=SENDER&to=RECEIVER[,RECEIVER]',
  about:
    'Port 465 is TLS from the first byte on, any other STARTTLS. A password is sent over TLS alone, unless `encryption=None` or `usestarttls=No` says so.',
  parameters: [
    ...['from', 'fromaddress', 'to', 'toaddresses', 'subject', 'title', 'fromname', 'auth', 'encryption'],
    ...['usestarttls', 'requirestarttls', 'skiptlsverify', 'usehtml', 'clienthost', 'timeout'],
  ],
  read(address) {
    const { user, password, path } = address;
    const { host, port } = serverIn(address);
    if (path.length > 0) throw new Error('has a path, which no mail server has');
    const from = parameter(address, 'from', 'fromaddress') ?? '';
    const receivers = listIn(address, 'to', 'toaddresses');
    if (!mailbox.test(from)) throw new Error('has no ?from= with the address of a sender');
    if (receivers.length === 0 || !receivers.every((one) => mailbox.test(one)))
      throw new Error('has no ?to= with the address of a receiver');
    const fromName = parameter(address, 'fromname') ?? 'homemade-ddns';
    const about = {
      ...{ host, port, from, fromName, ...securityOf(address, port) },
      helo: parameter(address, 'clienthost'),
      login: loginOf(address),
    };
    return receivers.map((to) => ({
      ...{ title: 'E-mail', host, secrets: [user, password, to] },
      async send({ id, title, text }, { signal }) {
        const { sendMail } = await import('../mail.ts');
        const mail = { id, to, subject: fitted(title, 200), text };
        const refused = await sendMail(about, mail, signal);
        if (!refused) return;
        const reason = withoutAdvice(refused.reason);
        const hint = /certificate/i.test(reason) ? `; ${ownAuthority}` : '';
        throw new NotTaken(`${host}:${port}: ${reason}${hint}`, refused);
      },
    }));
  },
};

function serverIn({ hostname, host }: NotifyAddress): { host: string; port: number } {
  const [, port = '25'] = /:(\d+)$/.exec(host) ?? [];
  if (hostname === '') throw new Error('names no server');
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

function loginOf(address: NotifyAddress): { user: string; pass: string } | undefined {
  const { user, password: pass } = address;
  const kind = (parameter(address, 'auth') ?? 'unknown').toLowerCase();
  if (!['none', 'plain', 'crammd5', 'unknown'].includes(kind))
    throw new Error('has an ?auth= that is none of None, Plain, CRAMMD5');
  return kind === 'none' || (user === '' && pass === '') ? undefined : { user, pass };
}

/** `isSecure`: TLS from the first byte on; `startTls`: whether it is begun later. */
function securityOf(address: NotifyAddress, port: number) {
  const encryption = (parameter(address, 'encryption') ?? 'auto').toLowerCase();
  if (!['none', 'explicittls', 'implicittls', 'auto'].includes(encryption))
    throw new Error('has an ?encryption= that is none of None, ExplicitTLS, ImplicitTLS, Auto');
  const begins = isYes(parameter(address, 'usestarttls')) ?? true;
  const isNeeded =
    encryption === 'explicittls' ||
    loginOf(address) !== undefined ||
    isYes(parameter(address, 'requirestarttls'));
  const startTls = encryption === 'none' || !begins ? 'never' : isNeeded ? 'always' : 'if offered';
  return {
    isSecure: encryption === 'implicittls' || (encryption === 'auto' && port === 465),
    startTls,
    verifies: isYes(parameter(address, 'skiptlsverify')) !== true,
  } as const;
}
