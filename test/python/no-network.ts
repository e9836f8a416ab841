/**
 * Loaded before a desk (`node --import`): it reaches nothing but this machine, whatever addresses random settings name.
 * Node runs it as it is.
 */
import { isIP, Socket, type SocketConnectOpts } from 'node:net'

const isHere = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')
const { connect } = Socket.prototype
Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
  const [options] = (Array.isArray(args[0]) ? args[0] : args) as [
    Partial<Record<string, string>> | SocketConnectOpts
  ]
  const host = 'host' in options ? (options.host ?? 'localhost') : 'localhost'
  if (isHere(host)) return Reflect.apply(connect, this, args)
  const code = isIP(host) ? 'ENETUNREACH' : 'ENOTFOUND'
  process.nextTick(() => this.destroy(Object.assign(new Error('not on this machine'), { code })))
  return this
}
