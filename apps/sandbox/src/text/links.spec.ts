import { describe, expect, it } from '@jest/globals'
import { checkedLink } from './links.js'

describe('the address of a link', () => {
  it.each([
    ['x.org', 'http://x.org/'],
    ['HTTPS://X.Org', 'https://x.org/'],
    ['https://x.org/A?b=C#d', 'https://x.org/A?b=C#d'],
    ['x.org?a', 'http://x.org/?a'],
    ['x.org#a b ', 'http://x.org/#a%20b'],
    ['https://me:secret@x.org:0080/', 'https://me:secret@x.org:80/'],
    ['https://[::1]:8443/a', 'https://[::1]:8443/a'],
    ['https://пример.рф', 'https://пример.рф/'],
    ['https://x.org/%zz', 'https://x.org/%zz'],
    ['127.0.0.1:8081', 'http://127.0.0.1:8081/'],
    ['tg:resolve?domain=a', 'tg://resolve?domain=a'],
    ['TG://Settings', 'tg://settings/'],
    ['ton://transfer/abc', 'ton://transfer/abc'],
    ['tonsite://x.ton', 'tonsite://x.ton/']
  ])('%s is kept as %s', (link, url) => expect(checkedLink(link)).toEqual({ url }))

  it.each([
    ['', 'URL host is empty'],
    ['nowhere', 'Wrong HTTP URL'],
    ['http://localhost', 'Wrong HTTP URL'],
    ['ftp://x.org', 'Unsupported URL protocol'],
    ['javascript://x.org', 'Unsupported URL protocol'],
    ['javascript:alert(1)', 'Wrong port number specified in the URL'],
    ['x.org:0', 'Wrong port number specified in the URL'],
    ['x.org:65536', 'Wrong port number specified in the URL'],
    ['https://', 'URL host is empty'],
    ['https://.', 'Host is invalid'],
    ['https://[::g]', 'Wrong IPv6 address specified in the URL'],
    ['https://x%2.org', 'Wrong percent-encoded symbol in URL host'],
    ['https://x y.org', 'Disallowed character in URL host'],
    ['https://a<@x.org', 'Disallowed character in URL userinfo'],
    ['tg://https://x.org', 'Wrong tg URL'],
    ['tg://a.b', 'Unallowed characters in URL host'],
    ['ton://a:1', 'Wrong ton URL'],
    ['https://x.org/\ud83d', 'Wrong HTTP URL']
  ])('%j is none: %s', (link, wrong) => expect(checkedLink(link)).toEqual({ wrong }))
})
