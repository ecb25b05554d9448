/** The header that authenticates by user and password (RFC 7617), both in UTF-8. */
export function basicLogin(user: string, password: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
