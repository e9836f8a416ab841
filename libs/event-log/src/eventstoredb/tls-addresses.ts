import { isIP } from 'node:net'
import tls from 'node:tls'

/**
 * gRPC gives the host of each server as its TLS server name, also where that is an address: RFC 6066 (3) has no place for
 * one there, and Node refuses it since version 26. Such a name is left out, and the certificate is checked against the
 * address. Nothing else is changed: no other call with an address as server name could ever succeed.
 */
const connect = tls.connect

Reflect.set(tls, 'connect', (...given: unknown[]) => {
  const [options, ...rest] = given
  if (typeof options !== 'object' || options === null) return Reflect.apply(connect, tls, given)
  const name: unknown = Reflect.get(options, 'servername')
  if (typeof name !== 'string' || isIP(name) === 0) return Reflect.apply(connect, tls, given)
  const { servername: _, ...others } = { servername: name, ...options }
  return Reflect.apply(connect, tls, [{ ...others, host: name }, ...rest])
})
