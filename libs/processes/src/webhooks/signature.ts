import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** Of Standard Webhooks 1.0: 32 random bytes. */
export const newEndpointSecret = (): string => prefix + randomBytes(32).toString('base64')

export interface Signed {
  readonly id: string
  /** Of the attempt. */
  readonly atMs: number
  readonly body: string
}

/** The three headers of Standard Webhooks 1.0, one signature for each secret. */
export function signedHeaders(
  { id, atMs, body }: Signed,
  secrets: readonly string[]
): { readonly [name: string]: string } {
  const timestamp = String(Math.floor(atMs / 1000))
  const signatures = secrets.map(secret => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
