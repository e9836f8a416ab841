/**
 * The key in an `Authorization`: `Bearer tdk_<id>_<secret>`, or Basic with `tdk_<id>` and the secret. Undefined: there is
 * none; empty: what is there holds no key.
 */
export function presentedKey(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization === '') return undefined
  const [, scheme = '', credentials = ''] = /^([A-Za-z]+) +(\S(?:.*\S)?) *$/.exec(authorization) ?? []
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials
    case 'basic':
      return Buffer.from(credentials, 'base64').toString('utf8').replace(':', '_')
    default:
      return ''
  }
}
